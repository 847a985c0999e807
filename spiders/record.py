"""From a Scrapy response or failure to a WARC record and a line of the journal."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scrapy import Request, exceptions
from scrapy.http import Headers, Response

from spiders import clock
from spiders.archive import Exchange, Segment, exchange_records
from spiders.known import Known
from spiders.ledger import Capture, Journal, capture_id
from spiders.lists import Entry
from spiders.politeness import ForbiddenError

# What the ledger says of the ways in which Scrapy reports that nothing whole came.
REASONS: dict[type[BaseException], str] = {
    exceptions.DownloadTimeoutError: "timeout",
    exceptions.ResponseDataLossError: "cut short",
    exceptions.DownloadCancelledError: "larger than the limit",
    exceptions.CannotResolveHostError: "host not found",
    exceptions.DownloadConnectionRefusedError: "connection refused",
    exceptions.UnsupportedURLSchemeError: "not an HTTP address",
}
# Headers that told how the body travelled; it is stored whole and unpacked.
TRAVEL = ("transfer-encoding", "content-length")


@dataclass(frozen=True, slots=True)
class Recorder:
    """Writes what one source answered to its segment and to the crawl's journal."""

    source_id: str
    segment: Segment
    journal: Journal

    def answered(self, response: Response, reason: str | None = None) -> None:
        """An answer of any status, archived; ``reason`` if it could not be read as a list."""
        assert response.request is not None
        self._store(response, response.request, response.meta["kind"], reason)

    def robots(self, response: Response) -> None:
        """A robots.txt."""
        assert response.request is not None
        self._store(response, response.request, "robots", None)

    def failed(self, request: Request, fault: BaseException, known: Known) -> None:
        """Nothing whole came, or robots.txt says no; the latter is noted once."""
        entry: Entry = request.meta["asked"]
        forbidden = isinstance(fault, ForbiddenError)
        if forbidden and entry.url in known.forbidden:
            return
        fields = self._fields(entry, request.meta["kind"], _asked_at(request))
        outcome = "forbidden" if forbidden else "failed"
        self.journal.add(
            Capture(**fields, final_url=request.url, outcome=outcome, reason=_reason(fault))
        )

    def _store(self, response: Response, request: Request, kind: str, reason: str | None) -> None:
        first = request.meta.get("redirect_urls", [request.url])[0]
        entry: Entry = request.meta.get("asked") or Entry(first, "")
        moment = _asked_at(request)
        fields = self._fields(entry, kind, moment)
        records = exchange_records(fields["capture_id"], moment, _exchange(request, response))
        content_type = response.headers.get("Content-Type")
        self.journal.add(
            Capture(
                **fields,
                final_url=response.url,
                outcome="ok" if response.status < 300 else "error",
                status=response.status,
                reason=reason,
                content_type=content_type.decode("latin-1") if content_type else None,
                payload_sha256=hashlib.sha256(response.body).hexdigest(),
                warc_offset=self.segment.append(records),
                warc_file=self.segment.name,
            )
        )

    def _fields(self, entry: Entry, kind: str, moment: datetime) -> dict[str, Any]:
        return {
            "capture_id": capture_id(self.source_id, entry.url, moment),
            "source_id": self.source_id,
            "url": entry.url,
            "kind": kind,
            "fetched_at": moment,
            "discovered_in": entry.listed_in or None,
            "listed_at": entry.listed_at,
        }


def _asked_at(request: Request) -> datetime:
    asked: datetime = request.meta.get("asked_at") or clock.now()
    return asked


def _reason(fault: BaseException) -> str:
    for kind, words in REASONS.items():
        if isinstance(fault, kind):
            return words
    text = " ".join(str(fault).split())[:200]
    if isinstance(fault, exceptions.IgnoreRequest):
        return "larger than the limit" if "DOWNLOAD_MAXSIZE" in text else text
    return f"{type(fault).__name__}: {text}"


def _exchange(request: Request, response: Response) -> Exchange:
    packed = None if "Content-Encoding" in response.headers else request.meta.get("wire_encoding")
    answered = [pair for pair in _pairs(response.headers) if pair[0].lower() not in TRAVEL]
    answered += [("X-Crawler-Content-Encoding", packed)] if packed else []
    answered.append(("Content-Length", str(len(response.body))))
    protocol = response.protocol or "HTTP/1.1"
    return Exchange(
        response.url,
        request.method,
        tuple(_pairs(request.headers)),
        response.status,
        protocol,
        tuple(answered),
        response.body,
    )


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    ]
