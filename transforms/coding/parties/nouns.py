"""What names a party: an index of country names, demonyms, bodies, people and role nouns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from transforms.coding.lexicons import read
from transforms.coding.morphology import plural
from transforms.coding.parties.entry import Entry
from transforms.coding.parties.registers import officials, organisations, surnames


@dataclass(frozen=True, slots=True)
class NounIndex:
    """Entries by their lower-case words.

    ``reach`` is the length of the longest entry that begins with a word, ``second`` the words that
    may follow it in one; ``countries`` are the first words of names of countries and their people;
    ``surnames`` are of people in office.
    """

    entries: dict[tuple[str, ...], tuple[Entry, ...]]
    reach: dict[str, int]
    second: dict[str, frozenset[str]]
    countries: frozenset[str]
    surnames: dict[str, tuple[Entry, ...]]


@cache
def noun_index(lang: str = "en") -> NounIndex:
    """The index of a language."""
    found: dict[tuple[str, ...], list[Entry]] = {}
    for words, entry in _entries(lang):
        found.setdefault(words, []).append(entry)
    reach: dict[str, int] = {}
    second: dict[str, set[str]] = {}
    for key in found:
        reach[key[0]] = max(reach.get(key[0], 0), len(key))
        second.setdefault(key[0], set()).update(key[1:2])
    return NounIndex(
        {key: tuple(value) for key, value in found.items()},
        reach,
        {word: frozenset(after) for word, after in second.items()},
        frozenset(key_of(text)[0] for text, _ in _countries(lang)),
        surnames(),
    )


def key_of(text: str) -> tuple[str, ...]:
    """The words of a name as the tokeniser would cut them, lower-cased."""
    from transforms.coding.words import tokens  # noqa: PLC0415 - words needs no nouns

    return tuple(token.lower for token in tokens(text, 0, len(text)))


def _entries(lang: str) -> list[tuple[tuple[str, ...], Entry]]:
    full = ((text, entry) for entry, names in officials() for text in names)
    people = [(text, entry) for text, entry in full if " " in text or "-" in text]
    made = [*_countries(lang), *_organisations(lang), *people, *_roles(lang)]
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
    """Bodies of the lexicon, and of the table of facts."""
    made = []
    for about in read("organisations", lang):
        for text in about["names"]:
            made.append((text, _organisation(about, _acronym(text))))
    for entry, names in organisations():
        made += [(text, replace(entry, exact=_acronym(text))) for text in names]
    return made


def _organisation(about: dict[str, Any], exact: str | None) -> Entry:
    return Entry(
        "organisation", about["names"][0], about.get("country"), about.get("international"),
        tuple(about["sectors"]), about.get("qid"), exact=exact,
    )  # fmt: skip


def _acronym(text: str) -> str | None:
    """The text, where only its capitals make it a name."""
    return text if text.isupper() else None


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
