"""What a release says of itself, derived from the contracts and held by golden files."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import duckdb
import lxml.html
import polars as pl
import pyarrow.parquet as pq
import pytest
import yaml

from publishing import codebook
from publishing.chart import chart
from publishing.descriptor import table_schema
from publishing.facts import public_contracts
from publishing.parquet import write_table
from tests.working_tables import frames
from validation.contracts import contract
from validation.contracts.schema import polars_schema

GOLDEN = Path(__file__).parents[1] / "golden"


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def held(name: str, text: str) -> None:
    """Compare with a golden file; delete the file to have it written anew and read the diff."""
    path = GOLDEN / name
    if not path.exists():
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"{path} was not there; it is written now: read it and run again")
    assert text == path.read_text(encoding="utf-8")


def test_the_polars_schema_of_events():
    lines = [f"{name}: {dtype}" for name, dtype in polars_schema(contract("events")).items()]
    held("events.schema.txt", "\n".join(lines) + "\n")


def test_the_codebook_of_sources():
    held("sources.codebook.md", codebook.markdown(contract("sources")))


def test_the_descriptor_of_event_actors():
    described = table_schema(contract("event_actors"))
    held("event_actors.schema.json", json.dumps(described, indent=1) + "\n")


def test_tables_open_with_the_dtypes_of_the_contract(released):
    for name, c in public_contracts().items():
        assert pl.read_parquet_schema(released.folder / f"{name}.parquet") == polars_schema(c)


def test_tables_open_in_duckdb_and_pandas(released):
    path = released.folder / "events.parquet"
    types = dict(
        duckdb.sql(f"select column_name, column_type from (describe from '{path}')").fetchall()
    )
    assert (types["deaths_best"], types["date_start"]) == ("INTEGER", "DATE")
    assert types["modes"] == "VARCHAR[]"
    assert pq.read_table(path).to_pandas().shape == (3, 56)


def test_descriptions_and_units_travel_in_the_file(released):
    field = pq.read_schema(released.folder / "events.parquet").field("lat")
    assert field.metadata[b"unit"] == b"degrees"
    assert field.metadata[b"description"].startswith(b"Latitude")


def test_files_are_compressed_sorted_indexed_and_filtered(released):
    found = pq.ParquetFile(released.folder / "events.parquet").metadata.row_group(0)
    assert [s.column_index for s in found.sorting_columns] == [
        list(polars_schema(contract("events"))).index(name) for name in contract("events").sort
    ]
    key = found.column(0)
    assert key.compression == "ZSTD"
    assert key.has_column_index
    assert key.is_stats_set


def test_large_tables_are_cut_into_row_groups(tmp_path):
    days = frames()["source_days"].head(1)
    many = pl.concat([days] * 70_000)
    (path,) = write_table(contract("source_days"), many, tmp_path)
    found = pq.ParquetFile(path).metadata
    sizes = [found.row_group(n).num_rows for n in range(found.num_row_groups)]
    assert sizes == [30_000, 30_000, 10_000]


def test_checksums_hold_for_every_file(released):
    lines = (released.folder / "SHA256SUMS").read_text().splitlines()
    told = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = {p.relative_to(released.folder).as_posix(): p for p in files_of(released.folder)}
    del files["SHA256SUMS"]
    assert told == {n: hashlib.sha256(p.read_bytes()).hexdigest() for n, p in files.items()}


def test_the_data_package_points_at_what_is_there(released):
    package = json.loads((released.folder / "datapackage.json").read_text())
    assert (package["version"], package["created"]) == ("2020.08.0", "2020-08-21T12:00:00Z")
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    names = {r["name"] for r in package["resources"]}
    for described in package["resources"]:
        path = released.folder / described["path"]
        assert described["bytes"] == path.stat().st_size
        assert described["rows"] == pl.read_parquet(path).height
        for key in described["schema"].get("foreignKeys", []):
            assert key["reference"]["resource"] in names


def test_every_value_of_a_release_matches_the_patterns_of_its_descriptor_whole(released):
    package = json.loads((released.folder / "datapackage.json").read_text())
    for described in package["resources"]:
        assert described["schema"]["missingValues"] == []
        data = pl.read_parquet(released.folder / described["path"])
        for field in described["schema"]["fields"]:
            pattern = field.get("constraints", {}).get("pattern")
            values = data[field["name"]].drop_nulls() if pattern else ()
            assert all(re.fullmatch(pattern, value) for value in values), field["name"]


@pytest.mark.parametrize("name", ["README.md", "codebook.md"])
def test_every_fence_of_a_page_stands_on_a_line_of_its_own(released, name):
    lines = (released.folder / name).read_text().splitlines()
    fences = [line for line in lines if "```" in line]
    assert all(re.fullmatch(r"```\w*", fence) for fence in fences)
    assert all(fence != "```" for fence in fences[::2])  # each opens with its language
    assert all(fence == "```" for fence in fences[1::2])


def test_the_query_in_the_readme_finds_no_orphans(released, monkeypatch):
    text = (released.folder / "README.md").read_text()
    query = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)[1]
    monkeypatch.chdir(released.folder)
    rows = duckdb.sql(query.rstrip().rstrip(";")).fetchall()
    assert len(rows) >= 8
    assert {orphans for _, orphans in rows} == {0}


def test_the_citation_reads_as_yaml(released):
    cited = yaml.safe_load((released.folder / "CITATION.cff").read_text())
    assert (cited["type"], cited["version"], cited["date-released"]) == (
        "dataset", "2020.08.0", "2020-08-21",
    )  # fmt: skip


def test_no_text_of_a_report_that_may_not_be_republished_is_in_the_pages(released):
    for path in files_of(released.folder):
        if path.suffix not in (".parquet", ".gz"):
            assert b"garrison" not in path.read_bytes(), path.name


@pytest.mark.parametrize("name", ["index.html", "codebook.html"])
def test_pages_need_nothing_from_elsewhere_and_link_to_what_is_there(released, name):
    text = (released.folder / name).read_text(encoding="utf-8")
    tree = lxml.html.document_fromstring(text)
    assert not tree.xpath("//script[not(@type='application/ld+json')] | //link | //img | //iframe")
    assert not re.search(r"@import|url\((?!#)", text)
    for link in tree.xpath("//a/@href"):
        if link.startswith("https://creativecommons.org/"):
            continue
        file, _, anchor = link.partition("#")
        target = released.folder / (file or name)
        assert target.is_file(), link
        if anchor:
            assert f'id="{anchor}"' in target.read_text(encoding="utf-8")


def test_titles_are_escaped_in_pages(house):
    path = house.layout.declared / "dataset.yml"
    path.write_text(path.read_text().replace("Tiny dataset", "Tiny <script>dataset"))
    page = (house.release().folder / "index.html").read_text()
    assert page.count("<script") == 1
    assert "Tiny &lt;script&gt;dataset" in page
    told = lxml.html.document_fromstring(page).xpath("//script/text()")
    assert json.loads(told[0])["name"] == "Tiny <script>dataset"


def test_the_chart_draws_gaps_where_nothing_was_read():
    panel = frames()["country_month"]
    drawn = lxml.html.fromstring(chart(panel))
    none = drawn.xpath("//rect[@class='none']/title/text()")
    assert sorted(none) == sorted(2 * ["September 2020: no coverage", "October 2020: no coverage"])
    told = drawn.xpath("//g/title/text()")
    assert told == ["August 2020: 1 protest", "August 2020: 1 leadership, 1 repression"]
    assert drawn.xpath("//text[@class='country']/text()") == ["Burkina Faso", "Mali"]
    assert drawn.xpath("//svg/title | /svg/title | //title")[0].text.startswith("Events a month")


def test_an_empty_panel_has_no_chart():
    assert chart(frames()["country_month"].clear()) == ""
