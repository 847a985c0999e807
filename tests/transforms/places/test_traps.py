"""Names that mislead: a report a row of `traps.csv`, whose head says how its columns are read."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from transforms.places import PlaceMention, event_places, find_places
from transforms.places.grid import distance_km

TABLE = Path(__file__).with_name("traps.csv")
# Feature codes by what a reader calls them; a part of a state, as Scotland, may be called either.
KINDS = {
    "country": {"PCLI"},
    "province": {"ADM1", "PART"},
    "district": {"ADM2"},
    "town": {"PPL", "PPLC", "CITY"},
    "area": {"RGN", "PART", "CONT", "ISL", "MT"},
    "water": {"SEA", "LK", "STM"},
}
TOWN_KM, AREA_KM = 50.0, 161.0
_PLACE = re.compile(
    r"(?:\[(?P<before>[^]]+)\])?(?P<core>[^[=]+?)(?:\[(?P<after>[^]]+)\])?"
    r" = (?P<country>[A-Z]{3})?/(?P<admin1>[A-Z]{2}-\w+)?/(?P<kinds>[a-z|]+)"
    r"(?: @(?P<lat>-?[\d.]+),(?P<lon>-?[\d.]+)(?:~(?P<km>\d+))?)?"
)


@dataclass(frozen=True)
class Place:
    """A place that a reader finds: where its name may begin and end, and what it is."""

    begins: frozenset[int]
    ends: frozenset[int]
    name: str
    country: str | None
    admin1: str | None
    kinds: list[str]
    point: tuple[float, float] | None
    within_km: float

    def amiss(self, mention: PlaceMention) -> list[str]:
        """What is wrong about a mention of this place."""
        codes = {code for kind in self.kinds for code in KINDS[kind]}
        wrong = []
        if self.country and mention.country_iso3 != self.country:
            wrong.append(f"not in {self.country}")
        if self.admin1 and mention.admin1_iso != self.admin1:
            wrong.append(f"not in {self.admin1}")
        if mention.feature_code not in codes:
            wrong.append(f"no {' or '.join(self.kinds)}")
        if self.point and mention.lat is not None and mention.lon is not None:
            off = distance_km(*self.point, mention.lat, mention.lon)
            wrong += [f"{off:.0f} km off"] if off > self.within_km else []
        return wrong


@dataclass(frozen=True)
class Trap:
    """A report, the places in it, and the spans that are none of a place."""

    name: str
    outlet: str | None
    text: str
    places: list[Place]
    barred: list[tuple[int, int]]
    fault: str


def spans_of(words: str, text: str) -> list[tuple[int, int]]:
    """Where whole words stand in a text."""
    return [match.span() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def items(cell: str) -> list[str]:
    return [item.strip() for item in cell.split(";") if item.strip()]


def place_of(item: str, text: str, after: int, barred: Iterable[tuple[int, int]]) -> Place:
    """The place that an item tells of, at the first free mention of its name past `after`."""
    found = _PLACE.fullmatch(item)
    assert found, f"cannot be read: {item!r}"
    before, core, behind = found["before"] or "", found["core"], found["after"] or ""
    free = (
        (start, end)
        for start, end in spans_of(before + core + behind, text)
        if start >= after and not any(overlap((start, end), span) for span in barred)
    )
    start, end = next(free, (-1, -1))
    assert start >= 0, f"not in the text, or not in its order: {item!r}"
    kinds = found["kinds"].split("|")
    point = (float(found["lat"]), float(found["lon"])) if found["lat"] else None
    return Place(
        begins=frozenset({start, start + len(before)}),
        ends=frozenset({end, end - len(behind)}),
        name=text[start:end],
        country=found["country"],
        admin1=found["admin1"],
        kinds=kinds,
        point=point,
        within_km=float(found["km"] or (TOWN_KM if kinds == ["town"] else AREA_KM)),
    )


def trap_of(row: dict[str, str]) -> Trap:
    """A row of the table, its names found in its text."""
    text = row["text"]
    barred = []
    for words in items(row["not_places"]):
        spans = spans_of(words, text)
        assert spans, f"{row['id']}: not in the text: {words!r}"
        barred += spans
    places: list[Place] = []
    for item in items(row["places"]):
        after = max(places[-1].ends) if places else 0
        places.append(place_of(item, text, after, barred))
    return Trap(row["id"], row["outlet"] or None, text, places, barred, row["fault"])


def traps() -> list[Trap]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        lines = [line for line in stream if not line.startswith("#")]
    return [trap_of(row) for row in csv.DictReader(lines)]


def described(mention: PlaceMention) -> str:
    where = f"{mention.name}, {mention.admin1_iso or mention.country_iso3 or 'no country'}"
    point = "" if mention.lat is None else f" at {mention.lat:.2f},{mention.lon:.2f}"
    return f"{where} ({mention.feature_code}{point}, {mention.place_id})"


def troubles(trap: Trap, mentions: list[PlaceMention]) -> list[str]:
    """What a careful reader would correct, a line each."""
    left, told = list(mentions), []
    for place in trap.places:
        hits = [m for m in left if m.start in place.begins and m.end in place.ends]
        if not hits:
            near = [m.text for m in left if overlap((m.start, m.end), span_of(place))]
            told.append(f"missed: {place.name!r}" + (f", read as {near}" if near else ""))
            continue
        left.remove(hits[0])
        wrong = place.amiss(hits[0])
        if wrong:
            told.append(f"wrong: {place.name!r} as {described(hits[0])}: {', '.join(wrong)}")
    for mention in left:
        trapped = any(overlap((mention.start, mention.end), span) for span in trap.barred)
        why = "no place at all" if trapped else "not among the places, or not so far"
        told.append(f"too many: {mention.text!r} as {described(mention)}: {why}")
    return told


def span_of(place: Place) -> tuple[int, int]:
    return min(place.begins), max(place.ends)


TRAPS = traps()


def test_every_row_has_a_name_of_its_own_and_is_as_long_as_a_short_report():
    names = [trap.name for trap in TRAPS]
    assert len(set(names)) == len(names)
    assert [t.name for t in TRAPS if not 10 <= len(t.text.split()) <= 40] == []


def marked(trap):
    """The trap as a case, expected to fail where its row says that it does."""
    marks = [pytest.mark.xfail(reason=trap.fault, strict=True)] if trap.fault else []
    return pytest.param(trap, id=trap.name, marks=marks)


def test_at_most_four_traps_still_catch_us():
    assert sum(bool(trap.fault) for trap in TRAPS) <= 4


@pytest.mark.parametrize("trap", map(marked, TRAPS))
def test_names_are_read_as_a_careful_reader_reads_them(gazetteer, trap):
    found = find_places(trap.text, gazetteer, source_country=trap.outlet)
    told = troubles(trap, list(event_places(found, trap.text, gazetteer)))
    if told:
        outlet = f" (outlet in {trap.outlet})" if trap.outlet else ""
        pytest.fail("\n  ".join([f"{trap.text}{outlet}", *told]), pytrace=False)
