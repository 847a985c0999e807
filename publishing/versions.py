"""Versions as they are made: numbered, drafted, put in place and announced."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from validation.contracts.errors import WrongUseError
from validation.contracts.releases import number, versions

DRAFT = ".draft-"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def next_version(created: datetime, released: list[str]) -> str:
    """Year and month of the newest report fetched, and a count; later than all before it."""
    year, month, patch = created.year, created.month, 0
    if released and number(released[-1])[:2] >= (year, month):
        year, month, last = number(released[-1])
        patch = last + 1
    return f"{year:04}.{month:02}.{patch}"


@contextmanager
def alone(releases: Path) -> Iterator[None]:
    """Hold the releases of a dataset; a second release at the same time is refused."""
    releases.mkdir(parents=True, exist_ok=True)
    with (releases / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WrongUseError(f"{releases}: another release is under way") from None
        yield


@contextmanager
def draft(releases: Path) -> Iterator[Path]:
    """A folder to write a release in; what an earlier crash left behind is removed.

    Raises:
        WrongUseError: the disk is full.
    """
    for left in releases.glob(f"{DRAFT}*"):
        shutil.rmtree(left)
    folder = releases / f"{DRAFT}{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise WrongUseError(
            f"{releases}: {error.strerror or error}; make room and release again, the last "
            "version is as it was"
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(folder: Path, releases: Path, version: str) -> Path:
    """Make a written draft the release of that name: every byte on disk, then one rename."""
    for path in [*sorted(folder.rglob("*")), folder]:
        _sync(path)
    final = releases / version
    folder.rename(final)
    _sync(releases)
    return final


def announce(dataset: str, releases: Path) -> None:
    """Point ``latest.json`` at the newest version, if it does not do so already."""
    known = versions(releases)
    content = {"dataset": dataset, "version": known[-1], "versions": known}
    text = json.dumps(content, indent=1) + "\n"
    latest = releases / "latest.json"
    if latest.is_file() and latest.read_text(encoding="utf-8") == text:
        return
    temporary = releases / ".latest.json"
    temporary.write_text(text, encoding="utf-8")
    _sync(temporary)
    temporary.replace(latest)
    _sync(releases)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
