"""Word lists that tell places from what only looks like one, read once."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_LEXICONS = Path(__file__).parent.parent / "lexicons" / "en"
_TABLES = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form of a first-order division; `after_comma` if it counts only after "Town, "."""

    admin1_iso: str
    after_comma: bool


@dataclass(frozen=True)
class PlaceLexicon:
    """The lists of `places.yml` as sets (case kept), demonyms and abbreviations."""

    lists: dict[str, frozenset[str]]
    demonyms: dict[str, str]
    country_names: frozenset[str]
    abbreviations: dict[str, Abbreviation]
    weights: dict[str, float]
    senses: dict[str, float]
    short_forms: re.Pattern[str]

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.lists[name]


def _read(name: str) -> dict[str, Any]:
    text = (_LEXICONS / name).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return found


def _abbreviations() -> dict[str, Abbreviation]:
    with (_TABLES / "abbreviations.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        return {r["text"]: Abbreviation(r["admin1_iso"], r["after_comma"] == "1") for r in rows}


@cache
def place_lexicon() -> PlaceLexicon:
    """The English lists, demonym to ISO3 (first country wins) and the weights."""
    raw = _read("places.yml")
    lists = {k: frozenset(v.split()) for k, v in raw.items() if isinstance(v, str)}
    lists["not_places"] = frozenset(raw["not_places"])
    weights: dict[str, float] = raw["evidence"]
    senses: dict[str, float] = raw["senses"]
    demonyms: dict[str, str] = {}
    countries = _read("countries.yml")
    for iso3, entry in countries.items():
        for word in [*entry["adjectives"], *entry["nationals"]]:
            demonyms.setdefault(word, iso3)
    names = frozenset(name for entry in countries.values() for name in entry["names"])
    abbreviations = _abbreviations()
    longest_first = sorted(abbreviations, key=lambda text: (-len(text), text))
    pattern = r"(?<![\w.])(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)"
    return PlaceLexicon(lists, demonyms, names, abbreviations, weights, senses, re.compile(pattern))
