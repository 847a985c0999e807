"""Strict models of a table contract; unknown keys in the YAML are errors."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from validation.contracts import codes
from validation.contracts.errors import WrongUseError
from validation.contracts.plain_yaml import load

FOLDER = Path(__file__).parent
FIELDS = FOLDER / "fields.yml"
RULES = FOLDER / "rules.yml"

ColumnType = Literal[
    "string", "bool", "int32", "int64", "float64", "date", "timestamp", "list[string]"
]
Severity = Literal["critical", "warning"]
NOT_BLANK = r"\S"
FINITE = 1e308  # NaN is greater than every number, in Polars as in DuckDB


class Strict(BaseModel):
    """A frozen model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Strict):
    """One column: what it holds and what is allowed in it."""

    name: str
    type: ColumnType
    description: str
    unit: str | None = None
    required: bool = False
    unique: bool = False
    allowed: list[str] | None = None
    codes: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    min_items: int | None = None

    @property
    def allowed_values(self) -> tuple[str, ...] | None:
        """The closed list of values, written out here or taken from a code list."""
        if self.codes is not None:
            return codes.values(self.codes)
        return None if self.allowed is None else tuple(self.allowed)

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Least and greatest value; a decimal number has both, so that NaN lies outside."""
        if self.type != "float64":
            return self.minimum, self.maximum
        least = -FINITE if self.minimum is None else self.minimum
        return least, FINITE if self.maximum is None else self.maximum

    @property
    def is_free_text(self) -> bool:
        """Words, as against codes and identifiers, whose lists and patterns say what is right."""
        coded = self.allowed_values is not None or (self.pattern or "").startswith("^")
        return self.type in ("string", "list[string]") and not coded


class Rule(Strict):
    """One SQL boolean over the columns of a row; it runs in Polars and in DuckDB."""

    id: str
    sql: str
    description: str
    severity: Severity = "critical"


class Query(Strict):
    """One SQL query that returns the rows which break a promise between tables.

    ``{batch}`` stands for the table itself, other tables go by their names, what the dataset
    declares is in ``declared_dataset``, ``declared_countries`` and ``declared_sources``, and
    ``clock`` tells the moment. Of rows that are missing the query gives their keys.
    """

    id: str
    sql: str
    description: str
    severity: Severity = "critical"
    needs: list[str] = Field(default_factory=list)


class ForeignKey(Strict):
    """Columns whose values must stand in another table, where they are not null."""

    columns: list[str]
    table: str
    references: list[str]


class Contract(Strict):
    """What one table promises."""

    table: str
    title: str
    description: str
    grain: str
    visibility: Literal["public", "private"] = "public"
    may_be_empty: bool = False
    primary_key: list[str]
    sort: list[str]
    foreign_keys: list[ForeignKey] = Field(default_factory=list)
    rules: list[Rule] = Field(default_factory=list)
    queries: list[Query] = Field(default_factory=list)
    columns: list[Column]

    @model_validator(mode="after")
    def _names_exist(self) -> Contract:
        names = [column.name for column in self.columns]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.table}: a column is listed twice")
        used = [*self.primary_key, *self.sort, *(c for k in self.foreign_keys for c in k.columns)]
        missing = sorted(set(used) - set(names))
        if missing:
            raise ValueError(f"{self.table}: keys name columns it does not have: {missing}")
        return self

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


def with_shared_fields(columns: list[Any], fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Columns in full: a bare name or a mapping takes what it lacks from ``fields.yml``."""
    listed = [{"name": entry} if isinstance(entry, str) else entry for entry in columns]
    return [{**fields.get(entry["name"], {}), **entry} for entry in listed]


def with_shared_rules(rules: list[Any], shared: dict[str, Any]) -> list[dict[str, Any]]:
    """Rules in full: a bare name or a mapping takes what it lacks from ``rules.yml``.

    What a mapping gives under ``with`` stands for those names in braces in the SQL.
    """
    found = []
    for entry in rules:
        own: dict[str, Any] = {"id": entry} if isinstance(entry, str) else dict(entry)
        put = own.pop("with", {})
        full = {**shared.get(own["id"], {}), **own}
        for name, text in put.items():
            full["sql"] = full["sql"].replace(f"{{{name}}}", text)
        found.append(full)
    return found


@cache
def contracts() -> dict[str, Contract]:
    """All table contracts by name, in the order of their files."""
    fields, rules = (load(path.read_text(encoding="utf-8")) for path in (FIELDS, RULES))
    return {c.table: c for c in (_read(path, fields, rules) for path in _files())}


def contract(table: str) -> Contract:
    """The contract of one table."""
    try:
        return contracts()[table]
    except KeyError:
        known = ", ".join(contracts())
        raise WrongUseError(f"no contract for table {table!r}; there are: {known}") from None


def _files() -> list[Path]:
    return sorted(path for path in FOLDER.glob("*.yml") if path not in (FIELDS, RULES))


def _read(path: Path, fields: dict[str, Any], rules: dict[str, Any]) -> Contract:
    raw = load(path.read_text(encoding="utf-8"))
    raw["columns"] = with_shared_fields(raw["columns"], fields)
    for kind in ("rules", "queries"):
        raw[kind] = with_shared_rules(raw.get(kind, []), rules)
    try:
        return Contract.model_validate(raw)
    except ValidationError as error:
        raise WrongUseError(f"{path.name}: {error}") from error
