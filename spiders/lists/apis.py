"""JSON APIs that answer with a list of reports, a page at a time."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from spiders.lists.entries import Entry, Listing, Text, UnreadableListError, next_page
from spiders.lists.feeds import joined
from spiders.lists.moments import Period, epoch, moment
from validation.contracts.ways import Api, Paging


def api(body: bytes, url: str, zone: ZoneInfo, way: Api, page: int = 1) -> Listing:
    """The entries of an answer; whole reports where ``content`` says they lie in it."""
    answer = _parsed(body)
    items = at(answer, way.items)
    if not isinstance(items, list):
        raise UnreadableListError(f"no list at {way.items or 'the top'}")
    listing, found = Listing(), []
    for item in items:
        entry = _entry(item, url, zone, way)
        if entry is None:
            continue
        found.append(entry)
        content = at(item, way.content) if way.content else None
        if isinstance(content, str) and content.strip():
            listing.texts.append(_text(entry, content, item, way))
        else:
            listing.entries.append(entry)
    if items and not found:
        raise UnreadableListError(f"none of {len(items)} entries has {way.link}")
    if way.paging and items and page < way.pages:
        following = _following(way.paging, answer, url, page, len(items))
        listing.lists.extend([next_page(following, url, page, found)] if following else [])
    return listing


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableListError("not readable as JSON") from error


def at(value: Any, path: str) -> Any:
    """What lies at a path of keys and numbers; null if nothing does."""
    for key in path.split(".") if path else []:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _entry(item: Any, url: str, zone: ZoneInfo, way: Api) -> Entry | None:
    link = _link(item, way.link)
    if link is None:
        return None
    told = _moment(at(item, way.date), zone) if way.date else None
    changed = _moment(at(item, way.changed), zone) if way.changed else None
    listed, last = max((p for p in (told, changed) if p), default=(None, None))
    return Entry(joined(url, link), url, listed, last, told[0] if told else None)


def _link(item: Any, path: str) -> str | None:
    if "{" not in path:
        link = at(item, path)
        return link.strip() if isinstance(link, str) and link.strip() else None
    parts = {name: at(item, name) for name in re.findall(r"\{([^{}]+)\}", path)}
    if any(not isinstance(part, str | int) for part in parts.values()):
        return None
    for name, part in parts.items():
        path = path.replace(f"{{{name}}}", str(part))
    return path


def _moment(value: Any, zone: ZoneInfo) -> Period | None:
    if isinstance(value, str):
        return moment(value.strip(), zone)
    if isinstance(value, int | float) and not isinstance(value, bool):
        read: datetime | None = epoch(value)
        return (read, read) if read else None
    return None


def _text(entry: Entry, content: str, item: Any, way: Api) -> Text:
    title = at(item, way.title) if way.title else None
    content_type = "text/html" if re.search(r"<\w+[^>]*>", content) else "text/plain"
    return Text(entry, content, content_type, title if isinstance(title, str) else None)


def _following(paging: Paging, answer: Any, url: str, page: int, count: int) -> str | None:
    if paging.by == "link":
        link = at(answer, paging.path or "")
        return joined(url, link) if isinstance(link, str) and link else None
    if paging.by == "cursor":
        cursor = at(answer, paging.path or "")
        return _asking(url, paging, cursor) if isinstance(cursor, str | int) and cursor else None
    if count < paging.step:  # the last page
        return None
    return _asking(url, paging, paging.start + page * paging.step)


def _asking(url: str, paging: Paging, value: str | int) -> str:
    parts, name = urlsplit(url), str(paging.parameter)
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return parts._replace(query=urlencode([*pairs, (name, value)])).geturl()
