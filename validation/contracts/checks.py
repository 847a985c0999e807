"""Checks derived from a contract: one SQL string each, the same for Polars and DuckDB."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from validation.contracts.table import Column, Contract, ForeignKey, Severity

Kind = Literal[
    "required", "allowed", "range", "pattern", "items", "encoding",
    "unique", "rule", "foreign_key", "query",
]  # fmt: skip
FAULTS = pl.Schema(
    {"row": pl.Int64(), "rule": pl.String(), "severity": pl.String(), "column": pl.String()}
)
ROW_KINDS = ("required", "allowed", "range", "pattern", "items", "encoding", "rule")
# What UTF-8 read as Latin-1 or Windows-1252, or thrown away, leaves behind; control characters.
# Between the parts of a list where they are looked at together: no value holds it.
UNIT = "\x1f"
BROKEN_TEXT = (
    "[\\x{FFFD}\\x{80}-\\x{9F}\\x{0}-\\x{8}\\x{E}-\\x{1F}]"
    "|[\\x{C2}\\x{C3}][\\x{80}-\\x{9F}\\x{A1}-\\x{AA}\\x{AC}-\\x{BA}\\x{BC}-\\x{BF}]"
    "|\\x{E2}\\x{20AC}"
)


@dataclass(frozen=True, slots=True)
class Check:
    """One promise of a table.

    ``sql`` is a boolean true of every good row for the row kinds, and a query that returns the
    bad rows of ``{batch}`` for ``unique``, ``foreign_key`` and ``query``.
    """

    id: str
    kind: Kind
    sql: str
    severity: Severity
    description: str
    column: str | None = None
    needs: tuple[str, ...] = ()

    @property
    def bad_rows_sql(self) -> str:
        """A query for the rows of ``{batch}`` that break the check; null counts as kept."""
        if self.kind in ROW_KINDS:
            return f"SELECT * FROM {{batch}} WHERE NOT coalesce(({self.sql}), true)"
        return self.sql


def checks(contract: Contract) -> list[Check]:
    """Every check of a contract, columns first."""
    found = [check for column in contract.columns for check in _column_checks(column)]
    found.append(_unique("primary_key", contract.primary_key))
    found += [_unique(f"{c.name}.unique", [c.name]) for c in contract.columns if c.unique]
    found += [
        Check(rule.id, "rule", rule.sql, rule.severity, rule.description) for rule in contract.rules
    ]
    found += [_foreign_key(key) for key in contract.foreign_keys]
    found += [
        Check(q.id, "query", q.sql, q.severity, q.description, needs=tuple(q.needs))
        for q in contract.queries
    ]
    return found


def columns_of(contract: Contract, check: Check) -> list[str]:
    """The columns of the table that a check looks at, in the order in which it names them."""
    shape = {"rule": r"\b(\w+)\b", "unique": r'"(\w+)"'}.get(check.kind, r'\bb\."?(\w+)"?')
    if check.kind in ("rule", "unique", "foreign_key", "query"):
        own = {column.name for column in contract.columns}
        unquoted = re.sub(r"'[^']*'", "''", check.sql)
        return list(dict.fromkeys(name for name in re.findall(shape, unquoted) if name in own))
    return [] if check.column is None else [check.column]


def row_faults(contract: Contract, data: pl.DataFrame) -> pl.DataFrame:
    """One row a broken row-level rule: ``row`` (position), ``rule``, ``severity``, ``column``.

    ``data`` must have the contract's schema. Foreign keys and queries need other tables and are
    left to the gate.
    """
    found = [check for check in checks(contract) if check.kind in ROW_KINDS]
    broken = data.select(
        *(pl.sql_expr(check.sql).not_().fill_null(False).alias(check.id) for check in found),
        pl.struct(contract.primary_key).is_duplicated().alias("primary_key"),
    )
    about = {check.id: (check.severity, check.column) for check in found}
    parts = [
        _positions(column, *about.get(column.name, ("critical", None)))
        for column in broken
        if column.any()
    ]
    return pl.concat([FAULTS.to_frame(), *parts])


def _positions(broken: pl.Series, severity: Severity, column: str | None) -> pl.DataFrame:
    positions = broken.arg_true().cast(pl.Int64).to_frame("row")
    return positions.select(
        "row",
        rule=pl.lit(broken.name),
        severity=pl.lit(severity),
        column=pl.lit(column, dtype=pl.String),
    )


def _column_checks(column: Column) -> Iterator[Check]:
    name, is_list = f'"{column.name}"', column.type == "list[string]"

    def check(kind: Kind, sql: str, text: str, severity: Severity = "critical") -> Check:
        return Check(f"{column.name}.{kind}", kind, sql, severity, text, column.name)

    if column.required:
        yield check("required", f"{name} IS NOT NULL", "must not be null")
    allowed = column.allowed_values
    if allowed is not None and is_list:
        yield check(
            "allowed", _listed_sql(name, allowed), "holds only values of the list, once each"
        )
    elif allowed is not None:
        listed = ", ".join(f"'{value}'" for value in allowed)
        yield check("allowed", f"{name} IS NULL OR {name} IN ({listed})", "one of the list")
    if column.bounds != (None, None):
        yield check("range", _range_sql(column), "a number within its range")
    if column.pattern is not None:
        sql = f"{name} IS NULL OR regexp_like({name}, '{column.pattern}')"
        yield check("pattern", sql, f"matches {column.pattern}")
    if is_list and allowed is None:
        least = column.min_items or 0
        yield check("items", _items_sql(name, least), f"{least} items or more, none of them blank")
    if column.is_free_text:
        joined = f"array_to_string({name}, ' ')" if is_list else name
        sql = f"{name} IS NULL OR NOT regexp_like({joined}, '{BROKEN_TEXT}')"
        # A source may have printed it so: told of, never stopped.
        yield check("encoding", sql, "no characters of a wrong encoding", "warning")


def _joined(name: str) -> str:
    """The parts of a list as one text, a null among them as a blank."""
    return f"array_to_string({name}, '{UNIT}', ' ')"


def _listed_sql(name: str, allowed: Sequence[str]) -> str:
    """True of a list that holds values of another, none of them twice."""
    one = "|".join(re.escape(value).replace("\\-", "-") for value in allowed)
    known = f"regexp_like({_joined(name)}, '^({one})({UNIT}({one}))*$')"
    once = f"array_length(array_unique({name})) = array_length({name})"
    return f"{name} IS NULL OR array_length({name}) = 0 OR ({known} AND {once})"


def _items_sql(name: str, least: int) -> str:
    """True of a list with so many items or more, of which none is null or blank."""
    blank = f"array_length({name}) > 0 AND regexp_like({_joined(name)}, '(^|{UNIT})\\s*({UNIT}|$)')"
    return f"{name} IS NULL OR (array_length({name}) >= {least} AND NOT ({blank}))"


def _range_sql(column: Column) -> str:
    name = f'"{column.name}"'
    least, most = column.bounds
    bounds = []
    if least is not None:
        bounds.append(f"{name} >= {least:g}")
    if most is not None:
        bounds.append(f"{name} <= {most:g}")
    return f"{name} IS NULL OR ({' AND '.join(bounds)})"


def _unique(name: str, columns: list[str]) -> Check:
    keys = ", ".join(f'"{column}"' for column in columns)
    sql = (
        f"SELECT * FROM {{batch}} WHERE ({keys}) IN "
        f"(SELECT ({keys}) FROM {{batch}} GROUP BY {keys} HAVING count(*) > 1)"
    )
    column = columns[0] if len(columns) == 1 else None
    return Check(name, "unique", sql, "critical", f"{keys} is unique", column)


def _foreign_key(key: ForeignKey) -> Check:
    on = " AND ".join(
        f'b."{own}" = o."{other}"' for own, other in zip(key.columns, key.references, strict=True)
    )
    present = " AND ".join(f'b."{own}" IS NOT NULL' for own in key.columns)
    sql = (
        f"SELECT b.* FROM {{batch}} b WHERE {present} "
        f"AND NOT EXISTS (SELECT 1 FROM {key.table} o WHERE {on})"
    )
    name = "_".join(key.columns) + "." + key.table
    text = f"{', '.join(key.columns)} stands in {key.table}"
    return Check(name, "foreign_key", sql, "critical", text, key.columns[0], (key.table,))
