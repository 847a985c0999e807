"""One crawl of a dataset: local folders first, then the web, then the table of captures.

``python -m spiders.crawl DATASET`` does the same and writes the summary as JSON.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, TextIO

import polars as pl

from spiders import folder
from spiders.agenda import Days, Told, ordered
from spiders.agent import user_agent
from spiders.captures import WHOLE, add, captures, frame_of
from spiders.ledger import Ledger
from spiders.limits import limits
from spiders.seeding import seed
from spiders.segments import Segment
from validation.contracts import clock
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

    exit_code = 1


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """What one crawl did at one source.

    ``listed`` counts addresses in feeds, sitemaps or folders, ``fetched`` the reports that
    answered (any status), ``new`` those of them with a body not held before, ``forbidden`` lists
    and reports newly refused by robots.txt, ``opted_out`` reports that newly reserve text mining,
    ``failed`` requests that brought nothing whole, an error status, or a list that could not be
    read; a site without a robots.txt is none. ``lists`` counts the lists that were to be read,
    ``lists_read`` those that now were (after a kill: not those read before).
    ``troubles`` are what kept a way or a file from being gathered, each with its mend.
    """

    source_id: str
    listed: int
    fetched: int
    new: int
    forbidden: int
    opted_out: int
    failed: int
    lists: int
    lists_read: int
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """What one crawl did, source by source."""

    dataset: str
    moment: datetime
    sources: tuple[SourceSummary, ...]

    def total(self, count: str) -> int:
        """The sum of one count, such as ``new``, over the sources."""
        return sum(getattr(source, count) for source in self.sources)

    @property
    def troubles(self) -> list[str]:
        """What kept anything from being gathered, in the order of the sources."""
        return [trouble for source in self.sources for trouble in source.troubles]

    @property
    def is_blind(self) -> bool:
        """Whether lists were to be read, and none of any source could be."""
        return self.total("lists") > 0 == self.total("lists_read") + self.total("listed")


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
        WrongUseError: A declaration is malformed, nothing at all can be gathered for what is amiss
            with each folder or way, or another crawl is on.
        BrokenCrawlError: The process that fetches broke; run again, it goes on where it was.
    """
    days, dataset = ordered((since, until)), load_dataset(dataset_name)
    sources, layout = load_sources(dataset), Layout.of(dataset_name)
    here = {one.id: _held(dataset, one, days) for one in sources.values()}
    limits()
    with _alone(layout) as lock:
        recover(layout)
        moment, before = clock.now(), captures(layout)
        _archive_folders(dataset, sources, here, layout, moment)
        try:
            told = _crawl_web(dataset, sources, (moment, days), lock, tell)
        except BaseException:
            recover(layout)
            raise
        added = _finish(layout, moment)
    known = (_told(source_file(dataset_name, name), here[name], told.get(name)) for name in sources)
    each = zip(sources, known, strict=True)
    per_source = tuple(_summary(name, one, added, before) for name, one in each)
    summary = CrawlSummary(dataset_name, moment.replace(microsecond=0), per_source)
    if summary.troubles and not summary.total("lists") + summary.total("listed"):
        raise WrongUseError(summary.troubles[0])
    return summary


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
    try:
        layout.archive.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongUseError(
            f"{layout.archive}: cannot be made ({error.strerror}); "
            "set POLSTAB_DATA to a folder that you may write to"
        ) from error
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


def _held(dataset: Dataset, source: Source, days: Days) -> folder.Held:
    """What the local folders of a source hold for the days, from the dataset's beginning on."""
    declared, (since, until) = source_file(dataset.name, source.id), days
    start = next((use.start for use in dataset.sources if use.id == source.id), None)
    floor = start or dataset.start
    bounds = max(since or floor, floor), until
    return folder.held(source, folder.local_ways(source), declared, bounds)


def _told(declared: Path, here: folder.Held, web: Told | None) -> Told:
    """What folders and lists of a source gave together."""
    if web is None:
        return Told(len(here.texts), 0, list(here.troubles))
    asked = [f"{declared}: {trouble}" for trouble in web.troubles]
    return Told(web.listed + len(here.texts), web.lists, [*here.troubles, *asked])


def _archive_folders(
    dataset: Dataset,
    sources: dict[str, Source],
    here: dict[str, folder.Held],
    layout: Layout,
    moment: datetime,
) -> None:
    ledger, held, most = Ledger(layout.archive, limits()), captures(layout), limits().segment_bytes
    agent = user_agent(dataset.contact)
    for name, own in here.items():
        segment = Segment(layout.archive, name, moment, agent, most, ledger.grown)
        folder.archive_new(sources[name], own.texts, held, segment, ledger)
    ledger.close()


def _crawl_web(
    dataset: Dataset,
    sources: dict[str, Source],
    bounds: tuple[datetime, Days],
    lock: int,
    tell: Tell,
) -> dict[str, Told]:
    """What lists gave, by source; the child holds the lock too, should this process die first."""
    if all(len(folder.local_ways(source)) == len(source.gather) for source in sources.values()):
        return {}
    moment, days = bounds
    path = os.pathsep.join(p for p in (str(CHECKOUT), os.environ.get("PYTHONPATH")) if p)
    told = [moment.isoformat(), *(day.isoformat() if day else "" for day in days)]
    with tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen(
            # -P: no file of the folder where the command runs is taken for a module.
            [sys.executable, "-P", "-m", "spiders.web", dataset.name, *told],
            env=os.environ | {"PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            pass_fds=[lock],
        )
        with child:
            try:
                given = _listen(child, tell)
            except BaseException:
                child.kill()
                raise
        _raise_if_broken(dataset.name, child.returncode, errors)
    return given


def _listen(child: subprocess.Popen[str], tell: Tell) -> dict[str, Told]:
    assert child.stdout is not None
    told: dict[str, Told] = {}
    for line in child.stdout:
        said = json.loads(line)
        if "told" in said:
            told = {name: Told(**one) for name, one in said["told"].items()}
        else:
            tell(Progress(**said))
    return told


def _raise_if_broken(dataset: str, code: int, errors: IO[str]) -> None:
    if code == 0:
        return
    errors.seek(0)
    last = (errors.read().strip().splitlines() or ["no message"])[-1]
    if code == WrongUseError.exit_code:
        raise WrongUseError(last)
    how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"broken: {last}"
    raise BrokenCrawlError(f"crawl of {dataset} {how}; run it again, it goes on where it was")


def _summary(name: str, told: Told, added: pl.DataFrame, before: pl.DataFrame) -> SourceSummary:
    own = added.filter(pl.col("source_id") == name)
    reports = own.filter(pl.col("kind") == "report")
    answered = reports.filter(pl.col("outcome").is_in([*WHOLE, "error"]))
    held = before.filter(pl.col("source_id") == name)
    bodies = ["url", "payload_sha256", "sidecar_sha256"]
    ok = answered.filter(pl.col("outcome") == "ok")
    new = ok.join(held, on=bodies, how="anti", nulls_equal=True)
    whole, refused = pl.col("outcome").is_in(WHOLE), own.filter(pl.col("outcome") == "forbidden")
    unread = whole & pl.col("reason").is_not_null()
    absent = (pl.col("kind") == "robots") & pl.col("status").is_between(400, 428)
    failed = own.filter(pl.col("outcome").is_in(["error", "failed"]) & ~absent | unread)
    lists = own.filter(~pl.col("kind").is_in(["report", "robots"]), whole & ~unread)
    forbidden = refused.filter(pl.col("robots") == "forbidden")
    return SourceSummary(
        source_id=name,
        listed=told.listed,
        fetched=len(answered),
        new=len(new),
        forbidden=len(forbidden),
        opted_out=len(refused) - len(forbidden),
        failed=len(failed),
        lists=told.lists,
        lists_read=len(lists),
        troubles=tuple(told.troubles),
    )


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
