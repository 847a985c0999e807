"""Events beside a named place: "near Kidal", "30 km east of Gao", "the road from Gao to Ansongo".

The place keeps its identity where only the nearness is told; a distance with a direction, a road
and a border between countries are places of their own, with an id of ours.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from transforms.places import sources
from transforms.places.features import is_unlisted
from transforms.places.grid import distance_km
from transforms.places.mention import PlaceMention

# UCDP GED where_prec: 2 lies within about 25 km of a named place, 5 is a line or a fuzzy area.
_NEAR, _FUZZY = 2, 5
_NEAR_KM = 25.0
_FAR_KM = 100.0  # further off, a distance without a direction places nothing
_OUTER_KM = 300.0  # further off, a direction places nothing either
_POINTS = frozenset({"PPL", "PPLC", "CITY"})
_KM_A_DEGREE = 111.2
_SPAN = 70  # characters before a name in which its phrase stands
# What opens an aside on a place, up to four words before "20 km from".
_ASIDE = re.compile(r" ?[,(] ?(?:[a-z]+ ){0,4}(?=\d|[a-z])")
_THE = r"(?:the )?(?:(?:town|city|village|capital) of )?"


def vicinity(place: PlaceMention, text: str, others: Sequence[PlaceMention]) -> PlaceMention:
    """The place where something happens that is told to happen beside `place`.

    Args:
        place: a mention.
        text: the report that it stands in.
        others: mentions of the same report, among them the other end of a road or border.

    Returns:
        `place` as it is, or with another precision, radius, point and id; its span stays.
    """
    if is_unlisted(place.place_id):
        return _told_of(place, text, others)
    twin = _twin(place, text, others)
    line = None if twin is None else _between(place, twin, text)
    return line or _beside(place, _lead(place, text)) or place


def locates(place: PlaceMention, text: str, others: Sequence[PlaceMention]) -> bool:
    """Whether a place only says where another is: "Bamako, 15 km south of Kati"."""
    return any(_described(other, place, text) for other in others)


def _described(one: PlaceMention, by: PlaceMention, text: str) -> bool:
    gap = text[one.end : by.start]
    opens = len(gap) <= _SPAN and _ASIDE.match(gap)
    found = opens and (_patterns()["away"].search(gap) or _patterns()["near"].search(gap))
    return bool(found)


def _told_of(village: PlaceMention, text: str, others: Sequence[PlaceMention]) -> PlaceMention:
    """An unlisted village at the point that the words after it tell: "Tinkat, 20 km from Gao"."""
    by = next((other for other in others if _described(village, other, text)), None)
    told = None if by is None else _beside(by, _lead(by, text))
    if told is None:
        return village
    return replace(village, lat=told.lat, lon=told.lon, radius_km=told.radius_km)


def _lead(place: PlaceMention, text: str) -> str:
    """The words before a place in its own line."""
    return text[max(0, place.start - _SPAN) : place.start].rpartition("\n")[2]


def _beside(place: PlaceMention, lead: str) -> PlaceMention | None:
    if place.where_precision != 1 or place.feature_code not in _POINTS or place.lat is None:
        return None
    if away := _patterns()["away"].search(lead):
        km = _number(away["number"]) * _values("unit")[away["unit"].lower()]
        word = (away["direction"] or "").lower()
        if word and km <= _OUTER_KM:
            return _moved(place, km, word)
        if word or km <= _FAR_KM:
            return _near(place, max(km, 1.0))
    return _near(place, _NEAR_KM) if _patterns()["near"].search(lead) else None


def _near(place: PlaceMention, km: float) -> PlaceMention:
    precision = _NEAR if km <= _NEAR_KM else _FUZZY
    radius = max(km, place.radius_km or 0.0)
    return replace(place, where_precision=precision, radius_km=round(radius, 1))


def _moved(place: PlaceMention, km: float, word: str) -> PlaceMention:
    """The point that lies so far from a place; it is known to a fourth of the way."""
    assert place.lat is not None
    assert place.lon is not None
    bearing = math.radians(_values("direction")[word])
    lat = place.lat + km / _KM_A_DEGREE * math.cos(bearing)
    lon = place.lon + km / _KM_A_DEGREE * math.sin(bearing) / math.cos(math.radians(place.lat))
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return _near(place, _NEAR_KM)
    beside = _own(place, f"{km:.0f} km {word} of", lat, lon)
    radius = max(km / 4, 5.0)
    precision = _NEAR if radius <= _NEAR_KM else _FUZZY
    return replace(
        beside, radius_km=round(radius, 1), where_precision=precision, feature_code="PPL"
    )


def _between(place: PlaceMention, twin: PlaceMention, text: str) -> PlaceMention | None:
    """The line between two places, if that is what the words around them tell of."""
    kinds = {place.feature_code, twin.feature_code}
    if not (kinds == {"PCLI"} or kinds <= _POINTS):
        return None
    first, last = sorted((place, twin), key=lambda one: one.start)
    kind = "border" if kinds == {"PCLI"} else "way"
    before, after = text[max(0, first.start - _SPAN) : first.start], text[last.end :][:_SPAN]
    gap = text[first.end : last.start]
    joined = gap in _JOINTS and _patterns()[f"{kind}_after"].match(after)
    spoken = gap in _LINKS and _patterns()[f"{kind}_before"].search(before)
    owned = re.fullmatch(rf"['’]s? (?:{_any(kind)}) with ", gap)
    return _middle(first, last, kind) if joined or spoken or owned else None


def _middle(first: PlaceMention, last: PlaceMention, kind: str) -> PlaceMention | None:
    """The point between two places, nearer to the smaller of two countries."""
    points = [(one.lat, one.lon) for one in (first, last) if one.lat is not None]
    if len(points) < 2 or abs((first.lon or 0.0) - (last.lon or 0.0)) > 180:
        return None
    (lat, lon), (end_lat, end_lon) = [(a or 0.0, b or 0.0) for a, b in points]
    sizes = [one.radius_km or 1.0 for one in (first, last)]
    share = sizes[0] / sum(sizes) if kind == "border" else 0.5
    told = "border between" if kind == "border" else "road between"
    made = _own(first, told, lat + share * (end_lat - lat), lon + share * (end_lon - lon))
    return replace(
        made,
        place_id=f"{made.place_id}-{_slug(f'and {last.place_id}')}",
        name=f"{told} {first.name} and {last.name}",
        radius_km=round(distance_km(lat, lon, end_lat, end_lon) / 2, 1),
        where_precision=_FUZZY,
        feature_code="RGN",
    )


_JOINTS = frozenset({"-", "–", " to "})
_LINKS = frozenset({" and ", " to ", " with "})


def _own(place: PlaceMention, told: str, lat: float, lon: float) -> PlaceMention:
    """A place of its own beside another."""
    return replace(
        place,
        place_id=f"ps:{_slug(f'{told} {place.place_id}')}",
        geonameid=None,
        name=f"{told} {place.name}",
        lat=round(lat, 4),
        lon=round(lon, 4),
    )


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower())


def _twin(place: PlaceMention, text: str, others: Sequence[PlaceMention]) -> PlaceMention | None:
    """The mention that stands right before or after, a few words off."""
    near = [
        one
        for one in others
        if (one.start, one.end) != (place.start, place.end)
        and max(one.start - place.end, place.start - one.end) <= len(" 's frontier with ")
        and "\n" not in text[min(one.end, place.end) : max(one.start, place.start)]
    ]
    return min(near, key=lambda one: abs(one.start - place.start), default=None)


@cache
def _values(kind: str) -> dict[str, float]:
    """Words of a kind and what each is worth."""
    table = sources.curated_table("vicinity")
    rows = table.filter(table["kind"] == kind).select("text", "value")
    return {text: value or 0.0 for text, value in rows.iter_rows()}


def _any(kind: str) -> str:
    return "|".join(sorted(map(re.escape, _values(kind)), key=len, reverse=True))


def _number(word: str) -> float:
    known = _values("number").get(word.lower())
    return known if known is not None else float(word.replace(",", ""))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """What stands before a name ("away", "near") and around two ("way", "border")."""
    number = rf"(?P<number>\d[\d,]*(?:\.\d+)?|{_any('number')})"
    aim = rf"(?:(?:to the )?(?P<direction>{_any('direction')}) of|from|away from|outside)"
    made = {
        "away": rf"\b{number}[ -]?(?P<unit>{_any('unit')})\)?,? (?:\([^)]*\) )?{aim} {_THE}$",
        "near": rf"\b(?:{_any('near')}) {_THE}$",
    }
    for kind in ("way", "border"):
        made[f"{kind}_before"] = (
            rf"\b(?:{_any(kind)}) (?:between|from|linking|connecting|of) {_THE}$"
        )
        made[f"{kind}_after"] = rf" (?:{_any(kind)})s?\b"
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in made.items()}
