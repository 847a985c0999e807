"""Anybody's file is held against a contract by the rules of the gate."""

from __future__ import annotations

import gzip
import json

import polars as pl
import pytest

from tests.working_tables import frames
from validation.contracts.cells import as_text
from validation.contracts.errors import WrongUseError
from validation.own_file import check_file
from validation.working import working_contracts


def as_csv(data: pl.DataFrame, path, **cells: str) -> None:
    """The file that a release has as CSV, with other cells in its first row."""
    texts = data.select(
        as_text(name, dtype).alias(name) if isinstance(dtype, pl.List) else pl.col(name)
        for name, dtype in data.schema.items()
    )
    at_first = pl.int_range(pl.len()) == 0
    other = [
        pl.when(at_first).then(pl.lit(v)).otherwise(pl.col(k).cast(pl.String)).alias(k)
        for k, v in cells.items()
    ]
    texts.with_columns(other).write_csv(path, datetime_format="%Y-%m-%dT%H:%M:%S%.fZ")


@pytest.mark.parametrize("table", working_contracts())
def test_a_sound_table_passes_as_parquet_and_as_csv(tmp_path, table):
    data = frames()[table]
    data.write_parquet(tmp_path / "own.parquet")
    as_csv(data, tmp_path / "own.csv")
    for name in ("own.parquet", "own.csv"):
        verdict, bad = check_file(tmp_path / name, table)
        assert [o.line for o in verdict.outcomes if not o.ok] == []
        assert verdict.n_rows == {table: data.height}
        assert bad.is_empty()


def test_rules_that_need_other_tables_are_named_as_not_run(tmp_path):
    frames()["events"].write_parquet(tmp_path / "own.parquet")
    verdict, _ = check_file(tmp_path / "own.parquet", "events")
    assert {o.rule for o in verdict.outcomes if o.skipped} >= {"has_mentions", "place_id.places"}
    assert "not run, for want of a table it needs: events: place_id.places" in verdict.lines()[0]


def test_bad_cells_of_a_csv_are_told_with_their_rows(tmp_path):
    path, events = tmp_path / "own.csv", frames()["events"]
    as_csv(events, path, n_reports="many", deaths_low="-4", date_start="18/08/2020")
    verdict, bad = check_file(path, "events")
    key = events["event_id"][0]
    broken = {o.rule: o.examples for o in verdict.outcomes if not o.ok}
    assert broken["n_reports.schema"] == (f"{key} = many",)
    assert broken["date_start.schema"] == (f"{key} = 18/08/2020",)
    assert verdict.n_rows == {"events": 3}
    assert set(bad["row_id"]) == {key}


def test_the_command_ends_with_the_severity_of_what_failed(tmp_path, polstab):
    path = tmp_path / "own.csv"
    as_csv(frames()["events"], path, deaths_low="-4")
    told = polstab("check", path, "--contract", "events", "--quarantine", tmp_path / "bad.parquet")
    assert told.code == 1
    assert "critical: events.deaths_low: deaths_low.range" in told.out
    bad = pl.read_parquet(tmp_path / "bad.parquet").filter(rule="deaths_low.range")
    assert bad["value"].to_list() == ["-4"]
    as_csv(frames()["places"], path, name="Abidjan, CÃ´te d'Ivoire")
    mild = polstab("check", path, "--contract", "places", "--json")
    assert mild.code == 0
    found = json.loads(mild.out)
    assert found["tables"]["places"]["checks"]["name.encoding"]["n_bad"] == 1


@pytest.mark.parametrize("name", ["own.CSV", "own[1].csv", "own*.csv", "own.tsv", "own.csv.gz"])
def test_text_files_go_by_many_names(tmp_path, name):
    data = frames()["places"]
    separator = "\t" if ".tsv" in name else ","
    told = data.write_csv(separator=separator).encode()
    (tmp_path / name).write_bytes(gzip.compress(told) if name.endswith("gz") else told)
    verdict, _ = check_file(tmp_path / name, "places")
    assert verdict.ok
    assert verdict.n_rows == {"places": 3}


def test_parquet_goes_by_many_names_and_in_folders(tmp_path):
    data = frames()["country_month"]
    data.write_parquet(tmp_path / "ev[1].parquet")
    cut = tmp_path / "country_month"
    for year in ("2020", "2021"):
        (cut / f"year={year}").mkdir(parents=True)
    data.head(9).write_parquet(cut / "year=2020" / "part-0.parquet")
    data.tail(9).write_parquet(cut / "year=2021" / "part-0.parquet")
    for path in (tmp_path / "ev[1].parquet", cut):
        verdict, bad = check_file(path, "country_month")
        assert (verdict.ok, verdict.n_rows) == (True, {"country_month": 18})
        assert bad.is_empty()


def test_a_file_without_rows_is_told_of(tmp_path):
    frames()["events"].clear().write_parquet(tmp_path / "own.parquet")
    (tmp_path / "own.csv").write_text(",".join(frames()["events"].columns) + "\n")
    for name in ("own.parquet", "own.csv"):
        verdict, _ = check_file(tmp_path / name, "events")
        assert [o.rule for o in verdict.warnings] == ["not_empty"]
    frames()["corrections"].clear().write_parquet(tmp_path / "own.parquet")
    assert not check_file(tmp_path / "own.parquet", "corrections")[0].warnings


def test_a_cell_that_begins_a_list_and_ends_none_is_told_of(tmp_path):
    path = tmp_path / "own.csv"
    as_csv(frames()["events"], path, modes='["arrest')
    verdict, _ = check_file(path, "events")
    assert [o.rule for o in verdict.failed] == ["modes.schema"]


def test_what_was_not_run_is_not_counted_as_a_check(tmp_path):
    frames()["events"].write_parquet(tmp_path / "own.parquet")
    verdict, _ = check_file(tmp_path / "own.parquet", "events")
    n_run = sum(not o.skipped for o in verdict.outcomes)
    assert f" {n_run} checks on 1 table," in verdict.lines()[-1]


@pytest.mark.parametrize(
    ("name", "table", "told"),
    [
        ("nowhere.csv", "events", "no such file"),
        ("own.csv", "evens", "no contract for table 'evens'"),
        ("own.csv", "captures", "nothing to check it by"),
        ("own.csv", "events", "not readable as CSV"),
    ],
)
def test_wrong_use_is_told_in_one_line(tmp_path, name, table, told):
    (tmp_path / "own.csv").write_bytes(b"event_id,summary\n\xff\xfe,\xff\n")
    with pytest.raises(WrongUseError, match=told) as found:
        check_file(tmp_path / name, table)
    assert "\n" not in str(found.value)
