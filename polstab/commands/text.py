"""Annotate and extract: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from polstab.commands.console import working

Line = dict[str, Any]


class UnreadableInputError(Exception):
    """The file of inputs cannot be read; the message names file and line."""

    exit_code = 2


def annotate(given: Path, made: Path) -> None:
    """Codes every text of a file."""
    from transforms.annotate import annotated  # noqa: PLC0415
    from transforms.build import coder  # noqa: PLC0415

    lines = _lines(given)
    with working(f"annotating {given.name}"):
        _write(made, lambda: annotated(lines, coder()))


def extract(given: Path, made: Path) -> None:
    """Reads every saved page that a file names."""
    from transforms.pages import extract_lines  # noqa: PLC0415

    lines = _lines(given)
    with working(f"reading the pages of {given.name}"):
        _write(made, lambda: extract_lines(lines))


def _lines(path: Path) -> list[Line]:
    try:
        # Not splitlines: JSON may hold other separators of lines, such as U+2028, as they are.
        rows = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInputError(f"{path}: cannot be read ({error})") from error
    return list(_parsed(path, rows))


def _parsed(path: Path, rows: Iterable[str]) -> Iterator[Line]:
    for number, row in enumerate(rows, 1):
        if not row.strip():
            continue
        try:
            line = json.loads(row)
        except ValueError as error:
            raise UnreadableInputError(f"{path}, line {number}: no JSON ({error})") from error
        if not isinstance(line, dict):
            raise UnreadableInputError(f"{path}, line {number}: a JSON object is wanted")
        yield line


def _write(path: Path, answers: Callable[[], Iterable[Line]]) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        # Half of a surrogate pair in an id goes out as JSON spells it.
        with temporary.open("w", encoding="utf-8", errors="backslashreplace") as handle:
            for answer in answers():
                handle.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise UnreadableInputError(f"{path}: cannot be written ({error})") from error
