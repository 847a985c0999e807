"""The notebook runs from top to bottom on the demonstration's release."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Demo
from validation.contracts.layout import CHECKOUT

NOTEBOOK = CHECKOUT / "notebooks" / "first_look.py"


def exported(notebook: Path, page: Path, releases: Path) -> subprocess.CompletedProcess[str]:
    """The run of a notebook into a page."""
    return subprocess.run(
        [sys.executable, "-m", "marimo", "export", "html", str(notebook), "-o", str(page)],
        env=os.environ | {"POLSTAB_RELEASES": str(releases)},
        cwd=page.parent,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.fixture(scope="module")
def page(demo: Demo, demo_release: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("notebook")
    # A copy, since marimo keeps what it ran beside the notebook.
    notebook = Path(shutil.copy(NOTEBOOK, folder))
    made = folder / "first_look.html"
    ran = exported(notebook, made, demo.datasets)
    assert ran.returncode == 0, ran.stderr
    return made.read_text(encoding="utf-8")


def test_every_cell_runs_and_none_is_cut_off(page: str):
    assert '"application/vnd.marimo+error"' not in page
    assert "No event of this family in this country" not in outputs(page)


def test_the_chart_tells_uncovered_months_from_quiet_ones(page: str):
    months = [row for rows in chart(page)["datasets"].values() for row in rows]
    counts = {row["coverage"]: set() for row in months}
    for row in months:
        counts[row["coverage"]].add(row["n"])
    assert counts["none"] == {None}
    assert None not in counts["ok"]
    assert 0 in counts["ok"]


def test_an_event_is_shown_with_its_quotes(page: str, demo: Demo):
    shown = re.search(r"\(\\u003Ccode\\u003E(e-[0-9a-f]{16})\\u003C/code\\u003E\)", page)
    assert shown is not None
    quotes = demo.released("mentions").filter(event_id=shown[1])["quote"]
    assert quotes.len() > 1
    for quote in quotes:
        assert max(re.findall(r"\w+", quote), key=len) in outputs(page)


def test_a_cell_that_fails_is_not_overlooked(demo: Demo, demo_release: Path, tmp_path: Path):
    broken = tmp_path / "broken.py"
    source = NOTEBOOK.read_text(encoding="utf-8")
    broken.write_text(source.replace('"n_lineages", "n_mentions"', '"n_nothing"'), encoding="utf-8")
    assert exported(broken, tmp_path / "broken.html", demo.datasets).returncode != 0


def outputs(page: str) -> str:
    """What the cells gave, without their code."""
    return page[page.index('"outputs": [') :]


def chart(page: str) -> dict[str, Any]:
    """The specification of the chart, with its rows."""
    label = re.search(r'"application/vnd\.vegalite[^"]*": ', page)
    assert label is not None
    specification, _ = json.JSONDecoder().raw_decode(page, label.end())
    return json.loads(specification)
