"""A local text, and the sidecar that says what it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from pydantic import ValidationError, field_validator

from validation.contracts.declarations import Rights
from validation.contracts.errors import WrongUseError
from validation.contracts.plain_yaml import load
from validation.contracts.table import Strict

CONTENT_TYPES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}
KEYS = "url, source, published_at, language, rights, title"


class Sidecar(Strict):
    """What a sidecar may say; what it leaves out stays unknown."""

    url: str | None = None
    source: str | None = None
    published_at: datetime | date | None = None
    language: str | None = None
    rights: Rights | None = None
    title: str | None = None

    @field_validator("rights", mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        return {"status": value} if isinstance(value, str) else value

    @field_validator("published_at", mode="before")
    @classmethod
    def _iso(cls, value: object) -> object:
        # A bare number would pass for seconds since 1970, a year among them.
        if isinstance(value, int | float):
            raise ValueError("write a date like 2023-07-29 or an instant")  # noqa: TRY004
        if isinstance(value, str):
            return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        return value


Answered = tuple[tuple[tuple[str, str], ...], bytes]


@dataclass(frozen=True, slots=True)
class Fetched:
    """How a page of a WARC was once fetched; ``answer`` reads its headers and its body."""

    at: datetime
    status: int
    file: str
    answer: Callable[[], Answered]


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text or page that lies here; its body is read when it is wanted.

    A page of a WARC is known by the moment of its fetch and has no digest yet.
    """

    name: str
    content_type: str
    sidecar: Sidecar
    sidecar_bytes: bytes
    payload_sha256: str
    read: Callable[[], bytes]
    fetched: Fetched | None = None

    @property
    def body(self) -> bytes:
        """The text or page."""
        return self.read()

    @property
    def digests(self) -> tuple[str, str]:
        """SHA-256 of the body and of its sidecar."""
        return self.payload_sha256, sha256(self.sidecar_bytes)


# What lies in a folder: a text, or what is amiss with one, told with its place and mend.
Found = LocalText | WrongUseError


def found(make: Callable[[], LocalText]) -> Found:
    """The text that is made, or what is amiss with it: one bad text does not stop the others."""
    try:
        return make()
    except WrongUseError as error:
        return error


def read_sidecar(name: str, raw: bytes) -> Sidecar:
    """The sidecar that a YAML file holds; ``name`` is for the message."""
    try:
        return sidecar_of(name, load(raw) or {})
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise WrongUseError(f"{name}{line}: not readable as YAML; it takes {KEYS}") from error


def sidecar_of(name: str, said: Any) -> Sidecar:
    """The sidecar of a mapping; ``name`` is for the message."""
    try:
        return Sidecar.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        key = first["loc"][0] if first["loc"] else "(whole file)"
        raise WrongUseError(f"{name}: {key}: {first['msg']}; it takes {KEYS}") from error


def published(sidecar: Sidecar, zone: ZoneInfo) -> tuple[str | None, datetime | None]:
    """The date or instant of publication as text, and the moment at which it begins."""
    when = sidecar.published_at
    if when is None:
        return None, None
    if not isinstance(when, datetime):
        start = datetime(when.year, when.month, when.day, tzinfo=zone)
        return when.isoformat(), start.astimezone(UTC)
    aware = when if when.tzinfo else when.replace(tzinfo=zone)
    return aware.isoformat(), aware.astimezone(UTC)


def sidecar_json(sidecar: Sidecar, zone: ZoneInfo) -> str:
    """The sidecar as the archive keeps it: one line of JSON, every key present."""
    said = sidecar.model_dump(mode="json") | {"published_at": published(sidecar, zone)[0]}
    return json.dumps(said, ensure_ascii=True)


def sha256(data: bytes) -> str:
    """Hex digits."""
    return hashlib.sha256(data).hexdigest()
