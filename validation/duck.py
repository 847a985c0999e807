"""DuckDB views over working tables, and the dialect through which Great Expectations reads them."""

from __future__ import annotations

import atexit
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import duckdb
import polars as pl
from duckdb_sqlalchemy import Dialect

if TYPE_CHECKING:
    from collections.abc import Iterator

# DuckDB knows the function that Polars calls regexp_like under another name.
MACRO = "CREATE MACRO regexp_like(s, p) AS regexp_matches(s, p)"
DRIVER = "polstab_gate"


@atexit.register
def _let_go() -> None:
    """Drop the last references to DuckDB before the interpreter ends.

    Great Expectations keeps SQLAlchemy's classes alive past the end, these keep the dialect, and
    DuckDB's bindings would report a leak on the user's terminal.
    """
    for name in [name for name in sys.modules if name.partition(".")[0] == "duckdb_sqlalchemy"]:
        vars(sys.modules[name]).clear()


class GateDialect(Dialect):
    """DuckDB without transactions: Great Expectations fetches rows after it has rolled back.

    A rolled-back DuckDB connection forgets its results, and the gate only reads.
    """

    name = DRIVER
    supports_statement_cache = False
    connections: ClassVar[list[Any]] = []

    def connect(self, *arguments: Any, **named: Any) -> Any:
        """Connect, and remember the connection: Great Expectations leaves its own open."""
        connection = super().connect(*arguments, **named)
        self.connections.append(connection)
        return connection

    @classmethod
    def close_all(cls) -> None:
        """Close every connection that was opened through this dialect."""
        while cls.connections:
            cls.connections.pop().close()

    def do_begin(self, dbapi_connection: object) -> None:
        """Begin nothing."""

    def do_commit(self, dbapi_connection: object) -> None:
        """Commit nothing."""

    def do_rollback(self, dbapi_connection: object) -> None:
        """Roll nothing back."""


def build(path: Path, tables: Mapping[str, Sequence[Path]]) -> None:
    """A DuckDB file with the macro and one view over the Parquet files of each table."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(MACRO)
        for name, files in tables.items():
            connection.execute(f"CREATE VIEW {name} AS {_reading(files)}")


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads times as UTC."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    """The rows of a query as a frame."""
    found: pl.DataFrame = connection.sql(query).pl()
    return found


def _reading(files: Iterable[Path]) -> str:
    listed = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
    return f"SELECT * FROM read_parquet([{listed}], hive_partitioning = false)"
