"""What happened to people by the words before them or by their own noun: "killing 12"."""

from __future__ import annotations

from transforms.coding.tolls.cues import (
    Cue,
    beside,
    clear,
    follow,
    forms,
    is_feared,
    nouns,
    unreal,
    verb_with,
    verbs_in,
)
from transforms.coding.tolls.listings import Listing
from transforms.coding.tolls.numbers import words_of
from transforms.coding.tolls.people import CASUALTIES, Line, People
from transforms.coding.tolls.predicates import subject_cues
from transforms.coding.verbs import VerbGroup, closed


def noun_kind(line: Line, people: People) -> str | None:
    """The kind of a count whose own noun says it: "30 arrests", "14 lives", "300 protesters"."""
    number = people.number
    if number is None or people.noun is None or people.is_part:
        return None
    for kind in CASUALTIES:
        if people.noun in nouns(kind) and line.number_at(people.first):
            return None if is_feared(line, people.last - 1) else kind
    if people.noun in ("life", "lives"):
        return "deaths" if _takes_lives(line, people.first, people.last) else None
    if people.noun in ("body", "bodies"):
        return "deaths" if _near(line, people.first, people.last, "finding") else None
    return _crowd_kind(line, people)


def _crowd_kind(line: Line, people: People) -> str | None:
    """Whether it is a crowd by its own words: "a crowd of 500", "thousands of protesters"."""
    assert people.number is not None
    lead = {line.lower(i) for i in range(people.first, people.number.first)}
    if lead & words_of("crowd", "of"):
        return "crowd"
    if people.noun not in nouns("crowd") or people.number.best < 3:
        return None
    speaks = any(v.first == people.last and not v.is_passive for v in line.verbs)
    told = line.lower(people.last) in words_of("disagreeing")
    hurt = subject_cues(line, Listing((people,), (), people.last))
    hurt += [cue for cue in object_cues(line, people.first) if cue.kind != "crowd"]
    return None if hurt or (speaks and told) else "crowd"


def _takes_lives(line: Line, first: int, last: int) -> bool:
    before = range(max(0, first - 4), first)
    return any(line.lower(i) in verbs_in("taking_lives") for i in before) or _is_lost(line, last)


def _is_lost(line: Line, last: int) -> bool:
    return any(line.lower(last + k) in ("lost", "claimed") for k in range(4))


def _near(line: Line, first: int, last: int, key: str) -> bool:
    around = (*range(max(0, first - 4), first), *range(last, last + 8))
    return any(line.lower(i) in verbs_in(key) for i in around)


def object_cues(line: Line, first: int) -> list[Cue]:
    """What is done to the people whose phrase begins at ``first``: "killing 12"."""
    j = first - 1
    while line.lower(j) in words_of("between") - {"dead"} or line.lower(j).endswith("ly"):
        j -= 1
    noun = _of_noun(line, j)
    if noun is not None:
        return [noun]
    cue = _beside_before(line, j) or _verb_before(line, j)
    if cue is None:
        return []
    found = [cue]
    verb = verb_with(line, cue.at)
    if verb is not None and line.lower(verb.first - 1) in ("and", "or"):
        other = _verb_before(line, verb.first - 2)
        found += [other] if other is not None and other.kind != cue.kind else []
    return clear(found)


def _of_noun(line: Line, j: int) -> Cue | None:
    """As in "the death of 12", "the lives of 14", "a rally by 300", "attended by 3,000"."""
    at, noun = j - 1, line.lower(j - 1)
    if line.lower(j) == "by":
        held = noun in words_of("crowd", "of") or noun in forms("crowd", "verbs")
        return Cue("crowd", at) if held else None
    if line.lower(j) != "of":
        return None
    if noun in ("life", "lives"):
        return Cue("deaths", at) if _takes_lives(line, at, at) else None
    if noun in ("body", "bodies", "corpses"):
        return Cue("deaths", at) if _near(line, at, at + 2, "finding") else None
    kind = next((k for k in (*CASUALTIES, "crowd") if noun in words_of(k, "of")), None)
    return Cue(kind, at) if kind else None


def _verb_before(line: Line, j: int) -> Cue | None:
    verb = verb_with(line, j)
    if verb is None:
        return _headline_verb(line, j)
    if (verb.is_passive and not _is_bare_past(verb, line)) or unreal(line, verb):
        return None
    head = line.lower(verb.head)
    for kind in (*CASUALTIES, "crowd"):
        particles = forms(kind, "verbs").get(head)
        if particles is not None and follow(line, verb.head + 1, particles) == j + 1:
            return Cue(kind, verb.head)
    return None


def _headline_verb(line: Line, j: int) -> Cue | None:
    """A verb that grammar took for a noun: "Air strike on Omdurman quarter kills 22"."""
    before = line.lower(j - 1)
    if before == "to" or before in closed(line.lang).modals | closed(line.lang).negation:
        return None
    found = (k for k in CASUALTIES if forms(k, "verbs").get(line.lower(j)) == ())
    kind = next(found, None)
    return Cue(kind, j) if kind else None


def _is_bare_past(verb: VerbGroup, line: Line) -> bool:
    """A participle without auxiliary that may be a past tense: "shot", "killed"."""
    return verb.is_bare and verb.first == verb.head and line.lower(verb.head + 1) != "by"


def _beside_before(line: Line, j: int) -> Cue | None:
    """As in "shot dead", "stabbed to death" right before the people."""
    for kind in CASUALTIES:
        for text, heads in beside(kind).items():
            parts = tuple(text.split())
            at = j - len(parts)
            if follow(line, at + 1, parts) == j + 1 and line.lower(at) in heads:
                verb = verb_with(line, at)
                passive = verb is not None and verb.is_passive and verb.first < verb.head
                return None if passive or (verb and unreal(line, verb)) else Cue(kind, at)
    return None
