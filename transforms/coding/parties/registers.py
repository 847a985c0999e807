"""Tables of facts about people in office and about bodies, as entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from transforms.coding.lexicons import facts, listed, read
from transforms.coding.parties.entry import AtomKind, Entry, Office

Names = tuple[str, ...]


@cache
def officials() -> tuple[tuple[Entry, Names], ...]:
    """People with the offices they held, and all their names."""
    return tuple(_person(rows) for rows in _by_name(facts("officials")))


@cache
def organisations() -> tuple[tuple[Entry, Names], ...]:
    """Bodies with what they were and when, and all their names."""
    return tuple(_body(rows) for rows in _by_name(facts("organisations")))


@cache
def surnames() -> dict[str, tuple[Entry, ...]]:
    """People by surname; leaders of the older list where the newer one has nobody of that name."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry, names in officials():
        for key in dict.fromkeys(key for name in names for key in _surname_keys(name)):
            found[key].append(entry)
    for entry in _leaders():
        key = entry.name.split()[-1].lower()
        if not any(other.country == entry.country for other in found[key]):
            found[key].append(entry)
    return {key: tuple(entries) for key, entries in found.items()}


def _by_name(rows: Iterable[dict[str, str]]) -> list[list[dict[str, str]]]:
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(row["name"] + row["country_iso3"], []).append(row)
    return list(groups.values())


def _names(rows: list[dict[str, str]]) -> Names:
    texts = [text.strip() for row in rows for text in (row["name"], *row["aliases"].split("|"))]
    return tuple(dict.fromkeys(text for text in texts if text))


def _person(rows: list[dict[str, str]]) -> tuple[Entry, Names]:
    return _entry("person", rows, "office"), _names(rows)


def _body(rows: list[dict[str, str]]) -> tuple[Entry, Names]:
    return _entry("organisation", rows, "kind"), _names(rows)


def _entry(kind: AtomKind, rows: list[dict[str, str]], title: str) -> Entry:
    first = rows[0]
    qid = next((row["wikidata_qid"] for row in rows if row["wikidata_qid"]), None)
    country, body = first["country_iso3"] or None, first["international"] or None
    return Entry(kind, first["name"], country, body, qid=qid, offices=_offices(rows, title))


def _offices(rows: list[dict[str, str]], title: str) -> tuple[Office, ...]:
    ordered = sorted(rows, key=lambda row: row["first_month"])
    return tuple(
        Office(row["sector"], row[title], row["first_month"], row["last_month"] or None)
        for row in ordered
    )


def _surname_keys(name: str) -> list[str]:
    """A surname with the particle before it, and without: "bin laden", "laden"."""
    parts = name.lower().split()
    if len(parts) < 2:
        return parts
    bare = parts[-1].removeprefix("al-").removeprefix("el-")
    particle = parts[-2] in listed("roles", "name_particles")
    return [" ".join(parts[-2:]), bare] if particle else [bare]


def _leaders() -> list[Entry]:
    names = read("countries")
    made = []
    for row in facts("leaders"):
        country = row["country_iso3"]
        title = f"Leader of {names[country]['name']}" if country in names else "Leader"
        office = Office("GOV", title, row["start_month"], row["end_month"] or None)
        made.append(Entry("person", row["leader"], country, offices=(office,)))
    return made
