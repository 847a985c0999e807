"""Sitemaps, sitemap indexes and news sitemaps; gzip or plain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from zoneinfo import ZoneInfo

from lxml import etree

from spiders.lists.entries import Entry, Listing, UnreadableListError
from spiders.lists.feeds import joined
from spiders.lists.moments import day_in, moment, periods_in
from spiders.lists.packing import plain

ROOTS = {"urlset", "sitemapindex"}
MOMENTS = ("lastmod", "publication_date")


def sitemap(body: bytes, url: str, zone: ZoneInfo, cap: int) -> Listing:
    """The entries of a sitemap or news sitemap, or the sitemaps of an index."""
    listing = Listing()
    try:
        for element in _elements(plain(body, cap)):
            entry = _entry(element, url, zone)
            if entry is not None:
                is_index = _name(element) == "sitemap"
                (listing.lists if is_index else listing.entries).append(entry)
            element.clear()
    except etree.XMLSyntaxError as error:
        raise UnreadableListError(f"not readable as XML: {error.msg}") from error
    return Listing(listing.entries, _with_periods(listing.lists, zone))


def _elements(body: bytes) -> Iterator[etree._Element]:
    walk = etree.iterparse(
        BytesIO(body),
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    _, root = next(iter(walk), ("start", None))
    if root is None or _name(root) not in ROOTS:
        raise UnreadableListError("no sitemap" if root is None else f"<{_name(root)}>, no sitemap")
    yield from (e for event, e in walk if event == "end" and _name(e) in {"url", "sitemap"})


def _entry(element: etree._Element, url: str, zone: ZoneInfo) -> Entry | None:
    # Only the element's own children and those of <news:news>: an image has a <loc> as well.
    news = [part for child in element if _name(child) == "news" for part in child]
    texts = {_name(part): (part.text or "").strip() for part in [*news, *element]}
    location = texts.get("loc")
    if not location:
        return None
    pairs = {key: moment(texts[key], zone) for key in MOMENTS if key in texts}
    listed, changed = max((p for p in pairs.values() if p), default=(None, None))
    told = pairs.get("publication_date")
    where = joined(url, location)
    published = told[0] if told else None
    if published is None and _name(element) == "url":
        published = day_in(where, zone)
    return Entry(where, url, listed, changed, published)


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _with_periods(maps: list[Entry], zone: ZoneInfo) -> list[Entry]:
    """An index says by name what its maps hold: nothing in them was published later than that."""
    periods = periods_in([entry.url for entry in maps], zone)
    return [
        entry
        if period is None
        else replace(
            entry,
            published=period[0],
            changed_by=min(period[1], entry.changed_by or period[1]),
        )
        for entry, period in zip(maps, periods, strict=True)
    ]
