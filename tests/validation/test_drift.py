"""Tables held against the last release."""

from __future__ import annotations

import json

import pytest

from tests.working_tables import write_working_tables
from validation.contracts import contracts
from validation.drift import Last, drift, last_release

EVENTS = {"events": contracts()["events"]}


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
    found = drift(EVENTS, {"events": now}, {}, Last({"events": before}))
    assert [(o.rule, o.severity) for o in found if not o.ok] == broken


def test_a_table_that_may_be_empty_may_be_so_at_first():
    roomy = {"events": EVENTS["events"].model_copy(update={"may_be_empty": True})}
    assert all(o.ok for o in drift(roomy, {"events": 0}, {}, Last()))


def test_outcomes_of_sound_tables_do_not_depend_on_the_last_release():
    before = Last({"events": 9})
    assert drift(EVENTS, {"events": 9}, {}, Last()) == drift(EVENTS, {"events": 9}, {}, before)


def test_the_rows_of_the_last_release_are_those_it_announced(tmp_path):
    layout = write_working_tables(tmp_path)
    assert last_release(layout) == Last()
    version = layout.releases / "2020.08.0"
    version.mkdir(parents=True)
    (layout.releases / "latest.json").write_text(json.dumps({"version": "2020.08.0"}))
    package = {"resources": [{"name": "events", "rows": 3}]}
    (version / "datapackage.json").write_text(json.dumps(package))
    assert last_release(layout).rows == {"events": 3}
