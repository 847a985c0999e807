"""What an analyst calls."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import polstab
from publishing.release import release
from tests.working_tables import DATASET, frames, write_table, write_working_tables
from validation.contracts.layout import Layout
from validation.contracts.schema import polars_schema
from validation.contracts.table import contract
from validation.verdict import Verdict


def passed(dataset: str) -> Verdict:
    return Verdict(dataset, "run", Path(), {}, ())


@pytest.fixture
def layout(tmp_path, monkeypatch) -> Layout:
    monkeypatch.setenv("POLSTAB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("POLSTAB_DATASETS", str(tmp_path / "datasets"))
    monkeypatch.delenv("POLSTAB_RELEASES", raising=False)
    found = write_working_tables(tmp_path)
    release(DATASET, passed)
    return found


def test_load_gives_a_lazy_frame_with_the_dtypes_of_the_contract(layout):
    events = polstab.load(DATASET, "events")
    assert isinstance(events, pl.LazyFrame)
    assert events.collect_schema() == polars_schema(contract("events"))
    assert events.filter(country_iso3="MLI").collect().height == 2


def test_latest_and_named_versions(layout):
    write_table(layout, "actors", frames()["actors"].head(3))
    frames_without = frames()["event_actors"].head(0)
    write_table(layout, "event_actors", frames_without)
    release(DATASET, passed)
    assert polstab.releases(DATASET) == ["2020.08.0", "2020.08.1"]
    assert polstab.load(DATASET, "actors").collect().height == 3
    assert polstab.load(DATASET, "actors", version="2020.08.0").collect().height == 4


def test_tables_and_descriptions(layout):
    assert polstab.tables(DATASET)[0] == "events"
    about = polstab.describe(DATASET, "places")
    assert about.columns == ["column", "type", "unit", "description", "required"]
    assert about.filter(column="lat").row(0)[:3] == ("lat", "number", "degrees")


@pytest.mark.parametrize("inner", ["", "releases"])
def test_a_folder_of_releases_is_looked_in_first(layout, tmp_path, monkeypatch, inner):
    mirror = tmp_path / "mirror" / DATASET / inner
    mirror.parent.mkdir(parents=True, exist_ok=True)
    layout.releases.rename(mirror)
    monkeypatch.setenv("POLSTAB_RELEASES", str(tmp_path / "mirror"))
    assert polstab.load(DATASET, "events").collect().height == 3


def test_a_checkout_around_the_working_folder_is_found(layout, tmp_path, monkeypatch):
    monkeypatch.delenv("POLSTAB_DATASETS")
    (tmp_path / "notes").mkdir()
    monkeypatch.chdir(tmp_path / "notes")
    assert polstab.releases(DATASET) == ["2020.08.0"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere", "events"), "no release of 'nowhere'; looked in "),
        ((DATASET, "event"), "tiny 2020.08.0 has no table 'event'; there are: events,"),
        ((DATASET, "events", "1999.01.0"), "no version '1999.01.0' in .*; there are: 2020.08.0"),
        (("../tiny", "events"), "is no name of a dataset"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(layout, arguments, message):
    with pytest.raises(polstab.ReleaseNotFoundError, match=message) as found:
        polstab.load(*arguments)
    assert found.value.exit_code == 2
    assert "\n" not in str(found.value)


def test_an_address_that_does_not_answer_is_no_release(layout, monkeypatch):
    monkeypatch.setenv("POLSTAB_RELEASES", "http://127.0.0.1:9")
    monkeypatch.setenv("POLSTAB_DATASETS", "")
    with pytest.raises(polstab.ReleaseNotFoundError, match=r"127\.0\.0\.1:9"):
        polstab.releases(DATASET)


def test_importing_brings_neither_polars_nor_the_rooms():
    program = (
        "import sys, polstab; "
        "print([n for n in ('polars', 'validation', 'publishing', 'spiders', 'transforms') "
        "if n in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
