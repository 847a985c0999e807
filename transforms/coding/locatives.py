"""What leads a place name: the preposition or verb that says how it lies to what happened."""

from __future__ import annotations

import re

from transforms.coding.lexicons import listed
from transforms.coding.verbs import closed
from transforms.places.lexicon import place_lexicon

_WORD = re.compile(r"['’]s\b|[\w-]+(?:['’](?!s\b)[\w-]+)*|[^\w\s]")
_REACH = 80  # characters
_LONGEST = 6  # words between a preposition and the name: "in the restive northern border town of"


def lead_of_name(start: int, text: str) -> str | None:
    """The word that governs the name that begins at a code point, lower case; None if none does.

    Between the two stands nothing but what belongs to the name: articles, adjectives, "town of",
    "Nigeria's".
    """
    line = text[max(0, start - _REACH) : start].rpartition("\n")[2]
    words = _WORD.findall(line)[::-1][: _LONGEST + 2]
    able = _leads()
    for at, word in enumerate(words):
        lower: str = word.lower()
        if lower in able and (lower != "of" or not _goes_on(words[at + 1 :])):
            return lower
        if not (lower == "of" or _belongs(word, at, words)):
            return None
    return None


def is_scene_lead(lead: str | None) -> bool:
    """Whether what it leads is where something happens: "in", "near", "shelled"."""
    return lead in listed("modality", "locatives")


def _leads() -> frozenset[str]:
    return closed().prepositions | listed("modality", "locatives")


def _goes_on(before: list[str]) -> bool:
    """Whether a preposition leads the noun before "of": "in the town of", not "people of"."""
    locatives = listed("modality", "locatives")
    for word in before[:_LONGEST]:
        if not word[0].isalpha():
            return False
        if word.lower() in locatives:
            return True
    return False


def _belongs(word: str, at: int, words: list[str]) -> bool:
    """Whether a word before a name is part of how the place is told."""
    lower, lexicon = word.lower(), place_lexicon()
    if lower in ("'s", "’s") or lower in closed().determiners or lower in lexicon["directions"]:
        return True
    if lower in lexicon["heads"] or lower in lexicon["place_heads"]:
        return True
    behind = words[at - 1].lower() if at else ""
    if word[0].isupper():
        return behind in ("'s", "’s") or word in lexicon.demonyms
    # An adjective: alone before the name, or before what is known to belong to it.
    after = words[at + 1].lower() if at + 1 < len(words) else ""
    return word.isalpha() and (at > 0 or after in _leads() or after in ("'s", "’s"))
