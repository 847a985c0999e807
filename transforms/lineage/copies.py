"""Which sets of shingles belong together: candidates are counted out, copies joined."""

from __future__ import annotations

from typing import Any

import numpy as np

from transforms.lineage.candidates import Pairs
from transforms.lineage.shelf import Shelf
from transforms.lineage.words import HASH_BITS, NUMBERED, Hashes, Places

COPY_JACCARD = 0.4
COPY_CONTAINED = 0.6
TOGETHER = 1 << 16  # shingles that are compared together

Mask = np.ndarray[Any, np.dtype[np.bool_]]


def groups(shelf: Shelf, pairs: Pairs) -> Places:
    """The number of each set's group: its largest set.

    The likeliest partners of a set are tried first, and no pair is tried that belongs together
    already: groups are those that all copies among the pairs make.
    """
    group = joined(np.arange(len(shelf.sizes)), *shelf.twins)
    order = np.lexsort((pairs.large, -pairs.share, pairs.small))
    large, small = pairs.large[order], pairs.small[order]
    rank = _ranks(small)
    high = 1
    while len(small):
        now = rank < high
        now &= group[large] != group[small]
        copies = are_copies(shelf, large[now], small[now])
        group = joined(group, large[now][copies], small[now][copies])
        rest = (rank >= high) & (group[large] != group[small])
        large, small, rank = large[rest], small[rest], rank[rest]
        high = 2 * high + 1
    return group


def are_copies(shelf: Shelf, one: Places, other: Places) -> Mask:
    """Whether the sets of each pair share as much as copies do."""
    made = np.zeros(len(one), np.bool_)
    order = np.argsort(one, kind="stable")
    parts = np.cumsum(shelf.sizes[one[order]] + shelf.sizes[other[order]]) // TOGETHER
    for part in np.split(order, np.flatnonzero(np.diff(parts)) + 1):
        for at in range(0, len(part), NUMBERED):
            now = part[at : at + NUMBERED]
            made[now] = _copies(shelf, one[now], other[now])
    return made


def _copies(shelf: Shelf, one: Places, other: Places) -> Mask:
    """The same for pairs that fit into memory together."""
    numbers, pair = np.unique(np.stack([one, other], axis=1), return_inverse=True)
    rows = shelf.sets(numbers)
    sizes = rows.sizes[pair]
    starts = np.cumsum(rows.sizes) - rows.sizes
    shared = _shared(rows.hashes, starts[pair], sizes)
    both, least = sizes.sum(axis=1), sizes.min(axis=1)
    alike: Mask = shared >= COPY_JACCARD * (both - shared)
    contained: Mask = shared >= COPY_CONTAINED * least
    return alike | contained


def _shared(hashes: Hashes, starts: Places, sizes: Places) -> Places:
    """How many hashes the two sorted slices of each row have in common."""
    flat = sizes.ravel()
    shift = starts.ravel() - (np.cumsum(flat) - flat)
    keys = hashes[np.repeat(shift, flat) + np.arange(flat.sum())]
    keys |= np.repeat(np.arange(len(sizes), dtype=np.uint64) << np.uint64(HASH_BITS), sizes.sum(1))
    keys.sort(kind="stable")  # merges slices that are sorted
    twice = keys[1:][keys[1:] == keys[:-1]] >> np.uint64(HASH_BITS)
    return np.bincount(twice.astype(np.int64), minlength=len(sizes))


def joined(group: Places, one: Places, other: Places) -> Places:
    """The groups once the members of each pair are in one: the number of the first of each."""
    group = group.copy()
    while True:
        a, b = group[one], group[other]
        if (a == b).all():
            return group
        np.minimum.at(group, np.maximum(a, b), np.minimum(a, b))
        while ((above := group[group]) != group).any():
            group = above


def _ranks(values: Places) -> Places:
    """Of sorted values, how many of the same come before each."""
    new = np.ones(len(values), np.bool_)
    new[1:] = values[1:] != values[:-1]
    at = np.arange(len(values))
    ranks: Places = at - np.maximum.accumulate(np.where(new, at, 0))
    return ranks
