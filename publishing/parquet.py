"""Public tables as Parquet: sorted, described, and the same bytes each time.

A table is one file, ``events.parquet``; one above the size of the settings is a folder a year,
``events/year=2023/part-0.parquet``. The year is no column: with hive partitioning left off, either
form reads back as the contract says.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from publishing.settings import Settings, contract_version, settings
from validation.contracts.schema import arrow_schema, shaped
from validation.contracts.table import Contract

YEAR = "__year"
# How hive names the rows without a year.
NO_YEAR = "__HIVE_DEFAULT_PARTITION__"


def write_table(
    contract: Contract, data: pl.DataFrame, folder: Path, how: Settings | None = None
) -> list[Path]:
    """Write a table in the contract's order, with descriptions, page index and bloom filters.

    Gives its files: one, or one a year where the table is larger than ``how`` allows.
    """
    how = how or settings()
    rows = shaped(contract, data)
    whole = folder / f"{contract.table}.parquet"
    _write(contract, rows, whole, how)
    if contract.table not in how.years or whole.stat().st_size <= how.partition_bytes:
        return [whole]
    whole.unlink()
    return _write_years(contract, rows, folder / contract.table, how)


def table_files(folder: Path, table: str) -> list[Path]:
    """The files of a table in a release, in the order of its years; none where it is not there."""
    whole = folder / f"{table}.parquet"
    return [whole] if whole.is_file() else sorted((folder / table).glob("year=*/*.parquet"))


def scan(folder: Path, table: str) -> pl.LazyFrame:
    """A table of a release; its columns are the contract's, however it was cut."""
    return pl.scan_parquet(table_files(folder, table), hive_partitioning=False)


def pattern(paths: list[str], table: str) -> str:
    """One path for a table's files, as DuckDB reads it from within the release."""
    return paths[0] if len(paths) == 1 else f"{table}/*/*.parquet"


def _write_years(contract: Contract, rows: pl.DataFrame, folder: Path, how: Settings) -> list[Path]:
    shutil.rmtree(folder, ignore_errors=True)
    year = pl.col(how.years[contract.table]).dt.year().alias(YEAR)
    paths = []
    for key, part in rows.with_columns(year).partition_by(YEAR, as_dict=True).items():
        path = folder / f"year={NO_YEAR if key[0] is None else key[0]}" / "part-0.parquet"
        path.parent.mkdir(parents=True)
        _write(contract, part.drop(YEAR), path, how)
        paths.append(path)
    return sorted(paths)


def _write(contract: Contract, rows: pl.DataFrame, path: Path, how: Settings) -> None:
    schema = arrow_schema(contract)
    about = {**(schema.metadata or {}), b"contract_version": contract_version().encode()}
    schema = schema.with_metadata(about)
    table = rows.to_arrow().cast(schema)
    pq.write_table(
        table,
        path,
        row_group_size=how.row_group_rows,
        compression="zstd",
        write_page_index=True,
        sorting_columns=_sorting(contract, schema),
        bloom_filter_options=_bloom_filters(contract, table, how),
    )


def _sorting(contract: Contract, schema: pa.Schema) -> list[pq.SortingColumn]:
    ordering = [(name, "ascending") for name in contract.sort]
    return list(pq.SortingColumn.from_ordering(schema, ordering, null_placement="at_start"))


def _bloom_filters(
    contract: Contract, table: pa.Table, how: Settings
) -> dict[str, dict[str, float]]:
    """A filter for every identifier, sized by the rows of a group."""
    distinct = max(1, min(table.num_rows, how.row_group_rows))
    keys = {column for key in contract.foreign_keys for column in key.columns}
    names = [c.name for c in contract.columns if c.name in keys | set(contract.primary_key)]
    return {
        name: {"ndv": distinct, "fpp": how.bloom_false_positives}
        for name in names
        if contract.column(name).type == "string"
    }
