"""The quality report of a release: what was checked, what was warned of, what was set apart."""

from __future__ import annotations

from typing import Any

import polars as pl

from validation.contracts.layout import Layout
from validation.contracts.quarantine import read_quarantine
from validation.verdict import Outcome, Verdict
from validation.working import working_contracts


def quality(verdict: Verdict, layout: Layout) -> dict[str, Any]:
    """The verdict without examples, which may hold words of texts that are not released."""
    return {
        "ok": verdict.ok,
        "n_checks": len(verdict.outcomes),
        "warnings": [_told(outcome) for outcome in verdict.warnings],
        "tables": {
            table: {"rows": rows, "checks": {o.rule: _result(o) for o in verdict.of(table)}}
            for table, rows in verdict.n_rows.items()
        },
        "quarantine": quarantined(layout),
    }


def quarantined(layout: Layout) -> dict[str, dict[str, int]]:
    """Rows in quarantine by table and rule."""
    found = {}
    for name in working_contracts():
        rows = read_quarantine(layout.quarantine(name))
        counts = rows.group_by("rule").agg(pl.col("row_id").n_unique()).sort("rule")
        if counts.height:
            found[name] = dict(counts.iter_rows())
    return found


def _told(outcome: Outcome) -> dict[str, Any]:
    about = {"table": outcome.table, "rule": outcome.rule, "columns": list(outcome.columns)}
    return about | {"description": outcome.description, "n_bad": outcome.n_bad}


def _result(outcome: Outcome) -> dict[str, Any]:
    return {"ok": outcome.ok, "n_bad": outcome.n_bad, "severity": outcome.severity}
