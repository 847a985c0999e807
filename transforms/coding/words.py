"""Sentences and tokens with exact offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

import sentencex
import simplemma

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\d+(?:[.,]\d+)*"  # 1,200
    r"|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b"  # clitics
    r"|[^\W_]+?(?=n['’]t\b)"  # did|n't
    r"|[^\W_]+(?:[-/][^\W_]+|['’](?!s\b)[^\W_]+)*"  # self-defence, N'Djamena
    r"|[^\w\s]",
    re.UNICODE,
)
LONGEST = 1500  # characters; longer "sentences" are lists or noise
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")


@dataclass(slots=True)
class Token:
    """A word or mark; ``lower`` has straight apostrophes. ``is_word``: it begins with a letter.

    ``is_capital``: it begins with a capital that says something. Where all words have one, as in
    wire copy and headlines, only words that no dictionary knows count.
    """

    text: str
    lower: str
    start: int
    end: int
    is_capital: bool
    is_word: bool


@dataclass(slots=True)
class Sentence:
    """A sentence: its span, its place in the report and its tokens."""

    start: int
    end: int
    index: int
    paragraph: int
    opens_paragraph: bool
    is_title: bool
    is_upper: bool
    tokens: list[Token] = field(default_factory=list)


def sentences(text: str, lang: str = "en") -> list[Sentence]:
    """The sentences of a text; the first line of a longer text is its title."""
    found: list[Sentence] = []
    for number, (start, end) in enumerate(_paragraphs(text)):
        for offset, span in enumerate(_sentence_spans(text, start, end, lang)):
            opens = offset == 0
            is_title = number == 0 and opens and "\n\n" in text and text[span[1] - 1] not in ".!?"
            words = tokens(text, *span)
            is_upper = _is_upper(text[slice(*span)])
            if is_upper or (is_title and _is_headline(words)):
                _lower_common(words, lang)
            found.append(Sentence(*span, len(found), number, opens, is_title, is_upper, words))
    return found


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The tokens between two offsets."""
    found = []
    for m in _TOKEN.finditer(text, start, end):
        word = m.group()
        lower = word.lower().replace("’", "'")
        first = word[0]
        found.append(Token(word, lower, m.start(), m.end(), first.isupper(), first.isalpha()))
    return found


@lru_cache(maxsize=65536)
def is_common(word: str, lang: str) -> bool:
    """Whether a dictionary of the language has a lower-case word."""
    return bool(simplemma.is_known(word, lang=lang))


def _lower_common(words: list[Token], lang: str) -> None:
    """Takes from the words of a dictionary the capital that all words have."""
    for word in words:
        word.is_capital = word.is_capital and not is_common(word.lower, lang)


def _is_headline(words: list[Token]) -> bool:
    """Whether the words of a title begin with capitals, as headlines do."""
    long = [word for word in words if word.is_word and len(word.text) > 3]
    return bool(long) and sum(word.is_capital for word in long) > 0.8 * len(long)


def _is_upper(piece: str) -> bool:
    """Whether it is set in capitals, as wire copy once was."""
    letters = sum(map(str.isalpha, piece))
    return letters > 0 and sum(map(str.isupper, piece)) > 0.8 * letters


def _paragraphs(text: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    for match in _PARAGRAPH.finditer(text):
        spans.append((at, match.start()))
        at = match.end()
    spans.append((at, len(text)))
    return [(s, e) for s, e in spans if text[s:e].strip()]


def _sentence_spans(text: str, start: int, end: int, lang: str) -> list[tuple[int, int]]:
    piece = text[start:end].replace("\n", " ")
    spans, at = [], 0
    for part in sentencex.segment(lang, piece):
        where = piece.find(part, at)
        if where < 0:
            continue
        at = where + len(part)
        lead = len(part) - len(part.lstrip())
        trail = len(part.rstrip())
        if trail > lead:
            spans += _in_pieces(piece, where + lead, where + trail, start)
    return spans


def _in_pieces(piece: str, first: int, last: int, offset: int) -> list[tuple[int, int]]:
    """A sentence, cut at a space where it is longer than any sentence is."""
    spans = []
    while last - first > LONGEST:
        cut = piece.rfind(" ", first, first + LONGEST)
        cut = cut if cut > first else first + LONGEST
        spans.append((offset + first, offset + cut))
        first = cut + 1 if piece[cut] == " " else cut
    return [*spans, (offset + first, offset + last)]
