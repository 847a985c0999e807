"""Tables held against the last release."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from validation.contracts import contracts
from validation.contracts.errors import WrongUseError
from validation.contracts.releases import Released, last_release
from validation.drift import drift

EVENTS = {"events": contracts()["events"]}


def of(n_rows: int) -> Released:
    """A last release that announced so many events."""
    return Released(Path("2020.08.0"), {"events": n_rows}, {})


@pytest.mark.parametrize(
    ("now", "before", "broken"),
    [
        (10, 0, []),
        (10, 10, []),
        (9, 10, []),
        (8, 10, [("not_shrunk", "warning")]),
        (5, 10, [("not_shrunk", "critical")]),
        (0, 10, [("not_empty", "critical")]),
        (0, 0, [("not_empty", "warning")]),
    ],
)
def test_what_was_full_must_not_come_back_empty(now, before, broken):
    found = drift(EVENTS, {"events": now}, {}, of(before))
    assert [(o.rule, o.severity) for o in found if not o.ok] == broken


def test_a_table_that_may_be_empty_may_be_so_at_first():
    roomy = {"events": EVENTS["events"].model_copy(update={"may_be_empty": True})}
    assert all(o.ok for o in drift(roomy, {"events": 0}, {}, None))


def test_outcomes_of_sound_tables_do_not_depend_on_the_last_release():
    before = of(9)
    assert drift(EVENTS, {"events": 9}, {}, None) == drift(EVENTS, {"events": 9}, {}, before)


@pytest.fixture
def releases(tmp_path) -> Path:
    """A folder of releases with one version, and no ``latest.json``."""
    folder = tmp_path / "releases" / "2020.08.0"
    folder.mkdir(parents=True)
    (folder / "events.parquet").write_bytes(b"PAR1")
    told = {"name": "events", "rows": 3, "bytes": 4, "path": "events.parquet"}
    (folder / "datapackage.json").write_text(json.dumps({"resources": [told]}))
    return folder.parent


def test_the_last_release_is_the_newest_version_announced_or_not(releases):
    last = last_release(releases)
    assert last is not None
    assert last.rows == {"events": 3}
    assert last.files == {"events": [releases / "2020.08.0" / "events.parquet"]}
    assert last_release(releases / "nowhere") is None


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        ("datapackage.json", None, "missing or broken"),
        ("datapackage.json", b"{", "missing or broken"),
        ("events.parquet", None, "a published file is gone"),
        ("events.parquet", b"PAR", "not the bytes that were published"),
    ],
)
def test_a_last_release_that_lost_something_is_told_of(releases, file, change, told):
    path = releases / "2020.08.0" / file
    path.unlink() if change is None else path.write_bytes(change)
    with pytest.raises(WrongUseError, match=told) as found:
        last_release(releases)
    assert str(path) in str(found.value)
