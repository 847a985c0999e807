"""Tables held against the last release: what was full must not come back empty."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from validation.contracts.errors import WrongUseError
from validation.contracts.layout import Layout
from validation.contracts.plain_yaml import load
from validation.contracts.table import Contract
from validation.verdict import Outcome

KIND = "drift"
RULES = ("not_empty", "not_shrunk")


def drift(
    contracts: Mapping[str, Contract], n_rows: Mapping[str, int], last: Mapping[str, int]
) -> list[Outcome]:
    """Two outcomes a table, from its rows now and in the last release.

    An empty table is a warning where the contract wants rows, and stops the release where the
    last one had some; a table that lost more than its share warns.
    """
    outcomes = []
    for name, contract in contracts.items():
        now, before = n_rows[name], last.get(name, 0)
        empty = now == 0 and (before > 0 or not contract.may_be_empty)
        shrunk = 0 < now < before * least_share()
        told = f"{now:,} rows, {before:,} in the last release"
        outcomes += [
            _outcome(name, 0, "critical" if empty and before else "warning", empty, told),
            _outcome(name, 1, "warning", shrunk, told),
        ]
    return outcomes


def last_rows(layout: Layout) -> dict[str, int]:
    """The rows of each table in the version that ``latest.json`` names; nothing, no rows."""
    latest = layout.releases / "latest.json"
    if not latest.is_file():
        return {}
    try:
        version = json.loads(latest.read_text(encoding="utf-8"))["version"]
        package = layout.releases / version / "datapackage.json"
        if not package.is_file():
            return {}
        resources = json.loads(package.read_text(encoding="utf-8"))["resources"]
        return {resource["name"]: resource["rows"] for resource in resources}
    except (ValueError, KeyError, TypeError) as error:
        raise WrongUseError(
            f"{latest}: broken, or the descriptor it names is; remove it, the next release "
            "writes it anew"
        ) from error


@cache
def least_share() -> float:
    """The share of its last rows that a table must keep."""
    path = Path(__file__).parent / "thresholds.yml"
    return float(load(path.read_text(encoding="utf-8"))["least_share_of_last_release"])


def _outcome(table: str, rule: int, severity: str, broken: bool, told: str) -> Outcome:
    text = ("has rows", "keeps the rows of the last release")[rule]
    return Outcome(
        table=table,
        rule=RULES[rule],
        kind=KIND,
        severity="critical" if severity == "critical" else "warning",
        columns=(),
        description=f"{text}; {told}" if broken else text,
        ok=not broken,
    )
