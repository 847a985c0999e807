"""Fit and check the confidence of the coder on sentences whose type readers gave.

    python benchmarks/calibrate.py GOLD... [--write]

GOLD are JSON lines with ``text``, ``event_2021`` (the PLOVER type a reader gave) and, where one
pair of parties is meant, ``source`` and ``target``. Each sentence gives one case: the mention
that the coder ranks first among those that touch the pair, and whether its type is the reader's.
Weights are fitted on all cases; the table is cross-validated in five folds. With ``--write`` they
go to ``transforms/knowledge/confidence.yml``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from transforms.build import coder
from transforms.coding import Mention, Report
from transforms.coding.confidence import features
from transforms.coding.lexicons import KNOWLEDGE

PENALTY = 3.0  # of the squared weights; the bias bears none
FOLDS = 5
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.001)
MERGED = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}  # sets of older gold do not tell them apart
FILE = KNOWLEDGE / "confidence.yml"
Matrix = np.ndarray[Any, np.dtype[np.float64]]


def main() -> None:
    """Fits, prints the table of reliability, writes where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    found = [case for path in given.gold for case in cases(path)]
    names = sorted({name for told, _ in found for name in told})
    x = np.array([[told.get(name, 0.0) for name in names] for told, _ in found])
    y = np.array([float(right) for _, right in found])
    free = np.array([name != "bias" for name in names], dtype=float)
    chances = cross_validated(x, y, free)
    print(table(chances, y))
    if given.write:
        weights = dict(zip(names, fitted(x, y, free).round(3).tolist(), strict=True))
        write(weights, given.gold, chances, y)


def cases(path: Path) -> list[tuple[dict[str, float], bool]]:
    """Features of the mention that answers for a sentence, and whether its type is right."""
    ours = coder()
    made = []
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        told = ours.mentions(Report(item["text"]))
        if told:
            chosen = answering(told, item)
            peers = [m for m in told if m.sentence == chosen.sentence]
            right = merged(chosen.event_type) == merged(item["event_2021"])
            made.append((features(chosen, peers), right))
    return made


def answering(told: Sequence[Mention], item: dict[str, Any]) -> Mention:
    """The first by rank, among those that touch the pair of parties where one is meant."""
    spans = [span_of(item.get(key), item["text"]) for key in ("source", "target")]
    touching = [
        mention
        for mention in told
        if any(
            span and party.start < span[1] and span[0] < party.end
            for party in mention.parties
            for span in spans
        )
    ]
    return min(touching or told, key=lambda mention: mention.rank)


def span_of(words: object, text: str) -> tuple[int, int] | None:
    """Where words stand in a text."""
    if not isinstance(words, str) or words not in text:
        return None
    return text.index(words), text.index(words) + len(words)


def merged(event_type: str) -> str:
    """A type, or the class of types that some gold does not tell apart."""
    return MERGED.get(event_type, event_type)


def fitted(x: Matrix, y: Matrix, free: Matrix) -> Matrix:
    """Weights of a logistic model with a quadratic penalty, by Newton's method."""
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        slope = x.T @ (p - y) + PENALTY * free * w
        bend = (x * (p * (1 - p))[:, None]).T @ x + np.diag(PENALTY * free + 1e-6)
        w = w - np.linalg.solve(bend, slope)
    return w


def cross_validated(x: Matrix, y: Matrix, free: Matrix) -> Matrix:
    """The chance of each case by weights that have not seen it."""
    order = np.random.default_rng(0).permutation(len(y))
    chances = np.zeros(len(y))
    for part in np.array_split(order, FOLDS):
        rest = np.setdiff1d(order, part)
        chances[part] = 1 / (1 + np.exp(-x[part] @ fitted(x[rest], y[rest], free)))
    return chances


def reliability(chances: Matrix, y: Matrix) -> list[dict[str, float]]:
    """By bin of confidence: cases, mean confidence, share that is right."""
    rows = []
    for low, high in pairwise(BINS):
        inside = (chances >= low) & (chances < high)
        if inside.any():
            told, right = float(chances[inside].mean()), float(y[inside].mean())
            rows.append(
                {"cases": int(inside.sum()), "said": round(told, 2), "right": round(right, 2)}
            )
    return rows


def expected_error(chances: Matrix, y: Matrix) -> float:
    """The mean gap between what is said and what is right, over the bins."""
    rows = reliability(chances, y)
    return sum(row["cases"] * abs(row["said"] - row["right"]) for row in rows) / len(y)


def table(chances: Matrix, y: Matrix) -> str:
    """The reliability table, as text."""
    lines = ["confidence   cases   said  right"]
    lines += [
        f"{row['said']:>10.2f} {row['cases']:>7} {row['said']:>6.2f} {row['right']:>6.2f}"
        for row in reliability(chances, y)
    ]
    brier = float(((chances - y) ** 2).mean())
    gap = expected_error(chances, y)
    return "\n".join(
        [*lines, f"cases {len(y)}, right {y.mean():.3f}, Brier {brier:.3f}, gap {gap:.3f}"]
    )


def write(weights: dict[str, float], gold: Sequence[Path], chances: Matrix, y: Matrix) -> None:
    """The weights with what they come from, to the coder's knowledge."""
    about = {
        "fitted_on": [path.stem for path in gold],
        "cases": len(y),
        "right": round(float(y.mean()), 3),
        "expected_calibration_error": round(expected_error(chances, y), 3),
        "reliability": reliability(chances, y),
        "weights": weights,
    }
    head = "# Weights of the model of confidence; written by benchmarks/calibrate.py.\n"
    FILE.write_text(head + yaml.safe_dump(about, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
