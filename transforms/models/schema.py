"""The JSON schema of an answer: the shape of ``answer.yml`` with the codes of the contracts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from validation.contracts import contract
from validation.contracts.plain_yaml import load

TEMPLATE = Path(__file__).with_name("answer.yml")
LIMITS = ("minimum", "maximum", "minLength", "maxLength", "maxItems")

Schema = dict[str, Any]


@cache
def sent_schema() -> Schema:
    """The schema that goes to the model, in the subset that strict schemas allow."""
    return _expanded(_template(), is_sent=True)


@cache
def read_schema() -> Schema:
    """The schema that an answer is read by: all limits, all lists."""
    return _expanded(_template(), is_sent=False)


def event_schema() -> Schema:
    """The part of it that one event keeps."""
    schema: Schema = read_schema()["properties"]["events"]["items"]
    return schema


@cache
def _template() -> Schema:
    template: Schema = load(TEMPLATE.read_text(encoding="utf-8"))
    return template


def _expanded(part: Schema, *, is_sent: bool) -> Schema:
    made = {k: v for k, v in part.items() if k in ("type", "description")}
    nullable = part.get("nullable", False)
    codes = part.get("allowed") or (None if is_sent else part.get("checked"))
    if codes:
        made["enum"] = [*_codes(codes), *([None] if nullable else [])]
    if nullable:
        made["type"] = [part["type"], "null"]
    if not is_sent:
        made |= {k: part[k] for k in LIMITS if k in part}
    if "items" in part:
        made["items"] = _expanded(part["items"], is_sent=is_sent)
    if "properties" in part:
        inner = {k: _expanded(v, is_sent=is_sent) for k, v in part["properties"].items()}
        made |= {"properties": inner, "required": list(inner), "additionalProperties": False}
    return made


def _codes(place: str) -> tuple[str, ...]:
    table, _, column = place.partition(".")
    found = contract(table).column(column).allowed_values
    if found is None:
        raise ValueError(f"{TEMPLATE.name}: {place} has no closed list of values")
    return found
