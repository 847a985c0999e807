"""Which reports carry the same wire text: lineages and duplicates.

In come texts of reports, out goes the lineage of each. Two texts belong together when the word
shingles they share are at least ``COPY_JACCARD`` of all, or ``COPY_CONTAINED`` of the shorter text
(a cut reprint); what belongs to the same text belongs together. ``words`` makes shingles,
``boilerplate`` leaves out what an outlet puts under all its texts, ``shelf`` keeps them on disk,
``candidates`` finds pairs worth a look, ``copies`` counts them out and joins groups.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.identifiers import digest
from transforms.lineage.boilerplate import NO_BOILERPLATE, boilerplate
from transforms.lineage.candidates import candidates
from transforms.lineage.copies import COPY_CONTAINED, COPY_JACCARD, groups
from transforms.lineage.shelf import Labels, shelved
from transforms.lineage.words import SHINGLE

__all__ = ["COPY_CONTAINED", "COPY_JACCARD", "SHINGLE", "alike", "lineages"]


def lineages(reports: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """``report_id``, ``lineage_id`` and ``duplicate_of`` of each report.

    ``reports`` has a row a report (its newest revision) with ``report_id``, ``published_at`` and,
    where outlets are known, ``source_id``; ``texts`` has ``report_id`` and ``text``. The earliest
    report of a lineage is its original, the others are duplicates of it.
    """
    named = [name for name in ("source_id",) if name in reports.columns]
    order = reports.select("report_id", "published_at", *named).sort(
        "published_at", "report_id", nulls_last=True
    )
    order = order.with_row_index("rank")
    told = texts.select("report_id", "text").join(order, on="report_id").sort("report_id")
    told = told.with_columns(group=alike(told["text"], told["source_id"] if named else None))
    told = told.select("report_id", first=pl.col("rank").min().over("group"))
    order = order.join(told, on="report_id", how="left", maintain_order="left")
    first = order["report_id"].gather(order["first"].fill_null(order["rank"]))
    made = order.select("report_id", original=first)
    return made.select(
        "report_id",
        lineage_id=pl.Series([digest("l", root) for root in first], dtype=pl.String),
        duplicate_of=pl.when(pl.col("original") != pl.col("report_id")).then("original"),
    )


def alike(texts: pl.Series, outlets: pl.Series | None = None) -> pl.Series:
    """A number for each text, the same for texts that belong together.

    Outlets are names, one a text. The groups do not depend on the order of texts, but for which
    texts of an outlet are searched for boilerplate: the first.
    """
    texts = texts.fill_null("")
    codes = _codes(outlets) if outlets is not None else np.zeros(len(texts), np.int64)
    common = boilerplate(texts, codes) if outlets is not None else NO_BOILERPLATE
    shelf = shelved(texts, codes, common)
    group = groups(shelf, candidates(shelf))
    alone = len(group) + np.arange(len(texts))
    worded = shelf.node >= 0
    alone[worded] = group[shelf.node[worded]]
    return pl.Series(alone)


def _codes(names: pl.Series) -> Labels:
    """A number for each name, in the order of the alphabet."""
    names = names.fill_null("")
    return names.cast(pl.Enum(names.unique().sort())).to_physical().cast(pl.Int64).to_numpy()
