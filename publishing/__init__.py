"""Release: what passed the gate becomes a version that anyone can download, cite and check.

In: working tables and the gate's verdict. Out: ``datasets/<name>/releases/<version>/`` with one
Parquet file a public table, descriptors, codebook, download page and checksums, then
``latest.json``. Guaranteed: a version appears whole or not at all, never changes afterwards, and
the same tables give the same bytes. A new descriptor is a module of its own beside
:mod:`.descriptor`, called in :mod:`.metadata`; pages live in ``templates/``.
"""
