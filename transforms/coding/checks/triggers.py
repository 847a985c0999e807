"""Whether the patterns of ``triggers.yml`` can be read as they stand, and by one type only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import simplemma

from transforms.coding.lexicons import read
from transforms.coding.morphology import verb_forms
from transforms.coding.verbs import closed
from validation.contracts import codes

Place = tuple[int | str, ...]
Found = tuple[Place, str]  # where in the file, and what is wrong there
Raw = Mapping[str, Any]
NAMED_LIST = re.compile(r"@(\w+)")
# A pattern in one of its readings -> the type that lists it first, and whether others may follow.
Listed = dict[tuple[str, ...], tuple[str, bool]]


def entries_of(raw: Raw) -> Iterator[tuple[Place, str, Raw]]:
    """The entries of a lexicon of triggers with their place and type."""
    for event_type, entries in raw.items():
        if event_type != "lists":
            for number, entry in enumerate(entries):
                yield (event_type, number), event_type, entry


def trigger_faults(raw: Raw, lists: Mapping[str, str], lang: str = "en") -> Iterator[Found]:
    """What keeps entries from being read; ``lists`` are all that a pattern may name."""
    for place, event_type, entry in entries_of(raw):
        yield from _mode_faults(place, event_type, entry)
        for number, text in enumerate(entry.get("verbs", ())):
            at = (*place, "verbs", number)
            yield from ((at, says) for says in _verb_faults(text, lists, lang))
        for number, text in enumerate(entry.get("nouns", ())):
            if set(text) & set("~|@"):
                says = f"'{text}': nouns know no ~, | and @; list each noun by itself"
                yield (*place, "nouns", number), says


def listed(raw: Raw, lists: Mapping[str, str]) -> Listed:
    """The patterns of a lexicon and the type that each stands under first."""
    found: Listed = {}
    for _, event_type, entry in entries_of(raw):
        for _, reading in _readings(entry, lists):
            found.setdefault(reading, (event_type, bool(entry.get("only_by"))))
    return found


def doubles(raw: Raw, lists: Mapping[str, str], known: Listed) -> Iterator[Found]:
    """Patterns that another type lists already; with ``only_by`` on the first both are read."""
    for place, event_type, entry in entries_of(raw):
        told: set[Place] = set()
        for at, reading in _readings(entry, lists):
            first, may_follow = known.get(reading, (event_type, False))
            if first != event_type and not may_follow and at not in told:
                told.add(at)
                text = " ".join(reading[1:])
                yield (
                    (*place, *at),
                    f"'{text}' stands under {first} already, which is read first; "
                    "drop it from one of the two, or say there only_by whom it is meant",
                )


def _mode_faults(place: Place, event_type: str, entry: Raw) -> Iterator[Found]:
    mode = entry.get("mode")
    of_type = [r["mode"] for r in codes.rows("plover/scores.csv") if r["event_type"] == event_type]
    if mode is not None and mode not in of_type:
        known = ", ".join(filter(None, of_type)) or "none"
        yield (*place, "mode"), f"{mode!r} is no mode of {event_type}; there are: {known}"


def _verb_faults(text: str, lists: Mapping[str, str], lang: str) -> Iterator[str]:
    for match in NAMED_LIST.finditer(text):
        if match[1] not in lists:
            there = ", ".join(f"@{name}" for name in lists)
            yield f"'{text}': @{match[1]} is no list; there are: {there}"
    if not all(re.split(r"[ |]", text)) or "~" in text.replace(" ~ ", ""):
        yield f"'{text}': write words with one space, | or ' ~ ' between them"
        return
    if text != text.lower():
        yield f"'{text}': write it in lower case"
        return
    for base in text.split(maxsplit=1)[0].split("|"):
        says = _head_fault(base, lang)
        if says:
            yield f"'{text}' {says}"


def _head_fault(word: str, lang: str) -> str | None:
    """Why a pattern cannot begin with a word; None where it may be the base form of a verb."""
    c = closed(lang)
    verbs = {*read("morphology", lang)["irregular"], *read("morphology", lang)["common"]}
    if word in verbs | c.modals | c.negation:
        return None
    if word in c.determiners | c.prepositions | c.relatives or not word[0].isalpha():
        return f"begins with '{word}', which is no verb"
    base = _base_of(word, lang)
    return None if base is None else f"begins with a form of '{base}': write the base form"


def _base_of(word: str, lang: str) -> str | None:
    """The verb of which a word is another form than the base; None where it is none."""
    irregular = read("morphology", lang)["irregular"]
    bases = [base for base, forms in irregular.items() if word in forms]
    lemma = simplemma.lemmatize(word, lang=lang)
    bases += [lemma] if lemma != word else []
    return next((b for b in bases if word in [form for form, _ in verb_forms(b)[1:]]), None)


def _readings(entry: Raw, lists: Mapping[str, str]) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Each pattern in each of its readings, the kind of word first: ("verbs", "bang", "~ pot")."""
    for number, noun in enumerate(entry.get("nouns", ())):
        yield ("nouns", number), ("nouns", noun.lower())
    for number, text in enumerate(entry.get("verbs", ())):
        full = NAMED_LIST.sub(lambda match: lists.get(match[1], match[1]), text)
        first, *later = full.split(" ~ ")
        slots: list[Sequence[str]] = [word.split("|") for word in first.split()]
        slots += [[f"~ {phrase}" for phrase in slot.split("|")] for slot in later]
        for reading in product(*slots):
            yield ("verbs", number), ("verbs", *reading)
