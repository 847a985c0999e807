"""Code any text: one JSON object in, one out (the ``polstab annotate`` command)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from transforms.coding import Amount, Mention, Party, Report, RulesCoder, Where
from transforms.coding.plover import cameo_code, quad, score
from transforms.dates import DateMention
from transforms.pages.language import language_of
from transforms.places import PlaceMention


def annotated(lines: Iterable[dict[str, Any]], coder: RulesCoder) -> Iterator[dict[str, Any]]:
    """One answer an input line; a line that cannot be coded answers with ``error``."""
    for line in lines:
        try:
            yield _answer(line, coder)
        except (KeyError, TypeError, ValueError) as error:
            yield _failed(line, f"{type(error).__name__}: {error}")


def _answer(line: dict[str, Any], coder: RulesCoder) -> dict[str, Any]:
    text = line["text"]
    if not isinstance(text, str):
        raise TypeError("text is no string")
    lang = line.get("lang") or language_of(text, None)
    report = Report(text, published_day(line.get("published_at")), lang, line.get("source_country"))
    reading = coder.read(report)
    return {
        "id": line["id"],
        "lang": lang,
        "published_on": _iso(report.published_on),
        "places": [_place_found(place) for place in reading.places],
        "dates": [_date_found(found) for found in reading.dates],
        "events": [_event(mention, text) for mention in reading.mentions],
    }


def _failed(line: dict[str, Any], reason: str) -> dict[str, Any]:
    blank: dict[str, Any] = {"lang": None, "places": [], "dates": [], "events": []}
    return {"id": line.get("id"), **blank, "error": reason}


def published_day(value: str | None) -> date | None:
    """The day of an ISO date or date-time; None where there is none, or none that can be read."""
    for text in (value or "", (value or "")[:10]):
        try:
            return datetime.fromisoformat(text).date()
        except ValueError:
            continue
    return None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _place_found(place: PlaceMention) -> dict[str, Any]:
    return {
        "start": place.start,
        "end": place.end,
        "text": place.text,
        "lat": place.lat,
        "lon": place.lon,
        "geonameid": place.geonameid,
        "name": place.name,
        "country_iso3": place.country_iso3,
        "admin1_iso": place.admin1_iso,
        "score": place.score,
    }


def _date_found(found: DateMention) -> dict[str, Any]:
    return {
        "start": found.start,
        "end": found.end,
        "text": found.text,
        "type": found.type,
        "value": found.value,
        "date_start": _iso(found.date_start),
        "date_end": _iso(found.date_end),
    }


def _event(mention: Mention, text: str) -> dict[str, Any]:
    mode = mention.modes[0] if mention.modes else None
    return {
        "event_type": mention.event_type,
        "modes": list(mention.modes),
        "contexts": list(mention.contexts),
        "cameo_code": cameo_code(mention.event_type, mode),
        "quad": quad(mention.event_type),
        "score": score(mention.event_type, mode),
        "subtype": mention.subtype,
        "rank": mention.rank,
        "confidence": mention.confidence,
        "trigger": _span(mention.trigger),
        "sentence": _span(mention.sentence),
        "quote": text[slice(*mention.sentence)],
        "actors": [_party(party) for party in mention.parties],
        "place": _where(mention.where),
        "date_start": _iso(mention.date_start),
        "date_end": _iso(mention.date_end),
        "date_precision": mention.date_precision,
        "date_rule": mention.date_rule,
        "date_is_publication_default": mention.date_is_publication_default,
        "temporal": mention.temporal,
        "modality": mention.modality,
        "attributed_to": mention.attributed_to,
        "deaths": _amount(mention.deaths),
        "injured": _amount(mention.injured),
        "detained": _amount(mention.detained),
        "crowd": _amount(mention.crowd),
    }


def _span(span: tuple[int, int]) -> dict[str, int]:
    return {"start": span[0], "end": span[1]}


def _party(party: Party) -> dict[str, Any]:
    return {
        "role": party.role,
        "text": party.text,
        "start": party.start,
        "end": party.end,
        "name": party.name,
        "actor_id": party.actor_id,
        "country_iso3": party.country_iso3,
        "international": party.international,
        "sectors": list(party.sectors),
    }


def _where(where: Where | None) -> dict[str, Any] | None:
    if where is None:
        return None
    return {
        "name": where.name,
        "geonameid": where.geonameid,
        "lat": where.lat,
        "lon": where.lon,
        "country_iso3": where.country_iso3,
        "admin1_iso": where.admin1_iso,
        "where_precision": where.where_precision,
        "radius_km": where.radius_km,
        "method": where.method,
        "start": where.start,
        "end": where.end,
    }


def _amount(amount: Amount | None) -> dict[str, int | None] | None:
    if amount is None:
        return None
    return {
        "low": amount.low,
        "best": amount.best,
        "high": amount.high,
        "start": amount.start,
        "end": amount.end,
    }
