"""Which reports carry the same wire text: lineages and duplicates.

Word shingles of five; a pair belongs together when the shingles they share are at least
``COPY_JACCARD`` of all, or ``COPY_CONTAINED`` of the shorter text (a cut reprint).
"""

from __future__ import annotations

import re

import polars as pl

from transforms.identifiers import digest

SHINGLE = 5
COPY_JACCARD = 0.4
COPY_CONTAINED = 0.6
_WORD = re.compile(r"\w+")


def lineages(reports: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """``report_id``, ``lineage_id`` and ``duplicate_of`` of each report.

    ``reports`` has a row a report (its newest revision) with ``report_id`` and ``published_at``.
    The earliest report of a lineage is its original, the others are duplicates of it.
    """
    order = reports.select("report_id", "published_at").sort(
        "published_at", "report_id", nulls_last=True
    )
    rank = {report: i for i, report in enumerate(order["report_id"])}
    first = {report: report for report in rank}
    for one, other in _copies(texts.join(order, on="report_id", how="semi")):
        a, b = _root(first, one), _root(first, other)
        if a != b:
            early, late = sorted((a, b), key=rank.__getitem__)
            first[late] = early
    rows = [(report, _root(first, report)) for report in rank]
    return pl.DataFrame(
        [(r, digest("l", root), None if r == root else root) for r, root in rows],
        schema={"report_id": pl.String, "lineage_id": pl.String, "duplicate_of": pl.String},
        orient="row",
    )


def _copies(texts: pl.DataFrame) -> list[tuple[str, str]]:
    """Pairs of reports with (nearly) the same text."""
    shingles = pl.DataFrame(
        [(row["report_id"], list(_shingles(row["text"]))) for row in texts.iter_rows(named=True)],
        schema={"report_id": pl.String, "shingle": pl.List(pl.String)},
        orient="row",
    )
    sizes = dict(zip(shingles["report_id"], shingles["shingle"].list.len(), strict=True))
    long = shingles.explode("shingle").drop_nulls()
    pairs = (
        long.join(long, on="shingle")
        .filter(pl.col("report_id") < pl.col("report_id_right"))
        .group_by("report_id", "report_id_right")
        .len("shared")
        .sort("report_id", "report_id_right")
    )
    return [(a, b) for a, b, n in pairs.iter_rows() if _is_copy(n, sizes[a], sizes[b])]


def _shingles(text: str) -> set[str]:
    words = _WORD.findall(text.lower())
    return {" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))}


def _is_copy(shared: int, one: int, other: int) -> bool:
    return (
        shared / (one + other - shared) >= COPY_JACCARD
        or shared / min(one, other) >= COPY_CONTAINED
    )


def _root(first: dict[str, str], report: str) -> str:
    while first[report] != report:
        report = first[report]
    return report
