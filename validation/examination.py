"""Files of tables held against their contracts: schema first, then every rule, once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from validation.contracts.cells import cells_of, row_id
from validation.contracts.checks import ROW_KINDS, Check, checks, columns_of
from validation.contracts.errors import WrongUseError
from validation.contracts.quarantine import SCHEMA_RULE, faulty_rows, schema_rows, together
from validation.contracts.table import Contract
from validation.verdict import Outcome
from validation.working import Fault, file_faults, working_contracts

if TYPE_CHECKING:
    import duckdb

    from validation.certificate import Certified

SHOWN = 3
SHOWN_CHARACTERS = 120
Files = Mapping[str, Sequence[Path]]
Beside = Mapping[str, pl.DataFrame]
Examined = tuple[list[Outcome], dict[str, pl.DataFrame]]
Certificates = Mapping[tuple[str, str], "Certified"]


def examined(
    files: Files, run_id: str, docs: Path | None, beside: Beside | None = None
) -> Examined:
    """Outcomes, and the rows to set apart by table.

    ``beside`` are tables that rules ask and that are not examined: the moment, the declaration.
    With ``docs`` Great Expectations certifies too and writes its pages there; without, the same
    SQL runs alone, which takes a tenth of the time.
    """
    outcomes: list[Outcome] = []
    quarantined: dict[str, pl.DataFrame] = {}
    sound: list[str] = []
    for name, found in files.items():
        contract = working_contracts()[name]
        faults = file_faults(contract, found)
        if faults:
            quarantined[name] = _misshapen(contract, faults, run_id)
            outcomes += _schema_outcomes(contract, faults, quarantined[name])
        else:
            sound.append(name)
            outcomes.append(_of_schema(name, "", "columns and dtypes of the contract"))
    with tempfile.TemporaryDirectory(prefix="polstab-gate-") as temporary:
        database = Path(temporary) / "gate.duckdb"
        whole = {name: files[name] for name in sound}
        with _room(temporary):
            ruled, broken = _ruled(database, whole, run_id, docs, beside or {})
    return outcomes + ruled, quarantined | broken


@contextmanager
def _room(folder: str) -> Iterator[None]:
    """DuckDB has room to work in.

    Raises:
        WrongUseError: the disk of the temporary folder is full, or nothing may be written there.
    """
    import duckdb  # noqa: PLC0415 - heavy

    try:
        yield
    except (duckdb.IOException, duckdb.TransactionException) as error:
        reason = str(error).splitlines()[0]
        raise WrongUseError(f"{folder}: {reason}; make room, or set TMPDIR elsewhere") from error


def _misshapen(contract: Contract, faults: Sequence[Fault], run_id: str) -> pl.DataFrame:
    parts = []
    for file in dict.fromkeys(fault.file for fault in faults):
        own = [(f.column, f.reason) for f in faults if f.file == file]
        try:
            data = pl.read_parquet(file)
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            data = pl.DataFrame({"file": [str(file)]})
        parts.append(schema_rows(contract, data, own, run_id, "check"))
    return together(parts)


def _schema_outcomes(
    contract: Contract, faults: Sequence[Fault], quarantined: pl.DataFrame
) -> list[Outcome]:
    outcomes = []
    for column in dict.fromkeys(fault.column for fault in faults):
        rows = quarantined.filter(column=column)
        reasons = dict.fromkeys(fault.reason for fault in faults if fault.column == column)
        outcome = _of_schema(contract.table, column, "; ".join(reasons))
        shown = examples(rows.select("row_id", "value"))
        outcomes.append(replace(outcome, ok=False, n_bad=rows.height, examples=shown))
    return outcomes


def _of_schema(table: str, column: str, reason: str) -> Outcome:
    rule = f"{column}.{SCHEMA_RULE}" if column else SCHEMA_RULE
    columns = (column,) if column else ()
    return Outcome(table, rule, "schema", "critical", columns, reason, ok=True)


def _ruled(
    database: Path, files: Files, run_id: str, docs: Path | None, beside: Beside
) -> Examined:
    """Every rule of the tables; the SQL that counts the bad rows also fetches them."""
    from validation import duck  # noqa: PLC0415 - brings DuckDB and SQLAlchemy

    if not files:
        return [], {}
    duck.build(database, files, beside)
    certificates = {} if docs is None else _certificates(database, list(files), docs, beside)
    present = {*files, *beside}
    outcomes: list[Outcome] = []
    quarantined: dict[str, pl.DataFrame] = {}
    with duck.opened(database) as connection:
        for name in files:
            contract = working_contracts()[name]
            bad = _bad_rows(connection, contract, present)
            parts = []
            for one in checks(contract):
                rows = bad.get(one.id, pl.DataFrame())
                outcomes.append(_outcome(contract, one, rows, certificates, present))
                if rows.height:
                    parts.append(faulty_rows(contract, one, rows, run_id, "check"))
            if parts:
                quarantined[name] = together(parts)
    return outcomes, quarantined


def _certificates(
    database: Path, tables: Sequence[str], docs: Path, beside: Beside
) -> Certificates:
    from validation.certificate import certify  # noqa: PLC0415 - Great Expectations, seconds

    found = certify(database, [working_contracts()[name] for name in tables], docs, list(beside))
    return {(one.table, one.check): one for one in found}


def _bad_rows(
    connection: duckdb.DuckDBPyConnection, contract: Contract, present: set[str]
) -> dict[str, pl.DataFrame]:
    """The rows that break each check, by its id; one scan counts for all checks of single rows."""
    from validation.duck import rows  # noqa: PLC0415 - brings SQLAlchemy

    runnable = [one for one in checks(contract) if set(one.needs) <= present]
    single = [one for one in runnable if one.kind in ROW_KINDS]
    counts = [
        f"count(*) FILTER (WHERE NOT coalesce(({one.sql}), true)) AS c{number}"
        for number, one in enumerate(single)
    ]
    found = rows(connection, f"SELECT {', '.join(counts)} FROM {contract.table}").row(0)
    counted = {one.id: n_bad for one, n_bad in zip(single, found, strict=True)}
    bad = {
        one.id: rows(connection, one.bad_rows_sql.replace("{batch}", contract.table))
        for one in runnable
        if counted.get(one.id) != 0
    }
    lost = [name for name, n_bad in counted.items() if n_bad and bad[name].height != n_bad]
    if lost:  # never seen; a rule that counts rows and fetches others must not pass
        raise RuntimeError(f"{contract.table}: {lost[0]}: bad rows counted and not found")
    return bad


def _outcome(
    contract: Contract,
    one: Check,
    bad: pl.DataFrame,
    certificates: Certificates,
    present: set[str],
) -> Outcome:
    columns = tuple(columns_of(contract, one))
    outcome = Outcome(
        contract.table, one.id, one.kind, one.severity, columns, one.description, ok=True
    )
    if not set(one.needs) <= present:
        return replace(outcome, skipped=True)
    certified = certificates.get((contract.table, one.id))
    if certified is not None and certified.trouble is not None:
        reason = f"{one.description}; could not be run: {certified.trouble}"
        outcome = replace(outcome, description=reason)
    shown = pl.DataFrame(schema={"row_id": pl.String, "value": pl.String})
    if bad.height:
        schema = dict(bad.schema)
        keys = row_id(contract.primary_key, schema).alias("row_id")
        shown = bad.select(keys, cells_of(columns, schema).alias("value")).sort(pl.all())
    ok = bad.is_empty() and (certified is None or certified.ok)
    return replace(outcome, ok=ok, n_bad=bad.height, examples=examples(shown))


def examples(rows: pl.DataFrame) -> tuple[str, ...]:
    """The first few of (row id, value), each on one line."""
    first = rows.unique(maintain_order=True).head(SHOWN)
    return tuple(f"{key} = {_short(value)}" for key, value in first.rows())


def _short(value: str | None) -> str:
    """A value on one line of the terminal; quarantine has it whole."""
    if value is None:
        return "null"
    line = " ".join(value.split())
    return line if len(line) <= SHOWN_CHARACTERS else line[: SHOWN_CHARACTERS - 1] + "…"
