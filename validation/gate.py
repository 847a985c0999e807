"""The gate: working tables in, a verdict, a report and a quarantine out."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from validation.contracts.cells import cells_of, row_id
from validation.contracts.checks import Check, checks, columns_of
from validation.contracts.declarations import load_dataset
from validation.contracts.layout import Layout
from validation.contracts.quarantine import (
    SCHEMA_RULE,
    faulty_rows,
    read_quarantine,
    schema_rows,
    together,
    write_quarantine,
)
from validation.contracts.table import Contract
from validation.docs import write_front_page
from validation.drift import KIND as DRIFT
from validation.drift import drift, last_rows
from validation.verdict import Outcome, Verdict, read_verdict, write_verdict
from validation.working import (
    Fault,
    digest,
    file_faults,
    rows_in,
    table_files,
    working_contracts,
)

if TYPE_CHECKING:
    import duckdb

    from validation.certificate import Certified

SHOWN = 3
SHOWN_CHARACTERS = 120


def check(dataset: str) -> Verdict:
    """Check every working table of a dataset against its contract.

    Writes ``runs/<run_id>/result.json`` and ``runs/<run_id>/docs``, and replaces what earlier
    checks left in quarantine. The run is named after the bytes it looked at, so that a second
    check of tables that were found clean reads its verdict again.

    Raises:
        WrongUseError: the dataset is not declared, or a working table is not there.
    """
    load_dataset(dataset)
    files = table_files(dataset)
    layout, run_id = Layout.of(dataset), digest(files)
    folder = layout.runs / run_id
    found = _found_before(folder)
    if found is None:
        outcomes, quarantined = _examined(files, run_id, folder)
    else:
        outcomes, quarantined = found, {}
    n_rows = {name: rows_in(paths) for name, paths in files.items()}
    outcomes += drift(working_contracts(), n_rows, last_rows(layout))
    place = {name: number for number, name in enumerate(n_rows)}
    outcomes.sort(key=lambda outcome: place[outcome.table])
    verdict = Verdict(dataset, run_id, folder, n_rows, tuple(outcomes))
    _quarantine(layout, quarantined)
    write_front_page(verdict)
    write_verdict(verdict)
    return verdict


def _found_before(folder: Path) -> list[Outcome] | None:
    """What a run on the same bytes found, if it found nothing wrong in them."""
    known = read_verdict(folder)
    if known is None:
        return None
    outcomes = [outcome for outcome in known.outcomes if outcome.kind != DRIFT]
    return outcomes if all(outcome.ok for outcome in outcomes) else None


def _examined(
    files: Mapping[str, Sequence[Path]], run_id: str, folder: Path
) -> tuple[list[Outcome], dict[str, pl.DataFrame]]:
    """Schema first; what has the contract's columns goes on to the rules."""
    outcomes: list[Outcome] = []
    quarantined: dict[str, pl.DataFrame] = {}
    sound: dict[str, Contract] = {}
    for name, contract in working_contracts().items():
        faults = file_faults(contract, files[name])
        if faults:
            quarantined[name] = _misshapen(contract, faults, run_id)
            outcomes += _schema_outcomes(contract, faults, quarantined[name])
        else:
            sound[name] = contract
            outcomes.append(_outcome_of_schema(name, "", "columns and dtypes of the contract"))
    with tempfile.TemporaryDirectory(prefix="polstab-gate-") as temporary:
        database = Path(temporary) / "gate.duckdb"
        found, broken = _ruled(database, {name: files[name] for name in sound}, run_id, folder)
    return outcomes + found, quarantined | broken


def _misshapen(contract: Contract, faults: Sequence[Fault], run_id: str) -> pl.DataFrame:
    parts = []
    for file in dict.fromkeys(fault.file for fault in faults):
        own = [(f.column, f.reason) for f in faults if f.file == file]
        try:
            data = pl.read_parquet(file)
        except (pl.exceptions.PolarsError, OSError):
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
        outcome = _outcome_of_schema(contract.table, column, "; ".join(reasons))
        examples = _examples(rows.select("row_id", "value"))
        outcomes.append(replace(outcome, ok=False, n_bad=rows.height, examples=examples))
    return outcomes


def _outcome_of_schema(table: str, column: str, reason: str) -> Outcome:
    rule = f"{column}.{SCHEMA_RULE}" if column else SCHEMA_RULE
    columns = (column,) if column else ()
    return Outcome(table, rule, "schema", "critical", columns, reason, ok=True)


def _ruled(
    database: Path, files: Mapping[str, Sequence[Path]], run_id: str, folder: Path
) -> tuple[list[Outcome], dict[str, pl.DataFrame]]:
    """Great Expectations certifies; the same SQL fetches the bad rows that it found."""
    from validation import duck  # noqa: PLC0415 - these bring Great Expectations, seconds to load
    from validation.certificate import certify  # noqa: PLC0415

    if not files:
        return [], {}
    duck.build(database, files)
    tables = [working_contracts()[name] for name in files]
    shutil.rmtree(folder / "docs", ignore_errors=True)
    certified = {(c.table, c.check): c for c in certify(database, tables, folder / "docs")}
    outcomes: list[Outcome] = []
    quarantined: dict[str, pl.DataFrame] = {}
    with duck.opened(database) as connection:
        for contract in tables:
            found = [
                _checked(connection, contract, one, certified, set(files))
                for one in checks(contract)
            ]
            outcomes += [outcome for outcome, _ in found]
            parts = [
                faulty_rows(contract, one, bad, run_id, "check")
                for one, (_, bad) in zip(checks(contract), found, strict=True)
                if bad.height
            ]
            if parts:
                quarantined[contract.table] = together(parts)
    return outcomes, quarantined


def _checked(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    one: Check,
    certified: Mapping[tuple[str, str], Certified],
    present: set[str],
) -> tuple[Outcome, pl.DataFrame]:
    from validation.duck import rows  # noqa: PLC0415 - brings SQLAlchemy

    columns = tuple(columns_of(contract, one))
    outcome = Outcome(
        contract.table, one.id, one.kind, one.severity, columns, one.description, ok=True
    )
    if not set(one.needs) <= present:
        return replace(outcome, skipped=True), pl.DataFrame()
    bad = rows(connection, one.bad_rows_sql.replace("{batch}", contract.table))
    word = certified[contract.table, one.id]
    if word.trouble is not None:
        reason = f"{one.description}; could not be run: {word.trouble}"
        outcome = replace(outcome, description=reason)
    shown = pl.DataFrame(schema={"row_id": pl.String, "value": pl.String})
    if bad.height:
        schema = dict(bad.schema)
        keys = row_id(contract.primary_key, schema).alias("row_id")
        shown = bad.select(keys, cells_of(columns, schema).alias("value")).sort(pl.all())
    ok = word.ok and bad.is_empty()
    return replace(outcome, ok=ok, n_bad=bad.height, examples=_examples(shown)), bad


def _examples(rows: pl.DataFrame) -> tuple[str, ...]:
    first = rows.unique(maintain_order=True).head(SHOWN)
    return tuple(f"{key} = {_short(value)}" for key, value in first.rows())


def _short(value: str | None) -> str:
    """A value on one line of the terminal; quarantine has it whole."""
    if value is None:
        return "null"
    line = " ".join(value.split())
    return line if len(line) <= SHOWN_CHARACTERS else line[: SHOWN_CHARACTERS - 1] + "…"


def _quarantine(layout: Layout, quarantined: Mapping[str, pl.DataFrame]) -> None:
    for name in working_contracts():
        path = layout.quarantine(name)
        frame = quarantined.get(name, read_quarantine(path).clear())
        write_quarantine(path, frame, "check")
