"""Counts as words give them: figures, number words, qualifiers, ranges and vague amounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from transforms.coding.lexicons import read
from transforms.coding.morphology import verb_forms
from transforms.coding.words import Token

LEAD = 4  # words of the longest qualifier


@dataclass(frozen=True, slots=True)
class Number:
    """A count as written: its bounds and its tokens, ``last`` exclusive.

    ``is_definite`` = it is of people named already ("the two men").
    """

    low: int | None
    best: int
    high: int | None
    first: int
    last: int
    is_definite: bool = False


@cache
def words_of(*keys: str) -> frozenset[str]:
    """A list of the lexicon, as a set; ``keys`` lead to it."""
    found = read("magnitudes")
    for key in keys:
        found = found[key]
    return frozenset([found] if isinstance(found, str) else found)


def numbers(words: Sequence[Token]) -> Iterator[Number]:
    """Counts with their qualifiers: "at least 12", "dozens", "between 20 and 30"."""
    i = 0
    while i < len(words):
        number = _range(words, i) or _vague(words, i) or _plain(words, i)
        if number is None:
            i += 1
            continue
        i = number.last
        if not _is_something_else(number, words):
            yield _qualified(number, words)


def _range(words: Sequence[Token], i: int) -> Number | None:
    """As in "between 20 and 30", "20 to 30", "20-30", "two or three"."""
    is_led = words[i].lower in words_of("range_leads")
    lead = i if is_led else i - 1
    if lead >= 0 and words[lead].lower == "from" and _rises(words, lead):
        return None
    low, j = _value(words, i + is_led)
    if low is None or j + 1 >= len(words) or words[j].lower not in words_of("range_joins"):
        return None
    if words[j].lower == "and" and words[i].lower != "between":
        return None
    high, k = _value(words, j + 1)
    if high is None or high <= low:
        return None
    return Number(low, (low + high) // 2, high, i, k)


def _rises(words: Sequence[Token], i: int) -> bool:
    """Whether "from" at ``i`` leads the old figure of a change: "rose from 132 to 160"."""
    forms = {form for base in words_of("rising") for form, _ in verb_forms(base)}
    return any(w.lower in forms for w in words[max(0, i - 3) : i])


def _vague(words: Sequence[Token], i: int) -> Number | None:
    table = read("magnitudes")["vague"]
    for length in (3, 2, 1):
        bounds = table.get(" ".join(w.lower for w in words[i : i + length]))
        if bounds:
            low, best, high = bounds
            return Number(low, best, high, i, i + length)
    return None


def _plain(words: Sequence[Token], i: int) -> Number | None:
    value, last = _value(words, i)
    return None if value is None else Number(value, value, value, i, last)


def _value(words: Sequence[Token], i: int) -> tuple[int | None, int]:
    """The value that begins at token ``i`` and where it ends: "1,200", "two hundred and ten"."""
    if i >= len(words):
        return None, i
    amount = _digits(words, i) if words[i].text[0].isdigit() else _spelt(words[i])
    if amount is None:
        return None, i
    scales, last = read("magnitudes")["scales"], i + 1
    while last < len(words) and words[last].lower in scales:
        amount *= scales[words[last].lower]
        last += 1
    if last > i + 1 and last + 1 < len(words) and words[last].lower == "and":
        rest = None if words[i].text[0].isdigit() else _spelt(words[last + 1])
        if rest is not None and rest < amount:
            amount, last = amount + rest, last + 2
    is_count = amount == int(amount) and amount <= read("magnitudes")["most"]
    return (int(amount) if is_count else None), last


def _spelt(word: Token) -> float | None:
    table = read("magnitudes")["numbers"]
    parts = word.lower.split("-")
    return float(sum(table[p] for p in parts)) if all(p in table for p in parts) else None


def _digits(words: Sequence[Token], i: int) -> float | None:
    """A figure; none where it is a year, an ordinal or glued to another word ("16-year-old")."""
    text = words[i].text
    after = words[i + 1] if i + 1 < len(words) else None
    plain = text.replace(",", "")
    if not plain.isascii() or not plain.replace(".", "", 1).isdigit() or len(plain) > 12:
        return None
    if after is not None and after.start == words[i].end and after.is_word:
        return None
    people = after is not None and after.lower in words_of("anybody")
    is_year = len(plain) == 4 and plain[:2] in ("18", "19", "20") and "," not in text
    return None if is_year and not people else float(plain)


def _is_something_else(number: Number, words: Sequence[Token]) -> bool:
    """Whether marks or words beside it make it a date, an age, a price, a score or a share."""
    if number.last < len(words) and _is_measured(number, words):
        return True
    if not number.first:
        return False
    before = words[number.first - 1]
    if before.text in "-/–:" and before.end == words[number.first].start:
        return True
    is_item = before.lower in words_of("not_before")
    return is_item or _is_dated(number, words) or _is_age(number, words)


def _is_measured(number: Number, words: Sequence[Token]) -> bool:
    """Whether the word behind it is a unit, a month or the rest of a time: "5:30"."""
    last = number.last
    after, is_glued = words[last], words[last].start == words[last - 1].end
    if is_glued and after.text == ":" and last + 1 < len(words) and not words[last + 1].is_word:
        return True
    if after.lower in words_of("not_after") and (is_glued or after.text not in "-/$€£"):
        return True
    return after.is_capital and after.lower in words_of("dated_by")


def _is_dated(number: Number, words: Sequence[Token]) -> bool:
    """Whether it is a day of a month: "May 4", "March 23 and 31"."""
    if number.last < len(words) and words[number.last].lower in words_of("anybody"):
        return False
    j = number.first - 1
    while j > 0 and (words[j].text in "-–" or words[j].lower in ("and", "to", "or")):
        j -= 2
    return j >= 0 and words[j].is_capital and words[j].lower.rstrip(".") in words_of("dated_by")


def _is_age(number: Number, words: Sequence[Token]) -> bool:
    """Whether it stands between commas behind a name: "Mahamat Idriss Deby, 37,"."""
    first, last = number.first, number.last
    if first < 2 or last >= len(words) or not words[first].text[0].isdigit():
        return False
    marks = words[first - 1].text == "," and words[last].text in ",."
    return marks and words[first - 2].is_capital and number.best < 120


def _qualified(number: Number, words: Sequence[Token]) -> Number:
    """The number with the words before and after it that move its bounds."""
    found = _led(number, words)
    for phrase in read("magnitudes")["at_least_after"]:
        parts = phrase.split()
        if [w.lower for w in words[found.last : found.last + len(parts)]] == parts:
            return replace(found, high=None, last=found.last + len(parts))
    return found


def _led(number: Number, words: Sequence[Token]) -> Number:
    for length in range(LEAD, 0, -1):
        first = number.first - length
        if first < 0:
            continue
        lead = " ".join(w.lower for w in words[first : number.first])
        if lead in words_of("at_least"):
            return _led(replace(number, high=None, first=first), words)
        if lead in words_of("at_most"):
            return replace(number, low=None, first=first)
        if lead in words_of("about"):
            return _led(replace(number, first=first), words)
    definite = number.first > 0 and words[number.first - 1].lower in words_of("definite")
    return replace(number, is_definite=definite)
