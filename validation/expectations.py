"""What ``dataset.yml`` expects of the tables: row floors, and how often a source is heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from validation.contracts.declarations import Dataset
from validation.contracts.expect import Coverage
from validation.verdict import Outcome

KIND = "expectation"
DAY = timedelta(days=1)


def expected(
    declared: Dataset, n_rows: Mapping[str, int], tables: Mapping[str, pl.LazyFrame]
) -> list[Outcome]:
    """An outcome a floor, and one or two a source whose coverage is declared."""
    outcomes = [
        Outcome(
            table,
            "expected_rows",
            KIND,
            floor.severity,
            (),
            f"at least {floor.at_least:,} rows, there are {n_rows[table]:,}: {floor.reason}",
            ok=n_rows[table] >= floor.at_least,
        )
        for table, floor in declared.expect.rows.items()
        if table in n_rows
    ]
    if "source_days" in tables and declared.expect.coverage:
        heard = _heard(tables["source_days"])
        for source, wanted in declared.expect.coverage.items():
            outcomes += _of_source(source, wanted, heard.get(source, []))
    return outcomes


def _heard(source_days: pl.LazyFrame) -> dict[str, list[tuple[date, bool]]]:
    """The days of each source in order, and whether each was read whole and has a report."""
    days = source_days.select(
        "source_id", "date", heard=(pl.col("status") == "ok") & (pl.col("n_reports") > 0)
    )
    found: dict[str, list[tuple[date, bool]]] = {}
    for source, day, heard in days.sort("source_id", "date").collect().iter_rows():
        found.setdefault(source, []).append((day, heard))
    return found


def _of_source(
    source: str, wanted: Coverage, days: Sequence[tuple[date, bool]]
) -> Iterator[Outcome]:
    def outcome(rule: str, text: str, ok: bool) -> Outcome:
        told = f"{source}: {text}: {wanted.reason}"
        columns = ("source_id", "date")
        name = f"{rule}.{source}"
        return Outcome("source_days", name, KIND, wanted.severity, columns, told, ok=ok)

    if wanted.least_share is not None:
        n_heard = sum(heard for _, heard in days)
        share = n_heard / len(days) if days else 0.0
        text = f"heard on {n_heard} of {len(days)} days, at least {wanted.least_share:.0%} expected"
        yield outcome("expected_coverage", text, share >= wanted.least_share)
    if wanted.most_silent_days is not None:
        first, n_days = _longest_silence(days)
        since = f" from {first}" if first else ""
        text = f"silent for {n_days} days{since}, at most {wanted.most_silent_days} expected"
        yield outcome("expected_silence", text, bool(days) and n_days <= wanted.most_silent_days)


def _longest_silence(days: Sequence[tuple[date, bool]]) -> tuple[date | None, int]:
    """First day and length of the longest stretch of days that nothing was heard."""
    longest: tuple[date | None, int] = (None, 0)
    first: date | None = None
    for day, heard in days:
        first = None if heard else first or day
        if first is not None and (day - first) // DAY + 1 > longest[1]:
            longest = (first, (day - first) // DAY + 1)
    return longest
