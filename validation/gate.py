"""The gate: working tables in, a verdict, a report and a quarantine out."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from validation.contracts.declarations import Dataset, load_dataset, load_sources
from validation.contracts.layout import Layout
from validation.contracts.quarantine import read_quarantine, write_quarantine
from validation.contracts.releases import last_release
from validation.declared import clock, declared_tables
from validation.docs import pages_of, write_front_page
from validation.drift import drift
from validation.examination import Files, examined
from validation.expectations import expected
from validation.truths import read_truths, told
from validation.verdict import OF_A_TABLE, Outcome, Verdict, read_verdict, write_verdict
from validation.working import digest, rows_in, table_files, working_contracts


def check(dataset: str, *, certified: bool = True) -> Verdict:
    """Check every working table of a dataset against its contract.

    Writes ``runs/<run_id>/result.json`` and ``runs/<run_id>/docs``, and replaces what earlier
    checks left in quarantine. The run is named after the bytes it looked at and the
    declaration, so that a second check of tables that were found clean reads its verdict again.

    Args:
        dataset: its name.
        certified: Great Expectations looks as well and writes Data Docs; a release wants that.

    Raises:
        WrongUseError: the dataset is not declared, or a working table is not there.
    """
    declared = load_dataset(dataset)
    files = table_files(dataset)
    said = declared_tables(declared, load_sources(declared))
    layout, run_id = Layout.of(dataset), digest(files, said)
    folder = layout.runs / (run_id if certified else f"{run_id}-uncertified")
    found = _found_before(folder, certified=certified)
    quarantined: dict[str, pl.DataFrame] = {}
    if found is None:
        shutil.rmtree(folder / "docs", ignore_errors=True)
        docs = folder / "docs" if certified else None
        found, quarantined = examined(files, run_id, docs, {**said, **clock()})
    n_rows = {name: rows_in(paths) for name, paths in files.items()}
    outcomes = [*found, *_as_a_whole(declared, layout, files, n_rows, found)]
    place = {name: number for number, name in enumerate(n_rows)}
    outcomes.sort(key=lambda outcome: place[outcome.table])
    verdict = Verdict(dataset, run_id, folder, n_rows, tuple(outcomes))
    _quarantine(layout, quarantined)
    write_front_page(verdict)
    write_verdict(verdict)
    return verdict


def _found_before(folder: Path, *, certified: bool) -> list[Outcome] | None:
    """What a run on the same bytes found, if it found nothing wrong and its pages are there."""
    known = read_verdict(folder)
    if known is None or (certified and not all(pages_of(folder / "docs", t) for t in known.n_rows)):
        return None
    outcomes = [outcome for outcome in known.outcomes if outcome.kind not in OF_A_TABLE]
    return outcomes if all(outcome.ok for outcome in outcomes) else None


def _as_a_whole(
    declared: Dataset,
    layout: Layout,
    files: Files,
    n_rows: Mapping[str, int],
    found: list[Outcome],
) -> list[Outcome]:
    """What is asked of whole tables: the last release, the declaration, the known truths."""
    misshapen = {one.table for one in found if one.kind == "schema" and not one.ok}
    tables = {
        name: pl.scan_parquet(list(paths), hive_partitioning=False)
        for name, paths in files.items()
        if name not in misshapen
    }
    truths = read_truths(layout.declared / "expected.csv")
    return [
        *drift(working_contracts(), n_rows, tables, last_release(layout.releases), declared),
        *expected(declared, n_rows, tables),
        *told(truths, tables.get("events")),
    ]


def _quarantine(layout: Layout, quarantined: Mapping[str, pl.DataFrame]) -> None:
    for name in working_contracts():
        path = layout.quarantine(name)
        frame = quarantined.get(name, read_quarantine(path).clear())
        write_quarantine(path, frame, "check")
