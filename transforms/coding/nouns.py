"""What names a party: an index of country names, demonyms, bodies, people and role nouns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from transforms.coding.lexicons import facts, read
from transforms.coding.morphology import plural

AtomKind = Literal[
    "country", "demonym", "national", "capital", "organisation", "person", "role", "pronoun", "name"
]


@dataclass(frozen=True, slots=True)
class Office:
    """What a person was, and when (months as YYYY-MM; ``last`` None = still)."""

    sector: str
    title: str
    first: str
    last: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a sequence of words may name."""

    kind: AtomKind
    name: str
    country: str | None = None
    international: str | None = None
    sectors: tuple[str, ...] = ()
    qid: str | None = None
    is_plural: bool = False
    offices: tuple[Office, ...] = ()
    needs_case: bool = True
    exact: str | None = None


@dataclass(frozen=True, slots=True)
class NounIndex:
    """Entries by their lower-case words; ``longest`` bounds the search."""

    entries: dict[tuple[str, ...], tuple[Entry, ...]]
    longest: int
    surnames: dict[str, tuple[Entry, ...]]


@cache
def noun_index(lang: str = "en") -> NounIndex:
    """The index of a language."""
    found: dict[tuple[str, ...], list[Entry]] = {}
    surnames: dict[str, list[Entry]] = {}
    for words, entry in _entries(lang):
        found.setdefault(words, []).append(entry)
    for name, entry in _leaders():
        surnames.setdefault(name, []).append(entry)
    return NounIndex(
        {key: tuple(value) for key, value in found.items()},
        max(len(key) for key in found),
        {key: tuple(value) for key, value in surnames.items()},
    )


def key_of(text: str) -> tuple[str, ...]:
    """The words of a name as the tokeniser would cut them, lower-cased."""
    from transforms.coding.words import tokens  # noqa: PLC0415 - words needs no nouns

    return tuple(token.lower for token in tokens(text, 0, len(text)))


def _entries(lang: str) -> list[tuple[tuple[str, ...], Entry]]:
    made = [*_countries(lang), *_organisations(lang), *_people(lang), *_roles(lang)]
    return [(key_of(text), entry) for text, entry in made]


def _countries(lang: str) -> list[tuple[str, Entry]]:
    made: list[tuple[str, Entry]] = []
    for iso3, about in read("countries", lang).items():
        name = about["name"]
        for text in about["names"]:
            exact = text if text.isupper() or "." in text else None
            made.append((text, Entry("country", name, iso3, exact=exact)))
        if about.get("capital"):
            made.append((about["capital"], Entry("capital", name, iso3)))
        made += [(text, Entry("demonym", name, iso3)) for text in about["adjectives"]]
        for text in about["nationals"]:
            if text not in about["adjectives"]:
                many = text.endswith(("s", "men"))
                made.append((text, Entry("national", name, iso3, is_plural=many)))
    return made


def _organisations(lang: str) -> list[tuple[str, Entry]]:
    made = []
    for about in read("organisations", lang):
        entry = _organisation(about)
        for text in about["names"]:
            own = entry(about["names"][0], text if text.isupper() else None)
            made.append((text, own))
    return made


def _organisation(about: dict[str, Any]) -> Any:
    def entry(name: str, exact: str | None) -> Entry:
        return Entry(
            "organisation",
            name,
            about.get("country"),
            about.get("international"),
            tuple(about["sectors"]),
            about.get("qid"),
            exact=exact,
        )

    return entry


def _people(lang: str) -> list[tuple[str, Entry]]:
    made = []
    for about in read("people", lang):
        offices = tuple(
            Office(str(sector), title, str(first), None if last is None else str(last))
            for sector, title, first, last in about["held"]
        )
        for text in about["names"]:
            entry = Entry(
                "person",
                about["names"][0],
                about.get("country"),
                about.get("international"),
                qid=about.get("qid"),
                offices=offices,
            )
            made.append((text, entry))
    return made


def _roles(lang: str) -> list[tuple[str, Entry]]:
    lexicon = read("roles", lang)
    made: list[tuple[str, Entry]] = []
    sectors = {k: v for k, v in lexicon.items() if k.isupper()} | {"": lexicon["persons"]}
    for sector, nouns in sectors.items():
        own = (sector,) if sector else ()
        for noun in nouns:
            made.append((noun, Entry("role", noun, sectors=own, needs_case=False)))
            many = Entry("role", noun, sectors=own, is_plural=True, needs_case=False)
            made.append((plural(noun), many))
    for number, words in lexicon["pronouns"].items():
        for word in words:
            many_pronoun = number == "plural"
            entry = Entry("pronoun", number, is_plural=many_pronoun, needs_case=False)
            made.append((word, entry))
    return made


@cache
def _leaders() -> tuple[tuple[str, Entry], ...]:
    made = []
    names = read("countries")
    for row in facts("leaders"):
        country = row["country_iso3"]
        title = f"Leader of {names[country]['name']}" if country in names else "Leader"
        office = Office("GOV", title, row["start_month"], row["end_month"] or None)
        entry = Entry("person", row["leader"], country, offices=(office,))
        made.append((row["leader"].split()[-1].lower(), entry))
    return tuple(made)
