"""Read a saved web page into the fields of a report.

In: the bytes of one HTML page, with its address and the time it was fetched where known.
Out: a `Page`: whether it is a report (or why not), title, persons, times, language and body.
Guaranteed: no connection is opened, no exception is raised for any bytes, no date lies after
the fetch, and the text holds no title, caption, byline or notice that we know of.
To teach it a word (agency, notice, error, paywall), add it to `knowledge.yml`.
"""

from transforms.pages.command import extract_lines
from transforms.pages.page import Page, read_page

__all__ = ["Page", "extract_lines", "read_page"]
