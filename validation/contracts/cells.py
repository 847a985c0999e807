"""Cells and rows as text, for reports and for the record of changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

JOINT = "|"


def as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    """A column as readable text: the parts of a list joined by a bar, null kept."""
    column = pl.col(name)
    if isinstance(dtype, pl.List) and not dtype.inner.is_nested():
        return column.cast(pl.List(pl.String), strict=False).list.join(JOINT, ignore_nulls=True)
    if dtype.is_nested():
        return pl.struct(column).struct.json_encode()
    if dtype == pl.Binary:
        return column.bin.encode("hex")
    return column.cast(pl.String, strict=False)


def row_id(key: Sequence[str], schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """The parts of the key joined by a bar; a part that is null or missing is left blank."""
    parts = [
        as_text(name, schema[name]).fill_null("") if name in schema else pl.lit("") for name in key
    ]
    return pl.concat_str(parts, separator=JOINT)


def row_json(schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """The whole row as one JSON object, every value as text or null."""
    cells = [as_text(name, dtype).alias(name) for name, dtype in schema.items()]
    return pl.struct(cells).struct.json_encode()


def cells_of(columns: Sequence[str], schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """The cells that a rule looks at: the bare value of one column, ``name=value`` of more."""
    present = [name for name in columns if name in schema]
    if not present:
        return pl.lit(None, dtype=pl.String)
    if len(present) == 1:
        return as_text(present[0], schema[present[0]])
    named = [
        pl.format(f"{name}={{}}", as_text(name, schema[name]).fill_null("null")) for name in present
    ]
    return pl.concat_str(named, separator=", ")
