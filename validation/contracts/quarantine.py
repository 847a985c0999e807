"""Rows that broke a promise, set apart with the rule, the value and the reason.

A quarantine is a frame of strings, one row a broken row and rule. ``stage`` tells who found it:
``build`` (the one-pass gate inside the transforms, which takes critical rows out of the table) or
``check`` (the gate before publishing, which takes nothing out and publishes nothing).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import polars as pl

from validation.contracts.cells import cells_of, row_id, row_json
from validation.contracts.checks import Check, checks, columns_of, row_faults
from validation.contracts.schema import polars_schema, schema_faults
from validation.contracts.table import Contract

Stage = Literal["build", "check"]

COLUMNS = (
    "table", "stage", "rule", "severity", "column", "row_id", "value", "row", "reason", "run_id"
)  # fmt: skip
SCHEMA = pl.Schema(dict.fromkeys(COLUMNS, pl.String()))
SCHEMA_RULE = "schema"


def split(
    contract: Contract, frame: pl.DataFrame, run_id: str, stage: Stage = "build"
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(rows that may stay, quarantine): critical faults leave the table, warnings stay in it.

    A frame whose columns or dtypes are not the contract's is quarantined whole.
    """
    faults = schema_faults(contract, frame)
    if faults:
        return polars_schema(contract).to_frame(), schema_rows(
            contract, frame, faults, run_id, stage
        )
    found = row_faults(contract, frame)
    broken = set(found["rule"])
    parts = [
        faulty_rows(contract, check, frame[found.filter(rule=check.id)["row"]], run_id, stage)
        for check in checks(contract)
        if check.id in broken
    ]
    leaving = found.filter(severity="critical")["row"].unique()
    if leaving.is_empty():
        return frame, together(parts)
    staying = pl.Series(values=[True]).new_from_index(0, frame.height).scatter(leaving, False)
    return frame.filter(staying), together(parts)


def faulty_rows(
    contract: Contract, check: Check, bad: pl.DataFrame, run_id: str, stage: Stage
) -> pl.DataFrame:
    """The quarantine of rows that all break the same check."""
    columns = columns_of(contract, check)
    return _rows(contract, bad, columns, run_id, stage).with_columns(
        rule=pl.lit(check.id), severity=pl.lit(check.severity), reason=pl.lit(check.description)
    )[COLUMNS]


def schema_rows(
    contract: Contract,
    frame: pl.DataFrame,
    faults: Sequence[tuple[str, str]],
    run_id: str,
    stage: Stage,
) -> pl.DataFrame:
    """Every row of a frame, once a column that is missing, extra or of the wrong dtype."""
    parts = [
        _rows(contract, frame, [column], run_id, stage).with_columns(
            rule=pl.lit(SCHEMA_RULE), severity=pl.lit("critical"), reason=pl.lit(reason)
        )[COLUMNS]
        for column, reason in faults
    ]
    return together(parts)


def together(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Quarantines as one frame, in an order that depends on their rows alone."""
    whole = pl.concat([SCHEMA.to_frame(), *parts])
    return whole.sort("table", "stage", "rule", "row_id", "row", maintain_order=True)


def set_aside(path: Path) -> dict[str, int]:
    """How many rows the build took out of a table, by the rule that they broke."""
    rows = read_quarantine(path).filter(stage="build", severity="critical")
    counts = rows.group_by("rule").agg(pl.col("row").n_unique()).sort("rule")
    return dict(counts.iter_rows())


def read_quarantine(path: Path) -> pl.DataFrame:
    """What lies in quarantine; empty where nothing does."""
    return pl.read_parquet(path) if path.is_file() else SCHEMA.to_frame()


def write_quarantine(path: Path, frame: pl.DataFrame, stage: Stage = "build") -> None:
    """Replace the rows of one stage and keep the other's; nothing left, no file.

    The file is written under another name and moved, so that a reader never sees half of it.
    """
    kept = read_quarantine(path).filter(pl.col("stage") != stage)
    whole = together([kept, frame])
    if whole.is_empty():
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    whole.write_parquet(temporary)
    temporary.replace(path)


def _rows(
    contract: Contract, bad: pl.DataFrame, columns: Sequence[str], run_id: str, stage: Stage
) -> pl.DataFrame:
    schema = dict(bad.schema)
    return bad.select(
        pl.lit(contract.table).alias("table"),
        pl.lit(stage).alias("stage"),
        pl.lit(", ".join(columns)).alias("column"),
        row_id(contract.primary_key, schema).alias("row_id"),
        cells_of(columns, schema).alias("value"),
        row_json(schema).alias("row"),
        pl.lit(run_id).alias("run_id"),
    )
