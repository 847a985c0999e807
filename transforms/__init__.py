"""Shape: from archived pages to tidy tables.

In: the archive (WARC files and ``captures.parquet``) of a dataset. Out: working tables under
``data/<dataset>/tables``, each in the shape of its contract. Guaranteed: every value leads back to
characters of a report's text, the same input gives the same bytes, and rows that break a rule are
set aside with the reason. A new language adds a folder in ``lexicons``; a new step, a module here.
"""
