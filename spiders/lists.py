"""Feeds and sitemaps: bytes in, entries out. Nothing here opens a connection or a file."""

from __future__ import annotations

import zlib
from calendar import timegm
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from time import struct_time
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit
from zoneinfo import ZoneInfo

import feedparser
from lxml import etree


@dataclass(frozen=True, slots=True)
class Entry:
    """An address that a list gives, with the moment it gives for it.

    ``changed_by`` is the last moment at which the page can have changed as listed: the moment
    itself, or the end of the day where the list gives no time.
    """

    url: str
    listed_in: str
    listed_at: datetime | None = None
    changed_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list holds: reports, and further lists."""

    entries: list[Entry]
    lists: list[Entry]


class UnreadableListError(ValueError):
    """What answered is no feed or sitemap."""


def feed(body: bytes, url: str, zone: ZoneInfo) -> Listing:
    """The entries of an RSS or Atom feed; of several moments the latest counts."""
    read: Any = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    if not read.get("version"):
        raise UnreadableListError("neither RSS nor Atom")
    found = []
    for item in read.entries:
        link = item.get("link")
        if link:
            moments = [_instant(item[key]) for key in _MOMENTS if item.get(key)]
            latest = max(moments, default=None)
            found.append(Entry(urljoin(url, link.strip()), url, latest, latest))
    return Listing(found, [])


_MOMENTS = ("published_parsed", "updated_parsed")


def _instant(parsed: struct_time) -> datetime:
    return datetime.fromtimestamp(timegm(parsed), UTC)


def sitemap(body: bytes, url: str, zone: ZoneInfo, cap: int) -> Listing:
    """The entries of a sitemap or news sitemap, or the sitemaps of an index; gzip or plain."""
    listing = Listing([], [])
    try:
        for element in _elements(_plain(body, cap)):
            entry = _sitemap_entry(element, url, zone)
            if entry is not None:
                is_index = _name(element) == "sitemap"
                (listing.lists if is_index else listing.entries).append(entry)
            element.clear()
    except etree.XMLSyntaxError as error:
        raise UnreadableListError(f"not readable as XML: {error.msg}") from error
    return listing


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
    if root is None or _name(root) not in {"urlset", "sitemapindex"}:
        raise UnreadableListError("no sitemap" if root is None else f"<{_name(root)}>, no sitemap")
    yield from (e for event, e in walk if event == "end" and _name(e) in {"url", "sitemap"})


def _sitemap_entry(element: etree._Element, url: str, zone: ZoneInfo) -> Entry | None:
    # Only the element's own children and those of <news:news>: an image has a <loc> as well.
    news = [part for child in element if _name(child) == "news" for part in child]
    texts = {_name(part): (part.text or "").strip() for part in [*news, *element]}
    location = texts.get("loc")
    if not location:
        return None
    pairs = [_listed(texts[key], zone) for key in ("lastmod", "publication_date") if key in texts]
    listed, changed = max((p for p in pairs if p), default=(None, None))
    return Entry(urljoin(url, location), url, listed, changed)


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _listed(text: str, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    end_of_day = datetime.combine(read, time.max, zone).astimezone(UTC)
    return moment, (end_of_day if len(text) <= len("2023-07-29") else moment)


def _plain(body: bytes, cap: int) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacking = zlib.decompressobj(wbits=31)
    try:
        plain = unpacking.decompress(body, cap)
    except zlib.error as error:
        raise UnreadableListError("broken gzip") from error
    if unpacking.unconsumed_tail:
        raise UnreadableListError(f"more than {cap} bytes when unpacked")
    if not unpacking.eof:
        raise UnreadableListError("gzip cut short")
    return plain


def address(url: str, tracking: Iterable[str]) -> str | None:
    """The address to ask for: no fragment, no tracking parameters; null unless HTTP."""
    bare = urldefrag(url).url
    parts = urlsplit(bare)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(k, v) for k, v in pairs if not k.lower().startswith(tuple(tracking))]
    if len(kept) == len(pairs):
        return bare
    return parts._replace(query=urlencode(kept)).geturl()


def merged(entries: Iterable[Entry]) -> list[Entry]:
    """One entry an address, in the order of first sight; the latest moments given for it."""
    found: dict[str, Entry] = {}
    for entry in entries:
        first = found.setdefault(entry.url, entry)
        found[entry.url] = replace(
            first,
            listed_at=_later(first.listed_at, entry.listed_at),
            changed_by=_later(first.changed_by, entry.changed_by),
        )
    return list(found.values())


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((m for m in (one, other) if m is not None), default=None)


def may_be_since(entry: Entry, floor: datetime) -> bool:
    """Whether the page can be from ``floor`` or later; a day is allowed for time zones."""
    return entry.changed_by is None or entry.changed_by >= floor - timedelta(days=1)
