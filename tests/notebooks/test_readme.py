"""What the README shows works as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.conftest import Demo
from validation.contracts.layout import CHECKOUT

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def ran(program: str, demo: Demo) -> str:
    """What a program of the README prints, run beside the demonstration's datasets."""
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=demo.root,
        env=demo.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_the_python_example_tells_null_from_zero(demo: Demo):
    rows = re.findall(r"│ (2021-\d\d)-01 ┆ (\w+) +┆ (\w+) +┆ (\w+)", ran(PROGRAMS[0], demo))
    assert rows
    for _, coverage, events, deaths in rows:
        assert ((events, deaths) == ("null", "null")) == (coverage == "none")


def test_the_sql_example_finds_a_report_for_every_mention(demo: Demo):
    printed = ran(PROGRAMS[1], demo)
    found = re.search(r"mentions │ without_report │.*?│ +(\d+) │ +(\d+) │", printed, re.DOTALL)
    assert found is not None, printed
    assert int(found[1]) == demo.released("mentions").height
    assert found[2] == "0"


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/decisions/README.md"])
def test_every_link_leads_to_a_file(page: str):
    here = CHECKOUT / page
    links = re.findall(r"\]\(([^)#:]+)\)", here.read_text(encoding="utf-8"))
    assert links
    missing = [link for link in links if not (here.parent / link).exists()]
    assert missing == []
