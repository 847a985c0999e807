"""A working table that breaks its contract stops the release, and says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl
import pytest

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


@pytest.fixture(scope="module", params=list(DAMAGES))
def damaged(request, demo, tmp_path_factory):
    """A copy of the demonstration with one table damaged, and the damage."""
    copy, damage = demo.copy(tmp_path_factory.mktemp("damaged")), DAMAGES[request.param]
    file = copy.layout.table(damage.table) / "part-0.parquet"
    damage.change(pl.read_parquet(file)).write_parquet(file)
    return copy, damage


def test_a_damaged_table_is_not_released(damaged, polstab):
    copy, damage = damaged
    rows = copy.table(damage.table)
    with copy.at():
        said = polstab("release", "demo")
    assert said.code == 1
    assert "Traceback" not in said.err
    n_bad = damage.n_bad or rows.height
    line = next(x for x in said.err.splitlines() if f" {damage.rule} (" in x)
    assert f"critical: {damage.table}.{damage.column}: {damage.rule} (" in line
    assert f"): {n_bad:,} rows: " in line
    first = rows["date" if damage.table == "source_days" else copy_key(damage.table)][0]
    examples = line.rpartition("rows: ")[2]
    if damage.n_bad:
        assert str(first) in examples
    assert damage.value is None or f"= {damage.value}" in examples


def copy_key(table: str) -> str:
    return {"events": "event_id", "places": "place_id"}[table]


def test_the_last_release_is_left_byte_for_byte_as_it_was(damaged, demo, polstab):
    copy, _ = damaged
    with copy.at():
        assert polstab("release", "demo").code == 1
    assert copy.digests() == demo.digests()
    left = {path.name for path in copy.layout.releases.iterdir()}
    assert left == {path.name for path in demo.layout.releases.iterdir()}


def test_the_broken_rows_lie_in_quarantine_with_the_rule(damaged, polstab):
    copy, damage = damaged
    rows = copy.table(damage.table)
    with copy.at():
        said = polstab("check", "demo")
    assert said.code == 1
    assert f"{damage.table}.{damage.column}" in said.out
    quarantine = read_quarantine(copy.layout.quarantine(damage.table))
    own = quarantine.filter(column=damage.column, table=damage.table, severity="critical")
    rule = damage.rule if damage.n_bad else "schema"
    held = own.filter(rule=rule)
    assert held.height == (damage.n_bad or rows.height)
    assert held["row"].null_count() == 0
    assert held["reason"].null_count() == 0
    if damage.value:
        assert set(held["value"]) == {damage.value}


def test_a_mended_table_is_released_again(damaged, demo, polstab):
    copy, damage = damaged
    file = copy.layout.table(damage.table) / "part-0.parquet"
    file.write_bytes((demo.layout.table(damage.table) / "part-0.parquet").read_bytes())
    with copy.at():
        said = polstab("release", "demo")
    assert said.code == 0, said.err
    assert "nothing changed" in said.out
    assert copy.digests() == demo.digests()
    assert not copy.layout.quarantine(damage.table).exists()
