"""Where events may happen: places and unlisted villages, with a direction as areas of their own."""

import re
from collections.abc import Iterable

from transforms.places.derived import part_of
from transforms.places.gazetteer import Gazetteer
from transforms.places.lexicon import place_lexicon
from transforms.places.mention import PlaceMention

_LEAD = re.compile(r"((?:\w+-)?\w+)[ \u00a0]$")
_LONGEST = 20  # characters of "south-southeastern " and a little more
_VILLAGE = ("feature", "PPL")


def event_places(
    mentions: Iterable[PlaceMention], text: str, gazetteer: Gazetteer
) -> tuple[PlaceMention, ...]:
    """The mentions that an event may happen at; "northern Mali" as the part that it means.

    Peoples are no places, and streets and rivers are located by what lies near them.
    """
    return tuple(
        _area(mention, text, gazetteer)
        for mention in mentions
        if mention.kind == "place" or (mention.kind, mention.feature_code) == _VILLAGE
    )


def _area(place: PlaceMention, text: str, gazetteer: Gazetteer) -> PlaceMention:
    row = gazetteer.wholes.get(place.place_id or "")
    lead = direction_before(place.start, text) if row is not None else None
    if row is None or lead is None or place.kind != "place":
        return place
    box = gazetteer.record(row)
    return place if box["lat_min"] is None else part_of(place, lead[1], box, text, lead[0])


def direction_before(at: int, text: str) -> tuple[int, str] | None:
    """Start and text of the direction word right before a code point."""
    lead = _LEAD.search(text, max(at - _LONGEST, 0), at)
    if lead is None or lead[1].isupper():
        return None
    return (lead.start(), lead[1]) if lead[1].lower() in place_lexicon()["directions"] else None
