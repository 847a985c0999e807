"""Local folders: texts and pages with a sidecar each, JSON lines, zip and WARC files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from string import Template
from urllib.parse import quote
from zoneinfo import ZoneInfo

import polars as pl

from spiders.archive import Exchange, Resource, exchange_records, resource_record
from spiders.bundles import is_shadow, json_lines, zipped
from spiders.captures import Capture, capture_id
from spiders.ledger import Ledger
from spiders.limits import limits
from spiders.segments import Segment
from spiders.sidecar import (
    CONTENT_TYPES,
    KEYS,
    Fetched,
    Found,
    LocalText,
    Sidecar,
    found,
    published,
    read_sidecar,
    sha256,
    sidecar_json,
)
from spiders.warcs import Wanted, pages, wanted_by, warc_files
from validation.contracts import clock
from validation.contracts.declarations import LocalFolder, LocalWay, Source, Warc
from validation.contracts.errors import WrongUseError
from validation.contracts.packing import PackingError

Days = tuple[date | None, date | None]

__all__ = [
    "Held",
    "LocalText",
    "Sidecar",
    "archive_new",
    "folder_of",
    "held",
    "local_ways",
    "sidecar_json",
]


@dataclass(frozen=True, slots=True)
class Held:
    """What the local folders of a source hold: texts by file, and what is amiss, with its mend."""

    texts: list[LocalText]
    troubles: tuple[str, ...] = ()


def held(
    source: Source, ways: Iterable[LocalWay], yaml_file: Path, days: Days = (None, None)
) -> Held:
    """What declared folders hold; what is amiss with one does not keep the others from telling.

    ``days`` bound the pages of WARC files by the day of their fetch; own texts are all taken.
    """
    every: list[Found] = []
    for way in ways:
        try:
            every += _held_by(source, way, yaml_file, days)
        except WrongUseError as error:
            every.append(error)
    troubles = tuple(str(one) for one in every if isinstance(one, WrongUseError))
    return Held([one for one in every if isinstance(one, LocalText)], troubles)


def _held_by(source: Source, way: LocalWay, yaml_file: Path, days: Days) -> list[Found]:
    folder = folder_of(way, yaml_file, os.environ)
    if not folder.is_dir():
        raise WrongUseError(f"{yaml_file}: no folder {folder}; {_mend(way)}")
    if isinstance(way, Warc):
        way = _bounded(way, days)
        paths, wanted = warc_files(way, folder), wanted_by(way, source)
    else:
        paths, wanted = _files(way, folder), wanted_by(None, source)
    return [text for path in paths for text in _texts(path, folder, wanted)]


def _bounded(way: Warc, days: Days) -> Warc:
    since = max((day for day in (way.since, days[0]) if day), default=None)
    until = min((day for day in (way.until, days[1]) if day), default=None)
    return way.model_copy(update={"since": since, "until": until})


def _files(way: LocalFolder, folder: Path) -> list[Path]:
    every = {path for pattern in way.files for path in folder.glob(pattern)}
    paths = sorted(path for path in every if not is_shadow(path.relative_to(folder).as_posix()))
    if not paths:
        wanted = ", ".join(way.files)
        raise WrongUseError(f"{folder}: no file matches {wanted}; add some or mend gather.files")
    return paths


def _texts(path: Path, folder: Path, wanted: Wanted) -> Iterator[Found]:
    """The texts of a file, up to what keeps the rest from being read."""
    name, bundle = path.relative_to(folder).as_posix(), _BUNDLES.get(path.suffix.lower())
    try:
        if path.name.lower().endswith((".warc", ".warc.gz")):
            yield from pages(path, name, wanted)
        elif bundle:
            yield from bundle(path, name)
        else:
            yield found(partial(_text, path, name))
    except WrongUseError as error:
        yield error


_BUNDLES = {".jsonl": json_lines, ".zip": zipped}


def folder_of(way: LocalWay, yaml_file: Path, environment: Mapping[str, str]) -> Path:
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


def _mend(way: LocalWay) -> str:
    return f"make it or set {way.path}" if "$" in way.path else "make it or mend gather.path"


def _text(path: Path, name: str) -> LocalText:
    beside = path.with_suffix(".yml")
    if not beside.is_file():
        raise WrongUseError(f"{path}: has no sidecar; write {beside.name} with {KEYS}")
    if path.stat().st_size > limits().max_file_bytes:
        raise WrongUseError(f"{path}: larger than {limits().max_file_bytes} bytes; split it")
    kind = CONTENT_TYPES.get(path.suffix.lower(), "application/octet-stream")
    raw, digest = beside.read_bytes(), sha256(path.read_bytes())
    return LocalText(name, kind, read_sidecar(str(beside), raw), raw, digest, path.read_bytes)


def archive_new(
    source: Source, offered: list[LocalText], before: pl.DataFrame, segment: Segment, ledger: Ledger
) -> None:
    """Archive the files that are new or changed, or whose sidecar is; ``before``: the captures.

    A page that did not come whole is tried again: its file may have been fetched anew.
    """
    own = before.filter(pl.col("source_id") == source.id)
    last = own.filter(pl.col("outcome") == "ok")
    digests = ("payload_sha256", "sidecar_sha256")
    known = {row[0]: row[1:] for row in last.select("url", *digests).iter_rows()}
    whole = set(last["capture_id"])
    for text in offered:
        if text.fetched is not None:
            identifier = capture_id(source.id, text.name, text.fetched.at)
            if identifier not in whole:
                with ledger.whole():
                    page = _archive_page(source, identifier, text, text.fetched, segment, ledger)
                whole |= {identifier} if page else set()
        elif known.get(text.name) != text.digests:
            with ledger.whole():
                _archive(source, text, segment, ledger)


def _archive(source: Source, text: LocalText, segment: Segment, ledger: Ledger) -> None:
    moment, zone = clock.now(), ZoneInfo(source.timezone)
    identifier = capture_id(source.id, text.name, moment)
    uri = text.sidecar.url or "file:" + quote(text.name)
    about, body = sidecar_json(text.sidecar, zone), text.body
    record = resource_record(identifier, moment, Resource(uri, text.content_type, body, about))
    ledger.add(
        Capture(
            identifier,
            source.id,
            text.name,
            text.sidecar.url or text.name,
            "report",
            "ok",
            moment,
            listed_at=published(text.sidecar, zone)[1],
            content_type=text.content_type,
            payload_sha256=sha256(body),
            sidecar_sha256=text.digests[1],
            warc_offset=segment.append(record),
            warc_file=segment.name,
        )
    )


def _archive_page(  # noqa: PLR0913 - what is archived, and where to
    source: Source,
    identifier: str,
    text: LocalText,
    fetched: Fetched,
    segment: Segment,
    ledger: Ledger,
) -> bool:
    """Archive a page of a WARC with the moment at which it was fetched; whether it was whole."""
    row = partial(
        Capture,
        identifier,
        source.id,
        text.name,
        text.name,
        "report",
        status=fetched.status,
        discovered_in=fetched.file,
    )
    try:
        headers, body = fetched.answer()
    except PackingError as error:
        ledger.add(row(outcome="failed", fetched_at=fetched.at, reason=str(error)))
        return False
    told = (*headers, ("Content-Length", str(len(body))))
    page = Exchange(text.name, "GET", (), fetched.status, "HTTP/1.1", told, body)
    ledger.add(
        row(
            outcome="ok",
            fetched_at=fetched.at,
            content_type=text.content_type,
            payload_sha256=sha256(body),
            warc_offset=segment.append(exchange_records(identifier, fetched.at, page)),
            warc_file=segment.name,
        )
    )
    return True


def local_ways(source: Source) -> list[LocalWay]:
    """The local folders and WARC files among a source's ways of gathering."""
    return [way for way in source.gather if isinstance(way, LocalWay)]
