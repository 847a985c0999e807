"""Great Expectations suites, generated from the checks of a contract."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from great_expectations.core.expectation_suite import ExpectationSuite
from great_expectations.expectations.expectation import Expectation

from validation.contracts.checks import Check, checks, columns_of
from validation.contracts.table import Contract

# The package builds its list of expectations at run time, which a type checker cannot follow.
gxe: Any = import_module("great_expectations.expectations")

EVERY_COLUMN = re.compile(r"^SELECT (b\.)?\*")
OF_A_COLUMN = {
    "required": "ExpectColumnValuesToNotBeNull",
    "allowed": "ExpectColumnValuesToBeInSet",
    "range": "ExpectColumnValuesToBeBetween",
}


def suite(contract: Contract, tables: frozenset[str]) -> ExpectationSuite:
    """The suite of one table, of the checks that need no table beyond ``tables``."""
    expectations = [_columns(contract)]
    expectations += [
        expectation(contract, check) for check in checks(contract) if set(check.needs) <= tables
    ]
    return ExpectationSuite(name=contract.table, expectations=expectations)


def expectation(contract: Contract, check: Check) -> Expectation:
    """The expectation of one check: a native one where DuckDB can run it, else its SQL."""
    native = _native(contract, check)
    return native if native is not None else _unexpected_rows(contract, check)


def batch_sql(contract: Contract, check: Check) -> str:
    """The query for bad rows as Great Expectations takes it.

    It puts a subquery for ``{batch}``, with or without an alias of its own as the query has a join
    or not; a named subquery in front makes both alike. Other braces are doubled. Of a row only the
    key and what the check looks at are asked for: the other columns need not be read.
    """
    names = dict.fromkeys([*contract.primary_key, *columns_of(contract, check)])
    told = EVERY_COLUMN.sub(
        lambda found: "SELECT " + ", ".join(f'{found[1] or ""}"{name}"' for name in names),
        check.bad_rows_sql,
        count=1,
    )
    query = told.replace("{batch}", "batch_rows")
    doubled = query.replace("{", "{{").replace("}", "}}")
    return "WITH batch_rows AS (SELECT * FROM {batch}) " + doubled


def _columns(contract: Contract) -> Expectation:
    names = [column.name for column in contract.columns]
    built: Expectation = gxe.ExpectTableColumnsToMatchSet(
        column_set=names,
        exact_match=True,
        severity="critical",
        description="the columns of the contract and no others",
        meta={"check": "columns"},
    )
    return built


def _native(contract: Contract, check: Check) -> Expectation | None:
    found = _native_class(contract, check)
    if found is None:
        return None
    name, arguments = found
    built: Expectation = getattr(gxe, name)(
        severity=check.severity,
        description=f"{check.id}: {check.description}",
        meta={"check": check.id},
        **arguments,
    )
    return built


def _native_class(contract: Contract, check: Check) -> tuple[str, dict[str, Any]] | None:
    """The expectation that says the same on DuckDB, by name, and what it is told."""
    if check.kind == "unique":
        columns = columns_of(contract, check)
        if len(columns) > 1:
            return "ExpectCompoundColumnsToBeUnique", {"column_list": columns}
        return "ExpectColumnValuesToBeUnique", {"column": columns[0]}
    column = contract.column(check.column) if check.column else None
    if column is None or column.type == "list[string]" or check.kind not in OF_A_COLUMN:
        return None
    told: dict[str, dict[str, Any]] = {
        "required": {},
        "allowed": {"value_set": list(column.allowed_values or ())},
        "range": {"min_value": column.bounds[0], "max_value": column.bounds[1]},
    }
    return OF_A_COLUMN[check.kind], {"column": column.name, **told[check.kind]}


def _unexpected_rows(contract: Contract, check: Check) -> Expectation:
    built: Expectation = gxe.UnexpectedRowsExpectation(
        unexpected_rows_query=batch_sql(contract, check),
        severity=check.severity,
        description=f"{check.id}: {check.description}",
        meta={"check": check.id},
    )
    return built
