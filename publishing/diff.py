"""Two releases side by side: rows and cells by table, with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from publishing.changes import changes, public_frames
from publishing.facts import public_contracts
from validation.contracts.errors import WrongUseError
from validation.contracts.layout import Layout
from validation.contracts.releases import DESCRIPTOR, SHAPE, released, versions

NOT_COMPARED = "changes"  # each release has its own


@dataclass(frozen=True, slots=True)
class TableDifference:
    """How one table differs: rows, cells by field, reasons, and columns only one side has."""

    rows_before: int
    rows_after: int
    rows: dict[str, int]
    updated_rows: int
    cells: dict[str, int]
    reasons: dict[str, int]
    columns_gone: tuple[str, ...]
    columns_new: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Nothing differs."""
        return not (self.rows or self.cells or self.columns_gone or self.columns_new)


@dataclass(frozen=True, slots=True)
class Difference:
    """How two releases differ, by table, and the changes themselves."""

    before: Path
    after: Path
    tables: dict[str, TableDifference]
    record: pl.DataFrame

    @property
    def same(self) -> bool:
        """No table differs."""
        return all(table.same for table in self.tables.values())


def difference(before: Path, after: Path) -> Difference:
    """What changed from one release folder to another, in every public table.

    Raises:
        WrongUseError: a folder holds no release, or a table of it cannot be read.
    """
    names = [name for name in public_contracts() if name != NOT_COMPARED]
    was, now = _frames(before, names), _frames(after, names)
    try:
        record = changes(was, now, after.name, names)
        tables = {name: _of_table(name, record, was, now) for name in names}
    except (pl.exceptions.PolarsError, OSError) as error:
        raise WrongUseError(f"{before}, {after}: a table cannot be read: {error}") from error
    return Difference(before, after, tables, record)


def released_folder(named: str) -> Path:
    """The folder of a release: a path, or ``dataset/version`` where version may be ``latest``.

    Raises:
        WrongUseError: there is no such release.
    """
    path = Path(named)
    if (path / DESCRIPTOR).is_file():
        return path
    dataset, _, version = named.partition("/")
    releases = Layout.of(dataset).releases if dataset.isidentifier() else path
    known = versions(releases)
    wanted = known[-1] if version == "latest" and known else version
    if not SHAPE.fullmatch(wanted) or wanted not in known:
        there = f"; {dataset} has: {', '.join(known)}" if known else ""
        raise WrongUseError(
            f"{named}: no release; name a folder with a {DESCRIPTOR}, or one like "
            f"demo/2023.07.0 or demo/latest{there}"
        )
    return releases / wanted


def _frames(folder: Path, names: list[str]) -> dict[str, pl.LazyFrame]:
    return public_frames(released(folder).folder, names)


def _of_table(
    name: str,
    record: pl.DataFrame,
    before: dict[str, pl.LazyFrame],
    after: dict[str, pl.LazyFrame],
) -> TableDifference:
    own = record.filter(table=name)
    whole, cells = own.filter(field=""), own.filter(pl.col("field") != "")
    columns = [_columns(frames, name) for frames in (before, after)]
    return TableDifference(
        rows_before=_height(before, name),
        rows_after=_height(after, name),
        rows=_counts(whole, "op"),
        updated_rows=cells["row_id"].n_unique(),
        cells=_counts(cells, "field"),
        reasons=_counts(own.drop_nulls("reason"), "reason"),
        columns_gone=tuple(c for c in columns[0] if c not in columns[1]),
        columns_new=tuple(c for c in columns[1] if c not in columns[0]),
    )


def _counts(rows: pl.DataFrame, column: str) -> dict[str, int]:
    counted = rows.group_by(column).len().sort(column)
    return dict(counted.iter_rows())


def _columns(frames: dict[str, pl.LazyFrame], name: str) -> list[str]:
    return frames[name].collect_schema().names() if name in frames else []


def _height(frames: dict[str, pl.LazyFrame], name: str) -> int:
    return int(frames[name].select(pl.len()).collect().item()) if name in frames else 0


def as_dict(found: Difference) -> dict[str, Any]:
    """The difference for machines: the counts of each table, then every change."""
    return {
        "before": str(found.before),
        "after": str(found.after),
        "same": found.same,
        "tables": {
            name: {
                "rows_before": table.rows_before,
                "rows_after": table.rows_after,
                "rows": table.rows,
                "updated_rows": table.updated_rows,
                "cells": table.cells,
                "reasons": table.reasons,
                "columns_gone": list(table.columns_gone),
                "columns_new": list(table.columns_new),
            }
            for name, table in found.tables.items()
        },
        "changes": found.record.drop("release").to_dicts(),
    }
