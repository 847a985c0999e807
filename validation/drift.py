"""Tables held against the last release: what was full must not come back empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import polars as pl

from validation.contracts.declarations import Dataset
from validation.contracts.plain_yaml import load
from validation.contracts.releases import Released
from validation.contracts.table import Contract, Severity
from validation.verdict import Outcome

KIND = "drift"
Tables = Mapping[str, pl.LazyFrame]


def drift(
    contracts: Mapping[str, Contract],
    n_rows: Mapping[str, int],
    tables: Tables,
    last: Released | None,
    declared: Dataset | None = None,
) -> list[Outcome]:
    """Rows, filled shares and speaking sources, now and in the last release.

    An empty table is a warning where the contract wants rows, and stops the release where the
    last one had some. A table that lost a tenth of its rows warns, one that lost half stops,
    unless the dataset declares how many are enough. A column that lost a part of its values
    warns, one that lost all stops. A source that had reports and has none stops.
    """
    rows = last.rows if last else {}
    files = last.files if last else {}
    then = {name: pl.scan_parquet(f, hive_partitioning=False) for name, f in files.items() if f}
    outcomes = []
    for name, contract in contracts.items():
        now, before = n_rows[name], rows.get(name, 0)
        outcomes += _of_rows(contract, now, before, declared)
        few = min(now, before) < thresholds()["fewest_rows_for_shares"]
        if name in tables and not few:
            outcomes += _of_fill(contract, tables[name], then.get(name))
    if "reports" in tables:
        outcomes.append(_of_sources(tables["reports"], then.get("reports")))
    return outcomes


@cache
def thresholds() -> dict[str, float]:
    """The shares of ``thresholds.yml``."""
    path = Path(__file__).parent / "thresholds.yml"
    return {name: float(x) for name, x in load(path.read_text(encoding="utf-8")).items()}


def _of_rows(contract: Contract, now: int, before: int, declared: Dataset | None) -> list[Outcome]:
    floors = declared.expect.rows if declared else {}
    may_be_empty = contract.may_be_empty or _is_undeclared(contract.table, declared)
    empty = now == 0 and not may_be_empty
    shares = thresholds()
    shrunk = 0 < now < before * shares["warn_below_share_of_last_release"]
    halved = now <= before * shares["stop_at_share_of_last_release"]
    stopped = halved and contract.table not in floors
    told = f"{now:,} rows, {before:,} in the last release"
    mend = "; if that is meant, declare a floor under expect.rows in dataset.yml" if stopped else ""
    return [
        _outcome(contract.table, "not_empty", before > 0, empty, "has rows", told),
        _outcome(
            contract.table,
            "not_shrunk",
            shrunk and stopped,
            shrunk and not contract.may_be_empty,
            "keeps the rows of the last release",
            told + mend,
        ),
    ]


def _is_undeclared(table: str, declared: Dataset | None) -> bool:
    """No source has a period for which its silence counts, so there are no days to count."""
    if table != "source_days" or declared is None:
        return False
    return not any(use.start for use in declared.sources)


def _of_fill(contract: Contract, now: pl.LazyFrame, before: pl.LazyFrame | None) -> list[Outcome]:
    text = "keeps the values of the last release"
    whole = _outcome(contract.table, "fill_kept", False, False, text, "")
    if before is None:
        return [whole]
    is_now, was = _fill(contract, now), _fill(contract, before)
    lost = [
        name
        for name in is_now.keys() & was.keys()
        if was[name] - is_now[name] > thresholds()["most_fill_lost"]
        or is_now[name] == 0 < was[name]
    ]
    found = [
        _outcome(
            contract.table,
            f"{name}.fill",
            is_now[name] == 0,
            True,
            text,
            f"{is_now[name]:.0%} of rows filled, {was[name]:.0%} in the last release",
            [name],
        )
        for name in sorted(lost)
    ]
    return found or [whole]


def _fill(contract: Contract, data: pl.LazyFrame) -> dict[str, float]:
    """The share of rows with a value in each column; an empty list is none."""
    schema = data.collect_schema()
    shares = [
        (pl.col(name).list.len() > 0).fill_null(False).mean().alias(name)
        if isinstance(schema[name], pl.List)
        else pl.col(name).is_not_null().mean().alias(name)
        for name in (column.name for column in contract.columns)
        if name in schema
    ]
    found = data.select(shares).collect(engine="streaming").row(0, named=True)
    return {name: share or 0.0 for name, share in found.items()}


def _of_sources(now: pl.LazyFrame, before: pl.LazyFrame | None) -> Outcome:
    text = "every source of the last release still has reports"
    if before is None:
        return _outcome("reports", "sources_speak", True, False, text, "", ["source_id"])
    had, has = (
        set(data.select(pl.col("source_id").unique()).collect()["source_id"].drop_nulls())
        for data in (before, now)
    )
    silent = sorted(had - has)
    told = f"none of {', '.join(silent)}"
    return _outcome("reports", "sources_speak", True, bool(silent), text, told, ["source_id"])


def _outcome(  # noqa: PLR0913 - the fields of an outcome
    table: str,
    rule: str,
    critical: bool,
    broken: bool,
    text: str,
    told: str,
    columns: Sequence[str] = (),
) -> Outcome:
    """An outcome; what the last release had is told only where it differs."""
    severity: Severity = "critical" if critical and broken else "warning"
    description = f"{text}; {told}" if broken else text
    return Outcome(table, rule, KIND, severity, tuple(columns), description, ok=not broken)
