"""Merged and split events, and the reasons of changes."""

from __future__ import annotations

from datetime import date

import polars as pl

from publishing.changes import changes
from publishing.identity import moved_events
from tests.publishing.test_changes import lazy
from tests.working_tables import frames


def told(**events: list[str]) -> pl.LazyFrame:
    rows = [(mention, event) for event, mentions in events.items() for mention in mentions]
    return pl.LazyFrame(rows, schema=["mention_id", "event_id"], orient="row")


def moves(old: pl.LazyFrame, new: pl.LazyFrame) -> list[tuple[str, str, str, str]]:
    return moved_events(old, new, old, new).rows()


def test_an_event_whose_mentions_stand_under_another_was_merged_into_it():
    found = moves(told(a=["1"], b=["2"]), told(a=["1", "2"]))
    assert found == [("b", "merge", "b", "a")]


def test_a_new_event_of_another_events_mentions_was_split_from_it():
    found = moves(told(a=["1", "2"]), told(a=["1"], b=["2"]))
    assert found == [("b", "split", "a", "b")]


def test_two_events_that_become_a_third_are_both_merged_into_it():
    found = moves(told(a=["1"], b=["2"]), told(c=["1", "2"]))
    assert found == [("a", "merge", "a", "c"), ("b", "merge", "b", "c")]


def test_an_event_scattered_over_others_goes_where_most_of_it_went():
    found = moves(told(a=["1", "2", "3"], b=["4"], c=["5"]), told(b=["1", "2", "4"], c=["3", "5"]))
    assert found == [("a", "merge", "a", "b")]


def test_a_mention_that_moves_between_standing_events_is_neither():
    assert moves(told(a=["1", "2"], b=["3"]), told(a=["1"], b=["2", "3"])) == []


def test_an_event_without_a_mention_in_common_only_came_or_went():
    assert moves(told(a=["1"]), told(b=["2"])) == []


def test_the_record_tells_a_merge_in_place_of_a_withdrawal():
    mentions, events = frames()["mentions"], frames()["events"]
    kept, gone = mentions["event_id"][0], mentions["event_id"][1]
    one = pl.col("event_id").replace(gone, kept)
    found = changes(
        lazy(),
        lazy(mentions=mentions.with_columns(one), events=events.filter(pl.col("event_id") != gone)),
        "r",
    )
    rows = found.filter(table="events", row_id=gone).select("op", "field", "old", "new", "reason")
    assert rows.rows() == [("merge", "", gone, kept, "other mentions linked to it")]


def test_rows_of_a_report_that_is_new_say_so():
    reports, mentions = frames()["reports"], frames()["mentions"]
    new_one = reports["report_id"][0]
    old = lazy(
        reports=reports.filter(pl.col("report_id") != new_one),
        mentions=mentions.filter(pl.col("report_id") != new_one),
    )
    found = changes(old, lazy(), "r")
    assert set(found.filter(table="mentions")["reason"]) == {"new report"}
    assert set(found.filter(table="reports")["reason"]) == {"new report"}


def test_a_change_of_coder_is_the_reason_where_the_report_stands():
    mentions = frames()["mentions"].with_columns(
        coder_version=pl.lit("0.2.0"), confidence=pl.lit(0.5)
    )
    found = changes(lazy(), lazy(mentions=mentions), "r")
    assert set(found["reason"]) == {"coder 0.1.0 -> 0.2.0"}


def test_a_corrected_cell_has_the_reason_of_its_correction():
    events = frames()["events"]
    key = events["event_id"][0]
    right = pl.when(pl.col("event_id") == key).then(pl.lit("In one line")).otherwise("summary")
    correction = {
        "table": "events", "row_id": key, "field": "summary", "old": events["summary"][0],
        "new": "In one line", "status": "applied", "reason": "The town was another.",
        "author": "A. Reader", "declared_on": date(2020, 9, 1),
    }  # fmt: skip
    now = lazy(
        events=events.with_columns(summary=right),
        corrections=pl.DataFrame([correction], schema_overrides=frames()["corrections"].schema),
    )
    found = changes(lazy(), now, "r").filter(table="events")
    assert found.select("row_id", "field", "reason").rows() == [
        (key, "summary", "The town was another.")
    ]


def test_an_old_quote_is_cut_to_what_any_source_allows():
    mentions = frames()["mentions"]
    old = lazy(mentions=mentions.with_columns(quote=pl.lit("x" * 900)))
    found = changes(old, lazy(), "r").filter(field="quote")
    assert found["old"].str.len_chars().max() == 200
