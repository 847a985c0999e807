"""A version appears whole or not at all, and only when something changed."""

from __future__ import annotations

import fcntl
import json
import shutil
from datetime import UTC, datetime

import polars as pl
import pytest

from publishing import release as release_module
from publishing.facts import public_contracts
from publishing.release import release
from publishing.versions import next_version
from tests.working_tables import DATASET, frames
from validation.contracts.errors import FailedChecksError, WrongUseError
from validation.verdict import Outcome

BROKEN = Outcome(
    "places", "lat.range", "range", "critical", ("lat",), "within its range",
    ok=False, n_bad=1, examples=("gn:1 = 95.0",),
)  # fmt: skip
DOUBTED = Outcome("country_day", "not_empty", "table", "warning", (), "has rows", ok=False)


def test_a_first_release_holds_every_public_table_and_page(house):
    found = house.release()
    assert found is not None
    assert found.version == "2020.08.0"
    names = {path.name for path in found.folder.iterdir()}
    assert {f"{name}.parquet" for name in public_contracts()} <= names
    assert names >= {
        "datapackage.json", "codebook.html", "codebook.md", "README.md", "LICENSE",
        "CITATION.cff", "SHA256SUMS", "quality.json", "index.html", "croissant.json",
        "schema.org.jsonld", "tables.duckdb",
    }  # fmt: skip
    texts = {path.name for path in (found.folder / "csv").iterdir()}
    assert texts == {f"{name}.csv.gz" for name in public_contracts()}
    assert "texts.parquet" not in names
    latest = json.loads((house.layout.releases / "latest.json").read_text())
    assert latest == {"dataset": DATASET, "version": "2020.08.0", "versions": ["2020.08.0"]}
    assert not list(house.layout.releases.glob(".draft*"))


def test_the_same_tables_publish_nothing(house):
    house.release()
    before = house.published()
    assert house.release() is None
    assert house.published() == before


def test_a_failed_check_leaves_the_last_release_as_it_was(house):
    house.release()
    before = house.published()
    house.change("places", lambda data: data.with_columns(lat=pl.lit(95.0)))
    with pytest.raises(FailedChecksError, match=r"places\.lat: lat\.range .* 1 row: gn:1 = 95\.0"):
        house.release(BROKEN)
    assert house.published() == before


def test_a_warning_is_published_with_the_release(house):
    found = house.release(DOUBTED)
    quality = json.loads((found.folder / "quality.json").read_text())
    assert quality["warnings"][0]["table"] == "country_day"
    assert "1 warning" in (found.folder / "index.html").read_text()


def test_a_table_that_shrank_warns_once_and_publishes_once(house):
    house.release()
    house.change("places", lambda data: data.head(2))
    few = Outcome("places", "not_shrunk", "drift", "warning", (), "2 rows, 3 before", ok=False)
    shrunk = house.release(few)
    told = json.loads((shrunk.folder / "quality.json").read_text())["drift"]
    assert told["tables"]["places"] == {"rows": 3, "rows_before": 3}  # as the gate was told
    assert [w["rule"] for w in told["warnings"]] == ["not_shrunk"]
    assert "1 warning" in (shrunk.folder / "index.html").read_text()
    assert house.release() is None


def test_tables_rebuilt_while_they_are_released_are_not_published(house):
    def slow(dataset):
        verdict = house.gate(dataset)
        house.change("places", lambda data: data.head(2))
        return verdict

    with pytest.raises(WrongUseError, match="rebuilt during the release"):
        release(DATASET, slow)
    assert not (house.layout.releases / "latest.json").exists()


def test_a_changed_table_gives_a_new_version_with_its_changes(house):
    first = house.release()
    house.change("places", lambda data: data.with_columns(radius_km=pl.lit(7.5)).head(2))
    second = house.release()
    assert second.version == "2020.08.1"
    found = pl.read_parquet(second.folder / "changes.parquet")
    assert found.select("release", "table").unique().rows() == [("2020.08.1", "places")]
    assert sorted(found["op"]) == ["update", "update", "withdraw"]
    assert found.filter(op="update").select("field", "old", "new").unique().rows() == [
        ("radius_km", "5.0", "7.5")
    ]
    assert first.folder.is_dir()


def test_changed_words_in_the_declaration_give_a_new_version(house):
    house.release()
    path = house.layout.declared / "dataset.yml"
    path.write_text(path.read_text().replace("made by hand", "written by hand"))
    assert house.release().version == "2020.08.1"


def test_a_release_is_the_same_bytes_wherever_it_is_made(house):
    found = house.release()
    before = house.published()
    shutil.rmtree(found.folder)
    house.release()
    assert house.published() == before


def test_a_crash_while_writing_leaves_the_last_release_whole(house, monkeypatch):
    house.release()
    before = house.published()
    house.change("places", lambda data: data.head(2))
    monkeypatch.setattr(release_module, "put_in_place", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        house.release()
    assert house.published() == before


def test_a_crash_before_the_announcement_is_mended_by_the_next_run(house, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(release_module, "announce", lambda *_: None)
        house.release()
    assert not (house.layout.releases / "latest.json").exists()
    assert house.release() is None
    assert json.loads((house.layout.releases / "latest.json").read_text())["version"] == (
        "2020.08.0"
    )


@pytest.mark.parametrize("name", ["events.parquet", "codebook.md", "csv/places.csv.gz"])
def test_a_published_file_that_is_gone_or_changed_stops_the_next_release(house, name):
    file = house.release().folder / name
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + b"?")
    with pytest.raises(WrongUseError, match=f"{name}: not as it was published"):
        house.release()
    file.unlink()
    with pytest.raises(WrongUseError, match=name):
        house.release()
    file.write_bytes(whole)
    assert house.release() is None


def test_a_report_fetched_in_a_month_to_come_dates_no_release(house, monkeypatch):
    monkeypatch.setenv("POLSTAB_CLOCK", "2020-07-31T12:00:00Z")
    with pytest.raises(WrongUseError, match="fetched in 2020-08, after this month"):
        house.release()
    assert not (house.layout.releases / "latest.json").exists()


def test_two_releases_at_once_are_refused(house):
    house.layout.releases.mkdir(parents=True)
    with (house.layout.releases / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(WrongUseError, match="another release is under way"):
            house.release()


def test_versions_follow_the_newest_report_and_never_go_back():
    july = datetime(2023, 7, 2, tzinfo=UTC)
    assert next_version(july, []) == "2023.07.0"
    assert next_version(july, ["2023.06.4"]) == "2023.07.0"
    assert next_version(july, ["2023.07.9", "2023.07.10"]) == "2023.07.11"
    assert next_version(july, ["2023.08.0"]) == "2023.08.1"


def test_the_gate_itself_stops_a_release_of_damaged_tables(house):
    house.release()
    before = house.published()
    unknown = pl.when(pl.col("country_iso3") == "BFA").then(pl.lit("QQQ"))
    house.change(
        "events", lambda data: data.with_columns(country_iso3=unknown.otherwise("country_iso3"))
    )
    with pytest.raises(FailedChecksError) as found:
        release(DATASET)
    damaged = frames()["events"].filter(country_iso3="BFA")["event_id"].item()
    rule = "critical: events.country_iso3: country_iso3.allowed"
    (line,) = [told for told in str(found.value).splitlines() if told.startswith(rule)]
    assert line.endswith(f"1 row: {damaged} = QQQ")
    assert house.published() == before
    rows = pl.read_parquet(house.layout.quarantine("events"))
    assert (damaged, "QQQ") in rows.select("row_id", "value").rows()
    assert set(rows["row_id"]) == {damaged}
