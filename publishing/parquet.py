"""Public tables as Parquet: sorted, described, and the same bytes each time."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from validation.contracts.schema import arrow_schema, shaped
from validation.contracts.table import Contract

# A query on one country reads few groups when rows are sorted by country and groups are small.
ROW_GROUP = 30_000
FALSE_POSITIVES = 0.05


def write_table(contract: Contract, data: pl.DataFrame, path: Path) -> None:
    """Write a table in the contract's order, with descriptions, page index and bloom filters."""
    schema = arrow_schema(contract)
    table = shaped(contract, data).to_arrow().cast(schema)
    pq.write_table(
        table,
        path,
        row_group_size=ROW_GROUP,
        compression="zstd",
        write_page_index=True,
        sorting_columns=_sorting(contract, schema),
        bloom_filter_options=_bloom_filters(contract, table),
    )


def _sorting(contract: Contract, schema: pa.Schema) -> list[pq.SortingColumn]:
    ordering = [(name, "ascending") for name in contract.sort]
    return list(pq.SortingColumn.from_ordering(schema, ordering, null_placement="at_start"))


def _bloom_filters(contract: Contract, table: pa.Table) -> dict[str, dict[str, float]]:
    """A filter for every identifier, sized by the rows of a group."""
    distinct = max(1, min(table.num_rows, ROW_GROUP))
    keys = {column for key in contract.foreign_keys for column in key.columns}
    names = [c.name for c in contract.columns if c.name in keys | set(contract.primary_key)]
    return {
        name: {"ndv": distinct, "fpp": FALSE_POSITIVES}
        for name in names
        if contract.column(name).type == "string"
    }
