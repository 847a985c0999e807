"""Country panels tell true zeros from silence."""

from datetime import date

import polars as pl
import pytest

from transforms.panel import covered, panel
from validation.contracts import contract
from validation.contracts.declarations import Dataset
from validation.contracts.quarantine import split

DATASET = Dataset.model_validate(
    {
        "name": "sahel_small",
        "title": "Small",
        "description": "Two countries, one quarter.",
        "countries": ["MLI", "BFA"],
        "start": "2022-05-01",
        "end": "2022-07-31",
        "sources": [{"id": "a", "start": "2022-05-01"}],
        "coverage": {"ok_sources": 2},
    }
)
JUNE, JULY = date(2022, 6, 1), date(2022, 7, 1)


def sources(**looks):
    """source_id -> (country, scale)."""
    rows = [{"source_id": s, "country_iso3": c, "scale": scale} for s, (c, scale) in looks.items()]
    return pl.DataFrame(
        rows, schema={"source_id": pl.String, "country_iso3": pl.String, "scale": pl.String}
    )


def days(*rows):
    """(source, day, reports, of these uncoded, status)."""
    schema = {
        "source_id": pl.String, "date": pl.Date, "n_reports": pl.Int32, "n_uncoded": pl.Int32,
        "status": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def coverage(found, country, month=JUNE):
    row = found.row(by_predicate=(pl.col("country_iso3") == country) & (pl.col("period") == month),
                    named=True)  # fmt: skip
    return row["coverage"], row["n_reports"], row["n_sources"]


def events(*rows):
    """(event, country, day, family, deaths)."""
    schema = {
        "event_id": pl.String, "country_iso3": pl.String, "date_start": pl.Date,
        "family": pl.String, "deaths_best": pl.Int32, "status": pl.String,
    }  # fmt: skip
    full = [(*row, "candidate") if len(row) == 5 else row for row in rows]
    return pl.DataFrame(full, schema=schema, orient="row")


def actors(*rows):
    schema = {"event_id": pl.String, "role": pl.String, "country_iso3": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def months(told, sides=(), step="1mo"):
    """The panel when two national outlets of Mali publish in June, one in May, none in July."""
    at_home = sources(a=("MLI", "national"), b=("MLI", "national"))
    published = days(
        ("a", date(2022, 5, 3), 2, 0, "ok"),
        ("a", date(2022, 6, 3), 2, 0, "ok"),
        ("b", date(2022, 6, 9), 1, 0, "ok"),
        ("b", date(2022, 7, 9), 0, 0, "ok"),
    )
    cover = covered(DATASET, step, at_home, published)
    table = panel(step, events(*told), actors(*sides), cover)
    name = "country_month" if step == "1mo" else "country_day"
    clean, bad = split(contract(name), table, "test")
    assert bad.is_empty(), bad["reason"].to_list()
    return clean


def cell(table, country, month, attribution="location"):
    return table.row(
        by_predicate=(pl.col("country_iso3") == country)
        & (pl.col("month") == month)
        & (pl.col("attribution") == attribution),
        named=True,
    )


def test_a_covered_month_without_events_is_a_true_zero():
    row = cell(months([]), "MLI", JUNE)
    assert (row["coverage"], row["n_events"], row["deaths_violence"]) == ("ok", 0, 0)


def test_a_month_without_coverage_is_null_even_where_an_event_is_known():
    table = months([("e-1", "BFA", date(2022, 6, 9), "violence", 4)])
    row = cell(table, "BFA", JUNE)
    assert row["coverage"] == "none"
    assert row["n_events"] is row["events_violence"] is row["deaths_violence"] is None


def test_fewer_outlets_than_asked_for_are_thin():
    assert cell(months([]), "MLI", date(2022, 5, 1))["coverage"] == "thin"


def test_an_outlet_that_was_read_and_published_nothing_covers_nothing():
    row = cell(months([]), "MLI", JULY)
    assert (row["coverage"], row["n_events"], row["n_sources"]) == ("none", None, 0)


def test_events_and_deaths_are_counted_by_family():
    row = cell(
        months(
            [
                ("e-1", "MLI", date(2022, 6, 1), "violence", 4),
                ("e-2", "MLI", date(2022, 6, 30), "violence", None),
                ("e-3", "MLI", date(2022, 6, 9), "protest", 1),
                ("e-4", "MLI", date(2022, 5, 9), "protest", 1),
            ]
        ),
        "MLI",
        JUNE,
    )
    assert (row["n_events"], row["events_violence"], row["events_protest"]) == (3, 2, 1)
    assert (row["deaths_violence"], row["deaths_protest"]) == (4, 1)


def test_a_withdrawn_event_is_not_counted():
    told = [("e-1", "MLI", date(2022, 6, 1), "violence", 4, "withdrawn")]
    assert cell(months(told), "MLI", JUNE)["n_events"] == 0


def test_an_event_counts_for_where_it_was_who_did_it_and_to_whom():
    told = [("e-1", "BFA", date(2022, 6, 1), "violence", 4)]
    sides = [("e-1", "actor", "MLI"), ("e-1", "actor", "MLI"), ("e-1", "recipient", "BFA")]
    table = months(told, sides)
    assert cell(table, "MLI", JUNE, "location")["n_events"] == 0
    assert cell(table, "MLI", JUNE, "actor")["n_events"] == 1
    assert cell(table, "MLI", JUNE, "recipient")["n_events"] == 0


def test_every_country_month_and_attribution_has_one_row():
    assert months([]).height == 2 * 3 * 3


def test_the_month_has_its_views_number_and_state_numbers():
    row = cell(months([]), "MLI", JUNE)
    assert (row["month_id"], row["country_gw"], row["country_cow"]) == (510, 432, 432)


def test_a_day_takes_the_coverage_of_its_month():
    table = months([("e-1", "MLI", date(2022, 6, 3), "violence", 4)], step="1d")
    location = table.filter(country_iso3="MLI", attribution="location")
    by_day = {row["date"]: row for row in location.iter_rows(named=True)}
    assert by_day[date(2022, 6, 3)]["n_events"] == 1
    assert by_day[date(2022, 6, 4)]["n_events"] == 0
    assert by_day[date(2022, 7, 4)]["n_events"] is None


def test_days_before_the_dataset_begins_are_not_counted():
    late = DATASET.model_copy(update={"start": date(2022, 6, 20), "end": date(2022, 6, 30)})
    published = days(("a", date(2022, 6, 25), 2, 0, "ok"))
    looks = sources(a=("MLI", "national"))
    assert covered(late, "1d", looks, published)["period"].min() == date(2022, 6, 20)
    assert covered(late, "1mo", looks, published)["period"].unique().to_list() == [JUNE]


@pytest.mark.parametrize(
    ("scale", "found"),
    [("national", "none"), ("subnational", "none"), (None, "none"),
     ("regional", "thin"), ("international", "thin")],
)  # fmt: skip
def test_only_regional_and_international_outlets_cover_other_countries(scale, found):
    looks = sources(a=("MLI", scale))
    published = days(("a", date(2022, 6, 3), 2, 0, "ok"))
    assert coverage(covered(DATASET, "1mo", looks, published), "BFA")[0] == found
    assert coverage(covered(DATASET, "1mo", looks, published), "MLI")[0] == "thin"


def test_reports_in_a_language_without_a_coder_are_no_coverage():
    published = days(("a", date(2022, 6, 3), 2, 2, "ok"))
    found = covered(DATASET, "1mo", sources(a=("MLI", "national")), published)
    assert coverage(found, "MLI") == ("none", 0, 0)


def test_days_on_which_the_outlet_could_not_be_read_are_no_coverage():
    published = days(("a", date(2022, 6, 3), 2, 0, "down"))
    found = covered(DATASET, "1mo", sources(a=("MLI", "national")), published)
    assert coverage(found, "MLI") == ("none", 0, 0)
