"""The one-pass gate inside the build."""

from __future__ import annotations

import json

import polars as pl

from tests.working_tables import frames
from validation.contracts import contract, contracts
from validation.contracts.quarantine import (
    SCHEMA,
    read_quarantine,
    set_aside,
    split,
    write_quarantine,
)
from validation.contracts.schema import polars_schema


def test_sound_frames_come_back_whole():
    for name, data in frames().items():
        clean, quarantined = split(contracts()[name], data, "run")
        assert clean.equals(data)
        assert quarantined.is_empty()
        assert quarantined.schema == SCHEMA


def test_a_critical_row_leaves_and_is_told_of():
    events = frames()["events"]
    bad = events.with_columns(
        country_iso3=pl.when(pl.col("country_iso3") == "BFA")
        .then(pl.lit("QQQ"))
        .otherwise("country_iso3")
    )
    clean, quarantined = split(contract("events"), bad, "run")
    assert clean.height == events.height - 1
    assert clean.schema == events.schema
    row = quarantined.row(0, named=True)
    assert row["rule"] == "country_iso3.allowed"
    assert row["value"] == "QQQ"
    assert row["stage"] == "build"
    assert json.loads(row["row"])["place_name"] == "Ouagadougou"
    assert row["row_id"] == bad.filter(country_iso3="QQQ")["event_id"].item()


def test_a_warning_stays_in_the_table_and_is_told_of():
    places = contract("places")
    mild = [rule.model_copy(update={"severity": "warning"}) for rule in places.rules]
    bad = frames()["places"].with_columns(priogrid_gid=pl.lit(1, pl.Int32))
    clean, quarantined = split(places.model_copy(update={"rules": mild}), bad, "run")
    assert clean.equals(bad)
    assert set(quarantined["severity"]) == {"warning"}
    assert quarantined.height == bad.height


def test_a_frame_of_the_wrong_shape_is_set_apart_whole():
    bad = frames()["places"].with_columns(lat=pl.col("lat").cast(pl.String))
    clean, quarantined = split(contract("places"), bad, "run")
    assert clean.is_empty()
    assert clean.schema == polars_schema(contract("places"))
    assert quarantined["value"].to_list() == bad.sort("place_id")["lat"].to_list()


def test_doubled_keys_leave_together():
    places = frames()["places"]
    clean, quarantined = split(contract("places"), pl.concat([places, places.head(1)]), "run")
    assert clean.height == places.height - 1
    assert quarantined["rule"].to_list() == ["primary_key", "primary_key"]


def test_each_stage_replaces_its_own_rows_alone(tmp_path):
    path = tmp_path / "quarantine" / "places.parquet"
    bad = frames()["places"].with_columns(lat=pl.lit(95.0))
    write_quarantine(path, split(contract("places"), bad, "a")[1], "build")
    write_quarantine(path, split(contract("places"), bad.head(1), "b", "check")[1], "check")
    assert set(read_quarantine(path)["stage"]) == {"build", "check"}
    write_quarantine(path, SCHEMA.to_frame(), "check")
    assert set(read_quarantine(path)["stage"]) == {"build"}
    write_quarantine(path, SCHEMA.to_frame(), "build")
    assert not path.exists()


def test_many_rows_take_one_pass():
    """Ninety thousand rows go through in one pass; the bad ones come out, the others stay."""
    events = frames()["events"]
    many = pl.concat([events] * 30_000).with_columns(
        event_id=pl.format("e-{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(16)),
        score=pl.when(pl.int_range(pl.len()) % 1000 == 0).then(99.0).otherwise("score"),
    )
    clean, quarantined = split(contract("events"), many, "run")
    assert (clean.height, quarantined.height) == (89_910, 90)


def test_rows_that_the_build_took_out_are_counted_by_rule(tmp_path):
    path = tmp_path / "places.parquet"
    bad = frames()["places"].with_columns(lat=pl.lit(95.0))
    write_quarantine(path, split(contract("places"), bad, "run")[1])
    assert set_aside(path)["lat.range"] == 3
    assert set_aside(tmp_path / "none.parquet") == {}
