"""Local folders: texts and pages, each with a sidecar YAML that says what it is."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from string import Template
from urllib.parse import quote
from zoneinfo import ZoneInfo

import polars as pl
import yaml
from pydantic import ValidationError, field_validator

from spiders import clock
from spiders.archive import Resource, Segment, resource_record
from spiders.ledger import Capture, Journal, capture_id
from spiders.limits import limits
from validation.contracts.declarations import LocalFolder, Rights, Source
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


@dataclass(frozen=True, slots=True)
class LocalText:
    """A file and its sidecar, read."""

    name: str
    body: bytes
    content_type: str
    sidecar: Sidecar
    sidecar_bytes: bytes

    @property
    def digests(self) -> tuple[str, str]:
        """SHA-256 of the file and of its sidecar."""
        return _sha256(self.body), _sha256(self.sidecar_bytes)


def texts(source: Source, way: LocalFolder, yaml_file: Path) -> list[LocalText]:
    """The files of a declared folder, by name; anything amiss is wrong use, named with its mend."""
    folder = folder_of(way, yaml_file, os.environ)
    if not folder.is_dir():
        raise WrongUseError(f"{yaml_file}: no folder {folder}; {_mend(way)}")
    paths = sorted({path for pattern in way.files for path in folder.glob(pattern)})
    if not paths:
        wanted = ", ".join(way.files)
        raise WrongUseError(f"{folder}: no file matches {wanted}; add some or mend gather.files")
    return [_text(path, folder) for path in paths]


def folder_of(way: LocalFolder, yaml_file: Path, environment: Mapping[str, str]) -> Path:
    """The declared folder; ``${NAME}`` in its path stands for a variable of the environment.

    A path that begins with a variable starts from where the command runs, for whoever sets the
    variable writes it there; any other starts from the source's YAML.
    """
    try:
        path = Template(way.path).substitute({k: v for k, v in environment.items() if v})
    except KeyError as error:
        name = error.args[0]
        raise WrongUseError(
            f"{yaml_file}: {name} is not set; set it to the folder of your texts ({name}=FOLDER)"
        ) from None
    except ValueError:
        raise WrongUseError(
            f"{yaml_file}: gather.path {way.path!r} cannot be read; write ${{NAME}}, or $$ for $"
        ) from None
    start = Path.cwd() if way.path.startswith("$") else yaml_file.parent
    return (start / path).resolve()


def _mend(way: LocalFolder) -> str:
    return f"make it or set {way.path}" if "$" in way.path else "make it or mend gather.path"


def _text(path: Path, folder: Path) -> LocalText:
    beside = path.with_suffix(".yml")
    if not beside.is_file():
        raise WrongUseError(f"{path}: has no sidecar; write {beside.name} with {KEYS}")
    if path.stat().st_size > limits().max_file_bytes:
        raise WrongUseError(f"{path}: larger than {limits().max_file_bytes} bytes; split it")
    kind = CONTENT_TYPES.get(path.suffix.lower(), "application/octet-stream")
    raw = beside.read_bytes()
    name = path.relative_to(folder).as_posix()
    return LocalText(name, path.read_bytes(), kind, _sidecar(beside, raw), raw)


def _sidecar(path: Path, raw: bytes) -> Sidecar:
    try:
        return Sidecar.model_validate(load(raw) or {})
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise WrongUseError(f"{path}{line}: not readable as YAML; it takes {KEYS}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = first["loc"][0] if first["loc"] else "(whole file)"
        raise WrongUseError(f"{path}: {key}: {first['msg']}; it takes {KEYS}") from error


def _published(sidecar: Sidecar, zone: ZoneInfo) -> tuple[str | None, datetime | None]:
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
    said = sidecar.model_dump(mode="json") | {"published_at": _published(sidecar, zone)[0]}
    return json.dumps(said, ensure_ascii=True)


def archive_new(
    source: Source, found: list[LocalText], ledger: pl.DataFrame, segment: Segment, journal: Journal
) -> None:
    """Archive the files that are new or changed, or whose sidecar is."""
    last = ledger.filter(pl.col("source_id") == source.id, pl.col("outcome") == "ok")
    digests = ("payload_sha256", "sidecar_sha256")
    known = {row[0]: row[1:] for row in last.select("url", *digests).iter_rows()}
    for text in found:
        if known.get(text.name) != text.digests:
            _archive(source, text, segment, journal)


def _archive(source: Source, text: LocalText, segment: Segment, journal: Journal) -> None:
    moment, zone = clock.now(), ZoneInfo(source.timezone)
    identifier = capture_id(source.id, text.name, moment)
    final_url = text.sidecar.url or text.name
    uri = text.sidecar.url or "file:" + quote(text.name)
    about = sidecar_json(text.sidecar, zone)
    record = resource_record(identifier, moment, Resource(uri, text.content_type, text.body, about))
    payload, sidecar = text.digests
    journal.add(
        Capture(
            identifier,
            source.id,
            text.name,
            final_url,
            "report",
            "ok",
            moment,
            listed_at=_published(text.sidecar, zone)[1],
            content_type=text.content_type,
            payload_sha256=payload,
            sidecar_sha256=sidecar,
            warc_offset=segment.append(record),
            warc_file=segment.name,
        )
    )


def local_ways(source: Source) -> list[LocalFolder]:
    """The local folders among a source's ways of gathering."""
    return [way for way in source.gather if isinstance(way, LocalFolder)]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
