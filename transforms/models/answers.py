"""Read an answer: which of its events keep the contract, and why the others do not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from pydantic_core import from_json

from transforms.coding.uncoded import UncodedError
from transforms.models.cache import Reply
from transforms.models.schema import event_schema, read_schema
from validation.contracts import codes

STOPPED = {"length": "truncated", "content_filter": "filtered", "refusal": "declined"}
REASONS = {
    "enum": "unknown_code",
    "type": "wrong_type",
    "additionalProperties": "extra_key",
    "required": "missing_key",
    "minimum": "number_out_of_bounds",
    "maximum": "number_out_of_bounds",
    "minLength": "empty_text",
    "maxLength": "text_too_long",
    "maxItems": "too_many",
}


@dataclass(frozen=True, slots=True)
class SaidParty:
    """A party as the model gives it."""

    role: str
    text: str
    kind: str
    country_iso3: str | None
    international: str | None
    sectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaidAmount:
    """A number of people as the model gives it."""

    text: str
    low: int | None
    best: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class SaidEvent:
    """An event as the model gives it: codes of the contract, quotes not looked up yet."""

    sentence: str
    trigger: str
    event_type: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    subtype: str | None
    temporal: str
    modality: str
    parties: tuple[SaidParty, ...]
    amounts: dict[str, SaidAmount]


def events(reply: Reply, refused: Counter[str]) -> list[SaidEvent]:
    """The events of an answer that keep the contract; the others are counted as refused.

    Raises:
        UncodedError: the answer as a whole says nothing that can be used.
    """
    if reply.finish in STOPPED:
        raise UncodedError(STOPPED[reply.finish])
    made = []
    for event in _listed(reply.content):
        reason = _fault(event)
        if reason:
            refused[reason] += 1
        else:
            made.append(_said(event))
    return made


def _listed(content: str) -> list[Any]:
    """The entries of the list of events, whatever they are."""
    try:
        read = from_json(content, allow_inf_nan=False)
    except ValueError as error:
        reason = "nested_too_deep" if "recursion" in str(error) else "no_json"
        raise UncodedError(reason) from None
    if (
        not isinstance(read, dict)
        or set(read) != {"events"}
        or not isinstance(read["events"], list)
    ):
        raise UncodedError("other_shape")
    if len(read["events"]) > read_schema()["properties"]["events"]["maxItems"]:
        raise UncodedError("too_many_events")
    return read["events"]


def _fault(event: Any) -> str | None:
    """Why an event is refused; None where it keeps the contract."""
    error: ValidationError | None = best_match(_validator().iter_errors(event))
    if error is not None:
        return REASONS.get(str(error.validator), "other_shape")
    if any((event["event_type"], mode) not in _modes() for mode in event["modes"]):
        return "mode_of_another_type"
    for name in _amounts():
        bounds = [n for n in _bounds(event[name]) if n is not None]
        if bounds != sorted(bounds):
            return "bounds_out_of_order"
    return None


def _bounds(number: dict[str, Any] | None) -> tuple[int | None, ...]:
    return (number["low"], number["best"], number["high"]) if number else ()


def _said(event: dict[str, Any]) -> SaidEvent:
    parties = tuple(
        SaidParty(**party | {"sectors": tuple(dict.fromkeys(party["sectors"]))})
        for party in event["parties"]
    )
    amounts = {name: _amount(event[name]) for name in _amounts() if event[name]}
    return SaidEvent(
        sentence=event["sentence"],
        trigger=event["trigger"],
        event_type=event["event_type"],
        modes=tuple(dict.fromkeys(event["modes"])),
        contexts=tuple(dict.fromkeys(event["contexts"])),
        subtype=event["subtype"],
        temporal=event["temporal"],
        modality=event["modality"],
        parties=parties,
        amounts=amounts,
    )


def _amount(number: dict[str, Any]) -> SaidAmount:
    """With whole numbers: JSON may write 12 as 12.0."""
    low, best, high = (None if n is None else int(n) for n in _bounds(number))
    return SaidAmount(number["text"], low, best, high)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(event_schema())


@cache
def _amounts() -> tuple[str, ...]:
    """The keys of numbers of people."""
    parts = event_schema()["properties"]
    return tuple(name for name, part in parts.items() if "best" in part.get("properties", {}))


@cache
def _modes() -> frozenset[tuple[str, str]]:
    return frozenset((r["event_type"], r["mode"]) for r in codes.rows("plover/scores.csv"))
