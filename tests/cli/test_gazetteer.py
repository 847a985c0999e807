"""`polstab gazetteer`: a GeoNames file goes in, is told of and comes out again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.transforms.places.geonames_lines import MALI, write_file


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lend_gazetteer) -> Path:
    """A data folder with the gazetteer that a checkout has."""
    folder = tmp_path / "data"
    monkeypatch.setenv("POLSTAB_DATA", str(folder))
    lend_gazetteer(folder)
    return folder


@pytest.mark.usefixtures("data")
def test_a_file_is_installed_told_used_and_removed(tmp_path, polstab):
    given = write_file(tmp_path / "ML.txt", *MALI, "900000009\tno more than this")
    came = polstab("gazetteer", "install", given)
    assert came.code == 0, came.err
    assert "polstab: ML.txt, line 11: 2 fields where there are 19; passed over" in came.err
    assert "ML.txt: 11 lines, 8 places kept, 1 passed over" in came.out
    told = json.loads(polstab("gazetteer", "status", "--json").out)
    assert told["built"]
    assert told["installed"]["files"][0]["name"] == "ML.txt"
    text = ("--text", "Gunmen attacked Tin Hama in Mali on Monday.", "--published", "2024-02-01")
    assert "900000004" in polstab("annotate", *text).out
    assert "removed" in polstab("gazetteer", "remove").out
    after = json.loads(polstab("gazetteer", "status", "--json").out)
    assert after["installed"] is None
    assert after["gazetteer"] != told["gazetteer"]


def test_without_a_file_the_status_says_what_there_is(data, polstab):
    said = polstab("gazetteer", "status")
    assert said.code == 0
    assert str(data / "gazetteer") in said.out
    assert "no GeoNames file is installed" in said.out
    assert "no GeoNames file was installed" in polstab("gazetteer", "remove").out


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("name", ["missing.txt", "table.csv", ".", "broken.zip", "empty.txt"])
def test_a_wrong_file_is_told_in_one_line(tmp_path, name, polstab):
    (tmp_path / "table.csv").write_text("name,lat,lon\nGao,16.27,-0.04\n", encoding="utf-8")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "empty.txt").touch()
    said = polstab("gazetteer", "install", tmp_path / name)
    assert said.code == 2
    (line,) = said.err.splitlines()
    assert line.startswith(f"polstab: {tmp_path / name}")
