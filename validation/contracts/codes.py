"""Code lists that contracts and transforms share, read from ``codes/``."""

from __future__ import annotations

import csv
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
