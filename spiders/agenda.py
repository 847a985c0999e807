"""What is to be asked of one source: its lists, then the reports that are new or changed."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from spiders import lists
from spiders.addresses import Address
from spiders.ledger import Ledger
from spiders.limits import Limits
from spiders.lists import Entry, Listing
from validation.contracts import clock
from validation.contracts.declarations import LocalWay, Source
from validation.contracts.errors import WrongUseError

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Told:
    """What the ways of a source gave: addresses of reports, lists, why some ways gave none."""

    listed: int
    lists: int
    troubles: list[str]


@dataclass(slots=True)
class Agenda:
    """The part of the ledger that one source's crawl goes through.

    ``floor`` is the beginning of the dataset: what is listed for before it is not taken in.
    ``days`` bound what is asked for now by its listed dates; the rest waits for another crawl.
    """

    source: Source
    floor: datetime
    ledger: Ledger
    limits: Limits
    days: Days = (None, None)
    open_lists: int = 0
    taken: int = 0
    seen_lists: set[str] = field(default_factory=set)
    _lists: deque[int] = field(default_factory=deque)
    _reports: deque[int] | None = None
    n_reports: int = 0
    n_done: int = 0
    troubles: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Take in the lists that the source declares; those read in this round are done.

        A way that cannot be asked is one of the ``troubles``; the others are.
        """
        since, until = self.days
        for number, way in enumerate(self.source.gather):
            if not isinstance(way, LocalWay):
                most = self.limits.max_lists
                try:
                    first = lists.first_requests(way, since, until, clock.now(), most)
                except WrongUseError as error:
                    self.troubles.append(f"gather.{number}: {error}")
                else:
                    self._take_lists(first, number, 0)
        self._lists = deque(self.ledger.lists_to_ask(self.source.id))

    def next(self) -> Address | None:
        """The next address to ask; null while lists are out, and at the end."""
        if self._lists:
            self.open_lists += 1
            return self.ledger.address(self._lists.popleft())
        if self.open_lists == 0 and (waiting := self._waiting()):
            return self.ledger.address(waiting.popleft())
        return None

    def has_more(self) -> bool:
        """Whether anything can be asked for now."""
        return bool(self._lists) or (self.open_lists == 0 and bool(self._waiting()))

    def list_came_to_an_end(self) -> None:
        """A list was read or failed."""
        self.open_lists -= 1

    def take(self, address: Address, found: Listing) -> None:
        """Take in what a list gave: reports, and the lists below it."""
        room = max(0, self.limits.max_entries - self.taken)
        wanted = [e for entry in found.entries[:room] if (e := self._tidy(entry)) is not None]
        self.taken += len(wanted)
        self.ledger.listed(self.source.id, "report", wanted, address.way, address.depth + 1)
        for entry in found.lists:
            # A list's next page lies as deep as the list; the way itself caps its pages.
            depth = address.depth + (entry.page == 1)
            if depth <= self.limits.max_list_depth and self._may_matter(entry):
                self._lists.extend(self._take_lists([entry], address.way or 0, depth))

    def wants(self, text: lists.Text) -> Entry | None:
        """The tidied entry of a whole text, if the source wants it."""
        return self._tidy(text.entry)

    def _take_lists(self, entries: list[Entry], number: int, depth: int) -> list[int]:
        kind = self.source.gather[number].engine
        taken = []
        for entry in entries:
            fresh = entry.url not in self.seen_lists and entry.url.startswith("http")
            if fresh and len(self.seen_lists) < self.limits.max_lists:
                self.seen_lists.add(entry.url)
                taken.append(entry)
        self.ledger.listed(self.source.id, kind, taken, number, depth)
        known = [self.ledger.find(self.source.id, kind, entry.url) for entry in taken]
        return [address.seq for address in known if address and not address.is_done]

    def _waiting(self) -> deque[int]:
        if self._reports is None:
            due = self.ledger.reports_to_ask(self.source.id, clock.now())
            wanted = (a for a in due if is_within(a.entry, self.days) and self.source.wants(a.url))
            self._reports = deque(address.seq for address in wanted)
            self.n_reports = len(self._reports)
        return self._reports

    def _tidy(self, entry: Entry) -> Entry | None:
        url = lists.address(entry.url, self.limits.tracking_parameters)
        if not url or not self.source.wants(url) or not lists.may_be_since(entry, self.floor):
            return None
        return replace(entry, url=url)

    def _may_matter(self, entry: Entry) -> bool:
        since, until = self.days
        floor = max(self.floor, _begin(since)) if since else self.floor
        before = until is None or lists.may_be_until(entry, _end(until))
        return before and lists.may_be_since(entry, floor)


def ordered(days: Days) -> Days:
    """The days asked for.

    Raises:
        WrongUseError: The last lies before the first.
    """
    since, until = days
    if since and until and until < since:
        raise WrongUseError(f"--until {until} lies before --since {since}")
    return days


def is_within(entry: Entry, days: Days) -> bool:
    """Whether what is listed can be of the days asked for; what has no date can."""
    since, until = days
    after = since is None or lists.may_be_since(entry, _begin(since))
    return after and (until is None or lists.may_be_until(entry, _end(until)))


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _end(day: date) -> datetime:
    return _begin(day) + timedelta(days=1)
