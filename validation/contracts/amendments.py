"""The shape of ``corrections.yml``: cells that a person puts right, with the reason.

The file is a list. Each entry names table, row (its primary key, the parts joined by a bar) and
field, the value that it was written against (``old``, the guard), the right one (``new``), and
``reason``, ``author`` and ``date``. Derived counts are corrected where they come from: an event
before the panels, a mention before its event.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from pydantic import Field, ValidationError, model_validator

from validation.contracts.cells import as_text
from validation.contracts.errors import WrongUseError
from validation.contracts.plain_yaml import load
from validation.contracts.schema import DTYPES, polars_schema
from validation.contracts.table import Strict, contract

# Tables of single facts. Sources and places are mended where they are declared, and every
# number that counts others follows from these.
CORRECTABLE = ("reports", "mentions", "events", "event_actors", "actors")


class Correction(Strict):
    """One cell put right."""

    table: str
    row: str = Field(min_length=1)
    field: str
    old: Any = None
    new: Any = None
    reason: str = Field(min_length=1)
    author: str = Field(min_length=1)
    declared_on: date = Field(alias="date")

    @model_validator(mode="after")
    def _can_be_made(self) -> Correction:
        if self.table not in CORRECTABLE:
            raise ValueError(f"table {self.table!r} is none of {', '.join(CORRECTABLE)}")
        shape = contract(self.table)
        keys = [*shape.primary_key, *(c for key in shape.foreign_keys for c in key.columns)]
        if self.field not in polars_schema(shape) or self.field in keys:
            raise ValueError(f"field {self.field!r} is no column of {self.table} beside its keys")
        for name in ("old", "new"):
            try:
                self.cell(name)
            except (TypeError, pl.exceptions.PolarsError, OverflowError):
                wanted = shape.column(self.field).type
                raise ValueError(f"{name}: {getattr(self, name)!r} is no {wanted}") from None
        if self.text("old") == self.text("new"):
            raise ValueError("old and new are the same")
        return self

    @property
    def key(self) -> tuple[str, str, str]:
        """Table, row and field, which no two corrections share."""
        return self.table, self.row, self.field

    def cell(self, name: str) -> pl.Series:
        """``old`` or ``new`` as a column of one row, in the contract's dtype."""
        kind = contract(self.table).column(self.field).type
        value = getattr(self, name)
        if kind == "float64" and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        return pl.Series(self.field, [value], dtype=DTYPES[kind], strict=True)

    def text(self, name: str) -> str | None:
        """``old`` or ``new`` as text."""
        cell = self.cell(name)
        found: str | None = cell.to_frame().select(as_text(self.field, cell.dtype)).item()
        return found


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """The corrections of a file; no file, no corrections.

    Raises:
        WrongUseError: an entry cannot be read; the message names its place in the list.
    """
    if not path.is_file():
        return ()
    try:
        raw = load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WrongUseError(f"{path}: not readable as YAML") from error
    if raw is not None and not isinstance(raw, list):
        raise WrongUseError(f"{path}: a list of corrections is wanted")
    found: dict[tuple[str, str, str], Correction] = {}
    for number, entry in enumerate(raw or (), start=1):
        one = _correction(entry, f"{path}: no. {number}")
        if one.key in found:
            raise WrongUseError(f"{path}: no. {number}: {one.field} of {one.row} stands twice")
        found[one.key] = one
    return tuple(found.values())


def _correction(entry: object, where: str) -> Correction:
    try:
        return Correction.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise WrongUseError(f"{where}: {f'{field}: ' if field else ''}{first['msg']}") from error
