"""``polstab diff`` between two releases on disk."""

from __future__ import annotations

import json
import shutil

import polars as pl
import pytest
from typer.testing import CliRunner

from polstab.cli import app
from publishing.diff import difference, released_folder
from tests.working_tables import DATASET
from validation.contracts.errors import WrongUseError


@pytest.fixture
def two(house):
    first = house.release()
    house.change("places", lambda data: data.with_columns(radius_km=pl.lit(7.5)).head(2))
    return first.folder, house.release().folder


def run(*arguments: object):
    return CliRunner().invoke(app, ["diff", *(str(a) for a in arguments)])


def test_a_release_is_the_same_as_itself(two):
    found = run(two[0], two[0])
    assert found.exit_code == 0
    assert "the same rows" in found.output


def test_rows_and_cells_are_told_by_table(two):
    found = run(f"{DATASET}/2020.08.0", f"{DATASET}/latest")
    assert found.exit_code == 1
    assert "places: 3 -> 2 rows, 1 gone, 2 cells changed in 2 rows" in found.output
    assert "radius_km: 5.0 -> 7.5" in found.output


def test_machines_get_every_change(two):
    found = run(*two, "--json")
    told = json.loads(found.output)
    assert (found.exit_code, told["same"]) == (1, False)
    assert told["tables"]["places"]["rows"] == {"withdraw": 1}
    assert told["tables"]["places"]["cells"] == {"radius_km": 2}
    assert told["tables"]["events"]["rows"] == {}
    assert len(told["changes"]) == 3


def test_tables_of_days_are_compared_too(house):
    first = house.release().folder
    house.change("source_days", lambda d: d.with_columns(n_reports=pl.col("n_reports") + 1))
    found = difference(first, house.release().folder)
    assert not found.same
    assert found.tables["source_days"].cells == {"n_reports": 62}


def test_a_column_that_one_side_lacks_is_named(two, tmp_path):
    older = tmp_path / "older"
    shutil.copytree(two[0], older)
    file = older / "places.parquet"
    pl.read_parquet(file).drop("radius_km").write_parquet(file)
    described = json.loads((older / "datapackage.json").read_text())
    next(r for r in described["resources"] if r["name"] == "places")["bytes"] = file.stat().st_size
    (older / "datapackage.json").write_text(json.dumps(described))
    found = difference(older, two[0]).tables["places"]
    assert (found.columns_gone, found.columns_new) == ((), ("radius_km",))


@pytest.mark.parametrize("named", ["tiny/2019.01.0", "nothing/latest", "tiny", "/nowhere", ""])
def test_what_is_no_release_is_wrong_use(two, named):
    with pytest.raises(WrongUseError, match="no release"):
        released_folder(named)


def test_a_broken_table_is_wrong_use(two):
    file = two[1] / "events.parquet"
    file.write_bytes(bytes(file.stat().st_size))
    with pytest.raises(WrongUseError, match="cannot be read"):
        difference(*two)


def test_a_release_that_lost_a_file_is_not_compared(two):
    (two[1] / "events.parquet").unlink()
    with pytest.raises(WrongUseError, match=r"events\.parquet: a published file is gone"):
        difference(*two)
