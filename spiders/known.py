"""What the captures tell of a source, and so what need not be asked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl


@dataclass(frozen=True, slots=True)
class Known:
    """The moment of the last answer that settled an address, and addresses last refused."""

    settled: dict[str, datetime]
    forbidden: frozenset[str]

    @classmethod
    def of(cls, ledger: pl.DataFrame, source_id: str, retried: list[int]) -> Known:
        """From the rows of one source; an answer that may be different next time settles nothing.

        Args:
            ledger: ``captures``, sorted by ``fetched_at``.
            source_id: The source.
            retried: Statuses that are asked again.
        """
        own = ledger.filter(pl.col("source_id") == source_id, pl.col("kind") == "report")
        final = (pl.col("outcome") == "error") & ~pl.col("status").is_in([408, *retried])
        whole = pl.col("outcome").is_in(["ok", "unchanged"]) | pl.col("opt_out").is_not_null()
        answered = own.filter(whole | final)
        last = own.group_by("url", maintain_order=True).last()
        refused = last.filter(pl.col("outcome") == "forbidden")["url"]
        settled = dict(answered.select("url", "fetched_at").iter_rows())
        return cls(settled, frozenset(refused))
