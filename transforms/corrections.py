"""Corrections that people declare, applied where the value that they were written against stands.

One that no longer fits changes nothing and is told of: the table ``corrections`` has a row for
each, and the gate warns of those that are not applied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from validation.contracts import contract
from validation.contracts.amendments import Correction
from validation.contracts.cells import as_text, row_id
from validation.contracts.checks import Check, checks, columns_of, row_faults
from validation.contracts.errors import WrongUseError
from validation.contracts.schema import frame, shaped


@dataclass(slots=True)
class Corrections:
    """The corrections of a dataset, and what became of those tried so far."""

    declared: Sequence[Correction]
    tried: list[dict[str, Any]] = field(default_factory=list)

    def applied(self, table: str, data: pl.DataFrame) -> pl.DataFrame:
        """The rows of a table with its corrections, in the order in which they came."""
        for one in self.declared:
            if one.table == table:
                data = self._with(one, data)
        return data

    def table(self) -> pl.DataFrame:
        """``corrections``: a row for each that was tried."""
        return shaped(contract("corrections"), frame(contract("corrections"), self.tried))

    def need_sound(self, made: Mapping[str, pl.DataFrame], file: Path) -> None:
        """Every corrected row keeps the rules that look at what was corrected.

        Raises:
            WrongUseError: one does not; the message names the file, the correction and the rule.
        """
        applied = {(t["table"], t["row_id"], t["field"]) for t in self.tried if _is_applied(t)}
        for one in self.declared:
            broken = _broken(one, made[one.table]) if one.key in applied else None
            if broken is not None:
                raise WrongUseError(
                    f"{file}: {one.field} of {one.table} {one.row}: {one.text('new')} "
                    f"breaks {broken.id} ({broken.description}); correct the columns that go with "
                    "it too, or take the correction out"
                )

    def _with(self, one: Correction, data: pl.DataFrame) -> pl.DataFrame:
        schema = dict(data.schema)
        key = contract(one.table).primary_key
        here = data.select(row_id(key, schema) == one.row).to_series()
        found = data.filter(here).select(as_text(one.field, schema[one.field])).to_series()
        status = "applied"
        if found.is_empty():
            status = "row_missing"
        elif found[0] != one.text("old"):
            status = "guard_failed"
        self.tried.append(_row(one, status, None if found.is_empty() else found[0]))
        if status != "applied":
            return data
        right = one.cell("new").new_from_index(0, data.height)
        cells = pl.when(here).then(right).otherwise(pl.col(one.field)).alias(one.field)
        return data.with_columns(cells)


def _is_applied(tried: Mapping[str, Any]) -> bool:
    return bool(tried["status"] == "applied")


def _broken(one: Correction, data: pl.DataFrame) -> Check | None:
    """The first critical rule on the corrected field that the corrected row breaks."""
    shape = contract(one.table)
    row = data.filter(row_id(shape.primary_key, dict(data.schema)) == one.row)
    faults = set(row_faults(shape, row).filter(severity="critical")["rule"])
    asked = (check for check in checks(shape) if check.id in faults)
    return next((check for check in asked if one.field in columns_of(shape, check)), None)


def _row(one: Correction, status: str, found: str | None) -> dict[str, Any]:
    return {
        "table": one.table,
        "row_id": one.row,
        "field": one.field,
        "old": one.text("old"),
        "new": one.text("new"),
        "found": found,
        "status": status,
        "reason": one.reason,
        "author": one.author,
        "declared_on": one.declared_on,
    }
