"""The shingles of all texts, on disk, and which texts have the same ones."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from transforms.lineage.boilerplate import Boilerplate
from transforms.lineage.words import Hashes, Places, Rows, distinct, mixed, shingles

BATCH_BYTES = 1 << 16  # of text: its arrays then fit into the cache of a core
WINDOW = 1 << 15  # shingles that are looked at together, for the same reason

Labels = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Shelf:
    """Numbered sets of shingles, one for each distinct text of an outlet, the longest text first.

    ``hashes`` holds the shingles of text after text as they stand, repeats and all; ``starts`` and
    ``sizes`` find those of a set. ``node`` is the number of each text's set, -1 for a text without
    words. ``twins`` pairs sets of texts that are the same at two outlets, though each outlet's
    lack boilerplate of its own.
    """

    hashes: Hashes
    starts: Places
    sizes: Places
    node: Labels
    twins: tuple[Labels, Labels]

    def gathered(self, sets: Places) -> Rows:
        """The shingles of some sets as they stand."""
        sizes = self.sizes[sets]
        shift = self.starts[sets] - (np.cumsum(sizes) - sizes)
        return Rows(self.hashes[np.repeat(shift, sizes) + np.arange(sizes.sum())], sizes)

    def sets(self, sets: Places) -> Rows:
        """The shingles of some sets, sorted and without repeats."""
        return distinct(self.gathered(sets))

    def windows(self) -> Iterator[tuple[Places, Rows]]:
        """All sets with their shingles, some at a time, as they lie on disk."""
        order = np.argsort(self.starts, kind="stable")
        ends = np.cumsum(self.sizes[order]) // WINDOW
        for part in np.split(order, np.flatnonzero(np.diff(ends)) + 1):
            if len(part):
                yield part, self._slice(part)

    def _slice(self, part: Places) -> Rows:
        """The shingles of sets in the order of the disk, read at once where nothing is between."""
        low, high = self.starts[part[0]], self.starts[part[-1]] + self.sizes[part[-1]]
        if high - low == self.sizes[part].sum():
            return Rows(np.asarray(self.hashes[low:high]), self.sizes[part])
        return self.gathered(part)


class _Written(NamedTuple):
    """Shingles of all texts; of each text, how many are kept and were, and a stamp of them."""

    hashes: Hashes
    kept: Places
    had: Places
    stamps: Hashes


def shelved(texts: pl.Series, outlets: Labels, boilerplate: Boilerplate) -> Shelf:
    """The shelf of some texts, without the boilerplate of the outlet of each.

    Sets are numbered by length, what they hold and outlet: the same whatever the order of texts.
    """
    written = _written(texts, outlets, boilerplate)
    order = np.lexsort((outlets, written.stamps, -written.kept))
    order = order[written.had[order] > 0]
    stamps, names = written.stamps[order], outlets[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (stamps[1:] != stamps[:-1]) | (names[1:] != names[:-1])
    node = np.full(len(texts), -1, np.int64)
    node[order] = np.cumsum(new) - 1
    first = order[new]
    starts = np.cumsum(written.kept) - written.kept
    return Shelf(written.hashes, starts[first], written.kept[first], node, _twins(stamps[new]))


def batches(texts: pl.Series) -> Iterator[tuple[int, list[str]]]:
    """Some texts after others, with the number of the first."""
    lengths = texts.str.len_bytes().to_numpy() + 1
    borders = np.flatnonzero(np.diff(np.cumsum(lengths, dtype=np.int64) // BATCH_BYTES)) + 1
    for low, high in pairwise([0, *borders.tolist(), len(texts)]):
        yield low, texts.slice(low, high - low).to_list()


def _written(texts: pl.Series, outlets: Labels, boilerplate: Boilerplate) -> _Written:
    kept, had = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.int64)
    stamps = np.zeros(len(texts), np.uint64)
    with tempfile.TemporaryFile() as file:
        for at, batch in batches(texts):
            here = slice(at, at + len(batch))
            rows = shingles(batch)
            had[here], stamps[here] = rows.sizes, _stamps(rows)
            rows = boilerplate.without(rows, outlets[here])
            kept[here] = rows.sizes
            file.write(rows.hashes.data)
        file.flush()
        hashes = np.memmap(file, np.uint64, "r") if kept.any() else np.zeros(0, np.uint64)
    return _Written(hashes, kept, had, stamps)


def _stamps(rows: Rows) -> Hashes:
    """A number for each text that stands for all its shingles."""
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(rows.hashes * rows.hashes)])
    ends = np.cumsum(rows.sizes)
    return mixed(sums[ends] - sums[ends - rows.sizes])


def _twins(stamps: Hashes) -> tuple[Labels, Labels]:
    order = np.argsort(stamps, kind="stable")
    same = stamps[order[1:]] == stamps[order[:-1]]
    return order[:-1][same], order[1:][same]
