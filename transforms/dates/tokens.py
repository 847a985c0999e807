"""Tokens of a text as the date patterns see them: words, numbers by shape, paragraph breaks."""

import re
from typing import NamedTuple

BREAK = "BREAK"

# Shapes of tokens with digits, and the classes that patterns know them by.
SHAPES: dict[str, tuple[str, ...]] = {
    "#hour": ("NUM", "DAY", "HOUR"),
    "#day": ("NUM", "DAY"),
    "#number": ("NUM",),
    "#year": ("YEAR", "NUM"),
    "#ordinalday": ("ORD", "ORDDAY"),
    "#ordinal": ("ORD",),
    "#decade": ("DECADE",),
    "#shortyear": ("SHORTYEAR",),
    "#isoday": ("ISODAY",),
    "#slashday": ("SLASHDAY",),
    "#clock": ("CLOCK",),
    "#quarter": ("QUARTERCODE",),
}

_TOKEN = re.compile(
    r"""(?P<break>\n\s*\n)
    |(?P<isoday>\d{4}-\d{2}-\d{2}(?![\d-]))
    |(?P<slashday>\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})(?![\d/.]*\d))
    |(?P<clock>\d{1,2}(?:[:.]\d{2})?\s?[ap](?:\.m\.?|m\b)|(?<![\d:])\d{1,2}:\d{2}(?![\d:])
      |\b\d{4}(?=\s?(?:GMT|UTC)\b))
    |(?P<half>1/2\b|½)
    |(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)
    |(?P<decade>\d{3}0s\b|['’‘]?\d0s\b)
    |(?P<shortyear>['’‘]\d{2}\b)
    |(?P<ordinal>\d+(?:st|nd|rd|th)\b)
    |(?P<quarter>\b[Qq][1-4]\b|\b[1-4]Q\b)
    |(?P<digits>\d+)
    |(?P<clitic>['’](?:s|ll|re|ve|d|til)\b)
    |(?P<word>o['’]clock\b|[^\W\d_]+)
    |(?P<mark>\S)""",
    re.IGNORECASE | re.VERBOSE,
)
_HOURS, _DAYS, _FIRST_YEAR, _LAST_YEAR = 24, 31, 1500, 2100


class Token(NamedTuple):
    """A token: code points, lower-cased word, shape (empty for words), whether capitalised."""

    start: int
    end: int
    word: str
    shape: str
    capital: bool


def tokens_of(text: str) -> list[Token]:
    """All tokens of a text, in order."""
    found = []
    for match in _TOKEN.finditer(text):
        kind, word = match.lastgroup or "", match.group()
        capital = word[0].isupper()
        if kind in ("word", "mark", "clitic", "half"):
            found.append(Token(match.start(), match.end(), _plain(word), "", capital))
        elif kind == "break":
            found.append(Token(match.start(), match.end(), BREAK, "", False))
        else:
            found.append(Token(match.start(), match.end(), _plain(word), _shape(kind, word), False))
    return found


def words_of(phrase: str) -> list[str]:
    """The words of a lexicon entry, cut as a text is."""
    return [token.word for token in tokens_of(phrase)]


def _plain(word: str) -> str:
    return word.lower().replace("’", "'").replace("‘", "'")


def _shape(kind: str, word: str) -> str:
    if kind == "ordinal":
        return "#ordinalday" if int(word[:-2]) <= _DAYS else "#ordinal"
    if kind != "digits":
        return f"#{kind}"
    number = int(word) if len(word) <= 4 else 0
    if 1 <= number <= _DAYS and len(word) <= 2:
        return "#hour" if number <= _HOURS else "#day"
    return "#year" if len(word) == 4 and _FIRST_YEAR <= number < _LAST_YEAR else "#number"
