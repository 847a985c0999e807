"""Which entry of ``triggers.yml`` a trigger was read by, and how its pattern is written there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from transforms.coding import patterns
from transforms.coding.explaining.watching import Call
from transforms.coding.lexicons import read
from transforms.coding.patterns import Pattern
from transforms.coding.triggers import Trigger


@dataclass(frozen=True, slots=True)
class Written:
    """A pattern as the lexicon has it: the list and the place of its entry, from 1, in its type."""

    text: str
    listed: str
    entry: int


def written(trigger: Trigger, matched: Sequence[Pattern], lang: str) -> Written | None:
    """How the pattern of a trigger is written; ``matched`` are those that fitted its words."""
    own = next((p for p in matched if p.sense is trigger.sense), None)
    return None if own is None else _table(lang).get((trigger.lemma, own))


def matches(calls: Sequence[Call]) -> dict[int, list[Pattern]]:
    """The patterns that fitted, in the order tried, by the identity of the trigger they made."""
    found: dict[int, list[Pattern]] = {}
    for at, call in enumerate(calls):
        if isinstance(call.answer, Trigger):
            inside = _inner(calls, at)
            fitted = [value for c in inside if c.answer for value in c.given]
            found[id(call.answer)] = [value for value in fitted if isinstance(value, Pattern)]
    return found


def _inner(calls: Sequence[Call], at: int) -> list[Call]:
    """The calls that were made within a call, in order."""
    first = at
    while first and calls[first - 1].depth > calls[at].depth:
        first -= 1
    return list(calls[first:at])


@cache
def _table(lang: str) -> dict[tuple[str, Pattern], Written]:
    """Patterns by what they are found by: the base form of a verb, a form of a noun."""
    found: dict[tuple[str, Pattern], Written] = {}
    raw = read("triggers", lang)
    for event_type, entries in patterns._entries(lang).items():
        for number, (entry, own) in enumerate(zip(entries, raw[event_type], strict=True), 1):
            sense = patterns._sense(event_type, entry)
            for listed in ("verbs", "nouns"):
                pairs = zip(entry.get(listed, ()), own.get(listed, ()), strict=True)
                for full, text in pairs:
                    for key in _compiled(listed, full, sense):
                        found.setdefault(key, Written(text, listed, number))
    return found


def _compiled(listed: str, text: str, sense: patterns.Sense) -> list[tuple[str, Pattern]]:
    """A pattern as the index of the coder has it."""
    index: dict[str, list[Any]] = {}
    if listed == "verbs":
        patterns._add_verb(index, text, sense)
        return [pair for pairs in index.values() for pair in pairs]
    patterns._add_noun(index, text, sense)
    return [(form, pattern) for form, found in index.items() for pattern in found]
