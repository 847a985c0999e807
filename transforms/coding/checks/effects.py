"""What a change of the lexicons does to texts: mentions added, removed and changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Answer = Mapping[str, Any]
Event = Mapping[str, Any]
# Rank and confidence of a mention move with its neighbours; the quote is its sentence.
IGNORED = ("rank", "confidence", "quote", "quad", "score", "cameo_code")


@dataclass(frozen=True, slots=True)
class Effect:
    """One mention that is not what it was; ``fields`` are those that differ."""

    kind: Literal["added", "removed", "changed"]
    before: Event | None
    after: Event | None
    fields: tuple[str, ...] = ()


def effects(before: Answer, after: Answer) -> list[Effect]:
    """The differences between two answers about one text, in the order of the text."""
    found = list(_pairs(before["events"], after["events"]))
    changed = [effect for effect in found if effect is not None]
    return sorted(changed, key=lambda effect: _start(effect.after or effect.before or {}))


def _pairs(before: Sequence[Event], after: Sequence[Event]) -> Iterator[Effect | None]:
    """Mentions put side by side: the same words first, then words that overlap."""
    left, right = list(before), list(after)
    for fits in (_same_code_and_words, _same_words, _overlap):
        for old in list(left):
            new = next((event for event in right if fits(old, event)), None)
            if new is not None:
                left.remove(old)
                right.remove(new)
                yield _difference(old, new)
    yield from (Effect("removed", old, None) for old in left)
    yield from (Effect("added", None, new) for new in right)


def _difference(old: Event, new: Event) -> Effect | None:
    names = tuple(n for n in old if n not in IGNORED and old[n] != new.get(n))
    return Effect("changed", old, new, names) if names else None


def _same_code_and_words(old: Event, new: Event) -> bool:
    return _same_words(old, new) and old["event_type"] == new["event_type"]


def _same_words(old: Event, new: Event) -> bool:
    return bool(old["trigger"] == new["trigger"])


def _overlap(old: Event, new: Event) -> bool:
    one, other = old["trigger"], new["trigger"]
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def _start(event: Event) -> int:
    return int(event["trigger"]["start"])
