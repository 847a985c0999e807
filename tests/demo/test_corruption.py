"""A working table that breaks its contract stops the release, and says why."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from tests.conftest import Demo
from validation.contracts.quarantine import read_quarantine

Change = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True)
class Damage:
    """A change to a working table, and what must be said of it."""

    table: str
    column: str
    rule: str
    n_bad: int
    change: Change
    value: str | None


def first_rows(n: int, column: str, value: str | None) -> Change:
    at = pl.int_range(pl.len()) < n
    return lambda rows: rows.with_columns(
        pl.when(at).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
    )


DAMAGES = {
    "a null key": Damage(
        "source_days", "source_id", "source_id.required", 2, first_rows(2, "source_id", None), None
    ),
    "an unknown country code": Damage(
        "events",
        "country_iso3",
        "country_iso3.allowed",
        3,
        first_rows(3, "country_iso3", "QQQ"),
        "QQQ",
    ),
    "a wrong dtype": Damage(
        "places",
        "lat",
        "lat.schema",
        0,
        lambda rows: rows.with_columns(pl.col("lat").cast(pl.String)),
        None,
    ),
}


@dataclass(frozen=True)
class Refused:
    """What a release of a damaged copy of the demonstration said and did."""

    demo: Demo
    damage: Damage
    ran: subprocess.CompletedProcess[str]

    @property
    def n_bad(self) -> int:
        """Rows that the damage breaks; a column of another dtype breaks them all."""
        return self.damage.n_bad or self.demo.table(self.damage.table).height


def polstab(demo: Demo, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a terminal runs it."""
    return subprocess.run(
        [sys.executable, "-c", "from polstab.cli import main; main()", *arguments],
        env=os.environ | demo.environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module", params=list(DAMAGES))
def refused(request, demo, tmp_path_factory) -> Refused:
    copy, damage = demo.copy(tmp_path_factory.mktemp("damaged")), DAMAGES[request.param]
    file = copy.layout.table(damage.table) / "part-0.parquet"
    damage.change(pl.read_parquet(file)).write_parquet(file)
    return Refused(copy, damage, polstab(copy, "release", "demo"))


def test_the_release_fails_and_names_table_column_rule_and_rows(refused):
    damage = refused.damage
    assert refused.ran.returncode == 1
    assert "Traceback" not in refused.ran.stderr
    lines = [x for x in refused.ran.stderr.splitlines() if f": {damage.rule} (" in x]
    assert len(lines) == 1, refused.ran.stderr
    assert f"critical: {damage.table}.{damage.column}: " in lines[0]
    told, _, examples = lines[0].rpartition(" rows: ")
    assert told.endswith(f"): {refused.n_bad:,}")
    assert examples.count(" = ") == min(3, refused.n_bad)
    if damage.value:
        first = refused.demo.table(damage.table).filter(pl.col(damage.column) == damage.value)
        ids = [f"{one} = {damage.value}" for one in first["event_id"].head(3)]
        assert sorted(examples.split("; ")) == sorted(ids)


def test_the_last_release_is_left_byte_for_byte_as_it_was(refused, demo):
    assert refused.demo.digests() == demo.digests()
    left = {path.name for path in refused.demo.layout.releases.iterdir()}
    assert left == {path.name for path in demo.layout.releases.iterdir()}


def test_the_broken_rows_lie_in_quarantine_with_the_rule(refused):
    damage = refused.damage
    quarantine = read_quarantine(refused.demo.layout.quarantine(damage.table))
    rule = damage.rule if damage.n_bad else "schema"
    held = quarantine.filter(
        table=damage.table, column=damage.column, rule=rule, severity="critical"
    )
    assert held.height == refused.n_bad
    assert held["row"].null_count() == 0
    assert held["reason"].null_count() == 0
    if damage.value:
        assert set(held["value"]) == {damage.value}


def test_the_run_leaves_a_report_that_says_so(refused):
    line = refused.ran.stderr.strip().splitlines()[-1]
    report = line.rpartition("report: ")[2]
    assert "demo: failed" in line
    assert refused.damage.column in Path(report).read_text(encoding="utf-8")


def test_once_mended_the_release_goes_through_and_quarantine_is_empty(refused, demo):
    table = refused.damage.table
    file = refused.demo.layout.table(table) / "part-0.parquet"
    damaged = file.read_bytes()
    file.write_bytes((demo.layout.table(table) / "part-0.parquet").read_bytes())
    said = polstab(refused.demo, "release", "demo")
    file.write_bytes(damaged)
    assert said.returncode == 0, said.stderr
    assert "nothing changed" in said.stdout
    assert refused.demo.digests() == demo.digests()
    assert not refused.demo.layout.quarantine(table).exists()
