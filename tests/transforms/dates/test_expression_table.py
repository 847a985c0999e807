"""The table of expressions beside this file holds: each is read as its meaning on that day.

A row without an expression is a sentence that tells no time; `NOT` as value forbids a reading of
those very words. An empty value, first or last day means that there is none.
"""

import csv
from datetime import date
from pathlib import Path

import pytest

from transforms.dates import DateMention, find_dates

with (Path(__file__).parent / "expressions.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
TIMES = [row for row in ROWS if row["expression"] and row["value"] != "NOT"]
FORBIDDEN = [row for row in ROWS if row["value"] == "NOT"]
TRAPS = [row for row in ROWS if not row["expression"]]


def _named(row: dict[str, str]) -> str:
    return f"{row['kind']}: {row['sentence']}"


def _read(row: dict[str, str]) -> list[DateMention]:
    published = row["published"]
    return find_dates(row["sentence"], date.fromisoformat(published) if published else None)


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


@pytest.mark.parametrize("row", TIMES, ids=_named)
def test_an_expression_has_its_value_and_its_days(row):
    found = {m.text: m for m in _read(row)}
    assert row["expression"] in found
    mention = found[row["expression"]]
    told = (mention.value or "", _written(mention.date_start), _written(mention.date_end))
    assert told == (row["value"], row["first"], row["last"])


@pytest.mark.parametrize("row", [r for r in TIMES if r["relation"] or r["precision"]], ids=_named)
def test_an_expression_says_how_an_event_lies_to_it_and_how_exactly(row):
    (mention,) = (m for m in _read(row) if m.text == row["expression"])
    if row["relation"]:
        assert mention.relation == row["relation"]
    if row["precision"]:
        assert mention.precision == int(row["precision"])


@pytest.mark.parametrize("row", FORBIDDEN, ids=_named)
def test_words_that_are_no_day_get_none(row):
    assert [m for m in _read(row) if m.text == row["expression"] and m.value] == []


@pytest.mark.parametrize("row", TRAPS, ids=_named)
def test_a_sentence_without_a_time_has_none(row):
    assert _read(row) == []


def test_the_table_is_long_enough_to_mean_something():
    assert len(ROWS) >= 120
    assert len({row["sentence"] + row["expression"] for row in ROWS}) == len(ROWS)
