"""One crawl of a dataset: local folders first, then the web, then the ledger.

``python -m spiders.crawl DATASET`` does the same and writes the summary as JSON.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TextIO

import polars as pl

from spiders import clock, folder
from spiders.agent import user_agent
from spiders.archive import Segment, cut_torn_end, stamp
from spiders.ledger import Journal, captures, fold, journal_file, journal_rows, left_journals
from spiders.limits import limits
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
    newly refused by robots.txt, ``failed`` requests of any kind that brought nothing whole, an
    error status, or a list that could not be read.
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


def crawl(dataset_name: str) -> CrawlSummary:
    """Gather what is new or changed of every source of a dataset into its archive.

    Raises:
        WrongUseError: A declaration, folder or sidecar is malformed, or another crawl is on.
        BrokenCrawlError: The process that fetches broke; run again, it goes on where it was.
    """
    dataset = load_dataset(dataset_name)
    sources, layout = load_sources(dataset), Layout.of(dataset_name)
    texts = {source.id: _texts(dataset, source) for source in sources.values()}
    limits()
    with _alone(layout) as lock:
        recover(layout)
        moment, before = clock.now().replace(microsecond=0), captures(layout)
        journal = journal_file(layout, stamp(moment))
        _archive_folders(dataset, sources, texts, layout, moment)
        try:
            listed = _crawl_web(dataset, sources, moment, lock)
        except BaseException:
            recover(layout)
            raise
        added = journal_rows(journal)
        fold(layout, journal)
    listed |= {name: listed.get(name, 0) + len(found) for name, found in texts.items()}
    per_source = tuple(_summary(name, listed[name], added, before) for name in sources)
    return CrawlSummary(dataset_name, moment, per_source)


def recover(layout: Layout) -> None:
    """Finish what a killed crawl left: cut torn records off its segments, fold its journal."""
    for journal in left_journals(layout):
        for segment in sorted(layout.archive.glob(f"*/{journal.stem}*.warc.gz")):
            cut_torn_end(segment)
        fold(layout, journal)


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


def _texts(dataset: Dataset, source: Source) -> list[folder.LocalText]:
    declared = source_file(dataset.name, source.id)
    return [t for way in folder.local_ways(source) for t in folder.texts(source, way, declared)]


def _archive_folders(
    dataset: Dataset,
    sources: dict[str, Source],
    texts: dict[str, list[folder.LocalText]],
    layout: Layout,
    moment: datetime,
) -> None:
    journal, ledger = Journal(journal_file(layout, stamp(moment))), captures(layout)
    for name, found in texts.items():
        segment = Segment(layout.archive, name, moment, user_agent(dataset.contact))
        folder.archive_new(sources[name], found, ledger, segment, journal)
    journal.close()


def _crawl_web(
    dataset: Dataset, sources: dict[str, Source], moment: datetime, lock: int
) -> dict[str, int]:
    """Addresses listed, by source; the child holds the lock too, should this process die first."""
    if all(len(folder.local_ways(source)) == len(source.gather) for source in sources.values()):
        return {}
    path = os.pathsep.join(p for p in (str(CHECKOUT), os.environ.get("PYTHONPATH")) if p)
    ended = subprocess.run(
        [sys.executable, "-m", "spiders.web", dataset.name, moment.isoformat()],
        env=os.environ | {"PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        pass_fds=[lock],
        check=False,
    )
    if ended.returncode != 0:
        last = (ended.stderr.strip().splitlines() or ["no message"])[-1]
        raise BrokenCrawlError(f"crawl of {dataset.name} ended with {ended.returncode}: {last}")
    listed: dict[str, int] = json.loads(ended.stdout)
    return listed


def _summary(name: str, listed: int, added: pl.DataFrame, before: pl.DataFrame) -> SourceSummary:
    own = added.filter(pl.col("source_id") == name)
    reports = own.filter(pl.col("kind") == "report")
    answered = reports.filter(pl.col("outcome").is_in(["ok", "error"]))
    held = before.filter(pl.col("source_id") == name)
    bodies = ["url", "payload_sha256", "sidecar_sha256"]
    ok = answered.filter(pl.col("outcome") == "ok")
    new = ok.join(held, on=bodies, how="anti", nulls_equal=True)
    unread = (pl.col("outcome") == "ok") & pl.col("reason").is_not_null()
    failed = own.filter(pl.col("outcome").is_in(["error", "failed"]) | unread)
    forbidden = reports.filter(pl.col("outcome") == "forbidden")
    return SourceSummary(name, listed, len(answered), len(new), len(forbidden), len(failed))


def main(arguments: list[str]) -> int:
    """Crawl the dataset that is named and write the summary."""
    try:
        summary = crawl(*arguments)
    except WrongUseError as error:
        sys.stderr.write(f"{error}\n")
        return WrongUseError.exit_code
    sys.stdout.write(json.dumps(asdict(summary), default=datetime.isoformat, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
