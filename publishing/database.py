"""A DuckDB file with a view on every table of a release."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from publishing.facts import TableFile

NAME = "tables.duckdb"
# Later formats write a random identifier into the file; this one gives the same bytes each time.
STORAGE = "v1.0.0"
BLOCK = 16_384


def write_database(files: Iterable[TableFile], folder: Path) -> Path:
    """Write ``tables.duckdb``; its views name files beside it, so open it from its folder."""
    path = folder / NAME
    path.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        connection.execute("set file_search_path = $1", [str(folder)])
        connection.execute(
            f"attach {_text(str(path))} as release (storage_version {_text(STORAGE)}, "
            f"block_size {BLOCK})"
        )
        connection.execute("use release")
        for file in files:
            connection.execute(_view(file))
            about = _text(f"{file.contract.description} Grain: {file.contract.grain}.")
            connection.execute(f"comment on view {file.contract.table} is {about}")
        connection.execute("use memory")
        connection.execute("detach release")
    return path


def _view(file: TableFile) -> str:
    source = f"read_parquet({_text(file.pattern)}, hive_partitioning = false)"
    return f"create view {file.contract.table} as select * from {source}"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
