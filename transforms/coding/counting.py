"""Give each count of people to the mention that can bear it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from transforms.coding.lexicons import read
from transforms.coding.magnitudes import Count
from transforms.coding.mention import Mention


def with_counts(mentions: Sequence[Mention], found: Sequence[Count]) -> list[Mention]:
    """The mentions with their counts: each goes to the nearest of the types that bear it first."""
    made = list(mentions)
    for count in found:
        bearers: list[str] = read("magnitudes")[count.kind]["borne_by"]
        able = [
            (bearers.index(m.event_type), _distance(m, count), i)
            for i, m in enumerate(made)
            if m.event_type in bearers and getattr(m, count.kind) is None
        ]
        if able:
            i = min(able)[2]
            changed: dict[str, Any] = {count.kind: count.amount}
            made[i] = replace(made[i], **changed)
    return made


def _distance(mention: Mention, count: Count) -> int:
    return min(abs(edge - count.amount.start) for edge in mention.trigger)
