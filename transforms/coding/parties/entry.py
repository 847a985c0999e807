"""One thing that words may name, and who was in office when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

GRACE = 12  # months around a term in which a surname alone still names its bearer

AtomKind = Literal[
    "country", "demonym", "national", "capital", "organisation", "person", "role", "pronoun", "name"
]


@dataclass(frozen=True, slots=True)
class Office:
    """What a person was, and when (months as YYYY-MM; ``last`` None = still)."""

    sector: str
    title: str
    first: str
    last: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a sequence of words may name."""

    kind: AtomKind
    name: str
    country: str | None = None
    international: str | None = None
    sectors: tuple[str, ...] = ()
    qid: str | None = None
    is_plural: bool = False
    offices: tuple[Office, ...] = ()
    needs_case: bool = True
    exact: str | None = None


def office_on(entry: Entry, on: date | None) -> Office | None:
    """The office held on a day, else the last one before it, else the first."""
    if not entry.offices:
        return None
    if on is None:
        return entry.offices[-1]
    begun = [office for office in entry.offices if office.first <= f"{on:%Y-%m}"]
    return begun[-1] if begun else entry.offices[0]


def in_office(entries: Sequence[Entry], on: date | None) -> Entry:
    """Of several, the one in office on a day, else of the nearest term; else the first."""
    if on is None or len(entries) == 1:
        return entries[0]
    return min(entries, key=lambda entry: _months_away(entry, on))


def serves(entry: Entry, on: date | None) -> bool:
    """Whether somebody is in office on a day, a year before and after included."""
    return on is not None and bool(entry.offices) and _months_away(entry, on) <= GRACE


def _months_away(entry: Entry, on: date) -> int:
    """Months between a day and the nearest term of office; 0 within one, or without any."""
    month = on.year * 12 + on.month
    away = [
        max(_month(office.first) - month, month - _month(office.last or "9999-12"), 0)
        for office in entry.offices
    ]
    return min(away, default=0)


def _month(text: str) -> int:
    year, month = (text or "0000-01").split("-")
    return int(year) * 12 + int(month)
