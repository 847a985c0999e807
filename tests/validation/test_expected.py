"""What a dataset declares of itself: floors, coverage, known truths."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from tests.working_tables import frames, write_working_tables
from validation.contracts.declarations import load_dataset
from validation.contracts.errors import WrongUseError
from validation.contracts.expect import Coverage, Expect, Floor
from validation.contracts.releases import Released
from validation.drift import drift
from validation.expectations import expected
from validation.truths import read_truths, told
from validation.working import working_contracts

HEAD = "id,event_type,place,from,to,at_least,at_most,severity,reason\n"


def test_a_floor_says_how_far_a_table_may_shrink(tmp_path, monkeypatch):
    write_working_tables(tmp_path)
    monkeypatch.setenv("POLSTAB_DATASETS", str(tmp_path / "datasets"))
    floor = Expect(rows={"events": Floor(at_least=3, reason="an outlet was dropped")})
    plain = load_dataset("tiny")
    lowered = plain.model_copy(update={"expect": floor})
    events = {"events": working_contracts()["events"]}
    last = Released(tmp_path, {"events": 10}, {})
    for declared, severity in ((plain, "critical"), (lowered, "warning")):
        found = drift(events, {"events": 4}, {}, last, declared)
        assert [o.severity for o in found if not o.ok] == [severity]


@pytest.mark.parametrize(
    ("silent", "broken"),
    [
        ((), []),
        ((3, 4, 5), []),
        ((3, 4, 5, 6), ["expected_silence.post"]),
        ((1, 3, 5, 7, 9), []),
        ((0, 2, 4, 6, 8, 9), ["expected_coverage.post"]),
    ],
)
def test_an_outlet_must_be_heard_as_often_as_declared(silent, broken, tmp_path, monkeypatch):
    write_working_tables(tmp_path)
    monkeypatch.setenv("POLSTAB_DATASETS", str(tmp_path / "datasets"))
    wanted = Coverage(least_share=0.5, most_silent_days=3, reason="a daily", severity="critical")
    declared = load_dataset("tiny").model_copy(update={"expect": Expect(coverage={"post": wanted})})
    days = pl.DataFrame(
        {
            "source_id": ["post"] * 10,
            "date": [date(2020, 8, 1) + timedelta(days=n) for n in range(10)],
            "status": ["ok"] * 10,
            "n_reports": [int(n not in silent) for n in range(10)],
        }
    )
    found = expected(declared, {}, {"source_days": days.lazy()})
    assert [o.rule for o in found if not o.ok] == broken


@pytest.mark.parametrize(
    ("row", "ok"),
    [
        ("a,MOBILIZE,Kati,2020-08-18,2020-08-18,1,,,seen", True),
        ("a,MOBILIZE,gn:2454268,2020-08-01,2020-08-31,1,,,seen", True),
        ("a,MOBILIZE,Kati,2020-08-19,,1,,,a day late", False),
        ("a,MOBILIZE,Kati,,,2,,,only one", False),
        ("a,COERCE,Kati,,,0,0,,none there", True),
        ("a,MOBILIZE,Kati,,,0,0,,there is one", False),
    ],
)
def test_a_known_truth_is_looked_for(tmp_path, row, ok):
    file = tmp_path / "expected.csv"
    file.write_text(HEAD + row + "\n", encoding="utf-8")
    (outcome,) = told(read_truths(file), frames()["events"].lazy())
    assert outcome.ok == ok
    assert outcome.severity == "critical"
    assert outcome.rule == "truth.a"


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("a,COUP,Kati,,,1,,,r", "'COUP' is no event type"),
        ("a,MOBILIZE,Kati,18.8.2020,,1,,,r", "from: "),
        ("a,MOBILIZE,Kati,,,1,,,", "reason: "),
        ("a,MOBILIZE,Kati,,,2,1,,r", "at_most lies below at_least"),
        ("a,MOBILIZE,Kati, Mali,,,1,,,r", "more cells than columns"),
    ],
)
def test_a_malformed_truth_is_told_with_its_line(tmp_path, row, what):
    file = tmp_path / "expected.csv"
    file.write_text(HEAD + row + "\n", encoding="utf-8")
    with pytest.raises(WrongUseError, match="line 2") as found:
        read_truths(file)
    assert what in str(found.value)


def test_a_subtype_that_does_not_exist_is_refused(tmp_path):
    file = tmp_path / "expected.csv"
    file.write_text("id,subtype,reason\na,mutinyy,seen\n", encoding="utf-8")
    with pytest.raises(WrongUseError, match=r"line 2: row: .*'mutinyy' is no subtype"):
        read_truths(file)


def test_a_file_that_begins_with_a_byte_order_mark_is_read(tmp_path):
    file = tmp_path / "expected.csv"
    file.write_text("id,subtype,reason\na,mutiny,seen\n", encoding="utf-8-sig")
    assert [truth.id for truth in read_truths(file)] == ["a"]


def test_expectations_name_what_the_dataset_has(tmp_path, monkeypatch):
    layout = write_working_tables(tmp_path)
    monkeypatch.setenv("POLSTAB_DATASETS", str(tmp_path / "datasets"))
    file = layout.declared / "dataset.yml"
    sound = file.read_text(encoding="utf-8")
    wrong = "expect: {coverage: {notes: {least_share: 0.1, reason: r}}}\n"
    file.write_text(sound + wrong, encoding="utf-8")
    with pytest.raises(WrongUseError, match="'notes' is no source with a declared start"):
        load_dataset("tiny")
