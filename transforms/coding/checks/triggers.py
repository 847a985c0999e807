"""Whether the patterns of ``triggers.yml`` can be read as they stand, and by one type only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

import simplemma

from transforms.coding.lexicons import read
from transforms.coding.morphology import verb_forms
from transforms.coding.patterns import trigger_index
from transforms.coding.verbs import closed
from validation.contracts import codes

Place = tuple[int | str, ...]
Found = tuple[Place, str]  # where in the file, and what is wrong there
Raw = Mapping[str, Any]
NAMED_LIST = re.compile(r"@(\w+)")
MOST_READINGS = 1000  # of one pattern; the shipped ones have up to 90
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
    if not _is_well_spaced(text):
        yield f"'{text}': write words with one space, | or ' ~ ' between them"
        return
    yield from _size_faults(text, lists)
    if text != text.lower():
        yield f"'{text}': write it in lower case"
        return
    for base in text.split(maxsplit=1)[0].split("|"):
        says = _head_fault(base, lang)
        if says:
            yield f"'{text}' {says}"


def _is_well_spaced(text: str) -> bool:
    """Whether words, their alternatives and gaps can be told from one another."""
    marks = NAMED_LIST.sub("", text).replace(" ~ ", "")
    return text.isprintable() and all(re.split(r"[\s|]", text)) and not set(marks) & set("~@")


def _size_faults(text: str, lists: Mapping[str, str]) -> Iterator[str]:
    """A pattern that stands for too many, or with a list of phrases where words are wanted."""
    number = prod(map(len, _slots(text, lists)))
    if number > MOST_READINGS:
        yield (
            f"'{text[:60]}' can be read in {number:,} ways, at most {MOST_READINGS:,} are taken; "
            "write it as several patterns with fewer alternatives"
        )
    for match in NAMED_LIST.finditer(text.split(" ~ ", maxsplit=1)[0]):
        if " " in lists.get(match[1], ""):
            yield f"'{text}': @{match[1]} has phrases; write ' ~ ' before it"


def doubtful_heads(raw: Raw, lang: str = "en") -> Iterator[Found]:
    """Patterns that look like a choice between verbs of several words: "put off|call off".

    A bar before the first gap chooses between the two words beside it, not between phrases.
    """
    bases = trigger_index(lang).lemmas
    for place, _, entry in entries_of(raw):
        for number, text in enumerate(entry.get("verbs", ())):
            first, *others = (part.split() for part in text.split(" ~ ")[0].split("|"))
            seem = [p for p in others if len(p) > 1 and p[0] in bases.get(p[0], ())]
            if len(first) > 1 and seem:
                left, right = first[-1], seem[0][0]
                says = (
                    f"'{text}': | before ~ chooses between single words ('{left}' and '{right}'), "
                    f"so '{' '.join(seem[0])}' is no choice; write them as two patterns"
                )
                yield (*place, "verbs", number), says


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
        for reading in product(*_slots(text, lists)):
            yield ("verbs", number), ("verbs", *reading)


def _slots(text: str, lists: Mapping[str, str]) -> list[Sequence[str]]:
    """What may stand at each place of a pattern, with named lists written out."""
    full = NAMED_LIST.sub(lambda match: lists.get(match[1], match[1]), text)
    first, *later = full.split(" ~ ")
    slots: list[Sequence[str]] = [word.split("|") for word in first.split()]
    return slots + [[f"~ {phrase}" for phrase in slot.split("|")] for slot in later]
