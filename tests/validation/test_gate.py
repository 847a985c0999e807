"""The gate lets consistent tables through, and names what is wrong with the others."""

from __future__ import annotations

import re
import shutil

import polars as pl
import pytest

from tests.working_tables import DATASET, write_working_tables
from validation.contracts import contract
from validation.contracts.errors import WrongUseError
from validation.contracts.quarantine import COLUMNS, split, write_quarantine
from validation.gate import check
from validation.verdict import read_verdict
from validation.working import working_contracts


def test_clean_tables_pass_without_a_false_alarm(clean_run):
    verdict = clean_run.verdict
    assert verdict.ok
    assert [o.line for o in verdict.outcomes if not o.ok or o.skipped] == []
    assert set(verdict.n_rows) == set(working_contracts())
    assert len(verdict.outcomes) > 300
    assert not list(clean_run.layout.quarantine("events").parent.glob("*.parquet"))


def test_the_verdict_is_read_back_as_it_was_written(clean_run):
    assert read_verdict(clean_run.verdict.folder) == clean_run.verdict


def test_a_second_check_of_clean_tables_reads_the_first_verdict(clean_run, environment):
    environment(clean_run.layout.work.parents[1])
    page = next((clean_run.verdict.folder / "docs" / "validations").rglob("*.html"))
    before = page.stat().st_mtime_ns
    assert check(DATASET) == clean_run.verdict
    assert page.stat().st_mtime_ns == before


def test_pages_that_were_deleted_are_written_again(clean_run, environment):
    environment(clean_run.layout.work.parents[1])
    pages = clean_run.verdict.folder / "docs" / "validations" / "events"
    shutil.rmtree(pages)
    assert check(DATASET) == clean_run.verdict
    assert list(pages.rglob("*.html"))


def test_data_docs_load_nothing_from_another_host(clean_run, row_run):
    for run in (clean_run, row_run):
        pages = list((run.verdict.folder / "docs").rglob("*.html"))
        assert len(pages) > 20
        for page in pages:
            text = page.read_text(encoding="utf-8")
            assert not re.search(r"(src|href)=.(https?:)?//|url\(|@import|<script", text), page


@pytest.mark.parametrize(
    ("table", "rule", "columns", "n_bad", "value"),
    [
        ("source_days", "source_id.required", "source_id", 1, None),
        ("sources", "country_iso3.allowed", "country_iso3", 1, "QQQ"),
        ("country_month", "primary_key", "country_iso3, month, attribution", 2, None),
        ("event_actors", "actor_id.actors", "actor_id", 1, "ps-nobody"),
        ("events", "deaths_ordered", "deaths_low, deaths_best, deaths_high", 1, "deaths_low=9"),
        ("events", "source_urls.items", "source_urls", 1, ""),
        ("events", "modes.allowed", "modes", 1, "dancing"),
        ("mentions", "quote_is_text", None, 1, "quote=word"),
        ("mentions", "link_only_quotes_are_short", "quote", 1, "word word"),
        ("mentions", "rank.range", "rank", 1, "0"),
        ("places", "lat.range", "lat", 1, "95.0"),
        ("reports", "lineage_id.pattern", "lineage_id", 1, "l-short"),
    ],
)
def test_a_broken_row_is_named_and_quarantined(row_run, table, rule, columns, n_bad, value):
    outcome = row_run.broken(table, rule)
    assert outcome.n_bad == n_bad
    assert outcome.severity == "critical"
    assert columns is None or ", ".join(outcome.columns) == columns
    line = next(line for line in row_run.verdict.lines() if f"{table}." in line and rule in line)
    rows = row_run.quarantine(table).filter(rule=rule)
    assert rows.columns == list(COLUMNS)
    assert rows.height == n_bad
    assert set(rows["run_id"]) == {row_run.verdict.run_id}
    assert all(row_id in line for row_id in rows["row_id"])
    assert value is None or rows["value"][0].find(value) >= 0


def test_nothing_is_named_that_was_not_damaged(row_run):
    followed = {
        ("places", "priogrid_follows_coordinates"),
        ("country_day", "not_empty"),
        ("events", "place_as_in_places"),
        ("country_month", "counts_of_events"),
        ("country_day", "every_period"),
        ("event_actors", "counted_in_mentions"),
        ("event_actors", "country_of_mentions"),
        ("events", "cameo_of_type"),
        ("events", "figures_of_mentions"),
        ("events", "modes_of_type"),
        ("events", "told_by_its_reports"),
        ("mention_actors", "party_of_event"),
        ("mentions", "ranks_in_order"),
        ("source_days", "every_day"),
        ("source_days", "no_other_day"),
        ("sources", "as_declared"),
    }
    expected = {
        ("source_days", "source_id.required"),
        ("sources", "country_iso3.allowed"),
        ("country_month", "primary_key"),
        ("event_actors", "actor_id.actors"),
        ("events", "deaths_ordered"),
        ("events", "source_urls.items"),
        ("events", "modes.allowed"),
        ("mentions", "quote_is_text"),
        ("mentions", "link_only_quotes_are_short"),
        ("mentions", "rank.range"),
        ("places", "lat.range"),
        ("reports", "lineage_id.pattern"),
    }
    found = {(o.table, o.rule) for o in row_run.verdict.outcomes if not o.ok}
    assert found == expected | followed


def test_an_empty_table_is_a_warning(row_run):
    assert [(o.table, o.rule) for o in row_run.verdict.warnings] == [("country_day", "not_empty")]


@pytest.mark.parametrize(
    ("table", "column", "reason", "n_bad"),
    [
        ("events", "deaths_best", "dtype is String, the contract says Int32", 3),
        ("places", "lat", "column is missing", 3),
        ("sources", "nickname", "column is not in the contract", 3),
        ("actors", "", "file is not readable as Parquet", 1),
    ],
)
def test_a_wrong_column_is_named_with_every_row(column_run, table, column, reason, n_bad):
    rule = f"{column}.schema" if column else "schema"
    outcome = column_run.broken(table, rule)
    assert (outcome.description, outcome.n_bad) == (reason, n_bad)
    rows = column_run.quarantine(table).filter(column=column)
    assert set(rows["reason"]) == {reason}
    assert rows.height == n_bad


def test_the_value_of_a_wrong_dtype_is_kept(column_run):
    assert set(column_run.quarantine("events")["value"]) == {"many"}


def test_other_tables_are_still_checked(column_run):
    assert column_run.broken("country_month", "country_iso3.allowed").n_bad == 1
    skipped = {(o.table, o.rule) for o in column_run.verdict.outcomes if o.skipped}
    assert ("mentions", "event_id.events") in skipped
    assert not column_run.verdict.ok


def test_missing_tables_are_wrong_use(tmp_path, monkeypatch):
    layout = write_working_tables(tmp_path)
    monkeypatch.setenv("POLSTAB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("POLSTAB_DATASETS", str(tmp_path / "datasets"))
    (layout.table("events") / "part-0000.parquet").unlink()
    with pytest.raises(WrongUseError, match="no files for events; run polstab build tiny") as found:
        check(DATASET)
    assert "\n" not in str(found.value)


def test_rows_that_the_build_set_apart_outlive_a_clean_check(clean_run, environment):
    environment(clean_run.layout.work.parents[1])
    path = clean_run.layout.quarantine("places")
    bad = pl.read_parquet(clean_run.layout.table("places") / "*.parquet").with_columns(
        lat=pl.lit(95.0)
    )
    write_quarantine(path, split(contract("places"), bad, "build-1")[1])
    try:
        check(DATASET)
        assert set(pl.read_parquet(path)["stage"]) == {"build"}
    finally:
        path.unlink()
