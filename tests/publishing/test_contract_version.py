"""What the public tables promise changes only with its version."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publishing.facts import public_contracts
from publishing.settings import contract_version

GOLDEN = Path(__file__).parents[1] / "golden" / "contract.json"
Shape = dict[str, dict[str, object]]


def shape() -> Shape:
    """Types of the columns, which may be null, and the key, by table."""
    return {
        name: {
            "key": c.primary_key,
            "columns": {
                column.name: f"{column.type}{'' if column.required else '?'}"
                for column in c.columns
            },
        }
        for name, c in sorted(public_contracts().items())
    }


def least(before: Shape, now: Shape) -> int:
    """Which number must rise: 0 what readers rely on went, 1 something came, 3 nothing."""
    for name, table in before.items():
        if name not in now or now[name]["key"] != table["key"]:
            return 0
        columns = now[name]["columns"]
        if not columns.items() >= table["columns"].items():
            return 0
    return 3 if before == now else 1


def test_a_changed_contract_raises_the_version():
    text = json.dumps({"version": contract_version(), "tables": shape()}, indent=1) + "\n"
    if not GOLDEN.exists():
        GOLDEN.write_text(text, encoding="utf-8")
        pytest.fail(f"{GOLDEN} was not there; it is written now: read it and run again")
    held = json.loads(GOLDEN.read_text(encoding="utf-8"))
    was, now = ([int(n) for n in v.split(".")] for v in (held["version"], contract_version()))
    number = least(held["tables"], shape())
    if number < 3:
        assert now[: number + 1] > was[: number + 1], (
            f"the public tables changed: raise number {number + 1} of version in "
            f"publishing/contract.yml above {held['version']}, then delete {GOLDEN.name}"
        )
        pytest.fail(f"delete {GOLDEN.name} to have it written for {contract_version()}")


def test_what_goes_weighs_more_than_what_comes():
    before = {"t": {"key": ["a"], "columns": {"a": "string", "b": "int32?"}}}
    more = {"t": {"key": ["a"], "columns": {"a": "string", "b": "int32?", "c": "bool?"}}}
    assert (least(before, before), least(before, more), least(more, before)) == (3, 1, 0)
    assert least(before, {"t": {"key": ["b"], "columns": before["t"]["columns"]}}) == 0
