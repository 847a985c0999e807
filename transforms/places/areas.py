"""Where events may happen: places and unlisted villages, with a direction as areas of their own."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from transforms.places.derived import part_of
from transforms.places.gazetteer import Gazetteer
from transforms.places.lexicon import place_lexicon
from transforms.places.mention import PlaceMention

_LEAD = re.compile(r"((?:\w+-)?\w+)[ \u00a0]$")
_LONGEST = 20  # characters of "south-southeastern " and a little more
# "in the north last year", "across the east of the country"; not "in the north of the town".
_BARE = re.compile(
    r"\b(?:in|across|throughout|from) the (?:far |extreme |country['’]s )?"
    r"((?:north|south)(?:-?(?:east|west))?|east|west|cent(?:re|er))"
    r"(?: of the country\b|\b(?! of\b|[-'’]| [A-Z]| (?:bank|wing|side|end|coast)\b))"
)
# Not "capital punishment", "capital markets", "capital, Bamako" (which is named itself).
_CAPITAL_AFTER = re.compile(
    r"(?:['’]s?)? capital(?: city)?\b(?!,? [A-Z]|-| (?:[a-z]+s|[a-z]+ment)\b)"
)
_CAPITAL_BEFORE = re.compile(r"\b[Tt]he capital(?: city)? of (?:the )?\Z")
_CAPITAL_LEAD = 30  # characters of "the capital city of the"
_VILLAGE = ("feature", "PPL")
_COUNTRY = "PCLI"


def event_places(
    mentions: Sequence[PlaceMention], text: str, gazetteer: Gazetteer
) -> tuple[PlaceMention, ...]:
    """The mentions that an event may happen at; "northern Mali" as the part that it means.

    Peoples are no places, and streets and rivers are located by what lies near them. "In the
    north" is a part of the country that the report names most, "the Malian capital" a town.
    """
    told = [_capital(m, text, gazetteer) or m for m in mentions]
    able = [_area(m, text, gazetteer) for m in told if _is_able(m)]
    able += _bare(able, text, gazetteer)
    return tuple(sorted(able, key=lambda place: place.start))


def _capital(place: PlaceMention, text: str, gazetteer: Gazetteer) -> PlaceMention | None:
    """The capital of a country or people that is named for it: "Mali's capital"."""
    row = gazetteer.capitals.get(place.country_iso3 or "")
    if row is None or not (place.feature_code == _COUNTRY or place.kind == "people"):
        return None
    owned = _CAPITAL_AFTER.match(text, place.end)
    lead = text[max(0, place.start - _CAPITAL_LEAD) : place.start]
    named = place.feature_code == _COUNTRY and place.kind == "place"
    if owned is None and not (named and _CAPITAL_BEFORE.search(lead)):
        return None
    end = owned.end() if owned else place.end
    resolution = gazetteer.resolution(row)
    words = text[place.start : end]
    return PlaceMention(place.start, end, words, "place", *resolution, place.score)


def _is_able(mention: PlaceMention) -> bool:
    return mention.kind == "place" or (mention.kind, mention.feature_code) == _VILLAGE


def _area(place: PlaceMention, text: str, gazetteer: Gazetteer) -> PlaceMention:
    lead = direction_before(place.start, text) if place.kind == "place" else None
    return place if lead is None else _part(place, lead[1], lead[0], text, gazetteer) or place


def direction_before(at: int, text: str) -> tuple[int, str] | None:
    """Start and text of the direction word right before a code point."""
    lead = _LEAD.search(text, max(at - _LONGEST, 0), at)
    if lead is None or lead[1].isupper():
        return None
    return (lead.start(), lead[1]) if lead[1].lower() in place_lexicon()["directions"] else None


def _part(
    place: PlaceMention, direction: str, start: int, text: str, gazetteer: Gazetteer
) -> PlaceMention | None:
    """The part of a country or first-order division, None of any other place."""
    row = gazetteer.wholes.get(place.place_id or "")
    box = None if row is None else gazetteer.record(row)
    if box is None or box["lat_min"] is None:
        return None
    return part_of(place, direction, box, text, start)


def _bare(
    places: Iterable[PlaceMention], text: str, gazetteer: Gazetteer
) -> Iterator[PlaceMention]:
    """The parts of the country that most of the report's places lie in."""
    found = list(_BARE.finditer(text))
    home = _home(places) if found else None
    for match in found:
        start, end = match.span(1)
        if home is not None:
            whole = replace(home, start=start, end=end)
            part = _part(whole, match[1], start, text, gazetteer)
            if part is not None:
                yield part


def _home(places: Iterable[PlaceMention]) -> PlaceMention | None:
    """A mention of the country that most places lie in, if the report names it."""
    listed = list(places)
    counts = Counter(place.country_iso3 for place in listed if place.country_iso3)
    usual = next((iso3 for iso3, _ in counts.most_common(1)), None)
    named = (p for p in listed if p.feature_code == _COUNTRY and p.country_iso3 == usual)
    return next(named, None)
