"""One capture of the archive: what was asked, what came, and its body."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from polstab.commands.console import answer, say

if TYPE_CHECKING:
    from validation.contracts.layout import Layout
    from validation.contracts.records import ArchivedRecord

Row = dict[str, Any]


class UnknownCaptureError(LookupError):
    """No archive on this machine has the capture."""

    exit_code = 2


class NoBodyError(LookupError):
    """Nothing was archived for the capture."""

    exit_code = 2


def show(
    capture_id: str, dataset: str | None, *, headers: bool, body: bool, as_json: bool = False
) -> None:
    """Prints the row of a capture; its headers; or its body, unpacked, as bytes."""
    layout, row = find(capture_id, dataset)
    if body:
        sys.stdout.buffer.write(record_of(layout, holder(layout, row)).body)
        sys.stdout.flush()
    elif headers:
        _say_headers(record_of(layout, row))
    elif as_json:
        answer(row)
    else:
        for name, value in row.items():
            if value is not None:
                say(f"{name:<17}{value}")


def find(capture_id: str, dataset: str | None) -> tuple[Layout, Row]:
    """The dataset whose archive has a capture, and its row."""
    names = [dataset] if dataset else _gathered()
    for name in names:
        layout, row = _row(name, capture_id)
        if row is not None:
            return layout, row
    where = ", ".join(names) or "no archive here"
    raise UnknownCaptureError(f"no capture {capture_id!r} in: {where}")


def holder(layout: Layout, row: Row) -> Row:
    """The capture that holds the body: for an unchanged answer the one that it confirms."""
    if row["outcome"] != "unchanged":
        return row
    _, first = _row(layout.work.name, row["refers_to"])
    if first is None:
        raise NoBodyError(f"{row['capture_id']} refers to {row['refers_to']}, which is not there")
    return first


def record_of(layout: Layout, row: Row) -> ArchivedRecord:
    """The archived record of a capture."""
    from validation.contracts.records import read_record  # noqa: PLC0415

    if row["warc_file"] is None:
        told = row["reason"] or row["outcome"]
        raise NoBodyError(f"{row['capture_id']}: nothing was archived: {told}")
    return read_record(layout.archive / row["warc_file"], row["warc_offset"])


def _row(dataset: str, capture_id: str) -> tuple[Layout, Row | None]:
    import polars as pl  # noqa: PLC0415

    from validation.contracts.layout import Layout  # noqa: PLC0415

    layout = Layout.of(dataset)
    if not layout.captures.is_file():
        return layout, None
    rows = pl.scan_parquet(layout.captures).filter(pl.col("capture_id") == capture_id).collect()
    return layout, rows.row(0, named=True) if rows.height else None


def _gathered() -> list[str]:
    from validation.contracts.layout import data_root  # noqa: PLC0415

    found: list[Path] = sorted(data_root().glob("*/archive/captures.parquet"))
    return [path.parents[1].name for path in found]


def _say_headers(record: ArchivedRecord) -> None:
    for name, value in record.warc:
        say(f"{name}: {value}")
    if record.first:
        say("")
        say(record.first)
        for name, value in record.http:
            say(f"{name}: {value}")
