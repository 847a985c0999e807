"""WARC records, made as bytes: what was asked, what came over the wire, what stayed the same."""

from __future__ import annotations

import base64
import hashlib
import uuid
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

_PHRASES = {status.value: status.phrase for status in HTTPStatus}
# Profiles of WARC 1.1, section 6.7 (revisit).
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
# Text is worth packing well; what is packed already only needs its wrapping.
LEVEL, LEVEL_PACKED = 6, 0
SMALL = 8192  # bytes from which a packed body is too large to be packed again
Headers = Iterable[tuple[str, str]]
Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked and what came back; ``wire`` as it came, packed as the headers say."""

    url: str
    method: str
    asked: tuple[tuple[str, str], ...]
    status: int
    protocol: str
    answered: tuple[tuple[str, str], ...]
    wire: bytes

    @property
    def is_packed(self) -> bool:
        """Whether a content encoding is on the body."""
        return any(name.lower() == "content-encoding" for name, _ in self.answered)


@dataclass(frozen=True, slots=True)
class Original:
    """The earlier answer that a revisit points to; ``payload_sha1`` of its body as it came."""

    capture_id: str
    url: str
    fetched_at: datetime
    payload_sha1: str


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
    """A response record and the request record that belongs to it, a gzip member each.

    Where nothing is known of what was asked, as with a page from a WARC of others, the response
    stands alone.
    """
    fields = {
        "WARC-Target-URI": exchange.url,
        "WARC-Payload-Digest": f"sha1:{sha1(exchange.wire)}",
        "Content-Type": "application/http; msgtype=response",
    }
    block = _answer(exchange) + exchange.wire
    level = LEVEL_PACKED if exchange.is_packed and len(exchange.wire) > SMALL else LEVEL
    response = _member("response", capture, moment, fields, block, level)
    return response + (_request(capture, moment, exchange) if exchange.asked else b"")


def revisit_records(capture: str, moment: datetime, exchange: Exchange, first: Original) -> bytes:
    """The same for an answer that brought nothing new: its headers, and where the body lies."""
    fields = {
        "WARC-Target-URI": exchange.url,
        "WARC-Profile": NOT_MODIFIED if exchange.status == 304 else IDENTICAL,
        "WARC-Refers-To": record_id(first.capture_id),
        "WARC-Refers-To-Target-URI": first.url,
        "WARC-Refers-To-Date": _date(first.fetched_at),
        "WARC-Payload-Digest": f"sha1:{first.payload_sha1}",
        "Content-Type": "application/http; msgtype=response",
    }
    revisit = _member("revisit", capture, moment, fields, _answer(exchange))
    return revisit + _request(capture, moment, exchange)


def resource_record(capture: str, moment: datetime, resource: Resource) -> bytes:
    """A file of a local folder, its sidecar as one line of JSON in a header."""
    fields = {
        "WARC-Target-URI": resource.uri,
        "WARC-Payload-Digest": f"sha1:{sha1(resource.body)}",
        "X-Polstab-Sidecar": resource.sidecar,
        "Content-Type": resource.content_type,
    }
    return _member("resource", capture, moment, fields, resource.body)


def info_record(name: str, moment: datetime, user_agent: str) -> bytes:
    """The record that opens a segment: who gathered, and by which rules."""
    about = f"software: polstab\r\nhttp-header-user-agent: {user_agent}\r\nrobots: obey\r\n"
    fields = {"WARC-Filename": name, "Content-Type": "application/warc-fields"}
    return _member("warcinfo", name, moment, fields, about.encode())


def sha1(data: bytes) -> str:
    """The digest that WARC readers check, in base 32."""
    digest = hashlib.sha1(data, usedforsecurity=False).digest()
    return base64.b32encode(digest).decode()


def _request(capture: str, moment: datetime, exchange: Exchange) -> bytes:
    fields = {
        "WARC-Target-URI": exchange.url,
        "WARC-Concurrent-To": record_id(capture),
        "Content-Type": "application/http; msgtype=request",
    }
    question = _http(f"{exchange.method} {_target(exchange.url)} HTTP/1.1", exchange.asked)
    return _member("request", f"{capture}:request", moment, fields, question)


def _member(  # noqa: PLR0913 - all that a record is made of
    kind: str, name: str, moment: datetime, fields: Fields, block: bytes, level: int = LEVEL
) -> bytes:
    own = {
        "WARC-Type": kind,
        "WARC-Record-ID": record_id(name),
        "WARC-Date": _date(moment),
        **fields,
        "WARC-Block-Digest": f"sha1:{sha1(block)}",
        "Content-Length": str(len(block)),
    }
    lines = "".join(f"{header}: {_plain(value)}\r\n" for header, value in own.items())
    record = b"".join([b"WARC/1.1\r\n", lines.encode(), b"\r\n", block, b"\r\n\r\n"])
    return zlib.compress(record, level, wbits=31)


def _answer(exchange: Exchange) -> bytes:
    phrase = _PHRASES.get(exchange.status, "Unknown")
    return _http(f"{exchange.protocol} {exchange.status} {phrase}", exchange.answered)


def _http(first: str, headers: Headers) -> bytes:
    lines = [first, *(f"{name}: {_plain(value)}" for name, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _plain(value: str) -> str:
    """A header's value on one line."""
    return " ".join(value.split()) if "\r" in value or "\n" in value else value


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _target(url: str) -> str:
    return "/" + url.split("://", 1)[-1].partition("/")[2]
