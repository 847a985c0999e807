"""The place of an event: from its clause, its sentence, the report, the country of its parties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from transforms.coding.mention import Span, Where
from transforms.coding.parties import Phrase
from transforms.places import Gazetteer, PlaceMention

NEAR = 90  # characters within which a place belongs to the clause


@dataclass(frozen=True, slots=True)
class Setting:
    """Places of a report and what stands in when an event names none."""

    places: tuple[PlaceMention, ...]
    asides: tuple[Span, ...]
    text: str
    countries: Mapping[str, Where]

    def within(self, span: Span) -> list[PlaceMention]:
        """The places named in a span, captions left out."""
        return [
            p
            for p in self.places
            if span[0] <= p.start and p.end <= span[1] and not _inside(p, self.asides)
        ]


def event_place(
    setting: Setting,
    trigger: Span,
    sentence: Span,
    parties: Sequence[Phrase],
    report_country: str | None,
) -> Where | None:
    """The most exact place near the trigger, else what the report or its parties suggest."""
    inside = [p for p in setting.within(sentence) if not _is_speakers(p, parties)]
    towns = [p for p in inside if p.where_precision < 6]
    if towns:
        best = min(towns, key=lambda p: (_locative(p, setting.text) is False, _gap(p, trigger)))
        return _where(best, "clause" if _gap(best, trigger) <= NEAR else "sentence")
    named = [p for p in inside if _locative(p, setting.text)]
    if named:
        return _where(min(named, key=lambda p: _gap(p, trigger)), "sentence")
    return _by_parties(setting, parties, report_country)


def lead_place(setting: Setting, sentence: Span, country: str | None) -> Where | None:
    """The town that the lead names, for sentences of the same news that name none."""
    towns = [p for p in setting.within(sentence) if p.where_precision < 5 and p.country_iso3 == country]
    return _where(towns[0], "report") if towns else None


def _by_parties(
    setting: Setting, parties: Sequence[Phrase], report_country: str | None
) -> Where | None:
    countries = list(dict.fromkeys(p.country for p in parties if p.country))
    wanted = report_country if report_country in countries or not countries else countries[0]
    method = "actors" if countries else "report"
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
        row["country_iso3"], None, None, 6, row["radius_km"], "report", None, None,
    )  # fmt: skip


def _where(place: PlaceMention, method: str) -> Where:
    return Where(
        place.place_id, place.name, place.geonameid, place.lat, place.lon, place.feature_code,
        place.country_iso3, place.admin1_name, place.admin1_iso, place.where_precision,
        place.radius_km, method, place.start, place.end,
    )  # fmt: skip


def _gap(place: PlaceMention, trigger: Span) -> int:
    return max(place.start - trigger[1], trigger[0] - place.end, 0)


def _inside(place: PlaceMention, spans: Sequence[Span]) -> bool:
    return any(start <= place.start and place.end <= end for start, end in spans)


def _is_speakers(place: PlaceMention, parties: Sequence[Phrase]) -> bool:
    return any(p.kind == "speaker" and p.start <= place.start < p.end for p in parties)


def _locative(place: PlaceMention, text: str) -> bool:
    lead = text[max(0, place.start - 24) : place.start].lower().split()
    near = {"in", "at", "near", "outside", "around", "across", "on", "from", "inside", "of", "into"}
    return bool(set(lead[-3:]) & near)
