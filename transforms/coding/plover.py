"""Codes that follow from type and mode: quad class, score, CAMEO code."""

from __future__ import annotations

from functools import cache

from validation.contracts import codes


@cache
def quad(event_type: str) -> int:
    """Quad class of a type."""
    return int(_types()[event_type]["quad"])


@cache
def score(event_type: str, mode: str | None) -> float:
    """PLOVER score of type and mode, of the type alone where the mode has none."""
    table = {
        (r["event_type"], r["mode"]): float(r["score"]) for r in codes.rows("plover/scores.csv")
    }
    return table.get((event_type, mode or ""), table[event_type, ""])


@cache
def cameo_code(event_type: str, mode: str | None) -> str | None:
    """The first and most general CAMEO code that converts to type and mode."""
    fits = [
        row["cameo_code"]
        for row in codes.rows("plover/cameo.csv")
        if row["event_type"] == event_type and row["mode"] == (mode or "")
    ]
    leaves = [code for code in fits if len(code) > 2]
    return min(leaves, key=lambda code: (len(code), code)) if leaves else None


@cache
def _types() -> dict[str, dict[str, str]]:
    return {row["event_type"]: row for row in codes.rows("plover/types.csv")}
