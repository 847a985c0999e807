"""Shingles that an outlet puts under many of its texts: they tell nothing of a wire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from transforms.lineage.sieve import Sieve
from transforms.lineage.words import HASH_BITS, Hashes, Rows, distinct, mixed, shingles

SAMPLE = 200  # texts of an outlet that are looked at
TEXTS = 20  # distinct texts of the sample that a shingle stands in, at least

Labels = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Boilerplate:
    """Marks, each made of an outlet and a shingle."""

    marks: Sieve

    def without(self, rows: Rows, outlets: Labels) -> Rows:
        """The rows of texts without what is boilerplate of the outlet of each."""
        if not len(self.marks):
            return rows
        keep = ~self.marks.has(rows.hashes ^ np.repeat(_salts(outlets), rows.sizes))
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(keep)])
        ends = np.cumsum(rows.sizes)
        return Rows(rows.hashes[keep], before[ends] - before[ends - rows.sizes])


NO_BOILERPLATE = Boilerplate(Sieve(np.zeros(0, np.uint64)))


def boilerplate(texts: pl.Series, outlets: Labels) -> Boilerplate:
    """What many texts of an outlet share; texts come in an order of their own (by identifier)."""
    marks = [np.zeros(0, np.uint64)]
    for outlet, own in _samples(outlets):
        if len(own) >= TEXTS:
            common = _common(texts.gather(own).unique(maintain_order=True).to_list())
            marks.append(common ^ _salts(np.array([outlet]))[0])
    return Boilerplate(Sieve(np.concatenate(marks)))


def _samples(outlets: Labels) -> Iterator[tuple[int, Labels]]:
    """The first texts of each outlet."""
    order = np.argsort(outlets, kind="stable")
    borders = np.flatnonzero(np.diff(outlets[order])) + 1
    for own in np.split(order, borders):
        if len(own):
            yield int(outlets[own[0]]), own[:SAMPLE]


def _common(texts: list[str]) -> Hashes:
    """Shingles of many of some texts."""
    found = [distinct(shingles(texts[at : at + 40])).hashes for at in range(0, len(texts), 40)]
    hashes, counts = np.unique(np.concatenate(found), return_counts=True)
    return hashes[counts >= TEXTS]


def _salts(outlets: Labels) -> Hashes:
    """A number for each outlet, over the bits of a shingle."""
    return mixed(outlets.astype(np.uint64) + np.uint64(1)) >> np.uint64(64 - HASH_BITS)
