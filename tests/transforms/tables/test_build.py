"""The build: from an archive of two outlets to tables, again and again."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import yaml

from spiders.archive import Exchange, Resource, exchange_records, resource_record
from spiders.segments import Segment
from transforms.build import build, forget
from transforms.monitor import watch
from validation.contracts import contract
from validation.contracts.layout import CHECKOUT, Layout
from validation.contracts.schema import polars_schema

NAME = "two_outlets"
WEDNESDAY = datetime(2022, 6, 15, 12, tzinfo=UTC)
POST = """Eight soldiers die in attack near Gao

Gunmen attacked an army camp near Gao on Monday, killing eight soldiers.

Dozens were wounded in the attack.
"""
WIRE = """Attack on camp in northern Mali

Jihadists killed 10 Malian soldiers when they attacked a camp near Gao on Monday, the army said.
"""
TABLES = ("reports", "mentions", "events", "event_actors", "country_month", "source_days")


def _capture_id(url: str, moment: datetime) -> str:
    return "c-" + hashlib.sha256(f"{url}{moment}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Newsstand:
    """A dataset of two outlets in folders of its own, with an archive written by hand."""

    root: Path

    @property
    def layout(self) -> Layout:
        return Layout(self.root / "data" / NAME, self.root / "datasets" / NAME)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "POLSTAB_DATA": str(self.root / "data"),
            "POLSTAB_DATASETS": str(self.root / "datasets"),
        }

    def declare(self) -> None:
        """Two national outlets of Mali, read from June 2022."""
        sources = self.layout.declared / "sources"
        sources.mkdir(parents=True)
        dataset = {
            "name": NAME, "title": "Two outlets", "description": "Two reports.",
            "countries": ["MLI"], "start": "2022-06-01", "end": "2022-06-30",
            "sources": [{"id": s, "start": "2022-06-01"} for s in ("post", "wire")],
        }  # fmt: skip
        (self.layout.declared / "dataset.yml").write_text(yaml.safe_dump(dataset))
        for name in ("post", "wire"):
            source = {
                "id": name, "name": name.title(), "country_iso3": "MLI", "scale": "national",
                "timezone": "Africa/Bamako", "rights": {"status": "open"},
                "gather": [{"engine": "feed", "url": f"http://{name}.example/feed"}],
            }  # fmt: skip
            (sources / f"{name}.yml").write_text(yaml.safe_dump(source))

    def print(self, outlet: str, text: str, days: int = 0) -> None:
        """Archives a report of an outlet, some days after Wednesday."""
        moment = WEDNESDAY + timedelta(days=days)
        url = f"http://{outlet}.example/gao"
        sidecar = {"url": url, "published_at": "2022-06-14", "language": "en"}
        record = Resource(url, "text/plain", text.encode(), json.dumps(sidecar))
        capture = _capture_id(url, moment)
        told = resource_record(capture, moment, record)
        self._archive(outlet, url, moment, "text/plain", told)

    def put_online(self, outlet: str, page: bytes, content_type: str) -> None:
        """Archives a page as a host sent it."""
        url = f"http://{outlet}.example/kidal"
        told = (("Content-Type", content_type),)
        answer = Exchange(url, "GET", (), 200, "HTTP/1.1", told, page)
        record = exchange_records(_capture_id(url, WEDNESDAY), WEDNESDAY, answer)
        self._archive(outlet, url, WEDNESDAY, content_type, record)

    def _archive(
        self, outlet: str, url: str, moment: datetime, content_type: str, record: bytes
    ) -> None:
        """A page and the list that named it, each with its row of captures."""
        segment = Segment(self.layout.archive, outlet, moment, "tests")
        capture = _capture_id(url, moment)
        offset = segment.append(record)
        row = {
            "capture_id": capture, "source_id": outlet, "url": url, "final_url": url,
            "outcome": "ok", "fetched_at": moment, "content_type": content_type,
        }  # fmt: skip
        page = row | {"kind": "report", "warc_file": segment.name, "warc_offset": offset}
        feed = row | {"kind": "feed", "capture_id": f"{capture[:-4]}feed", "url": f"{url}/feed"}
        self._enter([page, feed])

    def _enter(self, rows: list[dict[str, object]]) -> None:
        schema = polars_schema(contract("captures"))
        new = pl.DataFrame(rows, schema=schema)
        old = [pl.read_parquet(self.layout.captures)] if self.layout.captures.is_file() else []
        pl.concat([*old, new]).write_parquet(self.layout.captures)

    def table(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.layout.table(name) / "*.parquet")

    def attack(self) -> dict[str, object]:
        """The event that both outlets tell of."""
        return self.table("events").filter(event_type="ASSAULT").row(0, named=True)


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lend_gazetteer) -> Newsstand:
    made = Newsstand(tmp_path)
    made.declare()
    lend_gazetteer(tmp_path / "data")
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    made.print("post", POST)
    return made


def test_two_reports_become_one_corroborated_event(stand):
    stand.print("wire", WIRE)
    summary = build(NAME)
    assert summary.changed
    assert summary.quarantined == {}
    assert (summary.n_pages, summary.rows["reports"]) == (2, 2)
    event = stand.attack()
    assert (event["status"], event["n_lineages"]) == ("corroborated", 2)
    assert (event["deaths_low"], event["deaths_best"], event["deaths_high"]) == (8, 8, 10)
    assert (event["country_iso3"], event["place_name"]) == ("MLI", "Gao")
    assert event["date_start"] == date(2022, 6, 13)


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-8"])
def test_a_page_is_read_in_the_encoding_that_its_host_names(stand, encoding):
    told = ("le maire", "un témoin", "la préfecture", "un médecin", "le syndicat")
    said = "Des soldats ont tiré en l'air dimanche à Kidal et la foule s'est dispersée, a déclaré"
    text = "<h1>Été à Kidal</h1>" + "".join(f"<p>{said} {whom}.</p>" for whom in told)
    stand.put_online("wire", text.encode(encoding), f"text/html; charset={encoding}")
    build(NAME)
    assert "Été à Kidal" in stand.table("reports")["title"].to_list()


def test_what_the_outlets_lack_is_written_beside_the_tables(stand):
    build(NAME)
    alarms = watch(NAME)
    told = json.loads((stand.layout.work / "monitor.json").read_text(encoding="utf-8"))
    assert [alarm.source_id for alarm in alarms] == ["wire"]
    assert told["alarms"][0]["what"] == "days in a row without a list that was read"
    assert [(rate["source_id"], rate["n_reports"]) for rate in told["fill_rates"]] == [("post", 1)]


def test_every_quote_is_the_text_at_its_offsets(stand):
    build(NAME)
    key = ["report_id", "revision"]
    joined = stand.table("mentions").join(stand.table("texts"), on=key)
    assert joined.height == stand.table("mentions").height > 0
    for row in joined.iter_rows(named=True):
        assert row["text"][row["quote_start"] : row["quote_end"]] == row["quote"]


def test_a_second_build_has_nothing_to_do(stand):
    build(NAME)
    before = {n: (stand.layout.table(n) / "part-0.parquet").stat().st_mtime_ns for n in TABLES}
    assert build(NAME).changed is False
    after = {n: (stand.layout.table(n) / "part-0.parquet").stat().st_mtime_ns for n in TABLES}
    assert before == after


def test_a_build_from_nothing_gives_the_same_bytes(stand):
    stand.print("wire", WIRE)
    build(NAME)
    first = {n: (stand.layout.table(n) / "part-0.parquet").read_bytes() for n in TABLES}
    forget(NAME)
    build(NAME)
    assert first == {n: (stand.layout.table(n) / "part-0.parquet").read_bytes() for n in TABLES}


def test_a_new_report_joins_the_event_under_its_identifier(stand):
    build(NAME)
    before = stand.attack()
    stand.print("wire", WIRE, days=1)
    build(NAME)
    after = stand.attack()
    assert before["event_id"] == after["event_id"]
    assert (before["status"], after["status"]) == ("candidate", "corroborated")


def test_a_correction_keeps_the_event_and_changes_its_figure(stand):
    build(NAME)
    before = stand.attack()
    stand.print("post", POST.replace("Eight", "Nine").replace("eight", "nine"), days=1)
    build(NAME)
    after = stand.attack()
    assert before["event_id"] == after["event_id"]
    assert (before["deaths_best"], after["deaths_best"]) == (8, 9)
    reports = stand.table("reports").sort("fetched_at")
    assert reports["is_latest"].to_list() == [False, True]
    assert stand.table("mentions")["revision"].unique().to_list() == [reports["revision"][1]]


def test_only_the_shards_of_new_files_are_made(stand):
    build(NAME)
    shards = sorted(stand.layout.state.rglob("post/*.parquet"))
    times = [path.stat().st_mtime_ns for path in shards]
    stand.print("wire", WIRE, days=1)
    build(NAME)
    assert len(shards) == 2
    assert [path.stat().st_mtime_ns for path in shards] == times


def test_a_torn_shard_of_a_killed_build_is_ignored(stand):
    build(NAME)
    first = stand.table("events")
    for shard in sorted(stand.layout.state.rglob("post/*.parquet")):
        shard.with_name(f".{shard.name}.1.tmp").write_bytes(b"PAR1")
        shard.unlink()
    (stand.layout.state / "build.json").unlink()
    assert build(NAME).changed
    assert stand.table("events").equals(first)


def test_two_workers_give_the_same_tables_as_one(stand):
    stand.print("wire", WIRE)
    build(NAME)
    first = {n: stand.table(n) for n in TABLES}
    forget(NAME)
    code = f"from transforms.build import build; assert build({NAME!r}, workers=2).changed"
    subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=CHECKOUT, timeout=60,
        env={**os.environ, **stand.environment},
    )  # fmt: skip
    assert all(stand.table(name).equals(table) for name, table in first.items())


def test_the_month_of_the_attack_is_counted_and_the_day_before_it_is_zero(stand):
    stand.print("wire", WIRE)
    build(NAME)
    month = stand.table("country_month").filter(attribution="location").row(0, named=True)
    assert (month["coverage"], month["deaths_violence"]) == ("ok", 8)
    day = stand.table("country_day").filter(attribution="location", date=date(2022, 6, 12))
    assert day["n_events"].to_list() == [0]
