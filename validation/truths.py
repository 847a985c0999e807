"""Known truths: events that every release must hold, or must not, from ``expected.csv``.

One row a truth; an empty cell asks nothing. ``place`` is a name or a place_id, ``admin1`` a name
or an ISO 3166-2 code; an event counts whose interval touches ``from`` to ``to``.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import Field, ValidationError, model_validator

from validation.contracts import codes
from validation.contracts.errors import WrongUseError
from validation.contracts.table import Severity, Strict, contract
from validation.verdict import Outcome

KIND = "truth"


class Truth(Strict):
    """What is looked for in the events, how often it must be there, and why that is known."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    event_type: str | None = None
    subtype: str | None = None
    place: str | None = None
    admin1: str | None = None
    country_iso3: str | None = None
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")
    at_least: int = Field(default=1, ge=0)
    at_most: int | None = Field(default=None, ge=0)
    severity: Severity = "critical"
    reason: str = Field(min_length=1)

    @model_validator(mode="after")
    def _can_be_found(self) -> Truth:
        if self.event_type and self.event_type not in codes.values("event_types"):
            raise ValueError(f"{self.event_type!r} is no event type")
        subtypes = contract("events").column("subtype").allowed_values or ()
        if self.subtype and self.subtype not in subtypes:
            raise ValueError(f"{self.subtype!r} is no subtype")
        if self.country_iso3 and self.country_iso3 not in codes.values("countries"):
            raise ValueError(f"{self.country_iso3!r} is no ISO 3166-1 alpha-3 code")
        if self.first and self.last and self.last < self.first:
            raise ValueError("to lies before from")
        if self.at_most is not None and self.at_most < self.at_least:
            raise ValueError("at_most lies below at_least (write at_least 0 for what must not be)")
        return self

    @property
    def told(self) -> str:
        """What is looked for, in words."""
        what = " ".join(x for x in (self.event_type, self.subtype) if x) or "event"
        where = next((x for x in (self.place, self.admin1, self.country_iso3) if x), None)
        when = " to ".join(dict.fromkeys(str(d) for d in (self.first, self.last) if d))
        return " ".join(
            [what, f"in {where}" if where else "", f"on {when}" if when else ""]
        ).strip()

    def matching(self) -> pl.Expr:
        """True of the events that are meant."""
        asked = [
            pl.col(name) == value
            for name in ("event_type", "subtype", "country_iso3")
            if (value := getattr(self, name)) is not None
        ]
        if self.place:
            name = pl.col("place_name").str.to_lowercase() == self.place.lower()
            asked.append(name | (pl.col("place_id") == self.place))
        if self.admin1:
            name = pl.col("admin1_name").str.to_lowercase() == self.admin1.lower()
            asked.append(name | (pl.col("admin1_iso") == self.admin1))
        if self.first:
            asked.append(pl.col("date_end") >= self.first)
        if self.last:
            asked.append(pl.col("date_start") <= self.last)
        live = pl.col("status") != "withdrawn"
        return pl.all_horizontal(live, *asked).fill_null(False)


def read_truths(path: Path) -> list[Truth]:
    """The truths of a file; no file, no truths.

    Raises:
        WrongUseError: a row cannot be read; the message names its line.
    """
    if not path.is_file():
        return []
    found: dict[str, Truth] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, strict=True)
            for row in reader:
                truth = _truth(row, f"{path}, line {reader.line_num}")
                if truth.id in found:
                    raise WrongUseError(
                        f"{path}, line {reader.line_num}: {truth.id!r} stands twice"
                    )
                found[truth.id] = truth
    except (csv.Error, UnicodeDecodeError) as error:
        raise WrongUseError(f"{path}: not readable as CSV in UTF-8: {error}") from error
    return list(found.values())


def told(truths: Sequence[Truth], events: pl.LazyFrame | None) -> list[Outcome]:
    """An outcome a truth; without a readable table of events none was looked for."""
    if not truths:
        return []
    if events is None:
        return [_outcome(truth, None) for truth in truths]
    counts = events.select(t.matching().sum().alias(t.id) for t in truths).collect().row(0)
    return [_outcome(truth, n) for truth, n in zip(truths, counts, strict=True)]


def _truth(row: dict[str | None, Any], where: str) -> Truth:
    cells = {name: value.strip() for name, value in row.items() if name and value and value.strip()}
    if None in row:
        raise WrongUseError(f"{where}: more cells than columns; quote cells that hold a comma")
    try:
        return Truth.model_validate(cells)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "row"
        raise WrongUseError(f"{where}: {field}: {first['msg']}") from error


def _outcome(truth: Truth, n: int | None) -> Outcome:
    most = "" if truth.at_most is None else f", at most {truth.at_most}"
    found = "none was looked for" if n is None else f"found {n}"
    text = f"{truth.told}: {found}, at least {truth.at_least}{most} expected: {truth.reason}"
    ok = n is not None and n >= truth.at_least and (truth.at_most is None or n <= truth.at_most)
    columns = ("event_type", "place_name", "date_start")
    return Outcome("events", f"truth.{truth.id}", KIND, truth.severity, columns, text, ok=ok)
