"""Why a row changed between two releases, where the releases themselves tell."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

NEW_REPORT = "new report"
REVISED = "report revised"
LOST = "report withdrawn"
MOVED = "other mentions linked to it"
JOINT = "; "
Frames = Mapping[str, pl.LazyFrame]
REASONS = {"row_id": pl.String, "reason": pl.String}
# Tables whose rows hang on a mention or an event by the first part of their key.
BY_MENTION = ("mentions", "mention_actors")
BY_EVENT = ("events", "event_actors")


def with_reasons(record: pl.DataFrame, old: Frames, new: Frames) -> pl.DataFrame:
    """The record of changes with its reason filled in; null where the releases do not say."""
    if record.is_empty() or not {"reports", "mentions"} <= old.keys() & new.keys():
        return record
    mentions = _of_mentions(old, new)
    events = _of_events(mentions, old, new)
    known = pl.concat([_of_reports(old, new), mentions.select("row_id", "reason"), events])
    first = pl.col("row_id").str.split("|").list.first()
    named = {**dict.fromkeys(BY_MENTION, "m"), **dict.fromkeys(BY_EVENT, "e"), "reports": "r"}
    kind = pl.col("table").replace_strict(named, default="", return_dtype=pl.String)
    keyed = record.drop("reason").with_columns(key=pl.concat_str(kind, first, separator=":"))
    told = keyed.join(known.rename({"row_id": "key"}), on="key", how="left", maintain_order="left")
    return _corrected(told.drop("key"), new).select(record.columns)


def _corrected(record: pl.DataFrame, new: Frames) -> pl.DataFrame:
    """The record with the reason of the correction that gave a cell its value, before any other."""
    if "corrections" not in new:
        return record
    on = ["table", "row_id", "field", "new"]
    applied = new["corrections"].filter(status="applied").select(*on, why="reason").collect()
    told = record.join(applied, on=on, how="left", maintain_order="left", nulls_equal=True)
    return told.with_columns(reason=pl.coalesce("why", "reason"))


def _of_reports(old: Frames, new: Frames) -> pl.DataFrame:
    was, now = _latest(old), _latest(new)
    both = was.join(now, on="report_id", how="full", coalesce=True, suffix="_now").collect()
    reason = (
        pl.when(pl.col("revision").is_null())
        .then(pl.lit(NEW_REPORT))
        .when(pl.col("revision_now").is_null())
        .then(pl.lit(LOST))
        .when(pl.col("revision") != pl.col("revision_now"))
        .then(pl.lit(REVISED))
    )
    return both.select(row_id=pl.concat_str(pl.lit("r:"), "report_id"), reason=reason)


def _of_mentions(old: Frames, new: Frames) -> pl.DataFrame:
    """The report's reason, else a change of coder, for each mention of either release."""
    was, now = _versions(old), _versions(new)
    both = was.join(now, on="mention_id", how="full", coalesce=True, suffix="_now").collect()
    keyed = both.with_columns(
        report=pl.concat_str(pl.lit("r:"), pl.coalesce("report_id_now", "report_id"))
    )
    told = keyed.join(_of_reports(old, new), left_on="report", right_on="row_id", how="left")
    coder = _coder_change(old, new)
    return told.select(
        "mention_id",
        was="event_id",
        now="event_id_now",
        row_id=pl.concat_str(pl.lit("m:"), "mention_id"),
        reason=pl.coalesce("reason", pl.lit(coder, dtype=pl.String)),
    )


def _of_events(mentions: pl.DataFrame, old: Frames, new: Frames) -> pl.DataFrame:
    """What came to the mentions that an event lost, gained or kept, each reason once."""
    relinked = pl.col("was").ne_missing(pl.col("now")) & pl.col("reason").is_null()
    reason = pl.when(relinked).then(pl.lit(MOVED)).otherwise("reason")
    sides = [mentions.select(event_id=side, reason=reason) for side in ("was", "now")]
    told = pl.concat(sides).drop_nulls().unique().sort("event_id", "reason")
    joined = told.group_by("event_id", maintain_order=True).agg(pl.col("reason").str.join(JOINT))
    return joined.select(row_id=pl.concat_str(pl.lit("e:"), "event_id"), reason="reason")


def _coder_change(old: Frames, new: Frames) -> str | None:
    was, now = (
        set(frames["mentions"].select(pl.col("coder_version").unique()).collect().to_series())
        for frames in (old, new)
    )
    if was == now or not was or not now:
        return None
    return f"coder {', '.join(sorted(was))} -> {', '.join(sorted(now))}"


def _latest(frames: Frames) -> pl.LazyFrame:
    return frames["reports"].filter("is_latest").select("report_id", "revision")


def _versions(frames: Frames) -> pl.LazyFrame:
    return frames["mentions"].select("mention_id", "report_id", "event_id")
