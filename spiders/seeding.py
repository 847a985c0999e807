"""A ledger that was lost, or never was, is made anew from ``captures.parquet``."""

from __future__ import annotations

import polars as pl

from spiders.captures import micros
from spiders.known import Known
from spiders.ledger import Ledger


def seed(ledger: Ledger, captures: pl.DataFrame, retried: list[int]) -> None:
    """Take over which reports are settled or refused; a list that gives them again does the rest.

    Args:
        ledger: Empty.
        captures: The table, sorted by ``fetched_at``.
        retried: Statuses that settle nothing.
    """
    for source_id in captures["source_id"].unique().sort():
        known = Known.of(captures, source_id, retried)
        urls = sorted(url for url in {*known.settled, *known.forbidden} if "://" in url)
        ledger.seed(
            (source_id, url, micros(known.settled.get(url)), url in known.forbidden) for url in urls
        )
