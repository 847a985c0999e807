"""Many texts in one file: JSON lines, and zip files of texts, sidecars and JSON lines."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from spiders.limits import limits
from spiders.sidecar import (
    CONTENT_TYPES,
    KEYS,
    Found,
    LocalText,
    Sidecar,
    found,
    read_sidecar,
    sha256,
    sidecar_of,
)
from validation.contracts.errors import WrongUseError

BODIES = {"text": "text/plain", "html": "text/html"}
# Beside each file of a Mac that was packed or copied lies a shadow that holds none of its text.
SHADOWS = "__MACOSX"
Line = tuple[int, bytes, Callable[[], bytes]]  # its number, itself, and how to read it again
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def json_lines(path: Path, name: str) -> Iterator[Found]:
    """The texts of JSON lines: an object a line with text or html, an id, the keys of a sidecar.

    Other keys are passed over. A text is called after its ``id``, else after its line.
    """
    return _from_lines(_lines(path), str(path), name)


def _lines(path: Path) -> Iterator[Line]:
    cap = limits().max_file_bytes
    with path.open("rb") as handle:
        number = 0
        while line := handle.readline(cap + 1):
            number += 1
            if len(line) > cap:
                raise WrongUseError(f"{path}, line {number}: larger than {cap} bytes; split it")
            yield number, line, partial(_line_at, path, handle.tell() - len(line))


def _line_at(path: Path, offset: int) -> bytes:
    with path.open("rb") as handle:
        handle.seek(offset)
        return handle.readline()


def _from_lines(lines: Iterable[Line], file: str, name: str) -> Iterator[Found]:
    """The text of each line that is not blank; of two with one name the second is amiss."""
    first: dict[str, int] = {}
    for number, line, again in lines:
        if not line.strip():
            continue
        told = f"{file}, line {number}"
        text = found(partial(_from_line, line, told, name, number, again))
        before = number if isinstance(text, WrongUseError) else first.setdefault(text.name, number)
        if before != number:
            text = WrongUseError(f"{told}: has the id of line {before}; give it one of its own")
        yield text


def _from_line(
    line: bytes, told: str, name: str, number: int, again: Callable[[], bytes]
) -> LocalText:
    row = _row(line, told)
    key = next((key for key in BODIES if isinstance(row.get(key), str)), None)
    if key is None:
        raise WrongUseError(f"{told}: has neither text nor html; it takes {KEYS}, id, text or html")
    said = {k: row[k] for k in Sidecar.model_fields if row.get(k) is not None}
    own = row.get("id")
    label = own if isinstance(own, str | int) and str(own) else f"#{number}"
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


def is_shadow(name: str) -> bool:
    """Whether a file is hidden, or what a Mac lays beside a file."""
    return any(part.startswith(".") or part == SHADOWS for part in PurePosixPath(name).parts)


def zipped(path: Path, name: str) -> Iterator[Found]:
    """The texts of a zip file, by name: .txt and .html with a .yml beside each, and .jsonl."""
    try:
        with zipfile.ZipFile(path) as packed:
            members = (m.filename for m in packed.infolist() if not m.is_dir())
            files = [member for member in members if not is_shadow(member)]
            if len(files) > limits().max_entries:
                raise WrongUseError(f"{path}: more than {limits().max_entries} files; split it")
            wanted = [n for n in sorted(files) if _suffix(n) in {*CONTENT_TYPES, ".jsonl"}]
            if not wanted:
                raise WrongUseError(f"{path}: holds no .txt, .html or .jsonl")
            for member in wanted:
                yield from _member_texts(packed, path, f"{name}/{member}", member)
    except BROKEN as error:
        raise WrongUseError(f"{path}: not readable as zip: {error}") from error


def _member_texts(packed: zipfile.ZipFile, path: Path, name: str, member: str) -> Iterator[Found]:
    if _suffix(member) == ".jsonl":
        lines = enumerate(_read(packed, path, member).split(b"\n"), 1)
        numbered = ((number, line, partial(bytes, line)) for number, line in lines)
        yield from _from_lines(numbered, f"{path}/{member}", name)
    else:
        yield found(partial(_member_text, packed, path, name, member))


def _member_text(packed: zipfile.ZipFile, path: Path, name: str, member: str) -> LocalText:
    body = _read(packed, path, member)
    beside = str(PurePosixPath(member).with_suffix(".yml"))
    if beside not in packed.namelist():
        raise WrongUseError(f"{path}/{member}: has no sidecar; add {beside} with {KEYS}")
    raw = _read(packed, path, beside)
    sidecar, kind = read_sidecar(f"{path}/{beside}", raw), CONTENT_TYPES[_suffix(member)]
    return LocalText(name, kind, sidecar, raw, sha256(body), partial(_read_again, path, member))


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
