"""What changed between two releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from polstab.commands.console import answer, say, working

if TYPE_CHECKING:
    from publishing.diff import Difference, TableDifference

TOLD = {"insert": "new", "withdraw": "gone", "merge": "merged", "split": "split off"}
WIDTH = 60


def diff(before: str, after: str, *, rows: int = 3, as_json: bool = False) -> None:
    """Tells rows and cells by table; exit code 1 where the releases differ."""
    from publishing.diff import as_dict, difference, released_folder  # noqa: PLC0415

    with working(f"comparing {before} and {after}"):
        found = difference(released_folder(before), released_folder(after))
    if as_json:
        answer(as_dict(found))
    else:
        for line in lines(found, rows):
            say(line)
    if not found.same:
        raise typer.Exit(1)


def lines(found: Difference, rows: int) -> list[str]:
    """The difference for people: a line a table, the cells by field, and some of the rows."""
    if found.same:
        return [f"{found.before} and {found.after}: the same rows in {len(found.tables)} tables"]
    told = [f"{found.before} -> {found.after}"]
    for name, table in found.tables.items():
        if table.same:
            continue
        told.append(f"{name}: {_counts(table)}")
        told += _about(table)
        own = found.record.filter(table=name).head(rows)
        told += [f"    {_row(row)}" for row in own.iter_rows(named=True)]
    unchanged = [name for name, table in found.tables.items() if table.same]
    return [*told, *([f"the same: {', '.join(unchanged)}"] if unchanged else [])]


def _counts(table: TableDifference) -> str:
    parts = [f"{table.rows_before:,} -> {table.rows_after:,} rows"]
    parts += [f"{n:,} {TOLD[op]}" for op, n in table.rows.items()]
    if table.cells:
        parts.append(f"{sum(table.cells.values()):,} cells changed in {table.updated_rows:,} rows")
    return ", ".join(parts)


def _about(table: TableDifference) -> list[str]:
    told = {
        "columns gone": ", ".join(table.columns_gone),
        "columns new": ", ".join(table.columns_new),
        "cells": ", ".join(f"{field} {n:,}" for field, n in table.cells.items()),
        "reasons": ", ".join(f"{reason} {n:,}" for reason, n in table.reasons.items()),
    }
    return [f"  {what}: {words}" for what, words in told.items() if words]


def _row(row: dict[str, Any]) -> str:
    reason = f" ({row['reason']})" if row["reason"] else ""
    match row["op"]:
        case "update":
            values = f"{row['field']}: {_short(row['old'])} -> {_short(row['new'])}"
        case "merge" | "split":
            values = f"{TOLD[row['op']]}: {row['old']} -> {row['new']}"
        case _:
            values = TOLD[row["op"]]
    return f"{row['row_id']} {values}{reason}"


def _short(value: str | None) -> str:
    if value is None:
        return "null"
    line = " ".join(value.split())
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"
