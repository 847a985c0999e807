"""Pairs of sets that may be copies: those that share enough of a sample of their shingles.

Every set enters an inverted index with the shingles of lowest hash, one of ``RATE``: the same
sample of a passage in whatever text it stands, so that a cut is found like a copy. A small set
takes part with more of its own, and larger ones are indexed under these too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from transforms.lineage.shelf import Shelf
from transforms.lineage.sieve import Sieve, is_new, ordered
from transforms.lineage.words import HASH_BITS, Hashes, Places

RATE = 8  # a power of two: one shingle of so many is sampled
SAMPLED = 16  # shingles of a set at least, as far as it has them
SHARED = 0.3  # of the smaller sample, far below the .57 that copies share
SHARED_BY_MANY = 0.4  # the same for the other orders, which are a second chance
NEAR = 6  # sets of a shingle that are paired with the next ones, and with the largest
TOGETHER = 1 << 18  # entries of the index whose pairs are made together
TURNS = 3  # other orders in which neighbours are paired too
BUCKET = 1 << 23  # entries of the index whose pairs are counted together
_FACTOR = 0x9E3779B97F4A7C15  # odd: numbers times it are all different
_ABOVE = np.uint64(64 - HASH_BITS)

Pair = tuple[Hashes, Hashes]  # the larger sets and the smaller
Pairing = Callable[[Hashes, int], Iterator[Pair]]


class Pairs(NamedTuple):
    """Pairs of sets, the larger first, and the share of the smaller's sample that both have."""

    large: Places
    small: Places
    share: np.ndarray[Any, np.dtype[np.float64]]


def candidates(shelf: Shelf) -> Pairs:
    """All pairs worth a look."""
    index, sampled = _index(shelf)
    low = _bits(len(shelf.sizes))
    many = _of_many(index, low)
    found = [_sharing(index, sampled, low, _near_and_largest, SHARED)]
    for turn in range(TURNS):
        found.append(_sharing(many, sampled, low, partial(_turned, turn=turn), SHARED_BY_MANY))
    large, small, share = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.lexsort((-share, small, large))
    large, small, share = large[order], small[order], share[order]
    new = is_new(large.astype(np.uint64) << np.uint64(32) | small.astype(np.uint64))
    return Pairs(large[new], small[new], share[new])


def _sharing(index: Hashes, sampled: Places, low: int, paired: Pairing, least: float) -> Pairs:
    """The pairs that some way of pairing finds for at least a share of the smaller's sample."""
    buckets = 1 + len(index) // BUCKET
    found = []
    for bucket in range(buckets):
        keys = [np.zeros(0, np.uint64)]
        for large, small in chain.from_iterable(paired(part, low) for part in _runs(index, low)):
            pairs = large << np.uint64(32) | small
            keys.append(pairs if buckets == 1 else pairs[small % np.uint64(buckets) == bucket])
        counted = ordered(np.concatenate(keys))
        first = np.flatnonzero(is_new(counted))
        one = (counted[first] >> np.uint64(32)).astype(np.int64)
        other = (counted[first] & np.uint64(0xFFFFFFFF)).astype(np.int64)
        share = np.diff(first, append=len(counted)) / np.minimum(sampled[one], sampled[other])
        enough = share >= least
        found.append(Pairs(one[enough], other[enough], share[enough]))
    return Pairs(*(np.concatenate(part) for part in zip(*found, strict=True)))


def _index(shelf: Shelf) -> tuple[Hashes, Places]:
    """Sorted entries, a shingle over a set's number; and the size of each set's own sample.

    An entry that is alone with its shingle is left out.
    """
    limits = _limits(shelf.sizes)
    extra = _extra(shelf, limits)
    low = np.uint64(_bits(len(shelf.sizes)))
    entries = [np.zeros(0, np.uint64)]
    for sets, rows in shelf.windows():
        taken = rows.hashes <= np.repeat(limits[sets], rows.sizes)
        if len(extra):
            taken |= extra.may_have(rows.hashes)
        owner = np.repeat(sets.astype(np.uint64), rows.sizes)[taken]
        entries.append((rows.hashes[taken] << _ABOVE >> low << low) | owner)
    index = ordered(np.concatenate(entries))
    index = index[is_new(index)]
    owner = (index & ((np.uint64(1) << low) - np.uint64(1))).astype(np.int64)
    sampled = np.bincount(owner[index >> _ABOVE <= limits[owner]], minlength=len(limits))
    return _shared(index, low), np.maximum(sampled, 1)


def _shared(index: Hashes, low: np.uint64) -> Hashes:
    """The entries whose shingle another set has too."""
    as_next = index[1:] >> low == index[:-1] >> low
    shared = np.zeros(len(index), np.bool_)
    shared[1:] |= as_next
    shared[:-1] |= as_next
    return index[shared]


def _limits(sizes: Places) -> Hashes:
    """Up to which hash a shingle is in the sample of a set: the lower, the larger the set."""
    steps = [SAMPLED << power for power in range(1, RATE.bit_length())]
    powers = np.searchsorted(steps, sizes, side="right").astype(np.uint64)
    return np.uint64((1 << HASH_BITS) - 1) >> powers


def _extra(shelf: Shelf, limits: Hashes) -> Sieve:
    """The shingles in samples of small sets that are not in everyone's."""
    least = np.uint64((1 << HASH_BITS) // RATE - 1)
    small = np.flatnonzero(limits > least)
    rows = shelf.gathered(small)
    taken = rows.hashes <= np.repeat(limits[small], rows.sizes)
    return Sieve(rows.hashes[taken & (rows.hashes > least)])


def _of_many(index: Hashes, low: int) -> Hashes:
    """The entries of shingles that more sets have than neighbours are paired."""
    starts = np.flatnonzero(is_new(index >> np.uint64(low)))
    lengths = np.diff(starts, append=len(index))
    return index[np.repeat(lengths > NEAR + 1, lengths)]


def _near_and_largest(index: Hashes, low: int) -> Iterator[Pair]:
    """Sets of like number, and so of like length; and each set with the largest of a shingle.

    All pairs of a wire of a thousand copies would be half a million.
    """
    shingle, owner = index >> np.uint64(low), index & np.uint64((1 << low) - 1)
    yield from _neighbours(shingle, owner)
    at = np.arange(len(index))
    first = np.maximum.accumulate(np.where(is_new(shingle), at, 0))
    far = np.flatnonzero(at - first > NEAR)
    yield owner[first[far]], owner[far]


def _turned(index: Hashes, low: int, turn: int) -> Iterator[Pair]:
    """Neighbours when sets are numbered otherwise: the six of like length may be no copies."""
    factor, mask = _FACTOR >> 2 * turn | 1, np.uint64((1 << low) - 1)
    keys = ordered(index & ~mask | index * np.uint64(factor) & mask)
    back = keys * np.uint64(pow(factor, -1, 1 << 64)) & mask
    return _neighbours(keys >> np.uint64(low), back)


def _neighbours(shingle: Hashes, owner: Hashes) -> Iterator[Pair]:
    """The larger and the smaller set of pairs that stand near each other with a shingle."""
    for step in range(1, NEAR + 1):
        same = np.flatnonzero(shingle[step:] == shingle[:-step])
        one, other = owner[same], owner[same + step]
        yield np.minimum(one, other), np.maximum(one, other)


def _runs(index: Hashes, low: int) -> Iterator[Hashes]:
    """The index in slices that end where a shingle does."""
    start = 0
    while start < len(index):
        last = index[min(start + TOGETHER, len(index)) - 1] | np.uint64((1 << low) - 1)
        end = int(np.searchsorted(index, last, side="right"))
        yield index[start:end]
        start = end


def _bits(count: int) -> int:
    """Bits that number so many sets."""
    return max(count, 1).bit_length()
