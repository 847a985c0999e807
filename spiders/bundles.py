"""Many texts in one file: JSON lines, and zip files of texts, sidecars and JSON lines."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from spiders.limits import limits
from spiders.sidecar import (
    CONTENT_TYPES,
    KEYS,
    LocalText,
    Sidecar,
    read_sidecar,
    sha256,
    sidecar_of,
)
from validation.contracts.errors import WrongUseError

BODIES = {"text": "text/plain", "html": "text/html"}
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def json_lines(path: Path, name: str) -> Iterator[LocalText]:
    """The texts of JSON lines: an object a line with text or html, an id, the keys of a sidecar.

    Other keys are passed over. A text is called after its ``id``, else after its line.
    """
    cap = limits().max_file_bytes
    with path.open("rb") as handle:
        number = 0
        while line := handle.readline(cap + 1):
            number += 1
            if len(line) > cap:
                raise WrongUseError(f"{path}, line {number}: larger than {cap} bytes; split it")
            if line.strip():
                where = partial(_line_at, path, handle.tell() - len(line))
                yield _from_line(line, f"{path}, line {number}", name, number, where)


def _line_at(path: Path, offset: int) -> bytes:
    with path.open("rb") as handle:
        handle.seek(offset)
        return handle.readline()


def _from_line(
    line: bytes, told: str, name: str, number: int, again: Callable[[], bytes]
) -> LocalText:
    row = _row(line, told)
    key = next((key for key in BODIES if isinstance(row.get(key), str)), None)
    if key is None:
        raise WrongUseError(f"{told}: has neither text nor html; it takes {KEYS}, id, text or html")
    said = {k: row[k] for k in Sidecar.model_fields if row.get(k) is not None}
    own = row.get("id")
    label = own if isinstance(own, str | int) and str(own) else number
    body = str(row[key]).encode("utf-8", "replace")
    return LocalText(
        f"{name}/{label}",
        BODIES[key],
        sidecar_of(told, said),
        json.dumps(said, sort_keys=True).encode(),
        sha256(body),
        lambda: str(_row(again(), told)[key]).encode("utf-8", "replace"),
    )


def _row(line: bytes, told: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise WrongUseError(f"{told}: not readable as JSON; one object a line") from error
    if not isinstance(row, dict):
        raise WrongUseError(f"{told}: no JSON object; one object a line")
    return row


def zipped(path: Path, name: str) -> Iterator[LocalText]:
    """The texts of a zip file, by name: .txt and .html with a .yml beside each, and .jsonl."""
    try:
        with zipfile.ZipFile(path) as packed:
            files = {m.filename: m for m in packed.infolist() if not m.is_dir()}
            if len(files) > limits().max_entries:
                raise WrongUseError(f"{path}: more than {limits().max_entries} files; split it")
            wanted = [n for n in sorted(files) if _suffix(n) in {*CONTENT_TYPES, ".jsonl"}]
            if not wanted:
                raise WrongUseError(f"{path}: holds no .txt, .html or .jsonl")
            for member in wanted:
                yield from _member_texts(packed, path, f"{name}/{member}", member)
    except BROKEN as error:
        raise WrongUseError(f"{path}: not readable as zip: {error}") from error


def _member_texts(
    packed: zipfile.ZipFile, path: Path, name: str, member: str
) -> Iterator[LocalText]:
    body = _read(packed, path, member)
    if _suffix(member) == ".jsonl":
        for number, line in enumerate(body.split(b"\n"), 1):
            if line.strip():
                told = f"{path}/{member}, line {number}"
                yield _from_line(line, told, name, number, partial(bytes, line))
        return
    beside = str(PurePosixPath(member).with_suffix(".yml"))
    if beside not in packed.namelist():
        raise WrongUseError(f"{path}/{member}: has no sidecar; add {beside} with {KEYS}")
    raw = _read(packed, path, beside)
    sidecar, kind = read_sidecar(f"{path}/{beside}", raw), CONTENT_TYPES[_suffix(member)]
    yield LocalText(name, kind, sidecar, raw, sha256(body), partial(_read_again, path, member))


def _read(packed: zipfile.ZipFile, path: Path, member: str) -> bytes:
    cap = limits().max_file_bytes
    with packed.open(member) as handle:
        body = handle.read(cap + 1)
    if len(body) > cap:
        raise WrongUseError(f"{path}/{member}: larger than {cap} bytes; split it")
    return body


def _read_again(path: Path, member: str) -> bytes:
    with zipfile.ZipFile(path) as packed:
        return _read(packed, path, member)


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
