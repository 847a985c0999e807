"""The shapes of ``dataset.yml`` and of a source's YAML, and how they are found and read."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator

from validation.contracts.coder_settings import CoderSettings
from validation.contracts.errors import WrongUseError
from validation.contracts.expect import Expect
from validation.contracts.layout import CHECKOUT, datasets_root
from validation.contracts.plain_yaml import load
from validation.contracts.table import Strict, contracts
from validation.contracts.ways import (
    Api,
    Country,
    Feed,
    Gdelt,
    LocalFolder,
    LocalWay,
    Pattern,
    Section,
    Sitemap,
    Warc,
    Way,
    WebWay,
)

__all__ = [
    "CATALOGUE",
    "NAME",
    "SOURCE_ID",
    "Api",
    "Country",
    "Coverage",
    "Dataset",
    "Feed",
    "Gdelt",
    "LocalFolder",
    "LocalWay",
    "Pattern",
    "Rights",
    "Section",
    "Sitemap",
    "Source",
    "Use",
    "Warc",
    "Way",
    "WebWay",
    "load_dataset",
    "load_sources",
    "read_source",
    "source_file",
]

NAME = re.compile(r"^[a-z][a-z0-9_]*$")
SOURCE_ID = re.compile(r"^[a-z0-9][a-z0-9-]*$")
HOURS = re.compile(r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
CATALOGUE = CHECKOUT / "spiders" / "sources"
# What pydantic says of its own workings, in words of the file.
WORDS = {
    "union_tag_invalid": "no engine {tag!r}; there are {expected_tags}",
    "union_tag_not_found": "says no engine",
    "extra_forbidden": "no such key",
    "value_error": "{error}",
}


def _are_hours(text: str) -> str:
    if not HOURS.fullmatch(text):
        raise ValueError(f"{text!r} are no hours; write them like 22:00-06:00")
    return text


class Rights(Strict):
    """What may be republished of a source's texts."""

    status: Literal["open", "link_only"]
    licence: str | None = None
    note: str | None = None


class Expected(Strict):
    """What to expect of an outlet; less is a warning."""

    reports_per_week: int = Field(ge=1)


class Source(Strict):
    """One outlet and the ways in which its reports are found."""

    id: Annotated[str, Field(pattern=SOURCE_ID.pattern)]
    name: str
    domain: str | None = None
    country_iso3: Country | None = None
    timezone: str = "UTC"
    language: str | None = None
    kind: Literal["wire", "press", "broadcaster", "government", "igo", "ngo"] | None = None
    scale: Literal["subnational", "national", "regional", "international"] | None = None
    ownership: Literal["state", "public", "private", "unknown"] = "unknown"
    rights: Rights
    gather: list[Way] = Field(min_length=1)
    include: list[Pattern] = Field(default_factory=list)
    exclude: list[Pattern] = Field(default_factory=list)
    delay_seconds: float = Field(default=1.0, ge=0)
    # When it may be asked, in its own time zone, such as 22:00-06:00; at any time if left out.
    hours: Annotated[str, AfterValidator(_are_hours)] | None = None
    expects: Expected | None = None
    allow_private: bool = False  # hosts named in gather may lie on a private network
    note: str | None = None

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"{zone!r} is no IANA time zone") from None
        return zone

    def wants(self, url: str) -> bool:
        """Whether a report's address passes ``include`` and ``exclude``."""
        included = not self.include or any(re.search(pattern, url) for pattern in self.include)
        return included and not any(re.search(pattern, url) for pattern in self.exclude)


class Use(Strict):
    """A source that a dataset draws on, with the period for which its coverage is declared.

    Without a start the source adds reports but no coverage: its silence says nothing.
    """

    id: Annotated[str, Field(pattern=SOURCE_ID.pattern)]
    start: date | None = None
    end: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Use:
        if self.start and self.end and self.end < self.start:
            raise ValueError("end lies before start")
        return self


class Coverage(Strict):
    """When a country-month counts as covered."""

    ok_sources: int = Field(default=2, ge=1)


class Dataset(Strict):
    """One dataset: which countries, which sources, which months."""

    name: Annotated[str, Field(pattern=NAME.pattern)]
    title: str
    description: str
    countries: list[Country] = Field(min_length=1)
    start: date
    end: date | None = None
    sources: list[Use] = Field(min_length=1)
    coverage: Coverage = Coverage()
    expect: Expect = Expect()
    coder: CoderSettings | None = None  # the rules, if left out
    licence: str = "CC-BY-4.0"
    contact: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Dataset:
        if self.end and self.end < self.start:
            raise ValueError("end lies before start")
        return self

    @model_validator(mode="after")
    def _expects_what_it_has(self) -> Dataset:
        covered = {use.id for use in self.sources if use.start}
        tables = set(contracts()) if self.expect.rows else set()
        unknown = [f"rows: no table {name!r}" for name in sorted(set(self.expect.rows) - tables)]
        unknown += [
            f"coverage: {source!r} is no source with a declared start"
            for source in sorted(set(self.expect.coverage) - covered)
        ]
        if unknown:
            raise ValueError(f"expect.{unknown[0]}")
        return self


def load_dataset(name: str) -> Dataset:
    """The declaration of a dataset; a missing or malformed one is wrong use."""
    if not NAME.fullmatch(name):
        raise WrongUseError(f"{name!r} is no name of a dataset: small letters, digits and _ only")
    path = datasets_root() / name / "dataset.yml"
    if not path.is_file():
        known = sorted(p.parent.name for p in datasets_root().glob("*/dataset.yml"))
        raise WrongUseError(f"no dataset {name!r} ({path}); there are: {', '.join(known)}")
    return _read(path, Dataset)


def load_sources(dataset: Dataset) -> dict[str, Source]:
    """The sources of a dataset by id, in its order."""
    return {use.id: _read(source_file(dataset.name, use.id), Source) for use in dataset.sources}


def read_source(path: Path) -> Source:
    """The source that a YAML declares; a malformed one is wrong use."""
    return _read(path, Source)


def source_file(dataset: str, source_id: str) -> Path:
    """The YAML of a source: the dataset's own ``sources/`` first, then the catalogue."""
    own = datasets_root() / dataset / "sources" / f"{source_id}.yml"
    found = [own] if own.is_file() else sorted(CATALOGUE.rglob(f"{source_id}.yml"))
    if not found:
        raise WrongUseError(
            f"{datasets_root() / dataset / 'dataset.yml'}: source {source_id!r} has no YAML; "
            f"write {own}"
        )
    return found[0]


_Model = TypeVar("_Model", bound=Strict)


def _read(path: Path, model: type[_Model]) -> _Model:
    try:
        raw: Any = load(path.read_text(encoding="utf-8"))
        read = model.model_validate(raw)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where, what = (getattr(error, name, None) for name in ("problem_mark", "problem"))
        place = f", line {where.line + 1}, column {where.column + 1}" if where else ""
        why = " ".join(str(what or error).split())
        raise WrongUseError(f"{path}{place}: not readable as YAML: {why}") from error
    except ValidationError as error:  # a ValueError too, so it comes first
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        said = WORDS.get(first["type"], "{msg}").format(**first.get("ctx", {}), msg=first["msg"])
        raise WrongUseError(f"{path}: {field}: {said}") from error
    except ValueError as error:  # a date that is none
        raise WrongUseError(f"{path}: {error}") from error
    expected = path.parent.name if model is Dataset else path.stem
    own = getattr(read, "name" if model is Dataset else "id")
    if own != expected:
        raise WrongUseError(f"{path}: calls itself {own!r} but lies where {expected!r} belongs")
    return read
