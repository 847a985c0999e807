"""From working tables to a published version; nothing else writes releases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from publishing.changes import between, changes
from publishing.facts import facts, public_contracts
from publishing.metadata import SUMS, write_metadata
from publishing.parquet import write_table
from publishing.quality import quality
from publishing.versions import alone, announce, draft, next_version, put_in_place, versions
from validation.contracts import contract
from validation.contracts.checks import row_faults
from validation.contracts.declarations import Dataset, load_dataset
from validation.contracts.errors import FailedChecksError, WrongUseError
from validation.contracts.layout import Layout
from validation.gate import check
from validation.verdict import Verdict

Gate = Callable[[str], Verdict]


@dataclass(frozen=True, slots=True)
class Release:
    """A version that was published."""

    dataset: str
    version: str
    folder: Path
    created: datetime
    n_rows: dict[str, int]

    @property
    def page(self) -> Path:
        """The download page."""
        return self.folder / "index.html"


@dataclass(frozen=True, slots=True)
class _Written:
    """A draft whose tables are written, before it has a version."""

    dataset: Dataset
    created: datetime
    folder: Path
    quality: dict[str, Any]

    def finish(self, version: str, record: pl.DataFrame) -> dict[str, int]:
        """Write the record of changes and all metadata; gives the rows of each table."""
        write_table(contract("changes"), record, self.folder / "changes.parquet")
        gathered = facts(self.dataset, version, self.created, self.folder, self.quality)
        write_metadata(gathered, self.folder)
        return {file.contract.table: file.n_rows for file in gathered.files}


def release(dataset: str, gate: Gate = check) -> Release | None:
    """Check a dataset and publish it as a new version; None where nothing changed.

    Raises:
        FailedChecksError: a critical check failed; the releases are as they were.
        WrongUseError: there is nothing to release, or another release is under way.
    """
    declared, layout = load_dataset(dataset), Layout.of(dataset)
    verdict = gate(dataset)
    if not verdict.ok:
        raise FailedChecksError("\n".join(verdict.lines()))
    created = _newest_fetch(layout)
    with alone(layout.releases), draft(layout.releases) as folder:
        _write_tables(layout, folder)
        written = _Written(declared, created, folder, quality(verdict, layout))
        published = _published(layout, written)
        if versions(layout.releases):
            announce(dataset, layout.releases)
    return published


def latest_folder(dataset: str) -> Path:
    """The folder of the newest version.

    Raises:
        WrongUseError: nothing has been released.
    """
    releases = Layout.of(dataset).releases
    known = versions(releases)
    if not known:
        raise WrongUseError(f"{dataset} has no release yet in {releases}")
    return releases / known[-1]


def _published(layout: Layout, written: _Written) -> Release | None:
    released = versions(layout.releases)
    last = layout.releases / released[-1] if released else None
    if last is not None and _same(written, last):
        return None
    version = next_version(written.created, released)
    record = between(last, written.folder, version) if last else changes({}, {}, version)
    n_rows = written.finish(version, _sound(record))
    final = put_in_place(written.folder, layout.releases, version)
    return Release(written.dataset.name, version, final, written.created, n_rows)


def _same(written: _Written, last: Path) -> bool:
    """Under the last version's name the draft would be the last version, byte for byte."""
    record = last / "changes.parquet"
    if not record.is_file():
        return False
    written.finish(last.name, pl.read_parquet(record))
    return (written.folder / SUMS).read_bytes() == (last / SUMS).read_bytes()


def _sound(record: pl.DataFrame) -> pl.DataFrame:
    faults = row_faults(contract("changes"), record)
    if not faults.is_empty():
        row = faults.row(0, named=True)
        raise FailedChecksError(f"critical: changes: {row['rule']}: {faults.height} rows")
    return record


def _newest_fetch(layout: Layout) -> datetime:
    """The moment of the newest fetch, which dates a release without asking the clock."""
    reports = pl.scan_parquet(layout.table("reports") / "*.parquet")
    newest = reports.select(pl.col("fetched_at").max()).collect().item()
    if not isinstance(newest, datetime):
        raise WrongUseError(f"{layout.table('reports')}: no reports, so nothing to release")
    return newest


def _write_tables(layout: Layout, folder: Path) -> None:
    for name, c in public_contracts().items():
        if name != "changes":
            shards = [pl.read_parquet(f) for f in sorted(layout.table(name).glob("*.parquet"))]
            write_table(c, pl.concat(shards), folder / f"{name}.parquet")
