"""Read one record of the archive: the only place where archived bodies are unpacked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from validation.contracts.errors import WrongUseError
from validation.contracts.packing import PackingError, unpacked

# A body was held to the cap of its crawl before it was archived; this one only bounds memory.
MOST_BYTES = 1 << 30
KINDS = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit


@dataclass(frozen=True, slots=True)
class ArchivedRecord:
    """A response, a local file, or a note that an answer was the one held before (``revisit``).

    ``wire`` is the body as it came, ``body`` the same unpacked; both are empty for a revisit.
    ``first`` is the status line; it and ``http`` are empty for a local file.
    """

    kind: str
    uri: str
    warc: tuple[tuple[str, str], ...]
    first: str
    http: tuple[tuple[str, str], ...]
    wire: bytes
    body: bytes
    sidecar: dict[str, Any] | None


def read_record(path: Path, offset: int) -> ArchivedRecord:
    """The record of a WARC file that begins at a byte.

    Raises:
        WrongUseError: There is no readable record.
    """
    try:
        with path.open("rb") as handle:
            handle.seek(offset)
            record = next(iter(ArchiveIterator(handle, record_types=KINDS, parse_http=False)))
            block = record.reader.read()
            return _read(tuple(record.headers.items()), block)
    except (OSError, StopIteration, PackingError) as error:
        raise WrongUseError(
            f"{path}: no readable record at byte {offset}; restore the file from a copy"
        ) from error


def _read(warc: tuple[tuple[str, str], ...], block: bytes) -> ArchivedRecord:
    said = {name.lower(): value for name, value in warc}
    kind, uri = said["warc-type"], said.get("warc-target-uri", "")
    if kind == "resource":
        sidecar = said.get("x-polstab-sidecar")
        about = json.loads(sidecar) if sidecar else None
        return ArchivedRecord(kind, uri, warc, "", (), block, block, about)
    head, _, wire = block.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = tuple((name, value.strip()) for name, _, value in (x.partition(":") for x in lines))
    packed = ",".join(value for name, value in pairs if name.lower() == "content-encoding")
    body = unpacked(wire, packed, MOST_BYTES) if kind == "response" else b""
    return ArchivedRecord(kind, uri, warc, first, pairs, wire, body, None)
