"""Who a phrase names: country, sector, office, from its pieces and what was said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from transforms.coding.lexicons import listed
from transforms.coding.parties.atoms import Atom
from transforms.coding.parties.entry import Entry, office_on
from transforms.coding.parties.phrase import Discourse

UNKNOWN = "UAF"  # the sector of armed men of no known side


@dataclass(frozen=True, slots=True)
class Identity:
    """A party resolved as far as the text allows."""

    name: str
    kind: str
    country: str | None = None
    international: str | None = None
    sectors: tuple[str, ...] = ()
    office: str | None = None
    qid: str | None = None


def head_of(group: Sequence[Atom]) -> Atom:
    """The piece that says what the phrase names: a person, else the last role, else a body."""
    for kind in ("person", "role", "organisation"):
        for atom in reversed(group):
            if atom.entry.kind == kind:
                return atom
    return group[-1]


def identity(group: Sequence[Atom], discourse: Discourse, lang: str) -> Identity | None:
    """Whom a phrase names; None for a pronoun that nothing before explains."""
    entry, on = head_of(group).entry, discourse.published_on
    country = next((a.entry.country for a in group if a.entry.country), None)
    kind = entry.kind
    if kind == "pronoun":
        return _meant(entry, discourse)
    if kind == "person":
        return _person(entry, country, group, on)
    if kind == "organisation":
        return _body(entry, country, on)
    if kind == "role":
        owner = _meant(group[0].entry, discourse) if group[0].entry.kind == "pronoun" else None
        bodies = (a.entry.international for a in group if a.entry.international)
        international = next(bodies, owner.international if owner else None)
        country = country or (owner.country if owner else None)
        return Identity(entry.name, "group", country, international, _sectors(group, on)[:2])
    if kind == "name":
        return _named(entry, country, lang)
    return _of_country(entry)


def _body(entry: Entry, country: str | None, on: date | None) -> Identity:
    """A body by what it was on the day: rebels that govern later are rebels before."""
    return Identity(
        entry.name, "organisation", entry.country or country, entry.international,
        _sectors_on(entry, on), qid=entry.qid,
    )  # fmt: skip


def _sectors_on(entry: Entry, on: date | None) -> tuple[str, ...]:
    held = office_on(entry, on)
    if held is None:
        return entry.sectors
    return (held.sector,) if held.sector else ()


def _named(entry: Entry, country: str | None, lang: str) -> Identity:
    """Somebody or a body that only the text knows by name."""
    words = {word.lower() for word in entry.name.split()}
    body = entry.name.isupper() or not listed("roles", "words_of_bodies", lang).isdisjoint(words)
    return Identity(entry.name, "organisation" if body else "person", country)


def _of_country(entry: Entry) -> Identity:
    """A country, its people, or its capital, which stands for the government."""
    if entry.kind == "country":
        return Identity(entry.name, "country", entry.country)
    if entry.kind == "capital":
        name = f"Government of {entry.name}"
        return Identity(name, "organisation", entry.country, sectors=("GOV",))
    return Identity(f"People of {entry.name}", "group", entry.country, sectors=("CVL",))


def _meant(pronoun: Entry, discourse: Discourse) -> Identity | None:
    """The party that a pronoun stands for."""
    last = {
        "singular": discourse.last_person,
        "plural": discourse.last_group,
        "thing": discourse.last_body,
    }
    known = last[pronoun.name]
    if known is None:
        return None
    return Identity(
        known.name, known.kind, known.country, known.international, known.sectors, known.office
    )


def _person(entry: Entry, country: str | None, group: Sequence[Atom], on: date | None) -> Identity:
    """A person by the office held on the day; out of office they are a former official."""
    held = office_on(entry, on)
    sectors = _sectors(group, on) or entry.sectors
    if held is not None:
        sectors = (held.sector,) if held.sector else ()
        left = held.last is not None and on is not None and held.last < f"{on:%Y-%m}"
        if left and sectors != ("REB",):
            sectors = ("ELI",)
    international = entry.international
    office = held.title if held else None
    return Identity(entry.name, "person", entry.country or country, international, sectors, office)


def _sectors(group: Sequence[Atom], on: date | None) -> tuple[str, ...]:
    """Sectors of the role nouns and bodies of a phrase, the head's first.

    "Gunmen" says nothing of whose they are, where the phrase does.
    """
    named = (a.entry for a in reversed(group) if a.entry.kind != "person")
    found = tuple(dict.fromkeys(sector for entry in named for sector in _sectors_on(entry, on)))
    return tuple(sector for sector in found if sector != UNKNOWN) or found
