"""Tokens of a text as the date patterns see them: words, numbers by shape, paragraph breaks."""

import re
from dataclasses import dataclass
from itertools import accumulate

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

# What begins with a digit, a quotation mark or a Q; `half` and `clitic` count as words.
_FORMS = r"""(?P<isoday>\d{4}-\d{2}-\d{2}(?![\d-]))
    |(?P<slashday>\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})(?![\d/.]*\d))
    |(?P<clock>\d{1,2}(?:[:.]\d{2})?\s?[ap](?:\.m\.?|m\b)|(?<![\d:])\d{1,2}:\d{2}(?![\d:])
      |\b\d{4}(?=\s?(?:GMT|UTC)\b))
    |(?P<half>1/2\b|½)
    |(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)
    |(?P<decade>\d{3}0s\b|['’‘]?\d0s\b)
    |(?P<shortyear>(?<!['’‘])['’‘]\d{2}\b)
    |(?P<ordinal>\d+(?:st|nd|rd|th)\b)
    |(?P<quarter>\b[Qq][1-4]\b|\b[1-4]Q\b)
    |(?P<digits>\d+)
    |(?P<clitic>['’](?:s|ll|re|ve|d|til)\b)"""
_FORM = re.compile(_FORMS, re.IGNORECASE | re.VERBOSE)
# Plain words first, as they are the most; groups without names, as splitting returns each.
_TOKEN = re.compile(
    rf"""([^\W\d_oOqQ½][^\W\d_]*
    |\n\s*\n
    |(?i:(?=[\dq½'’‘])(?:{re.sub("[?]P<[a-z]+>", "?:", _FORMS)})|o['’]clock\b)
    |[^\W\d_]+
    |\S)""",
    re.VERBOSE,
)
_HOURS, _DAYS, _FIRST_YEAR, _LAST_YEAR = 24, 31, 1500, 2100


@dataclass(slots=True)
class Tokens:
    """The tokens of a text as columns of one length.

    Attributes:
        text: Each as written.
        word: In lower case with straight quotes, BREAK for a paragraph break.
        begin: Its first code point.
        shape: Shapes by index, of those that have one.
    """

    text: list[str]
    word: list[str]
    begin: list[int]
    shape: dict[int, str]

    def __len__(self) -> int:
        return len(self.text)

    def end(self, at: int) -> int:
        """One past the last code point of a token."""
        return self.begin[at] + len(self.text[at])

    def capital(self, at: int) -> bool:
        """Whether a token is a word with a capital."""
        return self.text[at][0].isupper() and at not in self.shape


def tokens_of(text: str) -> Tokens:
    """All tokens of a text, in order."""
    pieces = _TOKEN.split(text)
    texts, begins = pieces[1::2], list(accumulate(map(len, pieces)))[:-1:2]
    words = [BREAK if token[0] == "\n" else token.lower() for token in texts]
    if "’" in text or "‘" in text:
        words = [word.replace("’", "'").replace("‘", "'") for word in words]
    shapes = {}
    for at, token in enumerate(texts):
        plain = token.isalpha() or (len(token) == 1 and not token.isdecimal())
        if not plain and (shape := _shape(text, begins[at], token)):
            shapes[at] = shape
    return Tokens(texts, words, begins, shapes)


def words_of(phrase: str) -> list[str]:
    """The words of a lexicon entry, cut as a text is."""
    return tokens_of(phrase).word


def _shape(text: str, begin: int, token: str) -> str:
    """The shape of a token of a text, "" for a word or mark."""
    form = _FORM.match(text, begin)
    kind = form.lastgroup if form else None
    if kind in (None, "half", "clitic"):
        return ""
    if kind == "ordinal":
        return "#ordinalday" if int(token[:-2]) <= _DAYS else "#ordinal"
    return _of_digits(token) if kind == "digits" else f"#{kind}"


def _of_digits(token: str) -> str:
    """The shape of a whole number."""
    number = int(token) if len(token) <= 4 else 0
    if 1 <= number <= _DAYS and len(token) <= 2:
        return "#hour" if number <= _HOURS else "#day"
    return "#year" if len(token) == 4 and _FIRST_YEAR <= number < _LAST_YEAR else "#number"
