"""Words that say what happened to people, as the lexicon has them and as sentences have them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from transforms.coding.lexicons import read
from transforms.coding.mention import COUNTS
from transforms.coding.morphology import plural, verb_forms
from transforms.coding.tolls.numbers import words_of
from transforms.coding.tolls.people import CASUALTIES, Line
from transforms.coding.verbs import VerbGroup


@dataclass(frozen=True, slots=True)
class Cue:
    """The token that says what happened, and which count that makes."""

    kind: str
    at: int


@cache
def forms(kind: str, of: str) -> dict[str, tuple[str, ...]]:
    """Verb forms of a list of a kind -> the particles that must follow ("took" -> "to")."""
    found: dict[str, tuple[str, ...]] = {}
    for base in read("magnitudes")[kind][of]:
        verb, *particles = base.split()
        for form, _ in verb_forms(verb):
            found.setdefault(form, tuple(particles))
    return found


@cache
def cues(kind: str) -> frozenset[str]:
    """The words that may tell a kind of count by themselves."""
    own = {form for form, more in {**forms(kind, "verbs"), **forms(kind, "die")}.items()}
    return frozenset(own) | words_of(kind, "adjectives") | nouns(kind)


@cache
def nouns(kind: str) -> frozenset[str]:
    """Nouns that are counted themselves: "deaths", "arrests"."""
    singular = words_of(kind, "nouns")
    return singular | {plural(noun) for noun in singular}


@cache
def all_cues() -> frozenset[str]:
    """Words without one of which no sentence counts people."""
    own = frozenset().union(*(cues(kind) | words_of(kind, "of") for kind in COUNTS))
    with_verbs = {text.split()[-1] for kind in CASUALTIES for text in beside(kind)}
    zero = frozenset().union(*(words_of(kind, "zero") for kind in COUNTS))
    return own | zero | with_verbs | words_of("toll") | {"life", "lives"}


@cache
def beside(kind: str) -> dict[str, frozenset[str]]:
    """Words beside a verb that make it a cue -> forms of the verbs: "dead" -> "shot"."""
    table = read("magnitudes")["with_words"].get(kind, {})
    return {
        text: frozenset(form for base in bases for form, _ in verb_forms(base))
        for text, bases in table.items()
    }


@cache
def verbs_in(key: str) -> frozenset[str]:
    """All forms of the verbs of a list."""
    return frozenset(form for base in words_of(key) for form, _ in verb_forms(base))


def clear(found: list[Cue]) -> list[Cue]:
    """Cues that leave no doubt: of "killed or wounded 12" nobody knows how many were killed."""
    return [] if {"deaths", "injured"} <= {cue.kind for cue in found} else found


def is_feared(line: Line, at: int) -> bool:
    """Whether "dead" at a token is a fear: "at least 100 feared dead"."""
    return bool({line.lower(at - 1), line.lower(at - 2)} & words_of("feared"))


def verb_with(line: Line, i: int) -> VerbGroup | None:
    """The verb group that ends at token ``i``, or with a particle at it."""
    for verb in line.verbs:
        if verb.head == i or (verb.head == i - 1 and line.lower(i) in ("up", "down")):
            return verb
    return None


def follow(line: Line, at: int, particles: tuple[str, ...]) -> int:
    """Where some words end that begin at ``at``; -1 where they do not stand there."""
    if all(line.lower(at + k) == word for k, word in enumerate(particles)):
        return at + len(particles)
    return -1


def unreal(line: Line, verb: VerbGroup) -> bool:
    """Whether it has not happened: "will kill", "threatened to kill", "did not kill"."""
    if verb.is_future or verb.is_hypothetical or verb.is_negated:
        return True
    if not verb.is_infinitive:
        return line.lower(verb.first - 1) in ("without", "not", "never")
    before = next((v for v in reversed(line.verbs) if v.head < verb.first), None)
    return before is None or line.lower(before.head) not in verbs_in("carried_out")
