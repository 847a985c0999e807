"""Which pieces make one phrase: "Malian army officers", "Mali's ousted President X"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from transforms.coding.lexicons import listed
from transforms.coding.parties.atoms import Atom
from transforms.coding.patterns import trigger_index
from transforms.coding.verbs import closed
from transforms.coding.words import Sentence, Token

MODIFIERS = 3  # words that may stand between the parts of one phrase
# Kinds that may follow one another in a phrase, and how many words may stand between.
OWNERS = ("country", "capital", "demonym", "organisation")
OWNED = ("role", "person", "organisation", "name")
CHAINS = {
    ("role", "role"): 1,
    ("role", "person"): 0,
    ("role", "name"): 0,
    ("organisation", "role"): 1,
    ("organisation", "name"): 0,
    ("organisation", "person"): 0,
    ("name", "role"): 0,
    ("pronoun", "role"): MODIFIERS,
    ("person", "role"): 0,
} | {(owner, owned): MODIFIERS for owner in OWNERS[:3] for owned in OWNED}


def grouped(found: list[Atom], sentence: Sentence, lang: str) -> list[list[Atom]]:
    """Atoms that belong to one phrase, together."""
    groups: list[list[Atom]] = []
    for atom in found:
        if groups and _joins(groups[-1], atom, sentence, lang):
            groups[-1].append(atom)
        else:
            groups.append([atom])
    return groups


def owns(atom: Atom, words: list[Token], lang: str) -> bool:
    """Whether a pronoun is a possessive with a noun behind it: "its borders"."""
    if words[atom.first].lower not in listed("roles", "possessives", lang):
        return False
    after = words[atom.last] if atom.last < len(words) else None
    return after is not None and after.is_word and after.lower not in _no_modifiers(lang)


@cache
def _no_modifiers(lang: str) -> frozenset[str]:
    prepositions, determiners, stops = closed_words(lang)
    return prepositions | determiners | stops | {"and", "or", "but", "s"}


@cache
def closed_words(lang: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Prepositions, determiners, and the words at which a phrase stops."""
    c, auxiliaries = closed(lang), listed("modality", "auxiliaries", lang)
    return c.prepositions - c.subordinators, c.determiners, auxiliaries | c.openers


def _joins(group: list[Atom], atom: Atom, sentence: Sentence, lang: str) -> bool:
    """Whether an atom goes on with the phrase before it."""
    last, words = group[-1], sentence.tokens
    between = words[last.last : atom.first]
    kinds = (last.entry.kind, atom.entry.kind)
    if between and between[0].lower in ("'s", "'"):
        owned = kinds[0] in (*OWNERS, "person", "name") and kinds[1] in OWNED
        return owned and _only_modifiers(between[1:], lang, owned=True)
    if kinds[0] == "pronoun":
        owned = kinds[1] == "role" and owns(last, words, lang)
        return owned and _only_modifiers(between, lang, owned=True)
    led = words[atom.first].lower in listed("roles", "led_by_name", lang)
    if kinds == ("person", "role") and not led:
        return False
    allowed = CHAINS.get(kinds)
    if allowed is None or len(between) > allowed or not _only_modifiers(between, lang):
        return False
    if kinds[0] in ("role", "organisation") and any(_acts(word, lang) for word in between):
        return False
    return not (kinds[0] == "role" and last.entry.is_plural)


def _acts(word: Token, lang: str) -> bool:
    """Whether a word between two nouns for people may be what one does: "guard detained leader"."""
    index = trigger_index(lang)
    tags = index.verb_tags.get(word.lower, frozenset())
    return word.lower in index.verbs and not tags.isdisjoint({"B", "D"})


def _only_modifiers(between: Sequence[Token], lang: str, *, owned: bool = False) -> bool:
    """Whether all words qualify the noun behind them; behind an owner, participles do too."""
    return len(between) <= MODIFIERS and all(_modifies(word, lang, owned) for word in between)


def _modifies(word: Token, lang: str, owned: bool) -> bool:
    if not word.is_word or word.lower in _no_modifiers(lang):
        return False
    if word.lower in listed("modality", "adjectival", lang):
        return True
    if word.lower.endswith(("ing", "ed")):
        return owned
    return not trigger_index(lang).verb_tags.get(word.lower, frozenset()) & {"D", "N", "S"}
