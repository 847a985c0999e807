"""Nothing wrong gets through the gate, and nothing right is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl
import pytest

from tests.validation import builds
from tests.validation.damages import ALL, DAMAGES, TORN, Damage
from tests.working_tables import DATASET, DECLARATION, frames
from validation.contracts import contract
from validation.contracts.checks import checks, columns_of
from validation.contracts.layout import Layout
from validation.contracts.quarantine import read_quarantine
from validation.gate import check
from validation.verdict import OF_A_TABLE, Outcome, Verdict

UNDATED = DECLARATION.replace(", start: 2020-08-01, end: 2020-08-31", "")
CLEAN: dict[str, tuple[Callable[[], builds.Frames], Callable[[], builds.Frames] | None, str]] = {
    "a first build": (frames, None, ""),
    "the same again": (lambda: builds.grown(20), lambda: builds.grown(20), ""),
    "a build that grew": (lambda: builds.grown(20), lambda: builds.grown(12), ""),
    "a build that lost a twentieth": (lambda: builds.grown(19), lambda: builds.grown(20), ""),
    "no period declared": (builds.uncovered, None, UNDATED),
    "plans, revisions, other scripts": (builds.varied, lambda: builds.grown(20), ""),
}


@dataclass(frozen=True)
class Said:
    """What the gate said of a build with a damage."""

    verdict: Verdict
    held: dict[str, pl.DataFrame]
    n_rows: int

    def broken(self, table: str, rule: str) -> Outcome:
        found = {(o.table, o.rule): o for o in self.verdict.outcomes if not o.ok}
        assert (table, rule) in found, f"let through; broken are {sorted(found)}"
        return found[table, rule]


def said(layout: Layout, harmed: dict[str, pl.DataFrame | bytes]) -> Said:
    """The gate's word with some tables damaged; they are put back."""
    files = {table: layout.table(table) / "part-0000.parquet" for table in harmed}
    sound = {table: file.read_bytes() for table, file in files.items()}
    try:
        for table, data in harmed.items():
            if isinstance(data, bytes):
                files[table].write_bytes(data)
            else:
                data.write_parquet(files[table])
        verdict = check(DATASET, certified=False)
        held = {t: read_quarantine(layout.quarantine(t)) for t in verdict.n_rows}
        return Said(verdict, held, 0)
    finally:
        for table, file in files.items():
            file.write_bytes(sound[table])


@dataclass
class Round:
    """Damages that do not meet, so that one run of the gate tells of them all."""

    members: list[Damage] = field(default_factory=list)
    harmed: dict[str, set[str]] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)

    def takes(self, damage: Damage, tables: builds.Frames) -> bool:
        """Adds a damage, unless its table and columns, or those of its rule, are in use."""
        columns, read = reach(damage, tables[damage.table])
        own = self.harmed.get(damage.table, set())
        if damage.table in self.read or read & set(self.harmed) or own & columns:
            return False
        self.members.append(damage)
        self.harmed[damage.table] = own | columns
        self.read |= read
        return True


def reach(damage: Damage, data: pl.DataFrame) -> tuple[set[str], set[str]]:
    """The columns that a damage changes or its rule looks at, and the other tables of the rule."""
    shape = contract(damage.told_of or damage.table)
    rule = next((one for one in checks(shape) if one.id == damage.rule), None)
    read = ({shape.table, *rule.needs} if rule else {shape.table}) - {damage.table}
    harmed = damage.change(data)
    if rule is None or damage.told_of or harmed.shape != data.shape:
        return {*data.columns, *harmed.columns}, read
    changed = {name for name in data.columns if not harmed[name].equals(data[name])}
    # A rule that joins other tables does so by the keys, without naming whose they are.
    joined = {*shape.primary_key, *(c for key in shape.foreign_keys for c in key.columns)}
    return changed | set(columns_of(shape, rule)) | (joined if rule.needs else set()), read


def rounds(tables: builds.Frames) -> list[list[Damage]]:
    made: list[Round] = []
    for damage in DAMAGES:
        if not any(one.takes(damage, tables) for one in made):
            made.append(Round())
            assert made[-1].takes(damage, tables)
    return [one.members for one in made]


@pytest.fixture(scope="module")
def house(tmp_path_factory, environment) -> tuple[Layout, builds.Frames]:
    root = tmp_path_factory.mktemp("damages")
    environment(root)
    build = builds.varied()
    return builds.lay_out(root, build, builds.grown(20)), build


@pytest.fixture(scope="module")
def heard(house) -> dict[str, Said]:
    """What the gate said of every damage, by its kind."""
    layout, tables = house
    found = {}
    for members in rounds(tables):
        harmed = {d.table: tables[d.table] for d in members}
        for damage in members:
            harmed[damage.table] = damage.change(harmed[damage.table])
        word = said(layout, harmed)
        found |= {d.kind: Said(word.verdict, word.held, harmed[d.table].height) for d in members}
    return found


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.kind)
def test_a_damage_is_told_with_table_column_rule_and_rows(house, heard, damage: Damage):
    data, word = house[1][damage.table], heard[damage.kind]
    harmed = damage.change(data)
    assert harmed.schema != data.schema or not harmed.equals(data)
    blamed = damage.told_of or damage.table
    outcome = word.broken(blamed, damage.rule)
    assert outcome.severity == damage.severity
    assert damage.column is None or ", ".join(outcome.columns) == damage.column
    assert outcome.line in word.verdict.lines()
    assert f"{damage.severity}: {blamed}" in outcome.line
    assert f": {damage.rule} (" in outcome.line
    if outcome.kind in OF_A_TABLE:
        assert damage.n_bad is None
        return
    assert damage.n_bad is None or outcome.n_bad == (
        word.n_rows if damage.n_bad == ALL else damage.n_bad
    )
    assert outcome.examples
    rule = "schema" if outcome.kind == "schema" else damage.rule
    held = word.held[blamed].filter(rule=rule, column=", ".join(outcome.columns))
    assert held.height == outcome.n_bad
    assert held["row_id"].null_count() == held["reason"].null_count() == 0


@pytest.fixture(scope="module")
def torn(house) -> Said:
    """What the gate said of a build with all torn files."""
    layout, _ = house
    read = {t.table: (layout.table(t.table) / "part-0000.parquet").read_bytes() for t in TORN}
    return said(layout, {t.table: t.change(read[t.table]) for t in TORN})


@pytest.mark.parametrize("file", TORN, ids=lambda t: t.kind)
def test_a_torn_file_is_told_of(torn, file):
    outcome = torn.broken(file.table, "schema")
    assert (outcome.severity, outcome.n_bad) == ("critical", 1)
    assert "not readable as Parquet" in outcome.line


def test_the_damages_are_of_many_kinds():
    assert len({damage.kind for damage in (*DAMAGES, *TORN)}) >= 160
    assert len({damage.rule for damage in DAMAGES}) >= 110


@pytest.mark.parametrize("build", CLEAN)
def test_a_clean_build_raises_no_alarm(build, tmp_path, environment):
    now, last, declared = CLEAN[build]
    environment(tmp_path)
    builds.lay_out(tmp_path, now(), last() if last else None, declared)
    verdict = check(DATASET, certified=False)
    assert [o.line for o in verdict.outcomes if not o.ok or o.skipped] == []
    assert verdict.ok
    assert len(verdict.outcomes) > 500
