"""Parties, places, dates and mentions as plain values, as JSON has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from transforms.coding.mention import COUNTS, Amount, Mention
from transforms.coding.parties.phrase import Phrase
from transforms.dates import DateMention
from transforms.places import PlaceMention

Plain = dict[str, Any]
PARTY_MARKS = ("is_plural", "is_possessive", "is_adjective", "is_place", "is_pronoun")
PLACE = ("start", "end", "text", "kind", "name", "country_iso3", "where_precision", "score")


def of_party(party: Phrase) -> Plain:
    """A party as resolved."""
    return {
        "start": party.start,
        "end": party.end,
        "text": party.text,
        "name": party.name,
        "kind": party.kind,
        "country_iso3": party.country,
        "international": party.international,
        "sectors": list(party.sectors),
        "office": party.office,
        "preposition": party.preposition,
        "marks": marks(party, PARTY_MARKS),
    }


def bounds(amount: Amount) -> Plain:
    """A number of people with its bounds."""
    return {"low": amount.low, "best": amount.best, "high": amount.high}


def of_place(place: PlaceMention) -> Plain:
    """A place name and what it was taken for."""
    return {name: getattr(place, name) for name in PLACE}


def of_date(found: DateMention) -> Plain:
    """A time expression, the rule that read it and the days it means."""
    days = {"date_start": _day(found.date_start), "date_end": _day(found.date_end)}
    return {name: getattr(found, name) for name in ("start", "end", "text", "rule")} | days


def of_mention(mention: Mention, text: str) -> Plain:
    """A mention in short; all of it stands in the answer itself."""
    where = mention.where
    people = {kind: getattr(mention, kind) for kind in COUNTS}
    return {
        "rank": mention.rank,
        "confidence": mention.confidence,
        "event_type": mention.event_type,
        "mode": mention.modes[0] if mention.modes else None,
        "subtype": mention.subtype,
        "trigger": text[slice(*mention.trigger)],
        "parties": [[party.role, party.text] for party in mention.parties],
        "modality": mention.modality,
        "temporal": mention.temporal,
        "attributed_to": mention.attributed_to,
        "date": [_day(mention.date_start), _day(mention.date_end)],
        "date_rule": mention.date_rule,
        "place": [where.name, where.method] if where else None,
        "counts": {kind: bounds(amount) for kind, amount in people.items() if amount},
    }


def marks(thing: object, names: Sequence[str]) -> list[str]:
    """The attributes that are true, as words."""
    return [name.removeprefix("is_").replace("_", " ") for name in names if getattr(thing, name)]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
