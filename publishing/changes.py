"""What differs between two releases, row by row and field by field."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from validation.contracts import Contract, contract, contracts
from validation.contracts.cells import as_text, row_id
from validation.contracts.schema import polars_schema, shaped

# Derived counts of every day: a single late report would fill the record with them.
LEFT_OUT = ("changes", "country_day", "source_days")


def compared_contracts() -> dict[str, Contract]:
    """The public tables whose changes are recorded."""
    return {
        name: c
        for name, c in contracts().items()
        if c.visibility == "public" and name not in LEFT_OUT
    }


def changes(
    old: Mapping[str, pl.LazyFrame], new: Mapping[str, pl.LazyFrame], release: str
) -> pl.DataFrame:
    """The table of changes: one row a changed field, or a row that came or went.

    ``old`` and ``new`` map table names to their rows; nothing old (a first release) is no change.
    """
    shape = contract("changes")
    parts = [
        _of_table(c, old.get(name, _nothing(c)), new.get(name, _nothing(c)))
        for name, c in compared_contracts().items()
        if old
    ]
    found = pl.concat([polars_schema(shape).to_frame(), *(_filled(part) for part in parts)])
    return shaped(shape, found.with_columns(release=pl.lit(release)))


def between(old: Path, new: Path, release: str) -> pl.DataFrame:
    """The changes from one release folder to another."""
    return changes(public_frames(old), public_frames(new), release)


def public_frames(folder: Path) -> dict[str, pl.LazyFrame]:
    """The compared tables that lie in a release folder."""
    paths = {name: folder / f"{name}.parquet" for name in compared_contracts()}
    return {name: pl.scan_parquet(path) for name, path in paths.items() if path.is_file()}


def _nothing(c: Contract) -> pl.LazyFrame:
    return polars_schema(c).to_frame().lazy()


def _of_table(c: Contract, old: pl.LazyFrame, new: pl.LazyFrame) -> pl.DataFrame:
    before, after = _texts(c, old), _texts(c, new)
    ops = [
        after.join(before, on="row_id", how="anti").select("row_id", op=pl.lit("insert")),
        before.join(after, on="row_id", how="anti").select("row_id", op=pl.lit("withdraw")),
    ]
    whole = pl.concat(ops).with_columns(field=pl.lit(""), old=None, new=None)
    whole = whole.cast({"old": pl.String, "new": pl.String})
    both = after.join(before, on="row_id", how="inner", suffix=" before")
    fields = [column.name for column in c.columns if column.name not in c.primary_key]
    parts = [whole, *(_updated(both, name) for name in fields)]
    return pl.concat(pl.collect_all(parts)).with_columns(table=pl.lit(c.table))


def _texts(c: Contract, data: pl.LazyFrame) -> pl.LazyFrame:
    """Every field as text beside the row's id; a field that the release lacks is null."""
    schema = dict(data.collect_schema())
    fields = [column.name for column in c.columns if column.name not in c.primary_key]
    cells = [
        (as_text(name, schema[name]) if name in schema else pl.lit(None, dtype=pl.String)).alias(
            name
        )
        for name in fields
    ]
    return data.select(row_id(c.primary_key, schema).alias("row_id"), *cells)


def _updated(both: pl.LazyFrame, name: str) -> pl.LazyFrame:
    before, after = pl.col(f"{name} before"), pl.col(name)
    return both.filter(before.ne_missing(after)).select(
        "row_id",
        op=pl.lit("update"),
        field=pl.lit(name),
        old=before,
        new=after,
    )


def _filled(part: pl.DataFrame) -> pl.DataFrame:
    schema = polars_schema(contract("changes"))
    absent = [pl.lit(None, dtype=t).alias(n) for n, t in schema.items() if n not in part.columns]
    return part.with_columns(absent).select(list(schema))
