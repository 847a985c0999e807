"""Trigger patterns: the lexicon's ``verbs`` and ``nouns``, compiled for matching on tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from transforms.coding.lexicons import read
from transforms.coding.morphology import plural, verb_forms
from transforms.coding.words import Token

GAP = 6
_LIST = re.compile(r"@(\w+)")


@dataclass(frozen=True, slots=True)
class Sense:
    """What a trigger means, and how the parties stand around it."""

    event_type: str
    mode: str | None = None
    subtype: str | None = None
    contexts: tuple[str, ...] = ()
    operator: str | None = None
    prepositions: frozenset[str] = frozenset()
    flip: bool = False
    mutual: bool = False
    weak: bool = False
    alone: bool = False
    only_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Slot:
    """What must follow in a pattern: one of some phrases, at once or after a gap.

    ``phrases`` are by their first word, the longest first.
    """

    gap: bool
    phrases: dict[str, tuple[tuple[str, ...], ...]] = field(hash=False)

    def length_at(self, i: int, words: Sequence[Token]) -> int:
        """Tokens of the phrase that begins at token ``i``, 0 if none does."""
        for phrase in self.phrases.get(words[i].lower, ()):
            if len(phrase) == 1 or phrase == tuple(w.lower for w in words[i : i + len(phrase)]):
                return len(phrase)
        return 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A head word, by which it is found, and the slots that must follow it."""

    sense: Sense
    slots: tuple[Slot, ...]
    is_verb: bool

    @property
    def weight(self) -> int:
        """Longer patterns are more specific and win."""
        return len(self.slots)


@dataclass(frozen=True, slots=True)
class PatternIndex:
    """Patterns by the form of their head; verb forms carry their tags."""

    verbs: dict[str, tuple[tuple[str, Pattern], ...]]
    nouns: dict[str, tuple[Pattern, ...]]
    verb_tags: dict[str, frozenset[str]]
    lemmas: dict[str, frozenset[str]]


@cache
def trigger_index(lang: str = "en") -> PatternIndex:
    """All trigger patterns of a language."""
    verbs: dict[str, list[tuple[str, Pattern]]] = {}
    nouns: dict[str, list[Pattern]] = {}
    for event_type, entries in _entries(lang).items():
        for entry in entries:
            sense = _sense(event_type, entry)
            for text in entry.get("verbs", []):
                _add_verb(verbs, text, sense)
            for text in entry.get("nouns", []):
                _add_noun(nouns, text, sense)
    tags, lemmas = _verb_table(lang)
    return PatternIndex(
        {k: tuple(sorted(v, key=lambda p: -p[1].weight)) for k, v in verbs.items()},
        {k: tuple(sorted(v, key=lambda p: -p.weight)) for k, v in nouns.items()},
        tags,
        lemmas,
    )


@cache
def _entries(lang: str) -> dict[str, list[dict[str, Any]]]:
    """The entries by type, with named lists written out."""
    raw = dict(read("triggers", lang))
    lists = raw.pop("lists")
    return {event_type: [_written_out(e, lists) for e in raw[event_type]] for event_type in raw}


def _written_out(entry: dict[str, Any], lists: dict[str, str]) -> dict[str, Any]:
    def full(text: str) -> str:
        return _LIST.sub(lambda match: lists[match[1]], text)

    return {**entry, "verbs": [full(text) for text in entry.get("verbs", [])]}


def word_forms(word: str) -> frozenset[str]:
    """All forms under which a word of a pattern may stand: as noun and as verb."""
    return frozenset({word, plural(word), *(form for form, _ in verb_forms(word))})


def _sense(event_type: str, entry: dict[str, Any]) -> Sense:
    return Sense(
        event_type,
        entry.get("mode"),
        entry.get("subtype"),
        tuple(entry.get("contexts", ())),
        entry.get("operator"),
        frozenset(str(p) for p in entry.get("to", ())),
        bool(entry.get("flip")),
        bool(entry.get("mutual")),
        bool(entry.get("weak")),
        bool(entry.get("alone")),
        frozenset(entry.get("only_by", ())),
    )


def _slots(text: str) -> list[Slot]:
    """Slots of a pattern: words before the first gap one by one, then one phrase a gap."""
    first, *later = text.split(" ~ ")
    slots = [_slot(False, _alternatives(word)) for word in first.split()]
    return slots + [_slot(True, _alternatives(phrase)) for phrase in later]


def _slot(gap: bool, phrases: frozenset[tuple[str, ...]]) -> Slot:
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        by_first.setdefault(phrase[0], []).append(phrase)
    return Slot(gap, {first: tuple(found) for first, found in by_first.items()})


def _alternatives(text: str) -> frozenset[tuple[str, ...]]:
    """Every form of "a|b c", as words; the last word of each is inflected."""
    found: set[tuple[str, ...]] = set()
    for phrase in text.split("|"):
        *lead, last = phrase.split()
        found |= {(*lead, form) for form in word_forms(last)}
    return frozenset(found)


def _add_verb(index: dict[str, list[tuple[str, Pattern]]], text: str, sense: Sense) -> None:
    pattern = Pattern(sense, tuple(_slots(text)[1:]), True)
    bases = text.split(maxsplit=1)[0].split("|")
    for base in bases:
        for form in dict.fromkeys(form for form, _ in verb_forms(base)):
            index.setdefault(form, []).append((base, pattern))


def _add_noun(index: dict[str, list[Pattern]], text: str, sense: Sense) -> None:
    head, *rest = text.lower().split()
    if not rest:
        for form in (head, plural(head)):
            index.setdefault(form, []).append(Pattern(sense, (), False))
        return
    lead = [_slot(False, frozenset({(word,)})) for word in rest[:-1]]
    last = _slot(False, frozenset((form,) for form in word_forms(rest[-1])))
    for form in {head, plural(head)}:
        index.setdefault(form, []).append(Pattern(sense, (*lead, last), False))


@cache
def _verb_table(lang: str) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Form -> tags and form -> base forms, over every verb that a lexicon knows."""
    tags: dict[str, set[str]] = {}
    lemmas: dict[str, set[str]] = {}
    for base in _all_bases(lang):
        for form, tag in verb_forms(base):
            tags.setdefault(form, set()).add(tag)
            lemmas.setdefault(form, set()).add(base)
    return (
        {k: frozenset(v) for k, v in tags.items()},
        {k: frozenset(v) for k, v in lemmas.items()},
    )


def _all_bases(lang: str) -> set[str]:
    bases: set[str] = {"be", "have", "do", *read("morphology", lang)["irregular"]}
    bases |= set(read("morphology", lang)["common"])
    for entries in _entries(lang).values():
        for entry in entries:
            for text in entry.get("verbs", []):
                bases |= set(text.split()[0].split("|"))
    modality = read("modality", lang)
    for name in ("speech", "alleging", "denying", "planning", "transparent", "light", "suffering"):
        bases |= {text.split()[0] for text in modality[name]}
    return bases - {"will", "would", "should", "must", "not"}
