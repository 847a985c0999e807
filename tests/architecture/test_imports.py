"""Who may import whom, and what nothing may be called."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from validation.contracts.layout import CHECKOUT

ROOMS = ("spiders", "transforms", "validation", "publishing")
HEAVY = ("polars", "scrapy", "great_expectations", "duckdb", "trafilatura", "pyarrow", "numpy")
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}


def loaded_by(code: str) -> set[str]:
    """The modules in memory once the code has run in a fresh interpreter."""
    tell = "import sys; sys.stderr.write('\\nLOADED ' + ' '.join(sys.modules))"
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}\n{tell}"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ran.stderr.rpartition("LOADED ")[2].split())


def test_the_contracts_between_rooms_hold():
    linter = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run(
        [linter, "--no-cache"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Contracts: " in ran.stdout
    assert "0 broken" in ran.stdout


def test_importing_polstab_loads_neither_polars_nor_a_room():
    loaded = loaded_by("import polstab")
    assert not loaded & {*HEAVY, *ROOMS}
    assert "polstab.client" in loaded


HELP = """
import sys
from polstab.cli import main
sys.argv = ["polstab", *{arguments}]
try:
    main()
except SystemExit as ended:
    assert ended.code == 0, ended.code
"""


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["explain", "-h"]])
def test_help_loads_no_heavy_library_so_it_answers_at_once(arguments):
    loaded = loaded_by(HELP.format(arguments=arguments))
    assert not loaded & {*HEAVY, *ROOMS}


@pytest.mark.parametrize("package", ["polstab", *ROOMS])
def test_no_module_has_a_name_that_says_nothing(package):
    found = [path for path in (CHECKOUT / package).rglob("*") if path.stem.lower() in NAMELESS]
    assert not found


def test_every_room_says_what_comes_in_and_what_goes_out():
    for package in ("polstab", *ROOMS):
        text = (CHECKOUT / package / "__init__.py").read_text(encoding="utf-8")
        assert len(text.strip().splitlines()) >= 5, package


def test_datasets_holds_no_python():
    datasets = CHECKOUT / "datasets"
    assert not [p for p in datasets.rglob("*.py") if "releases" not in p.parts]
