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

from validation.contracts import codes, contracts

if TYPE_CHECKING:
    from collections.abc import Iterator

# What Polars calls so is another thing in DuckDB, or has another name.
MACROS = (
    "CREATE MACRO regexp_like(s, p) AS regexp_matches(s, p)",
    "CREATE MACRO array_unique(l) AS list_distinct(l)",
    "CREATE MACRO array_to_string(l, s) AS list_aggregate(l, 'string_agg', s), "
    "(l, s, n) AS list_aggregate(list_transform(l, lambda x: coalesce(x, n)), 'string_agg', s)",
)
UTC = "SET TimeZone = 'UTC'"
# Statistics of Parquet leave NaN out: with these a filter for bad rows passes it by.
EVERY_ROW = "SET disabled_optimizers = 'filter_pushdown,statistics_propagation'"
DRIVER = "polstab_gate"
CODE_TYPES = {
    "start": "DATE", "end": "DATE", "m49": "INTEGER", "code": "INTEGER", "quad": "INTEGER",
    "score": "DOUBLE",
}  # fmt: skip


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
        connection.execute(EVERY_ROW)
        connection.execute(UTC)
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


def build(
    path: Path,
    tables: Mapping[str, Sequence[Path]],
    beside: Mapping[str, pl.DataFrame] | None = None,
) -> None:
    """A DuckDB file with macros, code lists and a view over the Parquet files of each table.

    A code list ``states.csv`` is the table ``code_states``; the frames ``beside`` are tables too.
    """
    with duckdb.connect(str(path)) as connection:
        for statement in (*MACROS, *_code_tables()):
            connection.execute(statement)
        for name, frame in (beside or {}).items():
            connection.register("given", frame.to_arrow())
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
            connection.unregister("given")
        for name, files in tables.items():
            connection.execute(f"CREATE VIEW {name} AS {_reading(files)}")


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads times as UTC."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(UTC)
        connection.execute(EVERY_ROW)
        yield connection


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    """The rows of a query as a frame."""
    found: pl.DataFrame = connection.sql(query).pl()
    return found


def _code_tables() -> Iterator[str]:
    """A statement a code list that a contract asks.

    Days and numbers are made what they are, all else stays text.
    """
    asked = " ".join(query.sql for c in contracts().values() for query in c.queries)
    for path in sorted(codes.FOLDER.rglob("*.csv")):
        if f"code_{path.stem}" not in asked:
            continue
        columns = list(codes.rows(path.relative_to(codes.FOLDER).as_posix())[0])
        cells = ", ".join(
            f'TRY_CAST("{name}" AS {CODE_TYPES[name]}) AS "{name}"'
            if name in CODE_TYPES
            else f'"{name}"'
            for name in columns
        )
        reading = f"read_csv({_quoted(path)}, header = true, all_varchar = true, nullstr = '')"
        yield f"CREATE TABLE code_{path.stem} AS SELECT {cells} FROM {reading}"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _reading(files: Iterable[Path]) -> str:
    listed = ", ".join(_quoted(file) for file in files)
    return f"SELECT * FROM read_parquet([{listed}], hive_partitioning = false)"
