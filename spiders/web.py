"""The crawl over HTTP, in a process of its own because Scrapy's reactor starts only once.

``python -m spiders.web DATASET MOMENT`` appends to the journal and the segments of that crawl
and writes one line of JSON, the number of addresses listed per source; :mod:`.crawl` calls it.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import time
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from scrapy import Request, Spider, signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from spiders import clock, lists
from spiders.agent import user_agent
from spiders.archive import Segment, stamp
from spiders.known import Known
from spiders.ledger import Journal, captures, journal_file
from spiders.limits import Limits, limits
from spiders.lists import Entry
from spiders.politeness import settings
from spiders.record import Recorder
from validation.contracts.declarations import (
    Dataset,
    LocalFolder,
    Source,
    load_dataset,
    load_sources,
)
from validation.contracts.layout import Layout


@dataclass(slots=True)
class Plan:
    """What a spider needs to know of its source, and what it has seen so far."""

    source: Source
    floor: datetime
    known: Known
    recorder: Recorder
    limits: Limits
    open_lists: int = 0
    seen_lists: set[str] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)
    listed: int = 0
    faults: list[str] = field(default_factory=list)


class SourceSpider(Spider):
    """Reads the lists of one source, then asks for the reports that are new or changed."""

    name = "source"

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.zone = ZoneInfo(plan.source.timezone)

    async def start(self) -> AsyncIterator[Request]:
        """The lists that the source declares."""
        ways = [way for way in self.plan.source.gather if not isinstance(way, LocalFolder)]
        for request in self._list_requests([(way.engine, Entry(way.url, "")) for way in ways], 0):
            yield request

    def _list_requests(self, wanted: list[tuple[str, Entry]], depth: int) -> list[Request]:
        requests = []
        for kind, entry in wanted:
            fresh = entry.url not in self.plan.seen_lists and entry.url.startswith("http")
            if fresh and len(self.plan.seen_lists) < self.plan.limits.max_lists:
                self.plan.seen_lists.add(entry.url)
                requests.append(self._request(entry, kind, depth))
        self.plan.open_lists += len(requests)
        return requests

    def _request(self, entry: Entry, kind: str, depth: int = 0) -> Request:
        callback = self.on_report if kind == "report" else self.on_list
        meta = {"asked": entry, "kind": kind, "list_depth": depth}
        return Request(
            entry.url, callback=callback, errback=self.on_failure, meta=meta, dont_filter=True
        )

    def on_list(self, response: Response) -> Iterator[Request]:
        """Archive a list, collect what it lists; after the last one ask for the reports."""
        meta, reason, found = response.meta, None, lists.Listing([], [])
        if response.status < 300:
            try:
                found = self._listing(meta["kind"], response)
            except lists.UnreadableListError as error:
                reason = f"unreadable {meta['kind']}: {error}"
        self.plan.recorder.answered(response, reason)
        self.plan.entries += found.entries[: self._room()]
        if meta["list_depth"] < self.plan.limits.max_list_depth:
            further = [e for e in found.lists if lists.may_be_since(e, self.plan.floor)]
            yield from self._list_requests(
                [(meta["kind"], e) for e in further], meta["list_depth"] + 1
            )
        yield from self._after_list()

    def _listing(self, kind: str, response: Response) -> lists.Listing:
        if kind == "feed":
            return lists.feed(response.body, response.url, self.zone)
        return lists.sitemap(
            response.body, response.url, self.zone, self.plan.limits.max_body_bytes
        )

    def _room(self) -> int:
        return max(0, self.plan.limits.max_entries - len(self.plan.entries))

    def _after_list(self) -> Iterator[Request]:
        self.plan.open_lists -= 1
        if self.plan.open_lists == 0:
            for entry in reports_to_ask(self.plan):
                yield self._request(entry, "report")

    def on_report(self, response: Response) -> None:
        """Archive a report."""
        self.plan.recorder.answered(response)

    def on_failure(self, failure: Failure) -> Iterator[Request]:
        """Record why nothing came, and go on."""
        request = failure.request  # type: ignore[attr-defined]
        fault = failure.value or RuntimeError("no reason given")
        self.plan.recorder.failed(request, fault, self.plan.known)
        if request.meta["kind"] != "report":
            yield from self._after_list()

    def record_robots(self, response: Response) -> None:
        """Archive a robots.txt."""
        try:
            self.plan.recorder.robots(response)
        except Exception:
            # Scrapy would take it for an unreachable robots.txt.
            self.plan.faults.append(traceback.format_exc())
            raise


def reports_to_ask(plan: Plan) -> list[Entry]:
    """The listed reports that pass the source's patterns and are new, changed or unsettled."""
    tidy = []
    for entry in plan.entries:
        url = lists.address(entry.url, plan.limits.tracking_parameters)
        if url and _wanted(plan.source, url) and lists.may_be_since(entry, plan.floor):
            tidy.append(Entry(url, entry.listed_in, entry.listed_at, entry.changed_by))
    plan.entries = lists.merged(tidy)
    plan.listed = len(plan.entries)
    return [entry for entry in plan.entries if plan.known.asks_for(entry, clock.now())]


def _wanted(source: Source, url: str) -> bool:
    included = not source.include or any(re.search(p, url) for p in source.include)
    return included and not any(re.search(p, url) for p in source.exclude)


def run(dataset: Dataset, moment: datetime) -> dict[str, int]:
    """Crawl every source that has feeds or sitemaps; addresses listed, by source."""
    layout = Layout.of(dataset.name)
    journal = Journal(journal_file(layout, stamp(moment)))
    plans = plans_of(dataset, layout, journal, moment)
    process = AsyncCrawlerProcess({"LOG_ENABLED": False, "LOG_INSTALL_ROOT_HANDLER": False})
    for plan in plans:
        ways = settings(limits(), plan.source.delay_seconds, dataset.contact)
        crawler = Crawler(SourceSpider, Settings(ways))
        crawler.signals.connect(_note(plan.faults), signal=signals.spider_error, weak=False)
        process.crawl(crawler, plan=plan)
    process.start()
    journal.close()
    faults = [fault for plan in plans for fault in plan.faults]
    if faults:
        raise RuntimeError("\n".join(faults))
    return {plan.source.id: plan.listed for plan in plans}


def plans_of(dataset: Dataset, layout: Layout, journal: Journal, moment: datetime) -> list[Plan]:
    """A plan for each source that has feeds or sitemaps."""
    ledger, starts = captures(layout), {use.id: use.start for use in dataset.sources}
    found = []
    for source in load_sources(dataset).values():
        if all(isinstance(way, LocalFolder) for way in source.gather):
            continue
        segment = Segment(layout.archive, source.id, moment, user_agent(dataset.contact))
        start = starts[source.id] or dataset.start
        floor = datetime(start.year, start.month, start.day, tzinfo=UTC)
        recorder = Recorder(source.id, segment, journal)
        known = Known.of(ledger, source.id, limits().retry_statuses)
        found.append(Plan(source, floor, known, recorder, limits()))
    return found


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
    dataset, moment = arguments
    _end_with_parent()
    try:
        listed = run(load_dataset(dataset), clock.moment(moment))
    except Exception:
        traceback.print_exc()
        return 70
    sys.stdout.write(json.dumps(listed) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
