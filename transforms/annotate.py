"""Code any text: one JSON object in, one out (the ``polstab annotate`` command)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Protocol

from transforms.coding import Mention, Report
from transforms.coding.coder import Reading
from transforms.coding.mention import COUNTS, SIDES
from transforms.coding.plover import cameo_code, quad, score
from transforms.coding.uncoded import UncodedError
from transforms.pages.language import language_of

OPTIONAL = ("published_at", "lang", "source_country")


class Reader(Protocol):
    """A coder that gives places and dates too."""

    def read(self, report: Report) -> Reading:
        """Places, dates and events of a report."""


def annotated(lines: Iterable[dict[str, Any]], coder: Reader) -> Iterator[dict[str, Any]]:
    """One answer an input line; a line that cannot be coded answers with ``error``."""
    for line in lines:
        try:
            yield _answer(line, coder)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            yield _failed(line, f"{type(error).__name__}: {error}")
        except UncodedError as error:
            yield _failed(line, f"uncoded: {error}")


def reports_of(lines: Iterable[dict[str, Any]]) -> Iterator[Report]:
    """The reports of the lines that hold one."""
    for line in lines:
        with suppress(KeyError, TypeError, ValueError):
            yield report_of(line)


def report_of(line: dict[str, Any]) -> Report:
    """The report of a line; its language is found where none is given.

    Raises:
        KeyError, TypeError, ValueError: the line holds none.
    """
    text = line["text"]
    for name in OPTIONAL:
        if not isinstance(line.get(name), str | None):
            raise TypeError(f"{name} is no string")
    if not isinstance(text, str):
        raise TypeError("text is no string")
    # Half of a surrogate pair, which JSON can spell, is no text.
    text.encode()
    lang = line.get("lang") or language_of(text, None)
    return Report(text, published_day(line.get("published_at")), lang, line.get("source_country"))


def _answer(line: dict[str, Any], coder: Reader) -> dict[str, Any]:
    report = report_of(line)
    reading = coder.read(report)
    return {
        "id": line["id"],
        "lang": report.lang,
        "published_on": _plain(report.published_on),
        "places": [_fields(place, PLACE) for place in reading.places],
        "dates": [_fields(found, DATE) for found in reading.dates],
        "events": [_event(mention, report.text) for mention in reading.mentions],
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


def _fields(thing: object, names: Iterable[str]) -> dict[str, Any]:
    """Attributes by name, dates as ISO text and tuples as lists."""
    return {name: _plain(getattr(thing, name)) for name in names}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


SPAN = ("start", "end")
PLACE = (
    *SPAN, "text", "kind", "lat", "lon", "geonameid", "name", "country_iso3", "admin1_iso",
    "radius_km", "where_precision", "score",
)  # fmt: skip
DATE = (*SPAN, "text", "type", "value", "date_start", "date_end")
PARTY = (
    "role", "text", *SPAN, "name", "actor_id", "country_iso3", "international", "sectors",
)  # fmt: skip
WHERE = (
    "name", "geonameid", "lat", "lon", "country_iso3", "admin1_iso", "where_precision",
    "radius_km", "method", "score", *SPAN,
)  # fmt: skip
AMOUNT = ("low", "best", "high", *SPAN)
EVENT = (
    "event_type", "modes", "contexts", "subtype", "rank", "confidence", "abstained_fields",
    "date_start", "date_end",
    "date_precision", "date_rule", "date_is_publication_default", "temporal", "modality",
    "attributed_to",
)  # fmt: skip


def _event(mention: Mention, text: str) -> dict[str, Any]:
    mode = mention.modes[0] if mention.modes else None
    amounts = {name: getattr(mention, name) for name in COUNTS}
    return {
        **_fields(mention, EVENT),
        "cameo_code": cameo_code(mention.event_type, mode),
        "quad": quad(mention.event_type),
        "score": score(mention.event_type, mode),
        "trigger": dict(zip(SPAN, mention.trigger, strict=True)),
        "sentence": dict(zip(SPAN, mention.sentence, strict=True)),
        "quote": text[slice(*mention.sentence)],
        "actors": [_fields(party, PARTY) for party in mention.parties],
        "place": _fields(mention.where, WHERE) if mention.where else None,
        **{name: _fields(n, AMOUNT) if n else None for name, n in amounts.items()},
        "deaths_by_side": _fields(mention.dead, SIDES) if mention.dead else None,
    }
