"""What differs between two releases, row by row and field by field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import polars as pl

from publishing.identity import moved_events
from publishing.parquet import scan, table_files
from publishing.reasons import with_reasons
from publishing.settings import settings
from validation.contracts import Contract, contract, contracts
from validation.contracts.cells import as_text, row_id
from validation.contracts.schema import polars_schema, shaped

# Derived counts of every day: a single late report would fill the record with them.
LEFT_OUT = ("changes", "country_day", "source_days")
QUOTE = "quote"


def compared_contracts() -> dict[str, Contract]:
    """The public tables whose changes are recorded."""
    return {
        name: c
        for name, c in contracts().items()
        if c.visibility == "public" and name not in LEFT_OUT
    }


def changes(
    old: Mapping[str, pl.LazyFrame],
    new: Mapping[str, pl.LazyFrame],
    release: str,
    tables: Collection[str] | None = None,
) -> pl.DataFrame:
    """The table of changes: one row a changed field, or a row that came or went.

    ``old`` and ``new`` map table names to their rows; nothing old (a first release) is no change.
    ``tables`` are those compared, by default those whose changes are recorded.
    """
    shape = contract("changes")
    compared = compared_contracts() if tables is None else {t: contract(t) for t in tables}
    parts = [
        _of_table(c, old.get(name, _nothing(c)), new.get(name, _nothing(c)))
        for name, c in compared.items()
        if old
    ]
    found = pl.concat([polars_schema(shape).to_frame(), *(_filled(part) for part in parts)])
    told = with_reasons(_with_moves(found, old, new), old, new)
    return shaped(shape, told.with_columns(release=pl.lit(release)))


def between(old: Path, new: Path, release: str) -> pl.DataFrame:
    """The changes from one release folder to another."""
    names = list(compared_contracts())
    return changes(public_frames(old, names), public_frames(new, names), release)


def public_frames(folder: Path, tables: Collection[str]) -> dict[str, pl.LazyFrame]:
    """Those of the tables that lie in a release folder."""
    return {name: scan(folder, name) for name in tables if table_files(folder, name)}


def _with_moves(
    record: pl.DataFrame, old: Mapping[str, pl.LazyFrame], new: Mapping[str, pl.LazyFrame]
) -> pl.DataFrame:
    """An event that was merged or split is told as such, not as one that went or came."""
    if record.is_empty() or not {"events", "mentions"} <= old.keys() & new.keys():
        return record
    moves = moved_events(old["mentions"], new["mentions"], old["events"], new["events"])
    moves = moves.with_columns(table=pl.lit("events"), field=pl.lit(""))
    on = ["table", "field", "row_id"]
    found = record.join(moves, on=on, how="left", suffix="_moved", maintain_order="left")
    filled = [pl.coalesce(f"{name}_moved", name).alias(name) for name in ("op", "old", "new")]
    return found.with_columns(filled).select(record.columns)


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
    cells = [_cell(name, schema).alias(name) for name in fields]
    return data.select(row_id(c.primary_key, schema).alias("row_id"), *cells)


def _cell(name: str, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    if name not in schema:
        return pl.lit(None, dtype=pl.String)
    text = as_text(name, schema[name])
    # An earlier quote may be longer than the source's rights allow by now.
    return text.str.head(settings().quote_characters) if name == QUOTE else text


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
