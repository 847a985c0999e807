"""What an answer lists, by the engine of the way that asked for it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from spiders.limits import Limits
from spiders.lists.apis import api
from spiders.lists.entries import Listing
from spiders.lists.feeds import feed
from spiders.lists.gdelt import gdelt
from spiders.lists.packing import plain
from spiders.lists.sections import section
from spiders.lists.sitemaps import sitemap
from validation.contracts.ways import Api, Feed, Gdelt, Section, Sitemap, WebWay


def read(  # noqa: PLR0913 - an argument each fact of the answer
    way: WebWay, body: bytes, url: str, zone: ZoneInfo, limits: Limits, page: int = 1
) -> Listing:
    """What a list holds; ``page`` is that of the entry that was asked for.

    Raises:
        UnreadableListError: It is not what the way declares; the message says why.
    """
    cap = limits.max_body_bytes
    if isinstance(way, Sitemap):
        return sitemap(body, url, zone, cap)
    if isinstance(way, Gdelt):
        return gdelt(body, url, way, cap)
    unpacked = plain(body, cap)
    if isinstance(way, Feed):
        return feed(unpacked, url, zone, way, page)
    if isinstance(way, Section):
        return section(unpacked, url, zone, way, page)
    assert isinstance(way, Api)
    return api(unpacked, url, zone, way, page)
