"""The table of captures: one row, and ``captures.parquet``, to which the ledger is exported."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from validation.contracts.errors import WrongUseError
from validation.contracts.layout import Layout
from validation.contracts.schema import polars_schema, read_parquet, shaped
from validation.contracts.table import contract

TABLE = "captures"
WHOLE = ("ok", "unchanged")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Capture:
    """One row; the columns are those of the contract."""

    capture_id: str
    source_id: str
    url: str
    final_url: str
    kind: str
    outcome: str
    fetched_at: datetime
    discovered_in: str | None = None
    depth: int | None = None
    listed_at: datetime | None = None
    robots: str | None = None
    status: int | None = None
    reason: str | None = None
    content_type: str | None = None
    content_encoding: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    opt_out: tuple[str, ...] | None = None
    wire_bytes: int | None = None
    payload_sha256: str | None = None
    sidecar_sha256: str | None = None
    refers_to: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None

    def row(self) -> Row:
        """Plain values, moments as microseconds since 1970."""
        return {name: _plain(getattr(self, name)) for name in _NAMES}


_NAMES = tuple(field.name for field in fields(Capture))


def capture_id(source_id: str, url: str, moment: datetime) -> str:
    """c- and sixteen hex digits of a digest of source, URL and moment."""
    recipe = f"{source_id}\n{url}\n{moment.isoformat()}"
    return "c-" + hashlib.sha256(recipe.encode()).hexdigest()[:16]


def micros(moment: datetime | None) -> int | None:
    """A moment as microseconds since 1970."""
    return None if moment is None else (moment - EPOCH) // timedelta(microseconds=1)


def instant(since_1970: int | None) -> datetime | None:
    """The moment of so many microseconds since 1970."""
    return None if since_1970 is None else EPOCH + timedelta(microseconds=since_1970)


def frame_of(rows: Iterable[Row]) -> pl.DataFrame:
    """Rows as :meth:`Capture.row` gives them, in the dtypes of the contract."""
    schema = polars_schema(contract(TABLE))
    times = [name for name, dtype in schema.items() if dtype == pl.Datetime("us", "UTC")]
    data = pl.DataFrame(list(rows), schema={**schema, **dict.fromkeys(times, pl.Int64())})
    return data.with_columns(pl.col(times).cast(pl.Datetime("us")).dt.replace_time_zone("UTC"))


def captures(layout: Layout) -> pl.DataFrame:
    """The exported table; empty before the first crawl, absent columns null.

    Raises:
        WrongUseError: It is broken.
    """
    empty = polars_schema(contract(TABLE)).to_frame()
    if not layout.captures.is_file():
        return empty
    try:
        held = read_parquet(layout.captures)
    except WrongUseError as error:
        raise WrongUseError(
            f"{layout.captures}: broken; restore it from a backup, or remove it and ledger.sqlite "
            "beside it: all that is still listed is then asked for again"
        ) from error
    both = pl.concat([empty, held], how="diagonal_relaxed")
    return both.select(empty.columns)


def add(layout: Layout, rows: pl.DataFrame) -> None:
    """Add rows to ``captures.parquet``; a crash on the way leaves either the old or the new.

    Under a clock that stands still two crawls give the same identifiers: an answer then takes
    the place of a failure, and of two answers the later stays.
    """
    whole = pl.col("outcome").is_in(WHOLE)
    both = pl.concat([captures(layout), rows], how="vertical_relaxed")
    kept = both.sort(whole, maintain_order=True)
    kept = kept.unique("capture_id", keep="last", maintain_order=True)
    layout.archive.mkdir(parents=True, exist_ok=True)
    temporary = layout.captures.with_suffix(".parquet.part")
    shaped(contract(TABLE), kept).write_parquet(temporary, compression="zstd")
    temporary.replace(layout.captures)


def _plain(value: object) -> object:
    return micros(value) if isinstance(value, datetime) else value
