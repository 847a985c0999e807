"""Words of a text with what their writing tells: capitals, sentence starts, headlines."""

import re
from dataclasses import dataclass

from transforms.places.keys import name_key

# A possessive 's is no part of the word; single letters with full stops ("U.S.") are one word.
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:['’ʼ](?!s\b|S\b)\w+)*")
_ENDERS = frozenset(".!?\n")
_CLOSERS = "\"'”’»)] \t"
_MIN_HEADLINE_WORDS = 4
_HEADLINE_SHARE = 0.75
_SHORT_WORD = 3


@dataclass(slots=True)
class Word:
    """One word; `gap` is what stands between it and the one before."""

    start: int
    end: int
    text: str
    gap: str
    key: str = ""
    capital: bool = False
    starts: bool = False
    headline: bool = False
    shout: bool = False


def words_of(text: str, dotted: frozenset[str]) -> list[Word]:
    """The words of a text in order; after a `dotted` word a full stop ends no sentence."""
    words: list[Word] = []
    previous_end = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = Word(start, end, match.group(), text[previous_end:start])
        first = word.text[0]
        word.capital = first.isupper()
        word.key = name_key(word.text) if not word.text.isdigit() else word.text
        word.starts = not words or _ends_sentence(words[-1], word, dotted)
        words.append(word)
        previous_end = end
    _mark_headlines(words)
    return words


def _ends_sentence(before: Word, word: Word, dotted: frozenset[str]) -> bool:
    gap = word.gap
    if "\n" in gap:
        return True
    bare = gap.rstrip(_CLOSERS + "“‘([")
    if not bare or bare[-1] not in _ENDERS:
        return before.text.endswith(".") and word.gap.startswith("  ")
    return not (bare[-1] == "." and (before.text in dotted or len(before.text) == 1))


def _mark_headlines(words: list[Word]) -> None:
    """Flag the words of sentences in title case, and of those all in capitals."""
    begin = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or words[at].starts:
            _mark_sentence(words[begin:at])
            begin = at


def _mark_sentence(sentence: list[Word]) -> None:
    long = [w for w in sentence if len(w.text) > _SHORT_WORD and w.text[0].isalpha()]
    if len(long) < _MIN_HEADLINE_WORDS:
        return
    headline = sum(w.capital for w in long) >= _HEADLINE_SHARE * len(long)
    shout = sum(w.text.isupper() for w in long) >= _HEADLINE_SHARE * len(long)
    for word in sentence:
        word.headline, word.shout = headline, shout
