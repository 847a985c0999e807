"""Corrections that people declare, applied where the value that they were written against stands.

One that no longer fits changes nothing and is told of: the table ``corrections`` has a row for
each, and the gate warns of those that are not applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from validation.contracts import contract
from validation.contracts.amendments import Correction
from validation.contracts.cells import as_text, row_id
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
