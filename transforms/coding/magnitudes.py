"""Numbers of people: killed, injured, detained, taking part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from transforms.coding.lexicons import read
from transforms.coding.mention import Amount
from transforms.coding.morphology import plural, verb_forms
from transforms.coding.phrase import Phrase
from transforms.coding.words import Sentence, Token

KINDS = ("deaths", "injured", "detained", "crowd")
REACH = 7
TOTAL_REACH = 14  # words between a total and its figure ("has risen to 160")


@dataclass(frozen=True, slots=True)
class Number:
    """A count as written: its bounds and its tokens."""

    low: int | None
    best: int | None
    high: int | None
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people and what happened to them; ``at`` is the word that says what."""

    kind: str
    amount: Amount
    at: int


def counts(sentence: Sentence, parties: Sequence[Phrase]) -> list[Count]:
    """The counts of people that a sentence gives."""
    words = sentence.tokens
    found = list(numbers(words))
    used: set[int] = set()
    made: list[Count] = []
    for at, word in enumerate(words):
        for kind in KINDS:
            if word.lower not in _cues(kind):
                continue
            number = _counted(at, kind, found, words, used)
            if number is not None:
                used.add(number.first)
                made.append(Count(kind, _amount(number, words), at))
    return made + list(_zeros(words))


def numbers(words: Sequence[Token]) -> Iterator[Number]:
    """Counts with their qualifiers: "at least 12", "dozens", "between 20 and 30"."""
    i = 0
    while i < len(words):
        number = _between(words, i) or _vague(words, i) or _plain(words, i)
        if number is None:
            i += 1
            continue
        yield _qualified(number, words)
        i = number.last


def _plain(words: Sequence[Token], i: int) -> Number | None:
    value, last = _value(words, i)
    if value is None:
        return None
    after = [w.lower for w in words[last : last + 2]]
    if after and (after[0] in "%$€£" or after[0] in _not_people() or after[-1] == "year-old"):
        return None
    if i and (words[i - 1].text in "$€£" or words[i - 1].lower in _months()):
        return None
    return Number(value, value, value, i, last)


def _value(words: Sequence[Token], i: int) -> tuple[int | None, int]:
    lexicon = read("magnitudes")
    word, i0 = words[i], i
    if word.text[0].isdigit():
        digits = word.text.replace(",", "")
        if not digits.isdecimal():
            return None, i
        if len(digits) == 4 and digits[:2] in ("18", "19", "20") and "," not in word.text:
            return None, i
        value = int(digits)
    else:
        parts = word.lower.split("-")
        if not all(part in lexicon["numbers"] for part in parts):
            return None, i
        value = sum(lexicon["numbers"][part] for part in parts)
    i += 1
    while i < len(words) and words[i].lower in lexicon["scales"]:
        value *= lexicon["scales"][words[i].lower]
        i += 1
    return (value if value < 50_000_000 else None), max(i, i0 + 1)


def _vague(words: Sequence[Token], i: int) -> Number | None:
    table = read("magnitudes")["vague"]
    for length in (3, 2, 1):
        bounds = table.get(" ".join(w.lower for w in words[i : i + length]))
        if bounds:
            low, best, high = bounds
            return Number(low, best, high, i, i + length)
    return None


def _between(words: Sequence[Token], i: int) -> Number | None:
    if words[i].lower not in ("between", "from") or i + 1 >= len(words):
        return None
    low, j = _value(words, i + 1)
    if low is None or j + 1 >= len(words) or words[j].lower not in ("and", "to"):
        return None
    high, k = _value(words, j + 1)
    if high is None or high < low:
        return None
    return Number(low, (low + high) // 2, high, i, k)


def _qualified(number: Number, words: Sequence[Token]) -> Number:
    lexicon = read("magnitudes")
    for length in (3, 2, 1):
        first = number.first - length
        if first < 0:
            continue
        lead = " ".join(w.lower for w in words[first : number.first])
        if lead in lexicon["at_least"]:
            return Number(number.low, number.best, None, first, number.last)
        if lead in lexicon["at_most"]:
            return Number(None, number.best, number.high, first, number.last)
        if lead in lexicon["about"]:
            return Number(number.low, number.best, number.high, first, number.last)
    return number


def _counted(
    at: int, kind: str, found: Sequence[Number], words: Sequence[Token], used: set[int]
) -> Number | None:
    """The number that a cue counts: before it ("12 were killed"), else after ("killing 12")."""
    before = [n for n in found if n.last <= at and at - n.last <= REACH and n.first not in used]
    after = [n for n in found if n.first > at and n.first - at <= 3 and n.first not in used]
    if _is_total(at, words):
        return next(
            (n for n in found if 0 < n.first - at <= TOTAL_REACH and _rises_to(n, words)), None
        )
    lower = words[at].lower
    if before and before[-1].last == at and lower in _nouns(kind) | _adjectives():
        return before[-1]
    active = lower.endswith("ing") or not _passive(at, words)
    if after and active and _is_object(at + 1, after[0].first, words):
        return after[0]
    if (
        before
        and _free(before[-1].last, at, words)
        and _subject_counted(before[-1], at, kind, words)
    ):
        return before[-1]
    return None


def _is_total(at: int, words: Sequence[Token]) -> bool:
    """True of "the toll" and "the number of people killed", whose figure comes later."""
    return words[at].lower == "toll" or "number" in [w.lower for w in words[max(0, at - 4) : at]]


def _rises_to(number: Number, words: Sequence[Token]) -> bool:
    return words[number.first - 1].lower in (
        "to",
        "at",
        "was",
        "is",
        "of",
        "reached",
        "stands",
        ":",
    )


def _passive(at: int, words: Sequence[Token]) -> bool:
    return any(
        w.lower in ("was", "were", "been", "be", "are", "is", "dead")
        for w in words[max(0, at - 3) : at]
    )


def _subject_counted(number: Number, at: int, kind: str, words: Sequence[Token]) -> bool:
    """True of "12 people were killed", "12 dead", "12 protesters", not of "12 gunmen killed"."""
    lower = words[at].lower
    if kind == "crowd" or lower in (
        "dead",
        "wounded",
        "injured",
        "hurt",
        "died",
        "deaths",
        "lives",
    ):
        return True
    if lower in _nouns(kind):
        return at - number.last <= 2
    return _passive(at, words) or at == number.last or lower == "die"


def _is_part(first: int, last: int, words: Sequence[Token]) -> bool:
    """True of "seven children were among those killed": a part of the killed."""
    return any(w.lower in ("among", "including", "include", "included") for w in words[first:last])


def _is_object(first: int, last: int, words: Sequence[Token]) -> bool:
    """Whether a number follows its cue in the same phrase."""
    return _free(first, last, words) and "and" not in [w.lower for w in words[first:last]]


def _free(first: int, last: int, words: Sequence[Token]) -> bool:
    if _is_part(first, last, words):
        return False
    return not any(
        w.text in ";:,." or w.lower in ("who", "which", "after") for w in words[first:last]
    )


def _amount(number: Number, words: Sequence[Token]) -> Amount:
    start, end = words[number.first].start, words[number.last - 1].end
    return Amount(number.low, number.best, number.high, start, end)


def _zeros(words: Sequence[Token]) -> Iterator[Count]:
    """Counts of none: "no casualties"."""
    for i, word in enumerate(words[:-1]):
        if word.lower != "no":
            continue
        reach = words[i + 1 : i + 4]
        for kind in KINDS:
            if i and words[i - 1].lower in _cues(kind) - _nouns(kind):
                yield Count(kind, Amount(0, 0, 0, word.start, reach[0].end), i - 1)
                continue
            hit = next((w for w in reach if w.lower in read("magnitudes")[kind]["zero"]), None)
            if hit is not None:
                yield Count(kind, Amount(0, 0, 0, word.start, hit.end), i + 1)


@cache
def _cues(kind: str) -> frozenset[str]:
    return frozenset(
        f for base in read("magnitudes")[kind]["verbs"] for f, _ in verb_forms(base)
    ) | _nouns(kind)


@cache
def _adjectives() -> frozenset[str]:
    return frozenset(read("magnitudes")["adjectives"])


@cache
def _nouns(kind: str) -> frozenset[str]:
    irregular = {"life": "lives", "casualty": "casualties", "fatality": "fatalities"}
    nouns = read("magnitudes")[kind]["nouns"]
    return frozenset(nouns) | {irregular.get(noun, plural(noun)) for noun in nouns}


@cache
def _not_people() -> frozenset[str]:
    return frozenset(read("magnitudes")["not_people"])


@cache
def _months() -> frozenset[str]:
    return frozenset(read("magnitudes")["dated_by"])
