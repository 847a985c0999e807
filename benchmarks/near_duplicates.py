"""How fast and how surely copies of wire texts are found, on made-up texts whose origin is known.

    python benchmarks/near_duplicates.py [--sizes 20000,200000] [--datasketch SITE_PACKAGES]

Texts of about 300 words are drawn from a vocabulary with Zipf's frequencies and from stock phrases;
two fifths are edits of an earlier text: words changed, sentences dropped, cut, paragraphs added,
another headline and dateline, or several of these. Each stands at one of fifty outlets, which puts
its own boilerplate under all its texts. The truth is counted on strings, by other code than that
which is measured. On a busy machine it is the ratio to a regular expression that tells the speed.
``--datasketch`` names a folder where that library is installed, for comparison.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from transforms.lineage import alike

SEED = 20230731
OUTLETS, WORDS, PHRASES, COPIES = 50, 60_000, 8_000, 0.4
BANDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
PEER_TEXTS = 3_000  # datasketch is slow
Words = np.ndarray[Any, np.dtype[np.int64]]


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--sizes", default="20000,200000")
    parser.add_argument("--datasketch", type=Path, metavar="SITE_PACKAGES")
    parser.add_argument("--write", nargs=2, metavar=("SIZE", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        Newsstand().frame(int(given.write[0])).write_parquet(given.write[1])
        return
    for size in map(int, given.sizes.split(",")):
        made = made_apart(size)
        measure(made)
        if given.datasketch:
            sys.path.append(str(given.datasketch))
            compare(made.head(PEER_TEXTS))
            given.datasketch = None


class Newsstand:
    """A source of texts; the same ones on every run."""

    def __init__(self) -> None:
        self.dice = np.random.default_rng(SEED)
        self.vocabulary = self._vocabulary()
        chances = 1 / (np.arange(WORDS) + 2.7)
        self.steps = np.cumsum(chances / chances.sum())
        lengths = self.dice.integers(4, 10, PHRASES)
        self.phrases = [self.words(int(n)) for n in lengths]
        self.footers = [self.words(int(self.dice.integers(30, 70))) for _ in range(OUTLETS)]

    def _vocabulary(self) -> list[str]:
        """Words of one to five syllables, frequent ones shorter."""
        syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er")]
        seen: dict[str, None] = {}
        while len(seen) < WORDS:
            count = 1 + int(self.dice.integers(0, 2 if len(seen) < 3_000 else 4))
            seen["".join(self.dice.choice(syllables, count))] = None
        return list(seen)

    def words(self, count: int) -> Words:
        """Words by frequency."""
        return np.searchsorted(self.steps, self.dice.random(count))

    def story(self, length: int) -> Words:
        """A text of its own: a fifth of it stock phrases."""
        pieces, told = [], 0
        while told < length:
            piece = self.words(int(self.dice.integers(15, 40)))
            stock = self.phrases[int(PHRASES * self.dice.random() ** 2)]
            pieces += [piece, stock]
            told += len(piece) + len(stock)
        return np.concatenate(pieces)[:length]

    def edited(self, text: Words) -> tuple[str, Words]:
        """A copy of a text, and what was done to it."""
        kind = str(self.dice.choice(["same", "head", "words", "drop", "cut", "add", "mixed"]))
        steps = {"mixed": ["words", "drop", "cut", "add"]}.get(kind, [kind])
        for step in steps:
            if step == "head":
                text = np.concatenate([self.words(12), text[10:]])
            elif step == "words":
                changed = self.dice.random(len(text)) < self.dice.random() * 0.15
                text = np.where(changed, self.words(len(text)), text)
            elif step == "drop":
                sentences = np.arange(len(text)) // 20
                text = text[self.dice.random(sentences[-1] + 1)[sentences] > 0.25]
            elif step == "cut":
                text = text[: max(30, int(len(text) * (0.1 + 0.8 * self.dice.random())))]
            elif step == "add":
                at = int(self.dice.integers(0, len(text) + 1))
                text = np.insert(text, at, self.story(int(self.dice.integers(20, 400))))
        return kind, text

    def frame(self, size: int) -> pl.DataFrame:
        """``text``, ``outlet``, ``origin`` (row of the first text), ``parent`` and ``kind``."""
        stories: list[Words] = []
        rows = []
        for number in range(size):
            origin, parent, kind = number, number, "first"
            if stories and self.dice.random() < COPIES:
                parent = int(self.dice.integers(max(0, number - 500), number))
                origin = rows[parent]["origin"]
                source = origin if self.dice.random() < 0.8 else parent
                parent = source
                kind, text = self.edited(stories[source])
            else:
                text = self.story(int(np.clip(self.dice.lognormal(5.38, 0.5), 50, 1500)))
            stories.append(text)
            outlet = int(self.dice.integers(OUTLETS))
            rows.append({"outlet": f"outlet-{outlet:02d}", "origin": origin, "parent": parent,
                         "kind": kind, "text": self.printed(text, outlet)})  # fmt: skip
        return pl.DataFrame(rows)

    def printed(self, text: Words, outlet: int) -> str:
        """The text in sentences, with what the outlet puts below."""
        said = [self.vocabulary[i] for i in text]
        for i in range(19, len(said), 20):
            said[i] += ".\n\n" if i % 60 == 59 else "."
        footer = " ".join(self.vocabulary[i] for i in self.footers[outlet])
        return f"{' '.join(said).capitalize()}\n\n{footer}."


def made_apart(size: int) -> pl.DataFrame:
    """A frame made by another process, whose memory is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "texts.parquet")
        command = [sys.executable, __file__, "--write", str(size), str(file)]
        subprocess.run(command, check=True)
        return pl.read_parquet(file)


def measure(made: pl.DataFrame) -> None:
    """Groups the texts; prints speed, memory, precision and recall."""
    spent, peak, groups = timed(lambda: alike(made["text"], made["outlet"]))
    words = made["text"].str.count_matches(r"\w+").mean()
    print(f"\n{len(made):,} texts of {words:.0f} words: {len(made) / spent:,.0f} a second of CPU")
    plain = plain_speed(made["text"].head(PEER_TEXTS).to_list())
    print(
        f"{plain * spent / len(made):.2f} times as long as a regular expression takes to find words"
    )
    print(f"memory beyond the texts: {peak:.0f} MB")
    print(f"precision (pairs of one group that have one origin): {precision(made, groups):.4f}")
    told = truth(made, groups)
    print(banded(told, "jaccard", "all pairs of a text and its edit, by Jaccard"))
    cuts = told.filter(pl.col("kind") == "cut", pl.col("jaccard") < 0.4)
    print(banded(cuts, "contained", "cuts of Jaccard below .4, by containment"))
    print(banded(told.filter(pl.col("jaccard") < 0.4), "contained", "all below .4, by containment"))


def timed(run: Callable[[], pl.Series]) -> tuple[float, float, pl.Series]:
    """CPU seconds, the most memory taken meanwhile in MB, and what came of it."""
    with watched() as seen:
        started = time.process_time()
        groups = run()
        spent = time.process_time() - started
    return spent, (max(seen) - seen[0]) / 1024, groups


def plain_speed(texts: list[str]) -> float:
    """Texts a second of CPU in which one regular expression finds the words."""
    words = re.compile(r"\w+")
    started = time.process_time()
    for text in texts:
        words.findall(text)
    return len(texts) / (time.process_time() - started)


@contextmanager
def watched() -> Iterator[list[int]]:
    """Anonymous memory of this process in kB, noted now and every twentieth of a second."""
    seen, stop = [anonymous()], threading.Event()

    def look() -> None:
        while not stop.wait(0.05):
            seen.append(anonymous())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()


def anonymous() -> int:
    """Memory of this process that no file stands behind, in kB (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("RssAnon:")[1].split()[0])


def precision(made: pl.DataFrame, groups: pl.Series) -> float:
    """Share of the pairs of texts in one group that have one origin."""
    frame = made.select("origin", group=groups)
    pairs = [
        frame.group_by(key).len()["len"].cast(pl.Float64)
        for key in (["group", "origin"], ["group"])
    ]
    right, all_pairs = ((n * (n - 1)).sum() for n in pairs)
    return right / all_pairs


def truth(made: pl.DataFrame, groups: pl.Series, most: int = 20_000) -> pl.DataFrame:
    """``kind``, ``jaccard``, ``contained`` and whether ``found``, of edits and their texts."""
    frame = made.with_row_index("row").with_columns(group=groups)
    copies = frame.filter(pl.col("kind") != "first")
    copies = copies.sample(min(most, len(copies)), seed=1).join(
        frame.select(parent=pl.col("row").cast(pl.Int64), other="text", other_group="group"),
        on="parent",
    )
    rows = []
    for row in copies.iter_rows(named=True):
        one, other = shingles(row["text"]), shingles(row["other"])
        shared = len(one & other)
        rows.append({"kind": row["kind"], "found": row["group"] == row["other_group"],
                     "jaccard": shared / len(one | other),
                     "contained": shared / min(len(one), len(other))})  # fmt: skip
    return pl.DataFrame(rows)


def shingles(text: str) -> set[str]:
    """Five words in a row."""
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + 5]) for i in range(max(1, len(words) - 4))}


def banded(told: pl.DataFrame, by: str, title: str) -> str:
    """A table of recall by bands."""
    lines = [f"{title}:"]
    for low, high in pairwise(BANDS):
        last = pl.col(by) <= high if high == 1 else pl.col(by) < high
        band = told.filter(pl.col(by) >= low, last)
        if len(band):
            share = band["found"].mean()
            lines.append(f"  {low:.1f}-{high:.1f}  {len(band):>6} pairs  recall {share:.4f}")
    return "\n".join(lines)


def compare(made: pl.DataFrame) -> None:
    """The same on a few texts by datasketch: 128 permutations, bands for Jaccard .4, checked."""
    ours, _, groups = timed(lambda: alike(made["text"], made["outlet"]))
    theirs, _, others = timed(lambda: by_datasketch(made["text"]))
    print(
        f"\n{len(made):,} texts: {len(made) / ours:,.0f} a second, "
        f"datasketch {len(made) / theirs:,.0f}, ratio {theirs / ours:.1f}"
    )
    print(
        f"precision {precision(made, groups):.4f} here, {precision(made, others):.4f} by datasketch"
    )
    for name, found in (("here", groups), ("datasketch", others)):
        told = truth(made, found)
        print(banded(told, "jaccard", f"{name}, by Jaccard"))
        cuts = told.filter(pl.col("kind") == "cut", pl.col("jaccard") < 0.4)
        print(banded(cuts, "contained", f"{name}, cuts below .4 by containment"))


def by_datasketch(texts: pl.Series) -> pl.Series:
    """Groups by MinHash and bands, each candidate checked on its shingles."""
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 (no dependency)

    index, sets = MinHashLSH(threshold=0.4, num_perm=128), [shingles(t) for t in texts]
    group = list(range(len(sets)))
    for number, own in enumerate(sets):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([shingle.encode() for shingle in own])
        for other in index.query(sketch):
            shared = len(own & sets[other])
            if shared >= 0.4 * len(own | sets[other]) or shared >= 0.6 * min(
                len(own), len(sets[other])
            ):
                group[root(group, number)] = root(group, other)
        index.insert(number, sketch)
    return pl.Series([root(group, number) for number in range(len(sets))])


def root(group: list[int], number: int) -> int:
    """The number that stands for a group."""
    while group[number] != number:
        number = group[number]
    return number


if __name__ == "__main__":
    main()
