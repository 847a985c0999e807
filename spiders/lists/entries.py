"""What a list gives: addresses with their moments, whole texts, further lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urldefrag, urlencode, urlsplit

SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """An address that a list gives, with the moments it gives for it.

    ``listed_at`` is the latest of them. ``changed_by`` is the last moment at which the page can
    have changed as listed: the moment itself, or the end of the day where the list gives no time.
    ``published`` is the earliest at which it can have been published. Of a further list they
    tell of what it can hold. ``page`` counts the pages of one list from 1.
    """

    url: str
    listed_in: str
    listed_at: datetime | None = None
    changed_by: datetime | None = None
    published: datetime | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A whole report that a list holds: nothing needs to be asked of its own address."""

    entry: Entry
    content: str
    content_type: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list holds: reports to ask for, further lists, whole reports."""

    entries: list[Entry] = field(default_factory=list)
    lists: list[Entry] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


class UnreadableListError(ValueError):
    """What answered is no list of the kind declared."""


def address(url: str, tracking: Iterable[str]) -> str | None:
    """The address to ask for: no fragment, no tracking parameters; null unless HTTP."""
    try:
        bare = urldefrag(url).url
        parts = urlsplit(bare)
        host = parts.hostname
    except ValueError:  # half a bracket of an IPv6 address
        return None
    if parts.scheme not in {"http", "https"} or not host:
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
        if entry is not first:
            found[entry.url] = replace(
                first,
                listed_at=_latest(first.listed_at, entry.listed_at),
                changed_by=_latest(first.changed_by, entry.changed_by),
                published=min(
                    (m for m in (first.published, entry.published) if m is not None), default=None
                ),
            )
    return list(found.values())


def _latest(*moments: datetime | None) -> datetime | None:
    return max((m for m in moments if m is not None), default=None)


def may_be_since(entry: Entry, since: datetime) -> bool:
    """Whether what is listed can be from ``since`` or later; a day is allowed for time zones."""
    last = _latest(entry.changed_by, entry.published)
    return last is None or last >= since - SLACK


def may_be_until(entry: Entry, until: datetime) -> bool:
    """Whether it can have been published by ``until``; a day is allowed for time zones."""
    return entry.published is None or entry.published <= until + SLACK


def next_page(url: str, listed_in: str, page: int, found: list[Entry]) -> Entry:
    """The page that follows: where ``found`` runs from new to old, it holds nothing newer."""
    moments = [entry.changed_by or entry.published for entry in found]
    known = [moment for moment in moments if moment is not None]
    in_order = len(known) == len(moments) and known == sorted(known, reverse=True)
    last = known[-1] if known and in_order else None
    return Entry(url, listed_in, last, last, page=page + 1)
