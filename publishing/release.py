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
from publishing.metadata import SUMS, need_whole, write_metadata
from publishing.parquet import scan, write_table
from publishing.parquet import table_files as parquet_files
from publishing.plain_text import remove_csv, write_csv
from publishing.quality import drift_of, quality
from publishing.settings import Settings, settings
from publishing.versions import alone, announce, draft, next_version, put_in_place
from validation.contracts import Contract, contract
from validation.contracts.checks import row_faults
from validation.contracts.clock import now
from validation.contracts.declarations import Dataset, load_dataset
from validation.contracts.errors import FailedChecksError, WrongUseError
from validation.contracts.layout import Layout
from validation.contracts.releases import Released, last_release, versions
from validation.gate import check
from validation.verdict import Verdict
from validation.working import digest, table_files

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
    how: Settings

    def finish(self, version: str, record: pl.DataFrame, drift: dict[str, Any]) -> dict[str, int]:
        """Write the record of changes and all metadata; gives the rows of each table."""
        _write_table(contract("changes"), record, self.folder, self.how)
        told = {**self.quality, "drift": drift}
        gathered = facts(self.dataset, version, self.created, self.folder, told)
        write_metadata(gathered, self.folder)
        return {file.contract.table: file.n_rows for file in gathered.files}


def release(dataset: str, gate: Gate = check, how: Settings | None = None) -> Release | None:
    """Check a dataset and publish it as a new version; None where nothing changed.

    Raises:
        FailedChecksError: a critical check failed; the releases are as they were.
        WrongUseError: there is nothing to release, another release is under way, or the tables
            were rebuilt meanwhile.
    """
    declared, layout = load_dataset(dataset), Layout.of(dataset)
    with alone(layout.releases):
        checked = digest(table_files(dataset))
        verdict = gate(dataset)
        if not verdict.ok:
            raise FailedChecksError("\n".join(verdict.lines()))
        with draft(layout.releases) as folder:
            _write_tables(layout, folder, how or settings())
            if digest(table_files(dataset)) != checked:
                raise WrongUseError(f"{layout.tables}: rebuilt during the release; run it again")
            last = last_release(layout.releases)
            told = quality(verdict, layout, last)
            written = _Written(declared, _newest_fetch(layout), folder, told, how or settings())
            published = _published(layout, written, last)
            if versions(layout.releases):
                announce(dataset, layout.releases)
    return published


def latest_folder(dataset: str) -> Path:
    """The folder of the newest version.

    Raises:
        WrongUseError: nothing has been released.
    """
    releases = Layout.of(dataset).releases
    last = last_release(releases)
    if last is None:
        raise WrongUseError(f"{dataset} has no release yet in {releases}")
    return last.folder


def _published(layout: Layout, written: _Written, last: Released | None) -> Release | None:
    if last is not None:
        need_whole(last.folder)
        if _same(written, last.folder):
            return None
    version = next_version(written.created, versions(layout.releases))
    record = between(last.folder, written.folder, version) if last else changes({}, {}, version)
    n_rows = written.finish(version, _sound(record), written.quality["drift"])
    final = put_in_place(written.folder, layout.releases, version)
    return Release(written.dataset.name, version, final, written.created, n_rows)


def _same(written: _Written, last: Path) -> bool:
    """Under the last version's name the draft would be the last version, byte for byte."""
    drift = drift_of(last)
    if drift is None or not parquet_files(last, "changes"):
        return False
    # What it was held against when it was published, not against itself.
    written.finish(last.name, scan(last, "changes").collect(), drift)
    return (written.folder / SUMS).read_bytes() == (last / SUMS).read_bytes()


def _sound(record: pl.DataFrame) -> pl.DataFrame:
    faults = row_faults(contract("changes"), record)
    if not faults.is_empty():
        row = faults.row(0, named=True)
        raise FailedChecksError(f"critical: changes: {row['rule']}: {faults.height} rows")
    return record


def _newest_fetch(layout: Layout) -> datetime:
    """The moment of the newest fetch, which dates a release; never one that is still to come."""
    reports = pl.scan_parquet(layout.table("reports") / "*.parquet")
    newest = reports.select(pl.col("fetched_at").max()).collect().item()
    if not isinstance(newest, datetime):
        raise WrongUseError(f"{layout.table('reports')}: no reports, so nothing to release")
    if (newest.year, newest.month) > (now().year, now().month):
        raise WrongUseError(
            f"{layout.table('reports')}: a report was fetched in {newest:%Y-%m}, after this month; "
            "set the clock right, or gather and build anew"
        )
    return newest


def _write_tables(layout: Layout, folder: Path, how: Settings) -> None:
    for name, c in public_contracts().items():
        if name != "changes":
            shards = [pl.read_parquet(f) for f in sorted(layout.table(name).glob("*.parquet"))]
            _write_table(c, pl.concat(shards), folder, how)


def _write_table(c: Contract, data: pl.DataFrame, folder: Path, how: Settings) -> None:
    """Parquet, and CSV beside it where the table is not too large for that."""
    paths = write_table(c, data, folder, how)
    if sum(path.stat().st_size for path in paths) <= how.csv_bytes:
        write_csv(c, scan(folder, c.table), folder)
    else:
        remove_csv(c, folder)
