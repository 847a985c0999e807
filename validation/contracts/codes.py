"""Code lists that contracts and transforms share, read from ``codes/``."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "codes"

# name of the list -> (file, column)
LISTS = {
    "countries": ("countries.csv", "iso3"),
    "event_types": ("plover/types.csv", "event_type"),
    "modes": ("plover/scores.csv", "mode"),
    "contexts": ("plover/contexts.csv", "context"),
    "sectors": ("plover/sectors.csv", "sector"),
    "families": ("families.csv", "family"),
}


@cache
def rows(file: str) -> tuple[dict[str, str], ...]:
    """The rows of a code file, every cell a string ("NA" is Namibia, never null)."""
    with (FOLDER / file).open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


@cache
def values(name: str) -> tuple[str, ...]:
    """The distinct non-empty codes of a list, in the order of its file."""
    file, column = LISTS[name]
    return tuple(dict.fromkeys(row[column] for row in rows(file) if row[column]))


@cache
def _spells(list_name: str) -> dict[str, tuple[tuple[str, str, int], ...]]:
    found: dict[str, list[tuple[str, str, int]]] = {}
    for row in rows("states.csv"):
        if row["list"] == list_name:
            found.setdefault(row["iso3"], []).append((row["start"], row["end"], int(row["code"])))
    return {iso3: tuple(spells) for iso3, spells in found.items()}


@cache
def m49(iso3: str | None, day: date) -> int | None:
    """Number of a country or area in the United Nations' M49 on a day, None where it has none.

    Countries that took a new number, or their first, stand in ``m49.csv`` with its days.
    """
    dated = [row for row in rows("m49.csv") if row["iso3"] == iso3]
    if dated:
        on = day.isoformat()
        return next((int(row["m49"]) for row in dated if row["start"] <= on <= row["end"]), None)
    known = {row["iso3"]: row["m49"] for row in rows("countries.csv")}
    number = known.get(iso3 or "")
    return int(number) if number else None


@cache
def state_number(list_name: str, iso3: str | None, day: date) -> int | None:
    """Number of a country in a list of states ("gw" or "cow") on a day, None where it has none."""
    on = day.isoformat()
    spells = _spells(list_name).get(iso3 or "", ())
    return next((code for start, end, code in spells if start <= on <= end), None)
