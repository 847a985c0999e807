"""Numbers of people that a model names: found in the text, and read again by our own rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from transforms.coding.lexicons import has_lexicons
from transforms.coding.mention import Amount, Span
from transforms.coding.tolls.numbers import numbers
from transforms.coding.words import tokens
from transforms.models.answers import SaidAmount
from transforms.models.quotes import nearest

MOST = 2**31 - 1  # of a 32-bit column
Bounds = tuple[int | None, int | None, int | None]


def amounts(
    said: Mapping[str, SaidAmount], trigger: Span, text: str, lang: str, dropped: Counter[str]
) -> dict[str, Amount]:
    """The numbers whose words stand in the text and say them; the others are counted as dropped."""
    made = {}
    for name, one in said.items():
        span = nearest(one.text, text, trigger)
        if span is None:
            dropped["number_not_in_text"] += 1
        elif one.low is one.best is one.high is None:
            dropped["number_is_none"] += 1
        elif isinstance(bounds := _agreed(one, span, text, lang), str):
            dropped[bounds] += 1
        else:
            made[name] = Amount(*bounds, *span)
    return made


def _agreed(said: SaidAmount, span: Span, text: str, lang: str) -> Bounds | str:
    """As our rules read the words, or why the number is dropped; the model's without lexicons."""
    theirs = (said.low, said.best, said.high)
    if not has_lexicons(lang):
        return theirs
    read = list(numbers(tokens(text, *span)))
    if len(read) != 1:
        return "number_is_several" if read else "number_not_in_its_words"
    ours = (read[0].low, read[0].best, read[0].high)
    pairs = zip(ours, theirs, strict=True)
    differ = any(a is not None and b is not None and a != b for a, b in pairs)
    return "number_reads_otherwise" if differ or max(n or 0 for n in ours) > MOST else ours
