"""Declared corrections change the cell that they name, while it is as they say."""

from __future__ import annotations

import pytest
import yaml

from tests.working_tables import frames
from transforms.corrections import Corrections
from validation.contracts import contract
from validation.contracts.amendments import read_corrections
from validation.contracts.checks import row_faults
from validation.contracts.errors import WrongUseError

ABOUT = {"reason": "the hospital counted again", "author": "A. Reader", "date": "2020-09-01"}


def kati() -> dict:
    return frames()["events"].filter(place_name="Kati").row(0, named=True)


def declared(tmp_path, *entries: dict):
    file = tmp_path / "corrections.yml"
    file.write_text(yaml.safe_dump([ABOUT | entry for entry in entries]), encoding="utf-8")
    return read_corrections(file)


def entry(**other: object) -> dict:
    about = {"table": "events", "row": kati()["event_id"], "field": "deaths_high"}
    return about | {"old": 4, "new": 6} | other


def test_a_correction_changes_one_cell_and_is_published(tmp_path):
    right = Corrections(declared(tmp_path, entry()))
    events = frames()["events"]
    made = right.applied("events", events)
    assert made.filter(place_name="Kati")["deaths_high"].item() == 6
    assert made.drop("deaths_high").equals(events.drop("deaths_high"))
    row = right.table().row(0, named=True)
    assert (row["status"], row["old"], row["new"]) == ("applied", "4", "6")
    assert row["reason"] == ABOUT["reason"]
    assert row_faults(contract("corrections"), right.table()).is_empty()


@pytest.mark.parametrize(
    ("other", "status", "found"),
    [
        ({"old": 5}, "guard_failed", "4"),
        ({"old": None}, "guard_failed", "4"),
        ({"row": "e-" + "0" * 16}, "row_missing", None),
    ],
)
def test_one_that_no_longer_fits_changes_nothing_and_is_warned_of(tmp_path, other, status, found):
    right = Corrections(declared(tmp_path, entry(**other)))
    events = frames()["events"]
    assert right.applied("events", events).equals(events)
    row = right.table().row(0, named=True)
    assert (row["status"], row["found"]) == (status, found)
    faults = row_faults(contract("corrections"), right.table())
    assert faults.select("rule", "severity").rows() == [("still_applies", "warning")]


def test_lists_days_and_nulls_can_be_corrected(tmp_path):
    right = Corrections(
        declared(
            tmp_path,
            entry(field="contexts", old=["military"], new=["military", "executive"]),
            entry(field="date_start", old="2020-08-18", new="2020-08-17"),
            entry(field="injured_best", old=None, new=3),
        )
    )
    made = right.applied("events", frames()["events"]).filter(place_name="Kati")
    row = made.row(0, named=True)
    assert row["contexts"] == ["military", "executive"]
    assert (str(row["date_start"]), row["injured_best"]) == ("2020-08-17", 3)
    assert set(right.table()["status"]) == {"applied"}


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"table": "country_month"}, "is none of reports, mentions"),
        ({"field": "event_id"}, "is no column of events beside its keys"),
        ({"field": "death"}, "is no column of events"),
        ({"new": "six"}, "new: 'six' is no int32"),
        ({"new": 4}, "old and new are the same"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_malformed_correction_is_told_with_its_place(tmp_path, other, told):
    with pytest.raises(WrongUseError, match=r"no\. 2: ") as found:
        declared(tmp_path, entry(), entry(**other) | other)
    assert told in str(found.value)


def test_a_correction_that_breaks_its_row_is_refused_by_name(tmp_path):
    right = Corrections(declared(tmp_path, entry(field="deaths_best", new=5)))
    tables = frames()
    made = tables | {"events": right.applied("events", tables["events"])}
    with pytest.raises(WrongUseError, match="5 breaks deaths_ordered") as found:
        right.need_sound(made, tmp_path / "corrections.yml")
    assert str(tmp_path) in str(found.value)
    assert f"deaths_best of events {kati()['event_id']}" in str(found.value)


def test_corrections_that_go_together_are_taken(tmp_path):
    fields = ("deaths_best", "deaths_high", "deaths_unknown")
    right = Corrections(declared(tmp_path, *(entry(field=field, new=5) for field in fields)))
    tables = frames()
    made = tables | {"events": right.applied("events", tables["events"])}
    right.need_sound(made, tmp_path / "corrections.yml")
    assert set(right.table()["status"]) == {"applied"}
