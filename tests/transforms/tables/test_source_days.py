"""The denominators: what each outlet published on each declared day."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from transforms.sourcedays import gathered, source_days_table, sources_table
from validation.contracts import contract
from validation.contracts.declarations import Dataset, Source
from validation.contracts.quarantine import split
from validation.contracts.schema import polars_schema

FIRST = date(2022, 6, 1)
READ = datetime(2022, 6, 4, 6, tzinfo=UTC)


def dataset(**use):
    return Dataset.model_validate(
        {
            "name": "small", "title": "Small", "description": "One outlet.",
            "countries": ["MLI"], "start": FIRST, "sources": [{"id": "post"} | use],
        }
    )  # fmt: skip


def ledger(*rows):
    """(kind, url, outcome, listed day, fetched at, and a reason where there is one)."""
    made = [
        {
            "capture_id": f"c-{n:016x}", "source_id": "post", "url": url, "final_url": url,
            "kind": kind, "outcome": outcome, "fetched_at": at,
            "listed_at": datetime.combine(listed, datetime.min.time(), UTC) if listed else None,
            "reason": next(iter(reason), None),
        }
        for n, (kind, url, outcome, listed, at, *reason) in enumerate(rows)
    ]  # fmt: skip
    return pl.DataFrame(made, schema=polars_schema(contract("captures")))


def pages(*rows):
    """(report, day, is_coded)."""
    schema = {"source_id": pl.String, "report_id": pl.String, "url": pl.String,
              "published_on": pl.Date, "is_coded": pl.Boolean}  # fmt: skip
    made = [("post", r, f"https://post.example/{r}", day, coded) for r, day, coded in rows]
    return pl.DataFrame(made, schema=schema, orient="row")


def table(captures, found=None, political=(), **use):
    """Day -> row."""
    read = pages() if found is None else found
    ids = pl.DataFrame({"report_id": list(political)}, schema={"report_id": pl.String})
    made = source_days_table(dataset(**({"start": FIRST} | use)), read, read, ids, captures)
    clean, bad = split(contract("source_days"), made, "test")
    assert bad.is_empty(), bad["reason"].to_list()
    return {row["date"].day: row for row in clean.iter_rows(named=True)}


FEED = ("feed", "https://post.example/feed", "ok", None, READ)


def test_there_is_a_row_for_every_day_until_the_lists_were_last_read():
    assert sorted(table(ledger(FEED))) == [1, 2, 3, 4]


def test_days_after_the_last_list_that_was_read_are_down_up_to_the_last_crawl():
    gone = [("feed", FEED[1], "error", None, READ + timedelta(days=days)) for days in (2, 4)]
    found = table(ledger(FEED, *gone))
    assert {day: row["status"] for day, row in found.items() if day > 3} == {
        4: "ok", 5: "down", 6: "down", 7: "down", 8: "down",
    }  # fmt: skip


def test_a_host_whose_robots_txt_alone_answers_is_crawled_and_down():
    robots = ("robots", "https://post.example/robots.txt", "ok", None, READ + timedelta(days=1))
    assert table(ledger(FEED, robots))[5]["status"] == "down"


@pytest.mark.parametrize("outcome", ["ok", "unchanged"])
def test_a_list_that_answered_and_could_not_be_read_was_not_read(outcome):
    page = ("feed", FEED[1], outcome, None, READ + timedelta(days=1), "unreadable feed: no XML")
    found = table(ledger(FEED, page))
    assert (found[4]["status"], found[5]["status"]) == ("ok", "down")


def test_no_day_is_told_of_before_it_was_crawled_or_after_the_dataset_ends():
    crawled = ledger(FEED)
    ends = {4: date(2022, 6, 30), 3: date(2022, 6, 3)}
    for last, end in ends.items():
        closed = dataset(start=FIRST).model_copy(update={"end": end})
        none = pages()
        made = source_days_table(closed, none, none, none.select("report_id"), crawled)
        assert made["date"].max() == date(2022, 6, last)


def test_a_day_on_which_nothing_was_published_is_a_zero_that_was_read():
    day = table(ledger(FEED))[2]
    assert (day["n_reports"], day["n_fetched"], day["status"]) == (0, 0, "ok")


def test_a_source_without_a_declared_start_has_no_days():
    assert table(ledger(FEED), start=None) == {}


def test_the_declared_end_closes_the_period():
    assert sorted(table(ledger(FEED), end=date(2022, 6, 2))) == [1, 2]


def test_an_outlet_whose_lists_were_never_read_is_down():
    failed = ("feed", "https://post.example/feed", "failed", None, READ)
    found = table(ledger(failed), end=date(2022, 6, 2))
    assert {row["status"] for row in found.values()} <= {"down"}
    assert found


def test_reports_political_reports_and_uncoded_ones_are_counted_by_day():
    found = pages(("a", FIRST, True), ("b", FIRST, True), ("c", FIRST, False))
    day = table(ledger(FEED), found, political=["a"])[1]
    assert (day["n_fetched"], day["n_reports"]) == (3, 3)
    assert (day["n_political"], day["n_uncoded"]) == (1, 1)


def test_an_undated_report_counts_for_no_day():
    found = pages(("a", None, True))
    assert {row["n_reports"] for row in table(ledger(FEED), found).values()} == {0}


@pytest.mark.parametrize(
    ("outcome", "status"), [("failed", "partial"), ("error", "partial"), ("forbidden", "ok")]
)
def test_a_page_that_never_came_makes_its_day_partial(outcome, status):
    page = ("report", "https://post.example/x", outcome, date(2022, 6, 2), READ)
    found = table(ledger(FEED, page))
    assert found[2]["status"] == status
    assert found[3]["status"] == "ok"


def test_a_page_that_came_at_the_second_try_is_no_failure():
    page = "https://post.example/x"
    rows = [
        ("report", page, "failed", date(2022, 6, 2), READ),
        ("report", page, "ok", date(2022, 6, 2), READ + timedelta(hours=1)),
    ]
    assert table(ledger(FEED, *rows))[2]["status"] == "ok"


def test_reading_the_lists_again_on_the_same_day_gathers_nothing_new():
    again = ("feed", "https://post.example/feed", "ok", None, READ + timedelta(hours=2))
    tomorrow = ("feed", "https://post.example/feed", "ok", None, READ + timedelta(days=1))
    assert gathered(ledger(FEED)) == gathered(ledger(FEED, again))
    assert gathered(ledger(FEED)) != gathered(ledger(FEED, tomorrow))


def test_a_source_is_listed_as_declared():
    post = Source.model_validate(
        {
            "id": "post", "name": "Post", "country_iso3": "MLI", "timezone": "Africa/Bamako",
            "rights": {"status": "link_only"}, "gather": [{"engine": "feed", "url": "http://p/f"}],
        }
    )  # fmt: skip
    row = sources_table({"post": post}).row(0, named=True)
    assert (row["source_id"], row["rights"], row["timezone"]) == (
        "post", "link_only", "Africa/Bamako",
    )  # fmt: skip
