"""The WARC files of one source: appended to record by record, rotated, mended after a kill."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from spiders.archive import info_record

CHUNK = 65536
SUFFIX = ".warc.gz"
OPEN = ".open"
MOST_BYTES = 1_000_000_000
Grown = Callable[[str, int], None]


def _nobody(_name: str, _size: int) -> None:
    """Nobody keeps count."""


class Segment:
    """The WARC file of one source and crawl that is written to; a new one where it is full.

    Args:
        archive: The archive folder.
        source_id: Its folder there.
        moment: Of the crawl; it names the files.
        user_agent: Stands in the first record.
        most_bytes: Size from which the next record opens a new file.
        grown: Told a file's name and size, before it is made (0) and after each record.
    """

    def __init__(  # noqa: PLR0913 - all of them name the file or watch it
        self,
        archive: Path,
        source_id: str,
        moment: datetime,
        user_agent: str,
        most_bytes: int = MOST_BYTES,
        grown: Grown = _nobody,
    ) -> None:
        self._archive, self._moment, self._user_agent = archive, moment, user_agent
        self._most_bytes, self._grown = most_bytes, grown
        self._first = archive / source_id / f"{stamp(moment)}{SUFFIX}"
        self._path, self._size = _free(self._first), 0

    @property
    def name(self) -> str:
        """The present file's path below the archive folder."""
        return self._path.relative_to(self._archive).as_posix()

    def append(self, records: bytes) -> int:
        """Write records with one call to the system; the offset of the first in ``name``."""
        if self._size >= self._most_bytes:
            self._path, self._size = _free(self._first), 0
        if self._size == 0:
            self._grown(self.name, 0)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._write(info_record(self.name, self._moment, self._user_agent))
        offset = self._size
        self._write(records)
        self._grown(self.name, self._size)
        return offset

    def _write(self, data: bytes) -> None:
        with self._path.open("ab", buffering=0) as handle:
            handle.write(data)
        self._size += len(data)


def stamp(moment: datetime) -> str:
    """The moment as it stands in file names: 20230729T120000Z."""
    return moment.strftime("%Y%m%dT%H%M%SZ")


def mark_open(path: Path) -> None:
    """Leave a mark that a segment is being written to."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(path.name + OPEN).touch()


def mark_closed(path: Path) -> None:
    """Take the mark away."""
    path.with_name(path.name + OPEN).unlink(missing_ok=True)


def marked_open(archive: Path) -> list[Path]:
    """The segments that a crawl was writing to."""
    found = sorted(archive.glob(f"*/*{SUFFIX}{OPEN}"))
    return [path.with_name(path.name.removesuffix(OPEN)) for path in found]


def synced(path: Path) -> None:
    """Return once the file's bytes are on the disk."""
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def cut_to(path: Path, size: int) -> int:
    """Take a file back to what the ledger knows of it, and to whole records; its size then.

    A kill leaves it longer, a power cut may leave it shorter; one with nothing known is removed.
    """
    if not path.is_file():
        return 0
    if size == 0:
        path.unlink()
        return 0
    found = path.stat().st_size
    if found > size:
        os.truncate(path, size)
    cut_torn_end(path)
    return path.stat().st_size


def cut_torn_end(path: Path) -> int:
    """Cut what is left of a torn last record off a segment; the bytes that went."""
    size = path.stat().st_size
    with path.open("r+b") as handle:
        whole = _end_of_whole_members(handle)
        handle.truncate(whole)
    return size - whole


def _end_of_whole_members(handle: BinaryIO) -> int:
    end, position, member = 0, 0, zlib.decompressobj(wbits=31)
    while chunk := handle.read(CHUNK):
        position += len(chunk)
        while chunk:
            try:
                member.decompress(chunk)
            except zlib.error:
                return end
            chunk = member.unused_data
            if member.eof:
                end, member = position - len(chunk), zlib.decompressobj(wbits=31)
    return end


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(path.name.replace(SUFFIX, f"-{number}{SUFFIX}"))
    return free
