"""Look at a source without gathering it: what its lists hold, how fresh and how complete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from spiders import folder, lists
from spiders.asking import Answer, Asker
from spiders.limits import limits
from spiders.lists import Entry, Listing, UnreadableListError
from spiders.sidecar import published
from validation.contracts.declarations import LocalWay, Source, WebWay

SAMPLES = 3
MOST_STEPS = 3  # from an index to its newest list, and on


@dataclass(frozen=True, slots=True)
class Seen:
    """What one way of a source gives.

    ``entries`` counts the reports of the list looked at (the newest, of an index), ``lists`` the
    further lists, ``wanted`` the entries that pass include and exclude, ``dated`` those with a
    moment; ``newest`` is the latest of the moments up to now.
    """

    engine: str
    address: str
    looked_at: str
    robots: str
    status: int | None
    trouble: str | None
    lists: int = 0
    entries: int = 0
    wanted: int = 0
    dated: int = 0
    newest: datetime | None = None
    samples: tuple[str, ...] = ()
    samples_robots: str | None = None

    @property
    def date_fill(self) -> float | None:
        """The share of entries with a moment."""
        return round(self.dated / self.entries, 3) if self.entries else None


@dataclass(frozen=True, slots=True)
class Checked:
    """A source and what each of its ways gives."""

    source: Source
    ways: tuple[Seen, ...]

    @property
    def has_reports(self) -> bool:
        """Whether any way lists a report that is wanted."""
        return any(way.wanted for way in self.ways)


@dataclass(frozen=True, slots=True)
class Look:
    """One list, asked for and read: the answer, what it holds, why it could not be read."""

    answer: Answer
    listing: Listing
    trouble: str | None
    lists: int = 0

    @property
    def entries(self) -> list[Entry]:
        """The reports of the list, those it holds whole among them."""
        return [*self.listing.entries, *(text.entry for text in self.listing.texts)]


def check(source: Source, declared_in: Path, asker: Asker, now: datetime) -> Checked:
    """Ask each address of a source once, and of an index its newest list."""
    seen = []
    for way in source.gather:
        if isinstance(way, LocalWay):
            seen.append(_local(source, way, declared_in))
        else:
            seen.append(_remote(source, way, asker, now))
    return Checked(source, tuple(seen))


def look(way: WebWay, entry: Entry, asker: Asker, zone: ZoneInfo) -> Look:
    """A list, or of an index the newest list that it names."""
    further = 0
    for _ in range(MOST_STEPS):
        answer = asker.get(entry.url)
        if not answer.good:
            return Look(answer, Listing(), answer.reason, further)
        try:
            found = lists.read(way, answer.body, answer.final_url, zone, limits(), entry.page)
        except UnreadableListError as error:
            return Look(answer, Listing(), str(error), further)
        deeper = [one for one in found.lists if one.page == 1]
        further += len(deeper)
        if found.entries or found.texts or not deeper:
            return Look(answer, found, None, further)
        entry = max(deeper, key=_age)
    return Look(answer, found, None, further)


def _age(entry: Entry) -> float:
    moment = entry.changed_by or entry.published
    return moment.timestamp() if moment else 0.0


def _remote(source: Source, way: WebWay, asker: Asker, now: datetime) -> Seen:
    start = lists.first_requests(way, None, None, now, 1)[0]
    zone = ZoneInfo(source.timezone)
    seen = look(way, start, asker, zone)
    entries = lists.merged(seen.entries)
    tidy = [lists.address(entry.url, limits().tracking_parameters) for entry in entries]
    kept = [url for url in dict.fromkeys(tidy) if url and source.wants(url)]
    moments = [m for entry in entries if (m := entry.listed_at or entry.published)]
    return Seen(
        way.engine,
        start.url,
        seen.answer.final_url,
        seen.answer.robots,
        seen.answer.status,
        seen.trouble,
        seen.lists,
        len(entries),
        len(kept),
        len(moments),
        max((m for m in moments if m <= now), default=None),
        tuple(kept[:SAMPLES]),
        asker.verdict(kept[0]) if kept else None,
    )


def _local(source: Source, way: LocalWay, declared_in: Path) -> Seen:
    held, zone = folder.held(source, [way], declared_in), ZoneInfo(source.timezone)
    told = [t.fetched.at if t.fetched else published(t.sidecar, zone)[1] for t in held.texts]
    moments = [moment for moment in told if moment]
    return Seen(
        way.engine,
        way.path,
        way.path,
        "allowed",
        None,
        next(iter(held.troubles), None),
        entries=len(held.texts),
        wanted=len(held.texts),
        dated=len(moments),
        newest=max(moments, default=None),
        samples=tuple(text.name for text in held.texts[:SAMPLES]),
    )
