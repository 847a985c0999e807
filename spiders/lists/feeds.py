"""RSS and Atom feeds, their further pages, and the whole reports that some hold."""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime
from io import BytesIO
from time import struct_time
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import feedparser

from spiders.lists.entries import Entry, Listing, Text, UnreadableListError, next_page
from validation.contracts.ways import Feed

MOMENTS = ("published_parsed", "updated_parsed")


def feed(body: bytes, url: str, zone: ZoneInfo, way: Feed | None = None, page: int = 1) -> Listing:
    """The entries of an RSS or Atom feed; of several moments the latest counts."""
    read: Any = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    if not read.get("version"):
        raise UnreadableListError("neither RSS nor Atom")
    found, listing = [], Listing()
    for item in read.entries:
        entry = _entry(item, url)
        if entry is None:
            continue
        found.append(entry)
        text = _text(item, entry) if way and way.full_content else None
        if text is None:
            listing.entries.append(entry)
        else:
            listing.texts.append(text)
    if way and found and page < way.pages:
        listing.lists.extend(_further(way, read.feed, url, page, found))
    return listing


def _entry(item: Any, url: str) -> Entry | None:
    link = (item.get("link") or "").strip()
    if not link:
        return None
    moments = [m for key in MOMENTS if item.get(key) and (m := _instant(item[key]))]
    latest = max(moments, default=None)
    published = _instant(item.published_parsed) if item.get("published_parsed") else None
    return Entry(joined(url, link), url, latest, latest, published)


def joined(base: str, link: str) -> str:
    """The absolute address of a link; the link itself where it cannot be one."""
    try:
        return urljoin(base, link)
    except ValueError:  # half a bracket of an IPv6 address
        return link


def _instant(parsed: struct_time) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _text(item: Any, entry: Entry) -> Text | None:
    whole = [part for part in item.get("content") or [] if (part.get("value") or "").strip()]
    if not whole:
        return None
    content_type = "text/plain" if whole[0].get("type") == "text/plain" else "text/html"
    return Text(entry, whole[0]["value"], content_type, item.get("title") or None)


def _further(way: Feed, head: Any, url: str, page: int, found: list[Entry]) -> list[Entry]:
    if way.page_url:
        return [next_page(numbered(way.page_url, url, page + 1), url, page, found)]
    links = [link.get("href") for link in head.get("links") or [] if link.get("rel") == "next"]
    return [next_page(joined(url, link), url, page, found) for link in links[:1] if link]


def numbered(template: str, url: str, page: int) -> str:
    """The address of a page; {url} in the template is that of the first, found in any page's."""
    shape = re.escape(template).replace(r"\{url\}", "(?P<url>.*)").replace(r"\{page\}", r"\d+")
    match = re.fullmatch(shape, url)
    first = match["url"] if match and "{url}" in template else url
    return template.replace("{url}", first).replace("{page}", str(page))
