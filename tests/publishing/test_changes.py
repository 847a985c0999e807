"""The record of changes between two releases."""

from __future__ import annotations

import polars as pl

from publishing.changes import LEFT_OUT, changes
from tests.working_tables import frames
from validation.contracts import contract
from validation.contracts.schema import schema_faults


def lazy(**changed: pl.DataFrame) -> dict[str, pl.LazyFrame]:
    return {name: data.lazy() for name, data in (frames() | changed).items()}


def test_nothing_changed_is_no_change():
    assert changes(lazy(), lazy(), "2023.07.1").is_empty()


def test_a_first_release_has_no_changes():
    found = changes({}, lazy(), "2023.07.0")
    assert found.is_empty()
    assert schema_faults(contract("changes"), found) == []


def test_rows_that_come_and_go_are_told_of_once():
    actors = frames()["actors"]
    found = changes(lazy(actors=actors.tail(3)), lazy(actors=actors.head(3)), "r")
    assert found.select("table", "op", "field", "row_id").rows() == [
        ("actors", "insert", "", actors["actor_id"][0]),
        ("actors", "withdraw", "", actors["actor_id"][3]),
    ]


def test_cells_are_compared_as_text_nulls_too():
    mentions = frames()["mentions"]
    new = mentions.with_columns(
        deaths_best=pl.lit(None, pl.Int32), contexts=pl.lit(["military", "coup"])
    )
    found = changes(lazy(), lazy(mentions=new), "r")
    assert found.filter(field="deaths_best").select("old", "new").rows() == [("4", None)]
    assert ("military", "military|coup") in found.filter(field="contexts").select(
        "old", "new"
    ).rows()
    assert set(found["op"]) == {"update"}


def test_a_column_that_is_new_is_an_update_from_nothing():
    old = frames()["places"].drop("feature_code")
    found = changes(lazy(places=old), lazy(), "r")
    assert set(found.select("field", "old", "new").rows()) == {("feature_code", None, "PPL")}


def test_compound_keys_are_joined_by_a_bar():
    panel = frames()["country_month"]
    new = panel.with_columns(n_reports=pl.col("n_reports") + 1)
    found = changes(lazy(), lazy(country_month=new), "r")
    assert "BFA|2020-08-01|actor" in found["row_id"].to_list()
    assert found.height == panel.height


def test_tables_of_days_are_left_out_and_the_contract_says_so():
    found = changes(lazy(), lazy(source_days=frames()["source_days"].head(1)), "r")
    assert found.is_empty()
    said = contract("changes").description
    assert all(name in said for name in LEFT_OUT if name != "changes")
