"""Texts as hashed shingles: five words in a row, whatever the alphabet.

A word is a run of letters, digits and ``_`` with the marks upon them. Scripts that are written
without spaces have no such runs: there every character, with its marks, counts as a word, so that
a shingle is five characters. Hashes are polynomials over code points, the same on every machine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

SHINGLE = 5
HASH_BITS = 52  # of a shingle; the other bits number what is compared together
NUMBERED = 1 << (64 - HASH_BITS)
_CODES = 0x110000
_SPACED, _UNSPACED, _MARK = 1, 2, 3  # 0 parts words
_KINDS = 3  # mask of the two low bits of a code point's value, which tell its kind
# Unicode 15.1, Scripts.txt; ranges of Thai and Lao, Tibetan, Myanmar, Khmer, Tai scripts, kana,
# Bopomofo, Han. Hangul is written with spaces.
_UNSPACED_RANGES = (
    (0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x1950, 0x19DF), (0x1A20, 0x1AAF),
    (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x312F), (0x31A0, 0x31FF), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF), (0xA9E0, 0xA9FF), (0xAA60, 0xAADF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F),
    (0x1B000, 0x1B16F), (0x20000, 0x3FFFF),
)  # fmt: skip
_BASE = 0x9E3779B97F4A7C15  # any odd number has an inverse
_STEPS = (0x9FB21C651E98DF25, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 1)

Hashes = np.ndarray[Any, np.dtype[np.uint64]]
Places = np.ndarray[Any, np.dtype[np.int64]]


class Rows(NamedTuple):
    """Hashes of text after text, and how many each text has."""

    hashes: Hashes
    sizes: Places


def shingles(texts: Sequence[str]) -> Rows:
    """The shingles of each text in their order, with repeats.

    A text of fewer words than a shingle has all of them as its one shingle, a text without words
    has none.
    """
    words, firsts = _word_hashes(texts)
    counts = np.diff(firsts)
    rolled, inside = _rolled(words, firsts)
    few = np.flatnonzero((counts > 0) & (counts < SHINGLE))
    rolled[firsts[few]] = _short(words, firsts[few], counts[few])
    inside[firsts[few]] = True
    sizes = np.where(counts < SHINGLE, np.minimum(counts, 1), counts - SHINGLE + 1)
    return Rows(rolled[inside] >> np.uint64(64 - HASH_BITS), sizes)


def distinct(rows: Rows) -> Rows:
    """The rows sorted, each without repeats."""
    hashes, ends = rows.hashes.copy(), np.cumsum(rows.sizes)
    for low, high in zip(ends - rows.sizes, ends, strict=True):
        hashes[low:high].sort()
    new = np.ones(len(hashes), np.bool_)
    new[1:] = hashes[1:] != hashes[:-1]
    new[(ends - rows.sizes)[rows.sizes > 0]] = True
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(new)])
    return Rows(hashes[new], before[ends] - before[ends - rows.sizes])


def mixed(values: Hashes) -> Hashes:
    """Values spread over all 64 bits (the finaliser of splitmix64)."""
    values = (values ^ values >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ values >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return values ^ values >> np.uint64(31)


def _word_hashes(texts: Sequence[str]) -> tuple[Hashes, Places]:
    """Hashes of the words of all texts, and where each text's words begin (and the last end)."""
    plain = [t if t.isascii() else unicodedata.normalize("NFC", t) for t in texts]
    joined = "\n".join([*plain, ""])
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32)
    values = _values().take(codes, mode="clip")
    starts, ends = _borders(values.astype(np.uint8) & np.uint8(_KINDS))
    powers, inverses = _powers(len(codes))
    values *= powers[: len(codes)]
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(values)])
    hashes = mixed((sums[ends] - sums[starts]) * inverses[starts])
    borders = np.cumsum([0, *(len(text) + 1 for text in plain)])
    return hashes, np.searchsorted(starts, borders)


def _borders(kinds: np.ndarray[Any, np.dtype[np.uint8]]) -> tuple[Places, Places]:
    """Where words start and end, given the kinds of all code points (the last is a gap)."""
    before = np.concatenate([np.zeros(1, np.uint8), kinds[:-1]])
    inside, follows = kinds != 0, before != 0
    start = kinds == _UNSPACED
    start |= (kinds == _SPACED) & (before == _UNSPACED)
    start |= inside & ~follows
    end = follows & (start | ~inside)
    return np.flatnonzero(start), np.flatnonzero(end)


def _rolled(words: Hashes, firsts: Places) -> tuple[Hashes, np.ndarray[Any, np.dtype[np.bool_]]]:
    """The shingle from every word on, and whether it ends within its text."""
    padded = np.concatenate([words, np.zeros(SHINGLE - 1, np.uint64)])
    rolled = np.zeros(len(words), np.uint64)
    for k, step in enumerate(_STEPS):
        rolled += padded[k : k + len(words)] * np.uint64(step)
    inside = np.ones(len(padded), np.bool_)
    for k in range(1, SHINGLE):
        inside[firsts[1:] - k] = False
    return rolled, inside[: len(words)]


def _short(words: Hashes, firsts: Places, counts: Places) -> Hashes:
    """The one shingle of each text that has fewer words than a shingle."""
    made = np.zeros(len(firsts), np.uint64)
    for k, step in enumerate(_STEPS):
        has = k < counts
        made[has] += words[firsts[has] + k] * np.uint64(step)
    return made


@cache
def _values() -> Hashes:
    """A value for each code point: 0 between words, else random bits over those of its kind."""
    kinds = np.zeros(_CODES, np.uint64)
    small = np.arange(_CODES, dtype=np.uint64)
    for code in range(_CODES):
        char = chr(code)
        if char.isalnum() or char == "_":
            kinds[code] = _SPACED
            folded = char.casefold()
            small[code] = ord(folded if len(folded) == 1 else char.lower()[0])
        elif unicodedata.category(char)[0] == "M":
            kinds[code] = _MARK
    for low, high in _UNSPACED_RANGES:
        part = kinds[low : high + 1]
        part[part == _SPACED] = _UNSPACED
    spread = mixed((small + np.uint64(1)) * np.uint64(_BASE)) & ~np.uint64(_KINDS)
    return np.where(kinds == 0, np.uint64(0), spread | kinds)


def _powers(count: int) -> tuple[Hashes, Hashes]:
    """At least ``count`` powers of the base and of its inverse, modulo 2**64."""
    return _powers_of(1 << max(count, 1 << 16).bit_length())


@cache
def _powers_of(count: int) -> tuple[Hashes, Hashes]:
    made = []
    for base in (_BASE, pow(_BASE, -1, 1 << 64)):
        row = np.full(count, base, np.uint64)
        row[0] = 1
        made.append(np.cumprod(row))
    return made[0], made[1]
