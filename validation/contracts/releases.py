"""Released versions on disk: which there are, and what each one holds.

A version is a folder ``2023.07.0`` with a descriptor that names every table, its rows and its
files; ``latest.json`` only announces the newest and is not asked here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from validation.contracts.errors import WrongUseError

SHAPE = re.compile(r"(\d{4})\.(\d{2})\.(\d+)")
DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Released:
    """A version: its folder, and each table's rows and files as its descriptor names them."""

    folder: Path
    rows: dict[str, int]
    files: dict[str, list[Path]]


def number(version: str) -> tuple[int, int, int]:
    """The parts of a version, for sorting."""
    found = SHAPE.fullmatch(version)
    if found is None:
        raise WrongUseError(f"{version!r} is no version; one looks like 2023.07.0")
    return int(found[1]), int(found[2]), int(found[3])


def versions(releases: Path) -> list[str]:
    """The versions that were released, oldest first."""
    if not releases.is_dir():
        return []
    names = [path.name for path in releases.iterdir() if path.is_dir()]
    return sorted((name for name in names if SHAPE.fullmatch(name)), key=number)


def last_release(releases: Path) -> Released | None:
    """The newest version; None where nothing was released.

    Raises:
        WrongUseError: it lost its descriptor or a file of a table.
    """
    known = versions(releases)
    return released(releases / known[-1]) if known else None


def released(folder: Path) -> Released:
    """The version in a folder, every file of its tables there and as large as announced.

    Raises:
        WrongUseError: its descriptor or a file of a table is missing or broken.
    """
    path = folder / DESCRIPTOR
    try:
        resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
        rows = {one["name"]: int(one["rows"]) for one in resources}
        files = {one["name"]: _files(folder, one) for one in resources}
        sizes = {one["name"]: int(one["bytes"]) for one in resources}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WrongUseError(f"{path}: missing or broken; {_mend(folder)}") from error
    for table, found in files.items():
        lost = next((file for file in found if not file.is_file()), None)
        if lost is not None:
            raise WrongUseError(f"{lost}: a published file is gone; {_mend(folder)}")
        if sum(file.stat().st_size for file in found) != sizes[table]:
            raise WrongUseError(f"{found[0]}: not the bytes that were published; {_mend(folder)}")
    return Released(folder, rows, files)


def _files(folder: Path, resource: dict[str, Any]) -> list[Path]:
    named = resource["path"]
    return [folder / name for name in ([named] if isinstance(named, str) else named)]


def _mend(folder: Path) -> str:
    return f"restore {folder} from a copy, or remove it to release anew on the version before"
