"""The quality report of a release: checks, drift, coverage, rows set apart, known error rates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from publishing.error_rates import error_rates
from validation.contracts.layout import Layout
from validation.contracts.quarantine import read_quarantine
from validation.contracts.releases import Released
from validation.drift import KIND as DRIFT
from validation.verdict import Outcome, Verdict
from validation.working import working_contracts

FILE = "quality.json"
READ = "ok"


def quality(verdict: Verdict, layout: Layout, last: Released | None = None) -> dict[str, Any]:
    """The verdict beside the last release; without examples, which may hold words of texts."""
    own = {table: [o for o in verdict.of(table) if o.kind != DRIFT] for table in verdict.n_rows}
    return {
        "ok": verdict.ok,
        "n_checks": sum(len(outcomes) for outcomes in own.values()),
        "warnings": [_told(o) for o in verdict.warnings if o.kind != DRIFT],
        "tables": {
            table: {"rows": rows, "checks": {o.rule: _result(o) for o in own[table]}}
            for table, rows in verdict.n_rows.items()
        },
        "drift": drift(verdict, last.rows if last else {}),
        "quarantine": quarantined(layout),
        "error_rates": error_rates(),
    }


def drift(verdict: Verdict, before: Mapping[str, int]) -> dict[str, Any]:
    """Each table's rows beside those of the release before, and what the checks said of it."""
    return {
        "tables": {
            table: {"rows": rows, "rows_before": before.get(table)}
            for table, rows in verdict.n_rows.items()
        },
        "warnings": [_told(o) for o in verdict.warnings if o.kind == DRIFT],
    }


def drift_of(folder: Path) -> dict[str, Any] | None:
    """The drift that a release reported; None where it reported none."""
    path = folder / FILE
    if not path.is_file():
        return None
    found: dict[str, Any] | None = json.loads(path.read_text(encoding="utf-8")).get("drift")
    return found


def coverage(source_days: pl.DataFrame) -> dict[str, Any]:
    """Per source its declared days by status, its reports, and every stretch not read in full."""
    found: dict[str, Any] = {}
    for (source,), days in source_days.sort("source_id", "date").group_by(
        "source_id", maintain_order=True
    ):
        counts = dict(days.group_by("status").len().sort("status").iter_rows())
        found[str(source)] = {
            "first": str(days["date"].min()),
            "last": str(days["date"].max()),
            "days": days.height,
            "days_by_status": counts,
            "reports": int(days["n_reports"].sum()),
            "days_with_reports": days.filter(pl.col("n_reports") > 0).height,
            "not_read_in_full": _stretches(days),
        }
    return found


def quarantined(layout: Layout) -> dict[str, dict[str, int]]:
    """Rows in quarantine by table and rule."""
    found = {}
    for name in working_contracts():
        rows = read_quarantine(layout.quarantine(name))
        counts = rows.group_by("rule").agg(pl.col("row_id").n_unique()).sort("rule")
        if counts.height:
            found[name] = dict(counts.iter_rows())
    return found


def _stretches(days: pl.DataFrame) -> list[dict[str, str]]:
    """Runs of days of one status other than ok, first and last day included."""
    runs = days.with_columns(run=pl.col("status").rle_id()).filter(pl.col("status") != READ)
    found = runs.group_by("run", maintain_order=True).agg(
        pl.col("status").first(),
        pl.col("date").first().alias("from"),
        pl.col("date").last().alias("to"),
    )
    return [{k: str(v) for k, v in row.items() if k != "run"} for row in found.to_dicts()]


def _told(outcome: Outcome) -> dict[str, Any]:
    about = {"table": outcome.table, "rule": outcome.rule, "columns": list(outcome.columns)}
    return about | {"description": outcome.description, "n_bad": outcome.n_bad}


def _result(outcome: Outcome) -> dict[str, Any]:
    return {"ok": outcome.ok, "n_bad": outcome.n_bad, "severity": outcome.severity}
