"""Polars and Arrow schemas, derived from a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from validation.contracts.errors import WrongUseError
from validation.contracts.table import ColumnType, Contract

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

DTYPES: dict[ColumnType, pl.DataType] = {
    "string": pl.String(),
    "bool": pl.Boolean(),
    "int32": pl.Int32(),
    "int64": pl.Int64(),
    "float64": pl.Float64(),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us", "UTC"),
    "list[string]": pl.List(pl.String()),
}


def polars_schema(contract: Contract) -> pl.Schema:
    """Column names and dtypes in the contract's order."""
    return pl.Schema({column.name: DTYPES[column.type] for column in contract.columns})


def arrow_schema(contract: Contract) -> pa.Schema:
    """The Arrow schema with each column's description and unit as field metadata."""
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only publishing needs it

    plain = polars_schema(contract).to_frame().to_arrow().schema
    fields = []
    for column in contract.columns:
        notes = {"description": column.description, "unit": column.unit or ""}
        kept = {key: value for key, value in notes.items() if value}
        fields.append(plain.field(column.name).with_metadata(kept))
    return pa.schema(fields, metadata={"title": contract.title, "grain": contract.grain})


def frame(contract: Contract, rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """A frame of the contract's columns from dictionaries; absent keys become null."""
    return pl.DataFrame(list(rows), schema=polars_schema(contract), orient="row")


def read_parquet(path: Path) -> pl.DataFrame:
    """A Parquet file of ours; one that is broken is told in one line.

    Raises:
        WrongUseError: the file cannot be read.
    """
    try:
        return pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise WrongUseError(f"{path}: broken; restore it from a backup, or remove it") from error


def shaped(contract: Contract, data: pl.DataFrame) -> pl.DataFrame:
    """The contract's columns in its order and dtypes, sorted as it says."""
    schema = polars_schema(contract)
    cast = data.select(pl.col(name).cast(dtype) for name, dtype in schema.items())
    return cast.sort(contract.sort, maintain_order=True)


def schema_faults(contract: Contract, data: pl.DataFrame) -> list[tuple[str, str]]:
    """(column, what is wrong) for each missing, extra or wrongly typed column."""
    wanted, found = polars_schema(contract), data.schema
    faults = [(name, "column is missing") for name in wanted if name not in found]
    faults += [(name, "column is not in the contract") for name in found if name not in wanted]
    for name, dtype in wanted.items():
        if name in found and found[name] != dtype:
            faults.append((name, f"dtype is {found[name]}, the contract says {dtype}"))
    return faults
