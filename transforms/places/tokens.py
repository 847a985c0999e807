"""Words of a text with what their writing tells: capitals, sentence starts, headlines."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

# A possessive 's is no part of the word; single letters with full stops ("U.S.") are one word.
_WORD = re.compile(r"((?:[^\W\d_]\.){2,}|(?!(?<=\w['’ʼ])[sS]\b)\w+(?:['’ʼ](?!s\b|S\b)\w+)*)")
_ENDERS = frozenset(".!?\n")
_AROUND = "\"'”’»)] \t“‘(["
_MIN_HEADLINE_WORDS = 4
_HEADLINE_SHARE = 0.75
_SHORT_WORD = 3


@dataclass(slots=True)
class Words:
    """The words of a text as columns of one length, an entry a word.

    Attributes:
        text: As written.
        gap: What stands between it and the word before.
        begin: Its first code point.
        capital: Whether it begins with a capital.
        starts: Whether it opens a sentence.
        headline: Whether its sentence is in title case.
        shout: Whether its sentence is all in capitals.
    """

    text: list[str]
    gap: list[str]
    begin: list[int]
    capital: list[bool]
    starts: list[bool]
    headline: list[bool]
    shout: list[bool]

    def __len__(self) -> int:
        return len(self.text)

    def end(self, at: int) -> int:
        """One past the last code point of a word."""
        return self.begin[at] + len(self.text[at])

    def sentence(self, at: int) -> tuple[int, int]:
        """The first word of the sentence of a word, and one past its last."""
        first, last = at, at + 1
        while first and not self.starts[first]:
            first -= 1
        while last < len(self) and not self.starts[last]:
            last += 1
        return first, last

    def holding(self, place: int) -> int | None:
        """The word in which a code point lies."""
        at = bisect_right(self.begin, place) - 1
        return at if at >= 0 and place < self.end(at) else None


def words_of(text: str, dotted: frozenset[str]) -> Words:
    """The words of a text in order; after a `dotted` word a full stop ends no sentence."""
    pieces = _WORD.split(text)
    texts, gaps = pieces[1::2], pieces[:-1:2]
    begins = list(accumulate(map(len, pieces)))[:-1:2]
    capital = [word[0].isupper() for word in texts]
    starts = [  # a lone space, the usual gap, ends nothing
        at == 0 or (gap != " " and _ends_sentence(texts[at - 1], gap, dotted))
        for at, gap in enumerate(gaps)
    ]
    headline, shout = [False] * len(texts), [False] * len(texts)
    for first, last in _sentences(starts):
        titled, loud = _marks(texts[first:last], capital[first:last])
        if titled or loud:
            headline[first:last] = [titled] * (last - first)
            shout[first:last] = [loud] * (last - first)
    return Words(texts, gaps, begins, capital, starts, headline, shout)


def _ends_sentence(before: str, gap: str, dotted: frozenset[str]) -> bool:
    """Whether a sentence ends in a gap after the word `before`."""
    if "\n" in gap:
        return True
    bare = gap.rstrip(_AROUND)
    if not bare or bare[-1] not in _ENDERS:
        return before.endswith(".") and gap.startswith("  ")
    return not (bare[-1] == "." and (before in dotted or len(before) == 1))


def _sentences(starts: list[bool]) -> Iterator[tuple[int, int]]:
    """First and one past the last word of each sentence."""
    firsts = [at for at, opens in enumerate(starts) if opens]
    return pairwise([*firsts, len(starts)])


def _marks(texts: list[str], capital: list[bool]) -> tuple[bool, bool]:
    """Whether a sentence is in title case, and whether it is all in capitals."""
    long = [at for at, text in enumerate(texts) if len(text) > _SHORT_WORD and text[0].isalpha()]
    if len(long) < _MIN_HEADLINE_WORDS:
        return False, False
    enough = _HEADLINE_SHARE * len(long)
    titled = sum([capital[at] for at in long]) >= enough
    return titled, sum([texts[at].isupper() for at in long]) >= enough
