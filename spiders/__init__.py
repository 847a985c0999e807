"""Gather: find reports, fetch them politely, archive every answer.

In: ``datasets/<name>/dataset.yml`` and the YAML of its sources. Out: ``data/<name>/archive/``.
Guaranteed: robots.txt is honoured; nothing that was fetched is overwritten; a kill loses at most
what was on its way; a second crawl asks only for what is new or changed.
A newcomer adds a source as YAML (``datasets/README.md``), an engine as a module in
:mod:`.lists`, a limit in ``limits.yml``.

What the next room reads (format, so that nothing needs to be imported from here)
---------------------------------------------------------------------------------
``archive/captures.parquet`` is one row a response or a request that was not sent; its columns are
the contract ``validation/contracts/captures.yml``. Where ``warc_file`` is not null,
``archive/<warc_file>`` holds a gzip member that starts at byte ``warc_offset`` and is one WARC 1.1
record; :func:`validation.contracts.records.read_record` reads it, and unpacks the body:

- ``WARC-Type: response`` for what came over HTTP: the block is status line, headers, blank line,
  and the body as it came over the wire, packed as ``Content-Encoding`` says. Only chunks
  (``Transfer-Encoding``) are undone, ``Content-Length`` is that of the body that is stored, and
  names of headers are written in title case. A ``request`` record with what was asked follows it
  (``WARC-Concurrent-To``).
- ``WARC-Type: revisit`` for an answer that brought nothing new (outcome ``unchanged``): 304, or
  the same bytes once more. It has the headers; the body is that of ``WARC-Refers-To``, in the
  table ``refers_to``.
- ``WARC-Type: resource`` for a file of a local folder, or a whole report that a list holds: the
  block is the file, byte for byte. The header ``X-Polstab-Sidecar`` holds its sidecar as one line
  of JSON (ASCII) with the keys ``url, source, published_at, language, rights, title``, each null
  where the sidecar is silent; ``published_at`` is an ISO 8601 date or instant, ``rights`` is
  ``{status, licence, note}``.

A body is whole: an answer that was cut short or grew over the limit is a row with outcome
``failed`` and no record. The latest row of a URL with outcome ``ok`` is its present state,
earlier ones are its earlier revisions; ``unchanged`` rows say when it was last seen so.

``archive/ledger.sqlite`` is ours alone (:mod:`.ledger`): addresses, their state, what was not
exported yet. Without it the next crawl makes it anew from ``captures.parquet``.
"""
