"""What a release says of itself, gathered once for every descriptor and page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from publishing.parquet import pattern, scan, table_files
from publishing.plain_text import FOLDER as CSV
from publishing.publisher import publisher, reading_order
from publishing.settings import contract_version
from validation.contracts import Contract, contracts
from validation.contracts.declarations import Dataset


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of a release: its path in the folder, its size and digest."""

    path: str
    n_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableFile:
    """One published table: its contract and the files that hold it, more than one if cut."""

    contract: Contract
    n_rows: int
    parts: tuple[DataFile, ...]
    csv: DataFile | None = None

    @property
    def name(self) -> str:
        """The file, or the folder of its years."""
        return self.parts[0].path if len(self.parts) == 1 else f"{self.contract.table}/"

    @property
    def pattern(self) -> str:
        """One path for all parts, as DuckDB reads it."""
        return pattern([part.path for part in self.parts], self.contract.table)

    @property
    def n_bytes(self) -> int:
        """The size of all parts."""
        return sum(part.n_bytes for part in self.parts)


@dataclass(frozen=True, slots=True)
class Facts:
    """A release as its descriptors and pages see it."""

    dataset: Dataset
    version: str
    contract_version: str
    created: datetime
    publisher: str
    files: tuple[TableFile, ...]
    sources: tuple[dict[str, Any], ...]
    panel: pl.DataFrame
    source_days: pl.DataFrame
    quality: Mapping[str, Any]


def public_contracts() -> dict[str, Contract]:
    """The contracts of the tables that a release holds, in reading order."""
    public = {name: c for name, c in contracts().items() if c.visibility == "public"}
    return {name: public[name] for name in reading_order(public)}


def facts(
    dataset: Dataset, version: str, created: datetime, folder: Path, quality: Mapping[str, Any]
) -> Facts:
    """The facts of the tables that lie in ``folder``."""
    return Facts(
        dataset=dataset,
        version=version,
        contract_version=contract_version(),
        created=created,
        publisher=publisher(),
        files=tuple(table_file(c, folder) for c in public_contracts().values()),
        sources=tuple(scan(folder, "sources").collect().to_dicts()),
        panel=scan(folder, "country_month").collect(),
        source_days=scan(folder, "source_days").collect(),
        quality=quality,
    )


def table_file(contract: Contract, folder: Path) -> TableFile:
    """Rows, sizes and digests of one table's files."""
    paths = table_files(folder, contract.table)
    rows = sum(pl.scan_parquet(path).select(pl.len()).collect().item() for path in paths)
    csv = folder / CSV / f"{contract.table}.csv.gz"
    parts = tuple(data_file(path, folder) for path in paths)
    return TableFile(contract, rows, parts, data_file(csv, folder) if csv.is_file() else None)


def data_file(path: Path, folder: Path) -> DataFile:
    """A file as descriptors name it."""
    name = path.relative_to(folder).as_posix()
    return DataFile(name, path.stat().st_size, sha256(path))


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
