"""The ledger of the archive: a journal line a capture, folded into ``captures.parquet``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

import polars as pl

from validation.contracts.layout import Layout
from validation.contracts.schema import polars_schema, read_parquet, shaped
from validation.contracts.table import contract

TABLE = "captures"


@dataclass(frozen=True, slots=True)
class Capture:
    """One row of the ledger; the columns are those of the contract."""

    capture_id: str
    source_id: str
    url: str
    final_url: str
    kind: str
    outcome: str
    fetched_at: datetime
    discovered_in: str | None = None
    listed_at: datetime | None = None
    status: int | None = None
    reason: str | None = None
    content_type: str | None = None
    payload_sha256: str | None = None
    sidecar_sha256: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None


def capture_id(source_id: str, url: str, moment: datetime) -> str:
    """c- and sixteen hex digits of a digest of source, URL and moment."""
    recipe = f"{source_id}\n{url}\n{moment.isoformat()}"
    return "c-" + hashlib.sha256(recipe.encode()).hexdigest()[:16]


class Journal:
    """Captures of one crawl, a line of JSON each, handed to the system as they come."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._handle: TextIO = path.open("a", encoding="utf-8")

    def add(self, capture: Capture) -> None:
        """Write one capture; after return a kill of this process cannot lose it."""
        self._handle.write(json.dumps(asdict(capture), default=datetime.isoformat) + "\n")
        self._handle.flush()

    def close(self) -> None:
        """Close the file."""
        self._handle.close()


def journal_file(layout: Layout, moment: str) -> Path:
    """Where the journal of the crawl of that moment lies until it is folded."""
    return layout.archive / "journal" / f"{moment}.jsonl"


def left_journals(layout: Layout) -> list[Path]:
    """Journals not folded yet: those of crawls that were killed."""
    return sorted((layout.archive / "journal").glob("*.jsonl"))


def journal_rows(path: Path) -> pl.DataFrame:
    """The captures of a journal; a last line that was cut off is left out."""
    rows = list(_whole_lines(path)) if path.is_file() else []
    schema = polars_schema(contract(TABLE))
    times = [name for name, dtype in schema.items() if dtype == pl.Datetime("us", "UTC")]
    data = pl.DataFrame(rows, schema={**schema, **dict.fromkeys(times, pl.String())})
    return data.with_columns(pl.col(times).str.to_datetime(time_unit="us", time_zone="UTC"))


def _whole_lines(path: Path) -> Iterator[dict[str, object]]:
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            return


def captures(layout: Layout) -> pl.DataFrame:
    """The folded ledger; empty before the first crawl."""
    schema = polars_schema(contract(TABLE))
    if not layout.captures.is_file():
        return schema.to_frame()
    empty = schema.to_frame()
    return pl.concat([empty, read_parquet(layout.captures)], how="diagonal_relaxed")


def fold(layout: Layout, journal: Path) -> None:
    """Move a journal into the ledger; a crash on the way leaves either the old or the new.

    Under a clock that stands still two crawls give the same identifiers: an answer then takes
    the place of a failure, and of two answers the later stays.
    """
    ok = pl.col("outcome") == "ok"
    both = pl.concat([captures(layout), journal_rows(journal)], how="vertical_relaxed")
    kept = both.sort(ok, maintain_order=True).unique("capture_id", keep="last", maintain_order=True)
    layout.archive.mkdir(parents=True, exist_ok=True)
    temporary = layout.captures.with_suffix(".parquet.part")
    shaped(contract(TABLE), kept).write_parquet(temporary, compression="zstd")
    temporary.replace(layout.captures)
    journal.unlink(missing_ok=True)
