"""One crawl of a dataset: local folders first, then the web, then the table of captures.

``python -m spiders.crawl DATASET`` does the same and writes the summary as JSON.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import IO, TextIO

import polars as pl

from spiders import clock, folder
from spiders.agenda import Days
from spiders.agent import user_agent
from spiders.captures import WHOLE, add, captures, frame_of
from spiders.ledger import Ledger
from spiders.limits import limits
from spiders.seeding import seed
from spiders.segments import Segment
from validation.contracts.declarations import (
    Dataset,
    Source,
    load_dataset,
    load_sources,
    source_file,
)
from validation.contracts.errors import WrongUseError
from validation.contracts.layout import CHECKOUT, Layout

# Longer than the interval at which a child looks for its parent (web.py).
LOCK_PATIENCE_SECONDS = 1.5


class BrokenCrawlError(RuntimeError):
    """The crawl's process ended before its work did; what it had archived is kept."""


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """What one crawl did at one source.

    ``listed`` counts addresses in feeds, sitemaps or folders, ``fetched`` the reports that
    answered (any status), ``new`` those of them with a body not held before, ``forbidden`` those
    newly refused by robots.txt or an opt-out, ``failed`` requests of any kind that brought
    nothing whole, an error status, or a list that could not be read.
    """

    source_id: str
    listed: int
    fetched: int
    new: int
    forbidden: int
    failed: int


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """What one crawl did, source by source."""

    dataset: str
    moment: datetime
    sources: tuple[SourceSummary, ...]

    def total(self, count: str) -> int:
        """The sum of one count, such as ``new``, over the sources."""
        return sum(getattr(source, count) for source in self.sources)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a crawl is: reports done, reports to be asked so far, lists not answered yet."""

    done: int
    reports: int
    lists: int


Tell = Callable[[Progress], None]


def crawl(
    dataset_name: str,
    since: date | None = None,
    until: date | None = None,
    tell: Tell = lambda _: None,
) -> CrawlSummary:
    """Gather what is new or changed of every source of a dataset into its archive.

    Run again after a kill, it goes on where it was.

    Args:
        dataset_name: The dataset.
        since: Ask only for what can be of this day or later, by the dates that lists give.
        until: Ask only for what can be of this day or earlier.
        tell: Told now and then how far the crawl is.

    Raises:
        WrongUseError: A declaration, folder or sidecar is malformed, or another crawl is on.
        BrokenCrawlError: The process that fetches broke; run again, it goes on where it was.
    """
    if since and until and until < since:
        raise WrongUseError(f"--until {until} lies before --since {since}")
    dataset = load_dataset(dataset_name)
    sources, layout = load_sources(dataset), Layout.of(dataset_name)
    texts = {one.id: _texts(dataset, one, (since, until)) for one in sources.values()}
    limits()
    with _alone(layout) as lock:
        recover(layout)
        moment, before = clock.now(), captures(layout)
        _archive_folders(dataset, sources, texts, layout, moment)
        try:
            listed = _crawl_web(dataset, sources, (moment, (since, until)), lock, tell)
        except BaseException:
            recover(layout)
            raise
        added = _finish(layout, moment)
    listed |= {name: listed.get(name, 0) + len(found) for name, found in texts.items()}
    per_source = tuple(_summary(name, listed[name], added, before) for name in sources)
    return CrawlSummary(dataset_name, moment.replace(microsecond=0), per_source)


def recover(layout: Layout) -> None:
    """Finish what a killed crawl left: take its WARC files back to whole records, export rows."""
    ledger = Ledger(layout.archive, limits())
    ledger.mend()
    if ledger.is_empty:
        seed(ledger, captures(layout), limits().retry_statuses)
    _export(layout, ledger)
    ledger.close()


def _finish(layout: Layout, moment: datetime) -> pl.DataFrame:
    ledger = Ledger(layout.archive, limits())
    added = _export(layout, ledger)
    ledger.end(moment)
    ledger.close()
    return added


def _export(layout: Layout, ledger: Ledger) -> pl.DataFrame:
    """The rows that were not in captures.parquet yet; a crash here adds them once more, in vain."""
    rows = frame_of(ledger.journal())
    if not rows.is_empty():
        add(layout, rows)
        ledger.forget_journal()
    return rows


@contextmanager
def _alone(layout: Layout) -> Iterator[int]:
    layout.archive.mkdir(parents=True, exist_ok=True)
    path = layout.archive / ".lock"
    with path.open("w") as handle:
        if not _locked(handle):
            raise WrongUseError(
                f"{layout.archive}: another crawl is at work here; wait for it to end"
            )
        yield handle.fileno()


def _locked(handle: TextIO) -> bool:
    """Whether the lock was had; a child whose parent was killed takes a moment to end."""
    deadline = time.monotonic() + LOCK_PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        else:
            return True


def _texts(
    dataset: Dataset, source: Source, days: tuple[date | None, date | None]
) -> list[folder.LocalText]:
    declared, (since, until) = source_file(dataset.name, source.id), days
    start = next((use.start for use in dataset.sources if use.id == source.id), None)
    floor = start or dataset.start
    bounds = max(since or floor, floor), until
    return [t for w in folder.local_ways(source) for t in folder.texts(source, w, declared, bounds)]


def _archive_folders(
    dataset: Dataset,
    sources: dict[str, Source],
    texts: dict[str, list[folder.LocalText]],
    layout: Layout,
    moment: datetime,
) -> None:
    ledger, held, most = Ledger(layout.archive, limits()), captures(layout), limits().segment_bytes
    agent = user_agent(dataset.contact)
    for name, found in texts.items():
        segment = Segment(layout.archive, name, moment, agent, most, ledger.grown)
        folder.archive_new(sources[name], found, held, segment, ledger)
    ledger.close()


def _crawl_web(
    dataset: Dataset,
    sources: dict[str, Source],
    bounds: tuple[datetime, Days],
    lock: int,
    tell: Tell,
) -> dict[str, int]:
    """Addresses listed, by source; the child holds the lock too, should this process die first."""
    if all(len(folder.local_ways(source)) == len(source.gather) for source in sources.values()):
        return {}
    moment, days = bounds
    path = os.pathsep.join(p for p in (str(CHECKOUT), os.environ.get("PYTHONPATH")) if p)
    told = [moment.isoformat(), *(day.isoformat() if day else "" for day in days)]
    with tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "spiders.web", dataset.name, *told],
            env=os.environ | {"PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            pass_fds=[lock],
        )
        with child:
            try:
                listed = _listen(child, tell)
            except BaseException:
                child.kill()
                raise
        _raise_if_broken(dataset.name, child.returncode, errors)
    return listed


def _listen(child: subprocess.Popen[str], tell: Tell) -> dict[str, int]:
    assert child.stdout is not None
    listed: dict[str, int] = {}
    for line in child.stdout:
        said = json.loads(line)
        if "listed" in said:
            listed = said["listed"]
        else:
            tell(Progress(**said))
    return listed


def _raise_if_broken(dataset: str, code: int, errors: IO[str]) -> None:
    if code == 0:
        return
    errors.seek(0)
    last = (errors.read().strip().splitlines() or ["no message"])[-1]
    if code == WrongUseError.exit_code:
        raise WrongUseError(last)
    raise BrokenCrawlError(f"crawl of {dataset} ended with {code}: {last}")


def _summary(name: str, listed: int, added: pl.DataFrame, before: pl.DataFrame) -> SourceSummary:
    own = added.filter(pl.col("source_id") == name)
    reports = own.filter(pl.col("kind") == "report")
    answered = reports.filter(pl.col("outcome").is_in([*WHOLE, "error"]))
    held = before.filter(pl.col("source_id") == name)
    bodies = ["url", "payload_sha256", "sidecar_sha256"]
    ok = answered.filter(pl.col("outcome") == "ok")
    new = ok.join(held, on=bodies, how="anti", nulls_equal=True)
    unread = pl.col("outcome").is_in(WHOLE) & pl.col("reason").is_not_null()
    failed = own.filter(pl.col("outcome").is_in(["error", "failed"]) | unread)
    forbidden = reports.filter(pl.col("outcome") == "forbidden")
    return SourceSummary(name, listed, len(answered), len(new), len(forbidden), len(failed))


def main(arguments: list[str]) -> int:
    """Crawl the dataset that is named and write the summary."""
    try:
        summary = crawl(arguments[0])
    except WrongUseError as error:
        sys.stderr.write(f"{error}\n")
        return WrongUseError.exit_code
    sys.stdout.write(json.dumps(asdict(summary), default=datetime.isoformat, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
