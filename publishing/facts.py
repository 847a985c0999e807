"""What a release says of itself, gathered once for every descriptor and page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from publishing.publisher import publisher, reading_order
from validation.contracts import Contract, contracts
from validation.contracts.declarations import Dataset


@dataclass(frozen=True, slots=True)
class TableFile:
    """One published table: its contract and the file that holds it."""

    contract: Contract
    name: str
    n_rows: int
    n_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A release as its descriptors and pages see it."""

    dataset: Dataset
    version: str
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
    files = tuple(table_file(c, folder) for c in public_contracts().values())
    return Facts(
        dataset=dataset,
        version=version,
        created=created,
        publisher=publisher(),
        files=files,
        sources=tuple(pl.read_parquet(folder / "sources.parquet").to_dicts()),
        panel=pl.read_parquet(folder / "country_month.parquet"),
        source_days=pl.read_parquet(folder / "source_days.parquet"),
        quality=quality,
    )


def table_file(contract: Contract, folder: Path) -> TableFile:
    """Rows, size and digest of one table's file."""
    path = folder / f"{contract.table}.parquet"
    rows = pl.scan_parquet(path).select(pl.len()).collect().item()
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return TableFile(contract, path.name, rows, len(content), digest)
