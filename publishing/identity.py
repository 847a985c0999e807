"""Which events became one and which fell apart between two releases, read from their mentions.

An event is known by the mentions that both releases hold. One that is gone while its mentions
stand under another was merged into that; a new one that took mentions from an event which still
stands, or of which several are new, was split from it.
"""

from __future__ import annotations

import polars as pl

MOVES = {"row_id": pl.String, "op": pl.String, "old": pl.String, "new": pl.String}


def moved_events(
    old: pl.LazyFrame, new: pl.LazyFrame, old_events: pl.LazyFrame, new_events: pl.LazyFrame
) -> pl.DataFrame:
    """Columns row_id, op (merge or split), old and new event.

    A merge stands under the event that is gone, a split under the event that is new; each such
    event has one row.

    Args:
        old: mentions before, with mention_id and event_id.
        new: those of now.
        old_events: events before, with event_id.
        new_events: those of now.
    """
    flows = _flows(old, new).collect()
    was = old_events.select("event_id").collect()["event_id"].implode()
    now = new_events.select("event_id").collect()["event_id"].implode()
    gone = flows.filter(~pl.col("old").is_in(now)).with_columns(
        sources=pl.col("old").n_unique().over("new")
    )
    come = flows.filter(~pl.col("new").is_in(was))
    merged = _largest(gone, "old").filter((pl.col("sources") > 1) | pl.col("new").is_in(was))
    came_of = _largest(come, "new").with_columns(parts=pl.col("new").n_unique().over("old"))
    split = came_of.filter((pl.col("parts") > 1) | pl.col("old").is_in(now))
    return pl.concat(
        [
            merged.select(row_id="old", op=pl.lit("merge"), old="old", new="new"),
            split.select(row_id="new", op=pl.lit("split"), old="old", new="new"),
        ]
    ).sort("op", "row_id")


def _flows(old: pl.LazyFrame, new: pl.LazyFrame) -> pl.LazyFrame:
    """How many mentions each pair of events before and now has in common."""
    keys = [pl.col("mention_id"), pl.col("event_id")]
    both = old.select(keys).join(new.select(keys), on="mention_id", suffix="_now")
    named = both.select(old="event_id", new="event_id_now").drop_nulls()
    return named.group_by("old", "new").agg(n=pl.len())


def _largest(flows: pl.DataFrame, of: str) -> pl.DataFrame:
    """For each event the flow of most mentions; among equals the first by name."""
    ordered = flows.sort("n", "old", "new", descending=[True, False, False])
    return ordered.unique(of, keep="first", maintain_order=True)
