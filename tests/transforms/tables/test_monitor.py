"""Outlets that fell silent, or whose pages lost a field."""

from datetime import date, timedelta

import polars as pl
import pytest

from transforms.monitor import fill_rates, found
from validation.contracts.declarations import Source

LAST = date(2023, 6, 30)


def source(**more):
    fields = {"id": "wire", "name": "Wire", "rights": {"status": "link_only"}}
    gather = [{"engine": "feed", "url": "https://wire.example/feed"}]
    return {"wire": Source.model_validate(fields | {"gather": gather} | more)}


def days(reports, fetched=None, status="ok", n=42):
    """``n`` days up to the last; ``reports`` gives the reports of a day by its age in days."""
    rows = [
        {
            "source_id": "wire",
            "date": LAST - timedelta(days=age),
            "n_reports": reports(age),
            "n_fetched": (fetched or reports)(age),
            "status": status if age < 3 else "ok",
        }
        for age in range(n)
    ]
    return pl.DataFrame(rows)


def reports(authors=lambda age: ["A. Writer"], n=42):
    rows = [
        {
            "source_id": "wire", "is_latest": True, "published_on": LAST - timedelta(days=age),
            "authors": authors(age), "published_at": LAST, "section": "Africa",
        }
        for age in range(n)
        for _ in range(3)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"authors": pl.List(pl.String)})


def told(*given, **more):
    return [str(alarm) for alarm in found(*given, source(**more))]


def test_an_outlet_as_usual_is_not_worth_a_word():
    assert told(days(lambda age: 3), reports()) == []


def test_an_outlet_that_brings_less_than_half_of_its_usual_week_is_named():
    fell = days(lambda age: 3 if age >= 7 else 1)
    assert told(fell, reports()) == ["wire: reports in the last week: 7, expected 21"]


def test_a_small_outlet_may_be_quiet_for_a_week():
    assert told(days(lambda age: int(age % 9 == 8)), reports()) == []


def test_what_the_yaml_expects_counts_for_small_and_new_outlets():
    quiet = days(lambda age: int(age == 0), n=7)
    asked = told(quiet, reports(n=7), expects={"reports_per_week": 2})
    assert asked == ["wire: reports in the last week: 1, expected 2"]


def test_what_the_yaml_expects_takes_the_place_of_the_usual():
    fell = days(lambda age: 3 if age >= 7 else 1)
    assert told(fell, reports(), expects={"reports_per_week": 5}) == []


def test_days_without_a_list_are_told_from_the_third_on():
    (down,) = told(days(lambda age: 3, status="down"), reports())
    assert down == "wire: days in a row without a list that was read: 3, expected 0"


def test_pages_that_are_no_reports_any_more_point_to_a_broken_layout():
    pages = days(lambda age: 3 if age >= 7 else 2, fetched=lambda age: 3 if age >= 7 else 9)
    assert told(pages, reports()) == ["wire: share of pages that are reports: 0.22, expected 1"]


@pytest.mark.parametrize("empty", [[], None])
def test_a_field_that_the_latest_reports_lack_is_named(empty):
    lost = reports(authors=lambda age: ["A. Writer"] if age >= 7 else empty)
    assert told(days(lambda age: 3), lost) == ["wire: share of reports with authors: 0, expected 1"]


def test_an_outlet_without_declared_days_is_not_watched():
    assert told(days(lambda age: 3).clear(), reports()) == []


def test_the_fill_rates_of_each_outlet_and_day_of_the_weeks_looked_at_are_told():
    rates = fill_rates(reports(authors=lambda age: ["A. Writer"] if age else [], n=60))
    assert [rate["date"] for rate in rates] == [LAST - timedelta(days=34 - n) for n in range(35)]
    assert [rate["authors"] for rate in rates[-2:]] == [1, 0]
    assert rates[-1] == {
        "source_id": "wire", "date": LAST, "n_reports": 3,
        "authors": 0, "published_at": 1, "section": 1,
    }  # fmt: skip
