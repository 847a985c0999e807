"""Every form of a release tells the same, and its descriptors pass the tools that read them."""

from __future__ import annotations

import gzip
import json
import shutil
from dataclasses import replace

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

import polstab
from publishing.facts import public_contracts
from publishing.metadata import checksums
from publishing.plain_text import write_csv
from publishing.release import release
from publishing.settings import settings
from tests.working_tables import DATASET, frames
from validation.contracts import contract
from validation.contracts.schema import polars_schema

DUCK = {
    pl.String(): "VARCHAR", pl.Boolean(): "BOOLEAN", pl.Int32(): "INTEGER", pl.Int64(): "BIGINT",
    pl.Float64(): "DOUBLE", pl.Date(): "DATE", pl.Datetime("us", "UTC"): "TIMESTAMP WITH TIME ZONE",
    pl.List(pl.String()): "VARCHAR[]",
}  # fmt: skip
PANDAS = {
    pl.String(): ("string[pyarrow]", "large_string[pyarrow]"), pl.Boolean(): ("bool[pyarrow]",),
    pl.Int32(): ("int32[pyarrow]",), pl.Int64(): ("int64[pyarrow]",),
    pl.Float64(): ("double[pyarrow]",), pl.Date(): ("date32[day][pyarrow]",),
    pl.Datetime("us", "UTC"): ("timestamp[us, tz=UTC][pyarrow]",),
    pl.List(pl.String()): (
        "large_list<item: large_string>[pyarrow]", "large_list<element: large_string>[pyarrow]",
        "list<element: string>[pyarrow]",
    ),
}  # fmt: skip
UNDATED = pl.when(pl.col("rank") == 2).then(None).otherwise("date_start")


@pytest.fixture
def cut(house):
    """A release whose dated tables are cut by year, as those beyond the threshold are.

    One mention is without a date.
    """
    house.change("mentions", lambda data: data.with_columns(date_start=UNDATED))
    small = replace(settings(), partition_bytes=0)
    found = release(DATASET, house.gate, small)
    assert found is not None
    return found


@pytest.fixture(params=["whole", "cut"])
def made(request):
    return request.getfixturevalue("released" if request.param == "whole" else "cut")


def test_views_of_the_duckdb_file_have_the_dtypes_of_the_contract(made, monkeypatch):
    monkeypatch.chdir(made.folder)
    with duckdb.connect("tables.duckdb", read_only=True) as connection:
        for name, c in public_contracts().items():
            found = connection.execute(f"describe {name}").fetchall()
            wanted = [(n, DUCK[t]) for n, t in polars_schema(c).items()]
            assert [(row[0], row[1]) for row in found] == wanted, name
            rows = connection.execute(f"select count(*) from {name}").fetchone()
            assert rows == (made.n_rows[name],)
        said = connection.execute("select comment from duckdb_views() where view_name = 'events'")
        assert said.fetchone()[0].startswith("Happenings in the world")


def test_the_duckdb_file_holds_no_path_of_this_machine(made):
    assert str(made.folder.parents[3]).encode() not in (made.folder / "tables.duckdb").read_bytes()


def test_pandas_reads_the_dtypes_of_the_contract(released):
    for name, c in public_contracts().items():
        found = pd.read_parquet(released.folder / f"{name}.parquet", dtype_backend="pyarrow")
        for column, dtype in polars_schema(c).items():
            assert str(found[column].dtype) in PANDAS[dtype], (name, column)


def test_a_table_cut_by_year_reads_as_before(cut, monkeypatch):
    assert not (cut.folder / "mentions.parquet").exists()
    monkeypatch.setenv("POLSTAB_RELEASES", str(cut.folder.parents[2]))
    for name in ("mentions", "source_days", "actors"):
        data = polstab.load(DATASET, name)
        assert data.collect_schema() == polars_schema(contract(name))
        wanted = frames()[name]
        if name == "mentions":
            wanted = wanted.with_columns(date_start=UNDATED)
        assert sorted(map(str, data.collect().rows())) == sorted(map(str, wanted.rows()))
    query = "select count(*) from 'mentions/*/*.parquet' where year = 2020"
    monkeypatch.chdir(cut.folder)
    assert duckdb.sql(query).fetchall() == [(3,)]


def test_rows_without_a_date_have_a_folder_of_their_own(cut):
    names = sorted(p.name for p in (cut.folder / "mentions").iterdir())
    assert names == ["year=2020", "year=__HIVE_DEFAULT_PARTITION__"]
    page = (cut.folder / "index.html").read_text()
    assert 'href="mentions/year=2020/part-0.parquet" download>2020</a>' in page
    assert ">undated</a>" in page


def test_the_files_of_a_cut_table_are_in_the_sums_and_the_descriptor(cut):
    parts = [f"mentions/year={y}/part-0.parquet" for y in ("2020", "__HIVE_DEFAULT_PARTITION__")]
    assert checksums(cut.folder) == (cut.folder / "SHA256SUMS").read_text()
    assert all(f"  {part}\n" in checksums(cut.folder) for part in parts)
    resources = json.loads((cut.folder / "datapackage.json").read_text())["resources"]
    assert {r["name"]: r["path"] for r in resources}["mentions"] == parts


def test_csv_keeps_nulls_apart_from_empty_texts_and_joins_lists(tmp_path):
    places = frames()["places"].head(1).with_columns(admin1_name=pl.lit(""), admin1_iso=None)
    path = write_csv(contract("places"), places.cast({"admin1_iso": pl.String}).lazy(), tmp_path)
    header, row = gzip.decompress(path.read_bytes()).decode().splitlines()
    cells = dict(zip(header.split(","), row.split(","), strict=True))
    assert (cells["admin1_name"], cells["admin1_iso"]) == ('""', "")
    reports = write_csv(contract("reports"), frames()["reports"].lazy(), tmp_path)
    text = gzip.decompress(reports.read_bytes()).decode()
    assert "2020-08-18T09:00:00.000000Z" in text or "2020-08-18T09:00:00Z" in text


def test_csv_has_the_rows_of_the_parquet(released):
    for name in ("events", "mentions", "country_month", "changes"):
        with gzip.open(released.folder / "csv" / f"{name}.csv.gz") as packed:
            data = pl.read_csv(packed.read(), infer_schema=False)
        assert data.columns == list(polars_schema(contract(name)))
        assert data.height == released.n_rows[name]


def test_a_table_too_large_for_csv_has_none(house):
    made = release(DATASET, house.gate, replace(settings(), csv_bytes=0))
    assert not list((made.folder / "csv").glob("*"))
    assert "csv/events.csv.gz" not in (made.folder / "index.html").read_text()


def test_two_releases_of_the_same_tables_are_the_same_bytes(house):
    first = house.release()
    kept = first.folder.parents[3] / "kept"
    shutil.copytree(first.folder, kept)
    shutil.rmtree(house.layout.releases)
    second = house.release()
    for path in sorted(p for p in kept.rglob("*") if p.is_file()):
        again = second.folder / path.relative_to(kept)
        assert again.read_bytes() == path.read_bytes(), path.name
    assert len(list(kept.rglob("*"))) == len(list(second.folder.rglob("*")))


def test_the_contract_version_travels_with_every_file(made):
    package = json.loads((made.folder / "datapackage.json").read_text())
    assert package["contractVersion"].count(".") == 2
    for path in made.folder.rglob("*.parquet"):
        told = pq.read_schema(path).metadata[b"contract_version"]
        assert told.decode() == package["contractVersion"], path


def test_the_page_carries_its_description_for_catalogues(released):
    told = json.loads((released.folder / "schema.org.jsonld").read_text())
    assert (told["@type"], told["version"]) == ("Dataset", released.version)
    assert told["temporalCoverage"] == "2020-08-01/2020-10-31"
    named = {entry["contentUrl"] for entry in told["distribution"]}
    assert {"events.parquet", "csv/events.csv.gz"} <= named
    assert all((released.folder / name).is_file() for name in named)
    variables = {v["name"]: v for v in told["variableMeasured"]}
    assert variables["lat"]["unitText"] == "degrees"


def test_quality_tells_coverage_drift_and_error_rates(released):
    told = json.loads((released.folder / "quality.json").read_text())
    post = told["coverage"]["river-post"]
    assert (post["days"], post["days_by_status"], post["reports"]) == (31, {"ok": 31}, 1)
    assert post["not_read_in_full"] == []
    assert told["drift"]["tables"]["events"] == {"rows": 3, "rows_before": None}
    rates = told["error_rates"]
    assert rates["command"]
    assert all(0 <= figure["value"] <= 1 for figure in rates["figures"])


def test_days_that_were_not_read_in_full_are_told_as_stretches(house):
    down = pl.when(pl.col("date").dt.day().is_between(5, 7)).then(pl.lit("down"))
    house.change("source_days", lambda d: d.with_columns(status=down.otherwise("status")))
    told = json.loads((house.release().folder / "quality.json").read_text())
    assert told["coverage"]["plain-wire"]["not_read_in_full"] == [
        {"status": "down", "from": "2020-08-05", "to": "2020-08-07"}
    ]


def test_frictionless_accepts_the_data_package(made):
    frictionless = pytest.importorskip("frictionless")
    package = json.loads((made.folder / "datapackage.json").read_text())
    if all(isinstance(r["path"], str) for r in package["resources"]):
        assert [error.note for error in frictionless.Package.metadata_validate(package)] == []
    # Lists of paths are of version 2, which it understands but does not validate.
    assert len(frictionless.Package.from_descriptor(package).resources) == len(public_contracts())


def test_mlcroissant_accepts_the_description_and_reads_every_table_by_it(made, monkeypatch):
    mlcroissant = pytest.importorskip("mlcroissant")
    monkeypatch.chdir(made.folder)
    found = mlcroissant.Dataset(jsonld="croissant.json")
    assert not found.metadata.ctx.issues.errors
    # It takes the version for semver, which has no leading zeros.
    warned = found.metadata.ctx.issues.warnings
    assert [w for w in warned if "Version doesn't follow" not in w] == []
    read = {name: list(found.records(name)) for name in public_contracts()}
    assert {name: len(rows) for name, rows in read.items()} == made.n_rows
    wanted = {name.encode() for name in frames()["places"]["name"]}
    assert {row["places/name"] for row in read["places"]} == wanted
