"""Word lists that tell places from what only looks like one, read once."""

import csv
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import simplemma

from validation.contracts.plain_yaml import load

_LEXICONS = Path(__file__).parent.parent / "lexicons" / "en"
_TABLES = Path(__file__).parent / "tables"
_BODIES = Path(__file__).parent.parent / "knowledge" / "organisations.csv"

Lists = dict[str, frozenset[str]]
Weights = dict[str, float]

# Lists of words right before a name and their weights, the telling ones first.
_BEFORE = (
    ("locative", "locative"),
    ("place_heads", "head_before"),
    ("place_verbs", "place_verb"),
    ("loose", "loose"),
    ("directions", "loose"),
    ("roles", "role_before"),
)
_FEATURES = ("features_after", "buildings_after", "features_before")


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form of a first-order division; `after_comma` if it counts only after "Town, "."""

    admin1_iso: str
    after_comma: bool


@dataclass(frozen=True)
class PlaceLexicon:
    """The lists of `places.yml` as sets (case kept), demonyms and abbreviations.

    Attributes:
        before: What a word right before a name is worth, by its lower case.
        after: What a word right after a name is worth, as it is written.
        after_lower: The same by its lower case, for words that are not in `after`.
        peoples: Names of the countries or regions whose people a word means, the usual one first.
        openings: The first words of `peoples`.
        bodies: Names of parties, armed groups, companies, ..., some of which are villages' too.
        features: Feature code of each generic word, by where it stands: features_after, ...
    """

    lists: Lists
    demonyms: dict[str, str]
    country_names: frozenset[str]
    abbreviations: dict[str, Abbreviation]
    weights: Weights
    senses: Weights
    short_forms: re.Pattern[str]
    before: Weights
    after: Weights
    after_lower: Weights
    peoples: dict[str, tuple[str, ...]]
    openings: frozenset[str]
    bodies: frozenset[str]
    features: dict[str, dict[str, str]]

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.lists[name]


def _read(name: str) -> dict[str, Any]:
    text = (_LEXICONS / name).read_text(encoding="utf-8")
    found: dict[str, Any] = load(text)
    return found


def _abbreviations() -> dict[str, Abbreviation]:
    with (_TABLES / "abbreviations.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        return {r["text"]: Abbreviation(r["admin1_iso"], r["after_comma"] == "1") for r in rows}


@lru_cache(maxsize=65536)
def is_plain(word: str) -> bool:
    """Whether an English dictionary has a lower-case word; it also has some well-known names."""
    return bool(simplemma.is_known(word, lang="en"))


def _bodies() -> frozenset[str]:
    with _BODIES.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        return frozenset(name for r in rows for name in (r["name"], *r["aliases"].split("|")))


def _short_forms(abbreviations: Collection[str]) -> re.Pattern[str]:
    """Matches the longest abbreviation that stands alone; quick, as initials are literals."""
    longest_first = sorted(abbreviations, key=lambda text: (text[0], -len(text), text))
    pieces = []
    for initial, texts in groupby(longest_first, key=lambda text: text[0]):
        rests = "|".join(re.escape(text[1:]) for text in texts)
        pieces.append(rf"{initial}(?<![\w.]{initial})(?:{rests})")
    return re.compile(f"(?:{'|'.join(pieces)})" + r"(?!\w)")


def _worth(ranked: Iterable[tuple[str, str]], lists: Lists, weights: Weights) -> Weights:
    """What each word is worth by the first of the (list, weight) that has it."""
    found: Weights = {}
    for name, weight in ranked:
        found = dict.fromkeys(lists[name], weights[weight]) | found
    return found


def _after(lists: Lists, weights: Weights) -> Weights:
    """What capitalised and other words as written are worth after a name."""
    ranked = ("streets", "street_after"), ("people_after", "people_after"), ("sites", "head_after")
    first = _worth(ranked, lists, weights)
    last = _worth(
        (("person_after", "person_after"), ("organisation_after", "organisation_after")),
        lists,
        weights,
    )
    return {w: weight for w, weight in last.items() if w.lower() not in lists["heads"]} | first


def _demonyms(countries: dict[str, Any]) -> dict[str, str]:
    """Demonym to ISO3; the first country wins."""
    found: dict[str, str] = {}
    for iso3, entry in countries.items():
        for word in [*entry["adjectives"], *entry["nationals"]]:
            found.setdefault(word, iso3)
    return found


def _peoples(countries: dict[str, Any], regions: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Names of the countries or the region of each adjective and noun of people."""
    found: dict[str, tuple[str, ...]] = {word: (place,) for word, place in regions.items()}
    for entry in countries.values():
        for word in dict.fromkeys([*entry["adjectives"], *entry["nationals"]]):
            if word not in regions:
                found[word] = (*found.get(word, ()), entry["name"])
    return found


def _codes(words: dict[str, str]) -> dict[str, str]:
    """The feature code of each word."""
    return {word: code for code, text in words.items() for word in text.split()}


@cache
def place_lexicon() -> PlaceLexicon:
    """The English lists, demonyms, abbreviations and weights."""
    raw, countries, abbreviations = _read("places.yml"), _read("countries.yml"), _abbreviations()
    lists = {k: frozenset(v.split()) for k, v in raw.items() if isinstance(v, str)}
    lists["not_places"] = frozenset(raw["not_places"])
    lists["heads"] = lists["place_heads"] | lists["place_heads_plural"]
    features = {name: _codes(raw[name]) for name in _FEATURES}
    lists["sites"] = frozenset(features["buildings_after"])
    weights: Weights = raw["evidence"]
    peoples = _peoples(countries, raw["peoples"])
    return PlaceLexicon(
        lists=lists,
        demonyms=_demonyms(countries),
        country_names=frozenset(n for entry in countries.values() for n in entry["names"]),
        abbreviations=abbreviations,
        weights=weights,
        senses=raw["senses"],
        short_forms=_short_forms(abbreviations),
        before=_worth(_BEFORE, lists, weights),
        after=_after(lists, weights),
        after_lower=dict.fromkeys(lists["heads"], weights["head_after"]),
        peoples=peoples,
        bodies=_bodies(),
        features=features,
        openings=frozenset(word.partition(" ")[0].partition("-")[0] for word in peoples),
    )
