"""Whether a toll adds up a war or a year, and so belongs to no single event."""

from __future__ import annotations

from transforms.coding.tolls.numbers import words_of
from transforms.coding.tolls.people import Line
from transforms.coding.verbs import VerbGroup, closed

NEAR = 6  # words in which a superlative or a recent day says what a period is about


def adds_up(line: Line, told: range, cue: int, *, is_total: bool, is_many: bool) -> bool:
    """Whether a count told by some tokens is of a long time.

    ``cue`` is the word that says what happened to the people; a total ("the toll") may come to
    the figure of years by the deaths of a day; ``is_many`` = more than one attack ever kills.
    """
    verb = _carrier(line, cue)
    is_perfect = verb is not None and _is_perfect(line, verb)
    if is_perfect and verb is not None:
        own = cue in range(verb.first, verb.head + 1)
        if _is_lasting(line, verb) or (is_many and own):
            return True
    tokens = range(len(line.words))
    if any(_is_span(line, i, "short") for i in tokens):
        return False
    if is_total:
        return any(_is_since(line, i) or _is_period(line, i) for i in tokens)
    return any(_marks(line, i, is_perfect=is_perfect) and _reaches(line, i, told) for i in tokens)


def _carrier(line: Line, cue: int) -> VerbGroup | None:
    """The verb group that the cue is in, else the nearest one before it or behind."""
    own = next((v for v in line.verbs if v.first <= cue <= v.head), None)
    if own is not None and own.is_finite:
        return own
    before = [v for v in line.verbs if v.head < cue]
    after = [v for v in line.verbs if v.first > cue]
    return before[-1] if before else own or (after[0] if after else None)


def _is_perfect(line: Line, verb: VerbGroup) -> bool:
    have = closed(line.lang).have
    return any(line.lower(i) in have for i in range(verb.first, verb.head))


def _is_lasting(line: Line, verb: VerbGroup) -> bool:
    """Whether a war is its subject: "the war has killed 700"."""
    lead = range(max(0, verb.first - 2), verb.first)
    return not verb.is_passive and any(line.lower(i) in words_of("lasting") for i in lead)


def _marks(line: Line, i: int, *, is_perfect: bool) -> bool:
    """Whether words of a long time begin at ``i``."""
    rare = {line.lower(k) for k in range(max(0, i - NEAR), i)} & words_of("superlatives")
    if rare:
        return False
    opens = i == 0 or line.lower(i - 1) == ","
    since = _is_since(line, i) and (is_perfect or opens)
    return since or _is_period(line, i) or _is_span(line, i, "units")


def _is_since(line: Line, i: int) -> bool:
    """Whether "since" at ``i`` leads what is no day of the event itself."""
    soon = {line.lower(k) for k in range(i + 1, i + 5)} & words_of("recent")
    return line.lower(i) in words_of("since") and not soon


def _is_period(line: Line, i: int) -> bool:
    """As in "this year", "every year"; not "earlier this year", "a year ago"."""
    width = line.begins(i, words_of("periods"))
    if not width:
        return False
    before, after = line.lower(i - 1), line.lower(i + width)
    if before in words_of("not_periods") | words_of("dated_by") or before[:1].isdigit():
        return False
    if line.lower(i) != "a":
        return True
    return after not in words_of("turned") and before not in closed(line.lang).prepositions | {
        "half"
    }


def _is_span(line: Line, i: int, which: str) -> bool:
    """As in "over the past decade", "in two years"; not "in the year"."""
    if line.lower(i) not in words_of("spans", "leads"):
        return False
    j, units = i + 1, words_of("spans", which)
    while line.lower(j) in words_of("spans", "fillers") or line.number_at(j):
        number = line.number_at(j)
        j = number.last if number else j + 1
    return line.lower(j) in units and (j > i + 2 or line.lower(i + 1) != "the")


def _reaches(line: Line, i: int, told: range) -> bool:
    """Whether words of time at ``i`` are said of the count, not of something between them."""
    begin, end = (i, told.start) if i < told.start else (told.stop, i)
    between = range(begin, end)
    if any(line.lower(k) in words_of("clauses") for k in between):
        return False
    if i < told.start:
        clear = any(line.words[k].text == "," for k in between)
        return clear or not any(v.is_finite and begin <= v.first < end for v in line.verbs)
    return not any(
        begin <= v.first < end and line.lower(v.first - 1) not in ("and", "or") for v in line.verbs
    )
