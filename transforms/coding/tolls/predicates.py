"""What happened to people by the words behind them: "12 people, mostly women, were killed"."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.coding.tolls.cues import Cue, beside, clear, follow, forms, is_feared, unreal
from transforms.coding.tolls.listings import Listing
from transforms.coding.tolls.numbers import words_of
from transforms.coding.tolls.people import CASUALTIES, INSERTION, Line, people_at
from transforms.coding.verbs import VerbGroup, closed

REACH = 16  # words between people and what is said of them


def subject_cues(line: Line, listing: Listing) -> list[Cue]:
    """What is said of the people behind them: "12 people, most of them women, were killed"."""
    at, prior = listing.last, line.lower(listing.first - 1)
    governed = prior in closed(line.lang).prepositions - closed(line.lang).subordinators
    while line.lower(at) in words_of("between") - {"dead"}:
        at += 1
    found = _adjective(line, at) or _beside_after(line, listing, at)
    if found:
        return found
    return [] if governed else clear(list(_predicates(line, at)) or _rallying(line, listing))


def _rallying(line: Line, listing: Listing) -> list[Cue]:
    """As in "Thousands march for the military", where grammar takes the verb for a noun."""
    one, at = listing.people[-1], listing.last
    if one.noun is not None and one.noun not in words_of("anybody"):
        return []
    particles = forms("crowd", "die").get(line.lower(at))
    is_verb = particles is not None and follow(line, at + 1, particles) > 0
    return [Cue("crowd", at)] if is_verb and not any(v.head == at for v in line.verbs) else []


def _adjective(line: Line, at: int) -> list[Cue]:
    """As in "12 dead", "31 passengers killed"; not "12 gunmen killed a farmer"."""
    kind = next((k for k in CASUALTIES if line.lower(at) in words_of(k, "adjectives")), None)
    if kind is None or is_feared(line, at):
        return []
    joined = line.lower(at + 1) in ("and", "or") and at + 2 < len(line.words)
    other = [k for k in CASUALTIES if joined and line.lower(at + 2) in words_of(k, "adjectives")]
    if line.lower(at) != "dead" and _has_object(line, at + 1 + 2 * bool(other)):
        return []
    return clear([Cue(kind, at), *(Cue(k, at + 2) for k in other if k != kind)])


def _has_object(line: Line, at: int) -> bool:
    """Whether a noun phrase stands at ``at``: the verb before it is no passive."""
    determined = line.lower(at) in closed(line.lang).determiners | {"them", "him", "it", "civilian"}
    return determined or people_at(line, at) is not None or line.number_at(at) is not None


def _beside_after(line: Line, listing: Listing, at: int) -> list[Cue]:
    """As in "shot two men dead", "took 30 people hostage"."""
    before = {line.lower(i) for i in range(max(0, listing.first - 2), listing.first)}
    for kind in CASUALTIES:
        for text, heads in beside(kind).items():
            if follow(line, at, tuple(text.split())) > 0 and before & heads:
                return [Cue(kind, at)]
    return []


def _predicates(line: Line, at: int) -> Iterator[Cue]:
    """The cues among the verbs of which the people are the subject."""
    at = _past_insertion(line, at)
    is_related = is_undergone = False
    for verb in (v for v in line.verbs if v.first >= at):
        if not _reaches(line, at, verb.first, is_related=is_related):
            return
        relative = line.lower(verb.first - 1) in closed(line.lang).relatives
        shared = is_undergone and line.lower(verb.first - 1) in ("and", "or")
        cue = None if relative and not verb.is_passive else _verb_cue(line, verb, shared=shared)
        if cue is not None and not unreal(line, verb):
            yield cue
            yield from _also(line, verb.head + 1)
        if relative or (verb.is_bare and not cue):
            is_related = True
            continue
        is_undergone = verb.is_passive or shared
        if not (is_undergone or cue) or line.lower(verb.head + 1) in (",", ";"):
            return
        at, is_related = verb.head + 1, False


def _also(line: Line, at: int) -> Iterator[Cue]:
    """The adjective joined to a participle: "wounded or dead"."""
    if line.lower(at) in ("and", "or") and at + 1 not in line.verb_tokens:
        yield from (Cue(kind, at + 1) for kind in CASUALTIES if _is_adjective(line, at + 1, kind))


def _past_insertion(line: Line, at: int) -> int:
    """Past ", medics said," to the verb."""
    if line.lower(at) != ",":
        return at
    for j in range(at + 1, min(at + INSERTION, len(line.words))):
        if line.words[j].text == ",":
            return j + 1 if any(v.first == j + 1 for v in line.verbs) else at
    return at


def _reaches(line: Line, at: int, first: int, *, is_related: bool) -> bool:
    """Whether a verb at ``first`` still speaks of the people before ``at``."""
    between = line.words[at:first]
    if len(between) > REACH or any(w.text in ';:."“”()' for w in between):
        return False
    if any(w.text == "," for w in between) and not is_related:
        return False
    opened = closed(line.lang).subordinators - {"before", "after", "as", "since", "until"}
    if any(w.lower in opened | {"but"} for w in between):
        return False
    # Another subject between them.
    return not any(
        people_at(line, k) is not None
        and line.lower(k - 1) not in closed(line.lang).prepositions
        and k > at
        and not is_related
        for k in range(at, first)
    )


def _verb_cue(line: Line, verb: VerbGroup, *, shared: bool) -> Cue | None:
    """The cue that a verb of the people's own is: "were killed", "died", "marched".

    ``shared`` = it has the auxiliary of a passive before it: "were abducted and killed".
    """
    head, passive = line.lower(verb.head), verb.is_passive or shared
    for kind in (*CASUALTIES, "crowd"):
        particles = forms(kind, "die").get(head)
        is_participle = head.endswith("ing") and verb.first == verb.head
        if particles is not None and not passive and not is_participle:
            return Cue(kind, verb.head) if follow(line, verb.head + 1, particles) > 0 else None
        dies = passive and kind != "crowd" and head in forms(kind, "verbs")
        if dies and follow(line, verb.head + 1, forms(kind, "verbs")[head]) > 0:
            return Cue(kind, verb.head)
    return _beside_verb(line, verb)


def _beside_verb(line: Line, verb: VerbGroup) -> Cue | None:
    """As in "were shot dead", "lost their lives", "are dead"."""
    head = line.lower(verb.head)
    if head in closed(line.lang).be:
        kind = next((k for k in CASUALTIES if _is_adjective(line, verb.head + 1, k)), None)
        return Cue(kind, verb.head + 1) if kind else None
    for kind in CASUALTIES:
        for text, heads in beside(kind).items():
            parts = tuple(text.split())
            if head in heads and max(follow(line, verb.head + k, parts) for k in (1, 2)) > 0:
                return Cue(kind, verb.head)
    return None


def _is_adjective(line: Line, at: int, kind: str) -> bool:
    return line.lower(at) in words_of(kind, "adjectives") and not is_feared(line, at)
