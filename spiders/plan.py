"""What the next crawl would ask for, told from what is stored; nothing is asked of anybody.

What has been published since the last crawl is not known before the lists are asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from protego import Protego

from spiders import ledger, lists
from spiders.agenda import Days, is_within, ordered
from spiders.agent import NAME
from spiders.captures import captures, frame_of
from spiders.ledger import Ledger
from spiders.limits import limits
from spiders.politeness.addresses import Door
from spiders.politeness.hours import shut
from spiders.politeness.rfc9309 import is_out_of_reach, said
from validation.contracts import clock
from validation.contracts.declarations import Source, load_dataset, load_sources
from validation.contracts.errors import WrongUseError
from validation.contracts.layout import Layout
from validation.contracts.records import read_record
from validation.contracts.ways import LocalWay, WebWay

Row = dict[str, Any]
# Later than any round, so that all are due that would be in the next.
NEXT_ROUND = 2**62


@dataclass(frozen=True, slots=True)
class ListPlan:
    """One declared list; ``robots`` is allowed, forbidden, out of reach or not asked yet."""

    engine: str
    url: str
    requests: int
    robots: str
    refused: str | None
    last_outcome: str | None
    last_asked: datetime | None


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """What would be asked of one source.

    Of the reports that lists have named, ``new`` were never asked for, ``changed`` were since
    their last answer, ``unsettled`` brought no answer that stands; ``forbidden`` are not asked.
    ``known`` counts those asked for so far; ``seconds`` is the least time that it takes.
    """

    source_id: str
    shut: str | None
    delay_seconds: float
    lists: tuple[ListPlan, ...]
    known: int
    new: int
    changed: int
    unsettled: int
    forbidden: int
    requests: int
    seconds: float


def plan(dataset_name: str, days: Days = (None, None)) -> tuple[SourcePlan, ...]:
    """A plan for each source that is gathered over the web; ``days`` bound it as they do a crawl.

    Raises:
        WrongUseError: A declaration is malformed, or the days are in the wrong order.
    """
    layout, now, days = Layout.of(dataset_name), clock.now(), ordered(days)
    rows, found = _asked_so_far(layout), []
    for source in load_sources(load_dataset(dataset_name)).values():
        if not all(isinstance(way, LocalWay) for way in source.gather):
            own = rows.filter(pl.col("source_id") == source.id)
            found.append(_plan(source, _Stored(layout, own), now, days))
    return tuple(found)


def _asked_so_far(layout: Layout) -> pl.DataFrame:
    """The captures, those too that a killed crawl has not exported yet."""
    rows, known = captures(layout), _ledger(layout)
    if known is None:
        return rows
    waiting = frame_of(known.journal())
    known.close()
    return pl.concat([rows, waiting]).unique("capture_id", keep="last", maintain_order=True)


def _ledger(layout: Layout) -> Ledger | None:
    """The ledger; null before the first crawl, so that a plan makes nothing."""
    is_there = (layout.archive / ledger.FILE).is_file()
    return Ledger(layout.archive, limits()) if is_there else None


@dataclass(slots=True)
class _Stored:
    """The captures and the archive of one source."""

    layout: Layout
    own: pl.DataFrame
    lists: dict[str, Row] = field(init=False)
    reports: dict[str, Row] = field(init=False)
    _rules: dict[str, tuple[str, Protego]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ordered = self.own.sort("fetched_at", maintain_order=True)
        is_report = pl.col("kind") == "report"
        self.lists = {row["url"]: row for row in ordered.filter(~is_report).to_dicts()}
        self.reports = {row["url"]: row for row in ordered.filter(is_report).to_dicts()}

    def robots(self, url: str) -> tuple[str, Protego]:
        """The rules of a host as last read, and in a word what became of reading them."""
        origin = "/".join(url.split("/", 3)[:3])
        if origin not in self._rules:
            self._rules[origin] = self._read_robots(self.lists.get(f"{origin}/robots.txt"))
        return self._rules[origin]

    def verdict(self, url: str) -> str:
        """What robots.txt says of an address, as far as is known."""
        state, rules = self.robots(url)
        if state != "read":
            return state
        return "allowed" if rules.can_fetch(url, NAME) else "forbidden"

    def _read_robots(self, row: Row | None) -> tuple[str, Protego]:
        if row is None:
            return "not asked yet", Protego.parse("")
        if is_out_of_reach(row["status"]):
            return "out of reach", Protego.parse("")
        body = said(row["status"], self._body(row)[: limits().max_robots_bytes])
        return "read", Protego.parse(body.decode("utf-8", "replace"))

    def _body(self, row: Row) -> bytes:
        """Of a capture, or of the earlier one that it confirms."""
        while row["refers_to"]:
            row = self.own.row(by_predicate=pl.col("capture_id") == row["refers_to"], named=True)
        return read_record(self.layout.archive / row["warc_file"], row["warc_offset"]).body


def _plan(source: Source, stored: _Stored, now: datetime, days: Days) -> SourcePlan:
    ways = [way for way in source.gather if not isinstance(way, LocalWay)]
    door = Door.of(source, limits().ports)
    planned = tuple(_list_plan(way, stored, door, now, days) for way in ways)
    due = _due(source, stored, now, days)
    requests = sum(one.requests for one in planned if not one.refused) + due.total()
    crawl_delays = [float(stored.robots(way.url)[1].crawl_delay(NAME) or 0) for way in ways]
    delay = max([source.delay_seconds, *crawl_delays])
    return SourcePlan(
        source_id=source.id,
        shut=shut(source, now),
        delay_seconds=delay,
        lists=planned,
        known=len(stored.reports),
        new=due["new"],
        changed=due["changed"],
        unsettled=due["unsettled"],
        forbidden=sum(row["outcome"] == "forbidden" for row in stored.reports.values()),
        requests=requests,
        seconds=round(max(0, requests - 1) * delay, 1),
    )


def _due(source: Source, stored: _Stored, now: datetime, days: Days) -> Counter[str]:
    """The reports that the ledger would have asked for now, by why."""
    why: Counter[str] = Counter()
    known = _ledger(stored.layout)
    if known is None:
        return why
    known.round = NEXT_ROUND
    for address in known.reports_to_ask(source.id, now):
        wanted = source.wants(address.url) and is_within(address.entry, days)
        if wanted and stored.verdict(address.url) != "forbidden":
            asked = "unsettled" if address.settled_at is None else "changed"
            why[asked if address.url in stored.reports else "new"] += 1
    known.close()
    return why


def _list_plan(way: WebWay, stored: _Stored, door: Door, now: datetime, days: Days) -> ListPlan:
    try:
        urls = [e.url for e in lists.first_requests(way, *days, now, limits().max_lists)]
    except WrongUseError as error:  # a variable of the environment that is not set
        return ListPlan(way.engine, way.url, 0, "not asked yet", str(error), None, None)
    robots = stored.verdict(urls[0])
    rows = [stored.lists[url] for url in urls if url in stored.lists]
    last = max(rows, key=lambda row: row["fetched_at"]) if rows else None
    said = None if last is None else last["reason"] or last["outcome"]
    refused = door.refusal(urls[0]) or ("robots.txt says no" if robots == "forbidden" else None)
    asked = None if last is None else last["fetched_at"]
    # The declared address: the one that is asked may hold a key.
    return ListPlan(way.engine, way.url, len(urls), robots, refused, said, asked)


_ROBOTS = {
    "allowed": "robots.txt allows it",
    "forbidden": "robots.txt says no",
    "out of reach": "robots.txt was out of reach",
    "not asked yet": "robots.txt not asked yet",
}


def lines(plans: tuple[SourcePlan, ...]) -> list[str]:
    """The plan for people."""
    told = []
    for one in plans:
        told.append(f"{one.source_id}: {one.shut or _work(one)}")
        for way in one.lists:
            before = (
                f"; last {way.last_asked:%Y-%m-%d}: {way.last_outcome}" if way.last_asked else ""
            )
            told.append(f"  {way.engine} {way.url}: {way.refused or _ROBOTS[way.robots]}{before}")
        told.append(
            f"  reports: {one.known:,} known, {one.new:,} new, {one.changed:,} changed, "
            f"{one.unsettled:,} unsettled, {one.forbidden:,} forbidden"
        )
    return told


def counted(number: int, what: str) -> str:
    """Such as 1 request, 2,000 requests."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _work(one: SourcePlan) -> str:
    told = counted(one.requests, "request")
    if not one.delay_seconds:
        return told
    return (
        f"{told}, {one.delay_seconds:g} s apart, at least {timedelta(seconds=round(one.seconds))}"
    )
