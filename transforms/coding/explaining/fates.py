"""What became of each act on the way to the mentions: which rules changed it or left it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TypeGuard

from transforms.coding.explaining.watching import Call
from transforms.coding.mention import Mention, Span
from transforms.coding.modality import Act
from transforms.coding.triggers import Trigger


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that changed an act, or put it together with others; ``changes`` maps old to new."""

    rule: str
    says: str
    act: Act
    others: tuple[Act, ...]
    changes: dict[str, tuple[object, object]]


def steps(trigger: Trigger, calls: Sequence[Call]) -> list[Step]:
    """The rules that changed the act of a trigger, in order."""
    found: list[Step] = []
    for call in calls:
        answer = call.answer
        if not isinstance(answer, Act) or not is_of(answer, trigger):
            continue
        given = list(_acts(call))
        before = next((act for act in given if is_of(act, trigger)), None)
        changes = _changes(before, answer) if before else {}
        # The outer call of a rule that changed it tells the same again.
        if before is not None and changes and not (found and found[-1].act == answer):
            others = tuple(act for act in given if not is_of(act, trigger))
            found.append(Step(call.name, call.says, answer, others, changes))
    return found


def last_state(trigger: Trigger, calls: Sequence[Call]) -> Act | None:
    """The act of a trigger as the last rule left it; None where no reading fitted."""
    answers = (call.answer for call in reversed(calls))
    return next((a for a in answers if isinstance(a, Act) and is_of(a, trigger)), None)


def fate(trigger: Trigger, span: Span, calls: Sequence[Call]) -> Act | str:
    """Why an act is not among the results of a step: the act that took it up, else what was asked.

    ``span`` are the characters of the trigger; ``calls`` those of the step.
    """
    for call in reversed(calls):
        asked = _is_asked_of(call, trigger, span)
        if isinstance(call.answer, bool):
            if asked:
                return f"{call.says}: {'yes' if call.answer else 'no'}"
        elif any(is_of(act, trigger) for act in _acts(call)):
            other = _chosen(call)
            if other is not None and not is_of(other, trigger):
                return other
    return ""


def _is_asked_of(call: Call, trigger: Trigger, span: Span) -> bool:
    """Whether the first argument of a call is the act, or the mention made of it."""
    first = call.given[0] if call.given else None
    if isinstance(first, Mention):
        return first.trigger == span
    return isinstance(first, Act) and is_of(first, trigger)


def _chosen(call: Call) -> Act | None:
    """The act that a call answers with, itself or by its place in the list that was given."""
    if isinstance(call.answer, int):
        return next((value[call.answer] for value in call.given if _holds_acts(value)), None)
    return call.answer if isinstance(call.answer, Act) else None


def is_of(act: Act, trigger: Trigger) -> bool:
    """Whether an act is told by a trigger."""
    return (act.trigger.first, act.trigger.last) == (trigger.first, trigger.last)


def _acts(call: Call) -> Iterator[Act]:
    """The acts that a call was given, alone or in a list."""
    for value in call.given:
        if isinstance(value, Act):
            yield value
        elif _holds_acts(value):
            yield from value


def _holds_acts(value: object) -> TypeGuard[tuple[Act, ...]]:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Act)


def _changes(before: Act, after: Act) -> dict[str, tuple[object, object]]:
    """What differs between two states of an act: field -> old and new."""
    pairs = {f.name: (getattr(before, f.name), getattr(after, f.name)) for f in fields(Act)}
    del pairs["trigger"]
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
