"""The crawl over HTTP, in a process of its own because Scrapy's reactor starts only once.

``python -m spiders.web DATASET MOMENT [SINCE] [UNTIL]`` writes to the ledger and the segments of
that crawl, and tells how far it is, a line of JSON each half second; :mod:`.crawl` calls it. The
last line holds, by source, the number of addresses listed and what could not be asked.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from scrapy import Request, Spider, signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from spiders import lists
from spiders.addresses import Address, Held
from spiders.agenda import Agenda, Days, Told
from spiders.agent import user_agent
from spiders.answers import asked_at, conditions
from spiders.ledger import Ledger
from spiders.limits import limits
from spiders.politeness import settings
from spiders.politeness.hours import shut
from spiders.record import Recorder
from spiders.segments import Segment
from spiders.wire import archiving
from validation.contracts import clock
from validation.contracts.declarations import (
    Dataset,
    LocalWay,
    Source,
    load_dataset,
    load_sources,
)
from validation.contracts.errors import WrongUseError
from validation.contracts.layout import Layout
from validation.contracts.records import read_record

TELL_SECONDS = 0.5


@dataclass(slots=True)
class Plan:
    """What a spider needs to know of its source, and what went wrong in it."""

    source: Source
    agenda: Agenda
    recorder: Recorder
    ledger: Ledger
    archive: Path
    tell: Callable[[], None]
    faults: list[str] = field(default_factory=list)

    def told(self) -> Told:
        """What the source's lists gave."""
        listed, agenda = self.ledger.count_listed(self.source.id), self.agenda
        return Told(listed, len(agenda.seen_lists), agenda.troubles)


class SourceSpider(Spider):
    """Reads the lists of one source, then asks for the reports that are new or changed."""

    name = "source"

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan, self.agenda = plan, plan.agenda
        self.zone = ZoneInfo(plan.source.timezone)

    async def start(self) -> Any:
        """Nothing: the scheduler calls :meth:`next_request`."""
        return
        yield

    def next_request(self) -> Request | None:
        """The next of the ledger; only if it has changed, where we hold an answer."""
        address = self.agenda.next()
        if address is None:
            return None
        is_report = address.kind == "report"
        return Request(
            address.url,
            callback=self.on_report if is_report else self.on_list,
            errback=self.on_failure,
            headers=conditions(address.held),
            meta={"asked": address, "kind": address.kind},
            dont_filter=True,
        )

    def on_list(self, response: Response) -> None:
        """Archive a list and take in what it lists."""
        address: Address = response.meta["asked"]
        found, reason = self._read(address, response)
        with self.plan.ledger.whole():
            self.plan.recorder.answered(address, response, reason)
            if reason and response.status == 304:
                self.plan.ledger.forget_held(address.seq)
            self.agenda.take(address, found)
            for text in found.texts:
                entry = self.agenda.wants(text)
                if entry is not None:
                    assert response.request is not None
                    self.plan.recorder.text(address, text, entry, asked_at(response.request))
        self.agenda.list_came_to_an_end()
        self.plan.tell()

    def _read(self, address: Address, response: Response) -> tuple[lists.Listing, str | None]:
        """What a list holds, and why it holds nothing; one that is unchanged is in the archive."""
        unchanged = response.status == 304 and address.held is not None
        if response.status >= 300 and not unchanged:
            return lists.Listing(), None
        way = self.plan.source.gather[address.way or 0]
        assert not isinstance(way, LocalWay)
        try:
            body = self._held_body(address.held) if unchanged else response.body
            page = address.entry.page
            return lists.read(way, body, response.url, self.zone, self.agenda.limits, page), None
        except (lists.UnreadableListError, WrongUseError) as error:
            return lists.Listing(), f"unreadable {address.kind}: {error}"

    def _held_body(self, held: Held | None) -> bytes:
        assert held is not None and held.warc_file is not None and held.warc_offset is not None
        return read_record(self.plan.archive / held.warc_file, held.warc_offset).body

    def on_report(self, response: Response) -> None:
        """Archive a report."""
        with self.plan.ledger.whole():
            self.plan.recorder.answered(response.meta["asked"], response)
        self.agenda.n_done += 1
        self.plan.tell()

    def on_failure(self, failure: Failure) -> None:
        """Record why nothing came, and go on."""
        request = failure.request  # type: ignore[attr-defined]
        address: Address = request.meta["asked"]
        fault = failure.value or RuntimeError("no reason given")
        with self.plan.ledger.whole():
            self.plan.recorder.failed(address, request, fault)
        if address.kind == "report":
            self.agenda.n_done += 1
        else:
            self.agenda.list_came_to_an_end()
        self.plan.tell()

    def record_robots(self, response: Response) -> None:
        """Archive a robots.txt."""
        try:
            self.plan.recorder.robots(response)
        except Exception:
            # Scrapy would take it for an unreachable robots.txt.
            self.plan.faults.append(traceback.format_exc())
            raise


class Teller:
    """Tells how far the crawl is, not more often than every half second."""

    def __init__(self) -> None:
        self.agendas: list[Agenda] = []
        self._told = time.monotonic()

    def __call__(self) -> None:
        """A line of JSON: reports done and to be asked so far, lists out."""
        if time.monotonic() - self._told < TELL_SECONDS:
            return
        self._told = time.monotonic()
        counts = {
            "done": sum(agenda.n_done for agenda in self.agendas),
            "reports": sum(agenda.n_reports for agenda in self.agendas),
            "lists": sum(agenda.open_lists for agenda in self.agendas),
        }
        sys.stdout.write(json.dumps(counts) + "\n")
        sys.stdout.flush()


def run(dataset: Dataset, moment: datetime, days: Days = (None, None)) -> dict[str, Told]:
    """Crawl every source that has anything on the web."""
    layout = Layout.of(dataset.name)
    ledger = Ledger(layout.archive, limits())
    ledger.begin(moment)
    plans = list(plans_of(dataset, layout, ledger, moment, days))
    process = AsyncCrawlerProcess({"LOG_ENABLED": False, "LOG_INSTALL_ROOT_HANDLER": False})
    for plan in plans:
        with ledger.whole():
            plan.agenda.begin()
        ways = settings(limits(), plan.source, dataset.contact)
        crawler = Crawler(SourceSpider, Settings(archiving(ways, plan.source, limits())))
        crawler.signals.connect(_note(plan.faults), signal=signals.spider_error, weak=False)
        process.crawl(crawler, plan=plan)
    process.start()
    told = {plan.source.id: plan.told() for plan in plans}
    ledger.close()
    faults = [fault for plan in plans for fault in plan.faults]
    if faults:
        raise RuntimeError("\n".join(faults))
    return told


def plans_of(
    dataset: Dataset, layout: Layout, ledger: Ledger, moment: datetime, days: Days
) -> Iterator[Plan]:
    """A plan for each source that has anything on the web."""
    starts, tell = {use.id: use.start for use in dataset.sources}, Teller()
    for source in load_sources(dataset).values():
        if all(isinstance(way, LocalWay) for way in source.gather) or shut(source, moment):
            continue
        agent = user_agent(dataset.contact)
        most, grown = limits().segment_bytes, ledger.grown
        segment = Segment(layout.archive, source.id, moment, agent, most, grown)
        start = starts[source.id] or dataset.start
        floor = datetime(start.year, start.month, start.day, tzinfo=UTC)
        recorder = Recorder(source.id, segment, ledger, limits(), ZoneInfo(source.timezone))
        agenda = Agenda(source, floor, ledger, limits(), days)
        tell.agendas.append(agenda)
        yield Plan(source, agenda, recorder, ledger, layout.archive, tell)


def _note(faults: list[str]) -> Callable[[Failure, Response, Spider], None]:
    def note(failure: Failure, response: Response, spider: Spider) -> None:
        faults.append(f"{response.url}: {failure.getTraceback()}")

    return note


def _end_with_parent() -> None:
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(70)

    threading.Thread(target=watch, daemon=True).start()


def main(arguments: list[str]) -> int:
    """Entry of the child process."""
    dataset, moment, *bounds = arguments
    since, until = [date.fromisoformat(day) if day else None for day in [*bounds, "", ""][:2]]
    _end_with_parent()
    try:
        told = run(load_dataset(dataset), clock.moment(moment), (since, until))
    except WrongUseError as error:
        sys.stderr.write(f"{error}\n")
        return WrongUseError.exit_code
    except Exception:
        traceback.print_exc()
        return 70
    sys.stdout.write(json.dumps({"told": {name: asdict(one) for name, one in told.items()}}) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
