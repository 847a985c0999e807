"""The place of an event: from its clause, its sentence, the report, the country of its parties."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import polars as pl

from transforms.coding.lexicons import listed
from transforms.coding.locatives import is_scene_lead, lead_of_name
from transforms.coding.mention import COUNTRY_ONLY, Span, Where
from transforms.coding.parties.phrase import Phrase
from transforms.places import Gazetteer, PlaceMention
from transforms.places.vicinity import locates, vicinity

_WITHIN = re.compile(r"(?:, (?:in )?| in )(?:the )?(?:[a-z-]+ ){0,2}")
_OWNING = re.compile(r"['’]s (?:[a-z-]+ ){0,3}")
REACH = 200  # characters
Key = tuple[int, ...]
Order = Callable[[PlaceMention], Key | None]


@dataclass(frozen=True, slots=True)
class Setting:
    """Places of a report and what stands in when an event names none."""

    places: tuple[PlaceMention, ...]
    asides: tuple[Span, ...]
    datelines: tuple[Span, ...]
    text: str
    countries: Mapping[str, Where]

    def within(self, span: Span) -> list[PlaceMention]:
        """The places named in a span, captions and datelines left out."""
        out = (*self.asides, *self.datelines)
        inside = (p for p in self.around(*span) if _lies(p, span))
        return [p for p in inside if not any(_lies(p, o) for o in out)]

    def around(self, start: int, end: int) -> tuple[PlaceMention, ...]:
        """The places that begin between two characters."""
        first = bisect_left(self.places, start, key=lambda p: p.start)
        last = bisect_right(self.places, end, key=lambda p: p.start)
        return self.places[first:last]

    def near(self, place: PlaceMention) -> tuple[PlaceMention, ...]:
        """The places so near to one that words may say how they lie to each other."""
        return self.around(place.start - REACH, place.end + REACH)

    @property
    def filed_at(self) -> PlaceMention | None:
        """The most exact place of the dateline."""
        lines = self.datelines
        filed = [p for p in self.places if any(_lies(p, line) for line in lines)]
        return min(filed, key=lambda p: p.where_precision, default=None)


def named_place(
    setting: Setting, sentence: Span, names: Sequence[Span], order: Order
) -> Where | None:
    """The place that the sentence gives: the first by ``order``, which leaves out where None.

    Where it names none, a country that it happens in. What lies in ``names`` is none of them.
    """
    inside = [p for p in setting.within(sentence) if not any(_lies(p, name) for name in names)]
    keys = {p: key for p in inside if (key := order(p)) is not None}
    towns = [p for p in inside if p.where_precision < COUNTRY_ONLY]
    here = [p for p in towns if p in keys and _is_scene(p, setting)]
    if here:
        best = min(here, key=keys.__getitem__)
        method = "clause" if keys[best][0] <= 1 else "sentence"
        return _where(beside(_innermost(best, here, keys), setting), method)
    countries = [p for p in keys if p.where_precision >= COUNTRY_ONLY]
    read = {p: beside(p, setting) for p in countries}
    named = [p for p in countries if is_scene_lead(lead(p, setting)) or read[p] != p]
    if named and not towns:
        return _where(read[min(named, key=keys.__getitem__)], "sentence")
    return None


def _innermost(best: PlaceMention, here: Iterable[PlaceMention], keys: Mapping[Any, Key]) -> Any:
    """A town as near in grammar that lies in the division found: "in Victoria, in Melbourne"."""
    inner = [
        p
        for p in here
        if p.where_precision < best.where_precision
        and p.admin1_iso is not None
        and p.admin1_iso == best.admin1_iso
        and keys[p][:2] <= keys[best][:2]
    ]
    return min(inner, key=keys.__getitem__, default=best)


def beside(place: PlaceMention, setting: Setting) -> PlaceMention:
    """The place that the words around a name tell: "30 km east of Gao"."""
    return vicinity(place, setting.text, setting.near(place))


def lead(place: PlaceMention, setting: Setting) -> str | None:
    """The word that governs a place."""
    return lead_of_name(place.start, setting.text)


def names_in(parties: Iterable[Phrase], actors: Iterable[Phrase], text: str) -> list[Span]:
    """Parties that a place name may be part of: "University of Gao", and "Paris" that agrees."""
    named = [p for p in parties if p.head_kind in ("organisation", "person")]
    subjects = [p for p in actors if p.is_place]
    scenes = [p for p in (*named, *subjects) if is_scene_lead(lead_of_name(p.start, text))]
    free = [p for p in scenes if p.is_place or (p.head_kind == "person" and p.last - p.first == 1)]
    return [(p.start, p.end) for p in (*named, *subjects) if p not in free]


def filed_place(setting: Setting, country: str | None) -> Where | None:
    """The place of the dateline, when it lies in the country of the event."""
    place = setting.filed_at
    if place is None or place.country_iso3 != country:
        return None
    return _where(place, "dateline")


def parties_place(
    setting: Setting, parties: Sequence[Phrase], report_country: str | None, *, spoken: bool
) -> Where | None:
    """The country of the report, else that of the first party; where words are spoken, theirs."""
    own = next((p.country for p in parties if p.country), None)
    by_party = bool(own) and (spoken or report_country is None)
    wanted, method = (own, "actors") if by_party else (report_country, "report")
    if wanted is None:
        return None
    country = setting.countries.get(wanted)
    return None if country is None else replace(country, method=method)


def country_places(gazetteer: Gazetteer) -> dict[str, Where]:
    """The place that stands for each country as a whole."""
    rows = gazetteer.places.filter(pl.col("feature_code").cast(pl.String) == "PCLI")
    return {row["country_iso3"]: _country(row) for row in rows.iter_rows(named=True)}


def _country(row: Mapping[str, Any]) -> Where:
    return Where(
        row["place_id"], row["name"], row["geonameid"], row["lat"], row["lon"], "PCLI",
        row["country_iso3"], None, None, COUNTRY_ONLY, row["radius_km"], "report", None, None, None,
    )  # fmt: skip


def _where(place: PlaceMention, method: str) -> Where:
    return Where(
        place.place_id, place.name, place.geonameid, place.lat, place.lon, place.feature_code,
        place.country_iso3, place.admin1_name, place.admin1_iso, place.where_precision,
        place.radius_km, method, place.start, place.end, place.score,
    )  # fmt: skip


def _lies(place: PlaceMention, span: Span) -> bool:
    return span[0] <= place.start and place.end <= span[1]


def _words_before(start: int, text: str, n: int) -> list[str]:
    """The words before a code point in its own paragraph, lower case."""
    lead = text[max(0, start - 60) : start].rpartition("\n")[2]
    return lead.lower().split()[-n:]


def _is_scene(place: PlaceMention, setting: Setting) -> bool:
    """Whether things may happen there: nobody only went there, and it locates no other place."""
    text, places = setting.text, setting.near(place)
    if _is_destination(place, text) or locates(place, text, places):
        return False
    return not any(_holds(place, other, text) for other in places)


def _holds(place: PlaceMention, other: PlaceMention, text: str) -> bool:
    """Whether a place only holds another: "Gao, in northern Mali", "Kashmir's Pulwama"."""
    if other.where_precision >= place.where_precision:
        return False
    if place.end <= other.start:
        return _OWNING.fullmatch(text, place.end, other.start) is not None
    alike = other.country_iso3 == place.country_iso3 and other.end <= place.start
    return alike and _WITHIN.fullmatch(text, other.end, place.start) is not None


def _is_destination(place: PlaceMention, text: str) -> bool:
    """Whether people went there afterwards: "were taken to the hospital in Dori"."""
    words = _words_before(place.start, text, 7)
    if not listed("modality", "destinations").isdisjoint(words):
        return True
    moves = listed("modality", "moves_to")
    return any(a in moves and b in ("to", "towards", "into") for a, b in pairwise(words))
