"""Lists of reports: bytes in, a :class:`Listing` out. Nothing here opens a connection or a file.

One module an engine: :mod:`.feeds`, :mod:`.sitemaps`, :mod:`.sections`, :mod:`.apis`,
:mod:`.gdelt`. A crawl calls two functions: :func:`first_requests` for the addresses at which a
declared way begins, :func:`read` for what an answer lists. A new engine is a model in
``validation/contracts/ways.py``, a module here, and a line in :mod:`.reading` and :mod:`.starts`.
"""

from spiders.lists.entries import (
    Entry,
    Listing,
    Text,
    UnreadableListError,
    address,
    may_be_since,
    may_be_until,
    merged,
)
from spiders.lists.feeds import feed
from spiders.lists.reading import read
from spiders.lists.sitemaps import sitemap
from spiders.lists.starts import first_requests

__all__ = [
    "Entry",
    "Listing",
    "Text",
    "UnreadableListError",
    "address",
    "feed",
    "first_requests",
    "may_be_since",
    "may_be_until",
    "merged",
    "read",
    "sitemap",
]
