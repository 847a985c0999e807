"""Neighbouring phrases that are one party, or share a country: appositions and lists."""

from __future__ import annotations

from dataclasses import replace

from transforms.coding.parties.phrase import Phrase
from transforms.coding.words import Token


def related(one: Phrase, other: Phrase, words: list[Token]) -> tuple[Phrase, Phrase]:
    """Two neighbours, each with what the other says of it."""
    between = [word.lower for word in words[one.last : other.first]]
    if between == ["("] and _is_acronym(other, words):
        same = replace(_filled(other, one), name=one.name, kind=one.kind, is_apposition=True)
        return _filled(one, other), same
    if between == [","] and _apposed(one, other, words):
        return _filled(one, other), replace(_filled(other, one), is_apposition=True)
    if between in (["of"], ["of", "the"]) and one.noun is not None and not other.is_adjective:
        return replace(_filled(one, other), sectors=one.sectors), other
    if between == ["and"] and _shares_country(one, other):
        return one, replace(other, country=one.country)
    return one, other


def _is_acronym(phrase: Phrase, words: list[Token]) -> bool:
    """Whether a phrase is a short form in brackets: "the Movement for Change (MC)"."""
    closes = phrase.last < len(words) and words[phrase.last].text == ")"
    return closes and phrase.text.isupper() and " " not in phrase.text


def _apposed(one: Phrase, other: Phrase, words: list[Token]) -> bool:
    """Whether two phrases are a name and what its bearer is, set off by commas."""
    named = ("person", "organisation")
    kinds = {one.kind in named, other.kind in named}
    if kinds != {True, False} or "JRN" in other.sectors:
        return False
    plain = other if one.kind in named else one
    if plain.kind != "group" or plain.is_plural or plain.noun is None or plain.is_adjective:
        return False
    if one.is_adjective or other.preposition is not None:
        return False
    goes_on = other.last < len(words) and words[other.last].lower in ("and", "or")
    return not goes_on


def _filled(phrase: Phrase, twin: Phrase) -> Phrase:
    """A phrase with the country and sectors that only its twin names."""
    if phrase.country is None and phrase.international is None:
        phrase = replace(phrase, country=twin.country, international=twin.international)
    return phrase if phrase.sectors else replace(phrase, sectors=twin.sectors)


def _shares_country(one: Phrase, other: Phrase) -> bool:
    """Whether one adjective of origin serves both: "Israeli helicopters and tanks"."""
    bare = other.head == other.first and other.noun is not None and other.is_plural
    unplaced = other.country is None and other.international is None
    return bare and unplaced and one.noun is not None and one.head > one.first
