"""WARC records and the segments they are appended to."""

from __future__ import annotations

import gzip
import hashlib
import io
import uuid
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import WarcRecord, WarcRecordType

_PHRASES = {status.value: status.phrase for status in HTTPStatus}
KINDS = {
    "warcinfo": WarcRecordType.warcinfo,
    "response": WarcRecordType.response,
    "request": WarcRecordType.request,
    "resource": WarcRecordType.resource,
}
CHUNK = 65536
Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked and what came back; the body decoded, the headers as sent."""

    url: str
    method: str
    asked: tuple[tuple[str, str], ...]
    status: int
    protocol: str
    answered: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Resource:
    """A local file and what its sidecar says, as one line of JSON."""

    uri: str
    content_type: str
    body: bytes
    sidecar: str


def record_id(name: str) -> str:
    """A record's URN, fixed by what it is of, so that a repeated crawl gives the same bytes."""
    return f"<{uuid.uuid5(uuid.NAMESPACE_URL, 'polstab:' + name).urn}>"


def exchange_records(capture: str, moment: datetime, exchange: Exchange) -> bytes:
    """A response record and the request record that belongs to it, a gzip member each."""
    status = exchange.status
    phrase = _PHRASES.get(status, "Unknown")
    answer = _http(f"{exchange.protocol} {status} {phrase}", exchange.answered, exchange.body)
    question = _http(f"{exchange.method} {_target(exchange.url)} HTTP/1.1", exchange.asked, b"")
    response = _record("response", capture, moment, {"WARC-Target-URI": exchange.url})
    request = _record(
        "request",
        f"{capture}:request",
        moment,
        {"WARC-Target-URI": exchange.url, "WARC-Concurrent-To": record_id(capture)},
    )
    return _member(response, answer, exchange.body) + _member(request, question, None)


def resource_record(capture: str, moment: datetime, resource: Resource) -> bytes:
    """A file of a local folder, its sidecar as one line of JSON in a header."""
    extra = {
        "WARC-Target-URI": resource.uri,
        "Content-Type": resource.content_type,
        "X-Polstab-Sidecar": resource.sidecar,
    }
    record = _record("resource", capture, moment, extra)
    return _member(record, resource.body, resource.body)


def info_record(name: str, moment: datetime, user_agent: str) -> bytes:
    """The record that opens a segment: who gathered, and by which rules."""
    fields = f"software: polstab\r\nhttp-header-user-agent: {user_agent}\r\nrobots: obey\r\n"
    extra = {"WARC-Filename": name, "Content-Type": "application/warc-fields"}
    return _member(_record("warcinfo", name, moment, extra), fields.encode(), None)


class Segment:
    """One WARC file of one source and crawl, appended to record by record."""

    def __init__(self, archive: Path, source_id: str, moment: datetime, user_agent: str) -> None:
        self._archive, self._moment, self._user_agent = archive, moment, user_agent
        self._path = _free(archive / source_id / f"{stamp(moment)}.warc.gz")

    @property
    def name(self) -> str:
        """The file's path below the archive folder."""
        return self._path.relative_to(self._archive).as_posix()

    def append(self, records: bytes) -> int:
        """Write records with one call to the system; the offset of the first."""
        if not self._path.is_file():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            records_before = info_record(self.name, self._moment, self._user_agent)
            self._path.write_bytes(records_before)
        with self._path.open("ab", buffering=0) as handle:
            offset = handle.tell()
            handle.write(records)
        return offset


def stamp(moment: datetime) -> str:
    """The moment as it stands in file names: 20230729T120000Z."""
    return moment.strftime("%Y%m%dT%H%M%SZ")


def cut_torn_end(path: Path) -> int:
    """Cut what a killed crawl wrote of a last record off its segment; the bytes that went."""
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
        free = path.with_name(path.name.replace(".warc.gz", f"-{number}.warc.gz"))
    return free


def _record(kind: str, name: str, moment: datetime, extra: dict[str, str]) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(KINDS[kind])
    record.headers["WARC-Record-ID"] = record_id(name)
    record.record_date = moment
    for header, value in extra.items():
        record.headers[header] = value
    record.is_http = kind in {"request", "response"}
    if kind == "request":
        record.headers["Content-Type"] = "application/http; msgtype=request"
    return record


def _member(record: WarcRecord, block: bytes, payload: bytes | None) -> bytes:
    record.set_bytes_content(block)
    raw = io.BytesIO()
    digest = None if payload is None else hashlib.sha1(payload, usedforsecurity=False).digest()
    record.write(raw, checksum_data=True, payload_digest=digest)
    return gzip.compress(raw.getvalue(), compresslevel=6, mtime=0)


def _http(first: str, headers: Headers, body: bytes) -> bytes:
    lines = [first, *(f"{name}: {' '.join(value.split())}" for name, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace") + body


def _target(url: str) -> str:
    return "/" + url.split("://", 1)[-1].partition("/")[2]
