"""Read the archive: what a crawl has kept, by WARC file and offset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from validation.contracts.errors import WrongUseError
from validation.contracts.records import read_record
from validation.contracts.schema import read_parquet


@dataclass(frozen=True, slots=True)
class Captured:
    """One archived page or file, unpacked, with its row of captures; ``sidecar`` for files only."""

    source_id: str
    url: str
    final_url: str
    listed_at: datetime | None
    fetched_at: datetime
    warc_file: str
    warc_offset: int
    content_type: str | None
    body: bytes
    sidecar: dict[str, Any] | None


def page_ledger(captures: Path) -> pl.DataFrame:
    """The captures of pages that came whole, a row each, oldest first.

    A page that has since opted out of text mining is left out with all its earlier captures.
    """
    if not captures.is_file():
        raise WrongUseError(
            f"the archive is empty: {captures} is missing; run `polstab crawl` first"
        )
    ledger = read_parquet(captures)
    pages = ledger.filter(
        pl.col("kind") == "report", pl.col("outcome") == "ok", pl.col("warc_file").is_not_null()
    )
    pages = pages.join(_opted_out(ledger), on=["source_id", "url"], how="anti")
    if pages.is_empty():
        raise WrongUseError(
            f"{captures}: no page was archived; see `polstab crawl` for the reasons"
        )
    return pages


def _opted_out(ledger: pl.DataFrame) -> pl.DataFrame:
    """``source_id`` and ``url`` of the pages whose newest answer opts out."""
    asked = ledger.filter(pl.col("kind") == "report").sort("fetched_at", maintain_order=True)
    newest = asked.group_by("source_id", "url", maintain_order=True).last()
    return newest.filter(pl.col("opt_out").is_not_null()).select("source_id", "url")


def need_files(archive: Path, pages: pl.DataFrame) -> None:
    """Refuses an archive that lacks a file of its ledger: nothing could be traced to it.

    Raises:
        WrongUseError: a WARC file is missing.
    """
    for name in pages["warc_file"].unique().sort():
        if not (archive / name).is_file():
            raise WrongUseError(f"{archive / name}: missing, but the ledger names it; restore it")


def captured(archive: Path, rows: pl.DataFrame) -> Iterator[Captured]:
    """The archived pages of ledger rows, in their order."""
    for row in rows.iter_rows(named=True):
        path = archive / row["warc_file"]
        record = read_record(path, row["warc_offset"])
        fields = {name: row[name] for name in _FIELDS}
        yield Captured(**fields, body=record.body, sidecar=record.sidecar)


_FIELDS = (
    "source_id", "url", "final_url", "listed_at", "fetched_at",
    "warc_file", "warc_offset", "content_type",
)  # fmt: skip
