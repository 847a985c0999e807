"""The Frictionless data package (version 2) of a release, derived from the contracts."""

from __future__ import annotations

from typing import Any

from publishing.facts import Facts, TableFile
from publishing.publisher import licence
from validation.contracts.table import Column, ColumnType, Contract, ForeignKey

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TYPES: dict[ColumnType, dict[str, str]] = {
    "string": {"type": "string"},
    "bool": {"type": "boolean"},
    "int32": {"type": "integer"},
    "int64": {"type": "integer"},
    "float64": {"type": "number"},
    "date": {"type": "date"},
    "timestamp": {"type": "datetime"},
    "list[string]": {"type": "list", "itemType": "string"},
}


def datapackage(facts: Facts) -> dict[str, Any]:
    """The descriptor of a whole release."""
    dataset, terms = facts.dataset, licence(facts.dataset.licence)
    return {
        "$schema": PROFILE,
        "name": dataset.name.replace("_", "-"),
        "title": dataset.title,
        "description": dataset.description,
        "version": facts.version,
        "contractVersion": facts.contract_version,
        "created": f"{facts.created:%Y-%m-%dT%H:%M:%SZ}",
        "licenses": [{"name": terms.name, "title": terms.title, "path": terms.path}],
        "contributors": [{"title": facts.publisher, "roles": ["publisher"]}],
        "sources": [
            {"title": source["name"]} | _path(source["domain"]) for source in facts.sources
        ],
        "resources": [resource(file) for file in facts.files],
    }


def resource(file: TableFile) -> dict[str, Any]:
    """The descriptor of one table."""
    contract, paths = file.contract, [part.path for part in file.parts]
    described = {
        "name": contract.table,
        "type": "table",
        "path": paths[0] if len(paths) == 1 else paths,
        "title": contract.title,
        "description": f"{contract.description} Grain: {contract.grain}.",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": file.n_bytes,
        "rows": file.n_rows,
        "schema": table_schema(contract),
    }
    # A hash is of one file; those of many stand in SHA256SUMS.
    return described | ({"hash": f"sha256:{file.parts[0].sha256}"} if len(paths) == 1 else {})


def table_schema(contract: Contract) -> dict[str, Any]:
    """The table schema: fields, primary key and foreign keys."""
    described: dict[str, Any] = {
        "fields": [_field(column) for column in contract.columns],
        "primaryKey": contract.primary_key,
        # An empty text is a value, as in changes.field; what is missing is null.
        "missingValues": [],
    }
    if contract.foreign_keys:
        described["foreignKeys"] = [_foreign_key(key) for key in contract.foreign_keys]
    return described


def _path(domain: str | None) -> dict[str, str]:
    """The address of an outlet; a bare number (a server on loopback) is none to publish."""
    named = domain is not None and domain.rpartition(".")[2].isalpha()
    return {"path": f"https://{domain}"} if named else {}


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, **TYPES[column.type]}
    field["description"] = column.description
    if column.unit:
        field["unit"] = column.unit
    constraints = _constraints(column)
    return field | ({"constraints": constraints} if constraints else {})


def _constraints(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if column.required:
        found["required"] = True
    if column.unique:
        found["unique"] = True
    if column.pattern:
        found["pattern"] = _whole(column.pattern)
    if column.allowed_values is not None and column.type == "string":
        found["enum"] = list(column.allowed_values)
    for name, bound in (("minimum", column.minimum), ("maximum", column.maximum)):
        if bound is not None:
            found[name] = bound if column.type == "float64" else int(bound)
    return found


def _whole(pattern: str) -> str:
    """The pattern for a reader that matches a whole cell: ours look for it anywhere."""
    if pattern.startswith("^") and pattern.endswith("$"):
        return pattern
    return rf"[\s\S]*{pattern}[\s\S]*"


def _foreign_key(key: ForeignKey) -> dict[str, Any]:
    reference = {"resource": key.table, "fields": key.references}
    return {"fields": key.columns, "reference": reference}
