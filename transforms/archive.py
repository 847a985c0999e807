"""Read the archive: what a crawl has kept, by WARC file and offset."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from fastwarc.warc import ArchiveIterator, WarcRecordType

from validation.contracts.errors import WrongUseError
from validation.contracts.schema import read_parquet


@dataclass(frozen=True, slots=True)
class Captured:
    """One archived page or file with its row of the ledger; ``sidecar`` for local files only."""

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
    """The captures of pages that came whole, a row each, oldest first."""
    if not captures.is_file():
        raise WrongUseError(
            f"the archive is empty: {captures} is missing; run `polstab crawl` first"
        )
    ledger = read_parquet(captures)
    pages = ledger.filter(
        pl.col("kind") == "report", pl.col("outcome") == "ok", pl.col("warc_file").is_not_null()
    )
    if pages.is_empty():
        raise WrongUseError(
            f"{captures}: no page was archived; see `polstab crawl` for the reasons"
        )
    return pages


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
        body, sidecar = _record(path, row["warc_offset"])
        fields = {name: row[name] for name in _FIELDS}
        yield Captured(**fields, body=body, sidecar=sidecar)


_FIELDS = (
    "source_id", "url", "final_url", "listed_at", "fetched_at",
    "warc_file", "warc_offset", "content_type",
)  # fmt: skip


def _record(path: Path, offset: int) -> tuple[bytes, dict[str, Any] | None]:
    try:
        with path.open("rb") as handle:
            handle.seek(offset)
            kinds = WarcRecordType.response | WarcRecordType.resource
            record = next(iter(ArchiveIterator(handle, record_types=kinds)))
            sidecar = record.headers.get("X-Polstab-Sidecar")
            return record.reader.read(), json.loads(sidecar) if sidecar else None
    except (OSError, StopIteration) as error:
        raise WrongUseError(
            f"{path}: no readable record at byte {offset}; restore the file from a copy"
        ) from error
