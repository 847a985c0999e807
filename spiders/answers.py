"""What is read off a request and its answer: moments, conditions, headers, what stays of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from scrapy import Request
from scrapy.http import Headers, Response

from spiders.addresses import Held
from spiders.archive import Exchange, Original
from spiders.captures import Capture, instant, micros
from spiders.wire import Wire
from validation.contracts import clock

# Twisted has put chunks together; the length that is told is that of the body as it came.
TRAVEL = ("transfer-encoding", "content-length")


def asked_at(request: Request) -> datetime:
    """The moment at which a request was sent."""
    asked: datetime = request.meta.get("asked_at") or clock.now()
    return asked


def conditions(held: Held | None) -> dict[str, str]:
    """The headers that ask for an answer only if it is not the one held."""
    if held is None or held.payload_sha1 is None:
        return {}
    told = {"If-None-Match": held.etag, "If-Modified-Since": held.last_modified}
    return {name: value for name, value in told.items() if value}


def conditional(request: Request) -> bool:
    """Whether a request was sent with conditions."""
    return "If-None-Match" in request.headers or "If-Modified-Since" in request.headers


def original(held: Held | None, capture: str) -> Original | None:
    """The answer that a later one may point to; never to itself, under a clock that stands."""
    if held is None or held.capture_id == capture or held.payload_sha1 is None:
        return None
    moment = instant(held.fetched_at)
    assert moment is not None
    return Original(held.capture_id, held.final_url, moment, held.payload_sha1)


def held_of(capture: Capture, payload_sha1: str) -> Held:
    """What the ledger remembers of a whole answer."""
    assert capture.payload_sha256 is not None
    return Held(
        capture.capture_id,
        micros(capture.fetched_at) or 0,
        capture.final_url,
        capture.payload_sha256,
        payload_sha1,
        capture.sidecar_sha256,
        capture.etag,
        capture.last_modified,
        capture.warc_file,
        capture.warc_offset,
    )


def told_by(response: Response, wire: Wire) -> dict[str, Any]:
    """The headers that the ledger keeps."""

    def header(name: str) -> str | None:
        value = wire.headers.get(name)
        return None if value is None else value.decode("latin-1")

    return {
        "status": response.status,
        "content_type": header("Content-Type"),
        "content_encoding": wire.packing,
        "etag": header("ETag"),
        "last_modified": header("Last-Modified"),
        "wire_bytes": len(wire.body),
    }


def exchange_of(response: Response, wire: Wire) -> Exchange:
    """Question and answer as they are archived."""
    request = response.request
    assert request is not None
    answered = [pair for pair in _pairs(wire.headers) if pair[0].lower() not in TRAVEL]
    answered.append(("Content-Length", str(len(wire.body))))
    return Exchange(
        response.url,
        request.method,
        tuple(_pairs(request.headers)),
        response.status,
        response.protocol or "HTTP/1.1",
        tuple(answered),
        wire.body,
    )


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    ]
