"""The codebook: every table and column in words, derived from the contracts."""

from __future__ import annotations

from dataclasses import dataclass

from validation.contracts.table import NOT_BLANK, Column, Contract

# Longer lists (countries) are named after their code list instead of being written out.
SHOWN_VALUES = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One column as the codebook shows it."""

    name: str
    type: str
    description: str
    unit: str
    allowed: str
    required: bool


def entries(contract: Contract) -> list[Entry]:
    """The columns of a table in the contract's order."""
    return [
        Entry(
            name=column.name,
            type=column.type,
            description=column.description,
            unit=column.unit or "",
            allowed=allowed(column),
            required=column.required,
        )
        for column in contract.columns
    ]


def allowed(column: Column) -> str:
    """What may stand in a column: its values, its range or its pattern."""
    values = column.allowed_values
    if values is not None and len(values) > SHOWN_VALUES:
        return f"{len(values)} codes ({column.codes or 'listed in the contract'})"
    if values is not None:
        return ", ".join(values)
    if column.minimum is not None and column.maximum is not None:
        return f"{column.minimum:g} to {column.maximum:g}"
    if column.minimum is not None:
        return f"{column.minimum:g} or more"
    if column.maximum is not None:
        return f"{column.maximum:g} or less"
    return "not blank" if column.pattern == NOT_BLANK else column.pattern or ""


def keys(contract: Contract) -> list[str]:
    """Primary and foreign keys, one sentence each."""
    lines = [f"Primary key: {', '.join(contract.primary_key)}"]
    lines += [
        f"{', '.join(key.columns)} refers to {key.table} ({', '.join(key.references)})"
        for key in contract.foreign_keys
    ]
    return lines


def markdown(contract: Contract) -> str:
    """One table's part of ``codebook.md``."""
    lines = [f"## {contract.table}", "", f"{contract.title}. {contract.description}", ""]
    lines += [f"- Grain: {contract.grain}", *(f"- {line}" for line in keys(contract))]
    lines += [f"- Rule {rule.id} ({rule.severity}): {rule.description}" for rule in contract.rules]
    lines += [f"- Rule {q.id} ({q.severity}): {q.description}" for q in contract.queries]
    lines += ["", "| column | type | description | unit | allowed | null |"]
    lines += ["|---|---|---|---|---|---|"]
    for entry in entries(contract):
        cells = [
            f"`{entry.name}`",
            entry.type,
            entry.description,
            entry.unit,
            f"`{entry.allowed}`" if entry.allowed else "",
            "no" if entry.required else "yes",
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join([*lines, ""])
