"""From what Scrapy brings, or fails to bring, to WARC records and rows of the ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scrapy import Request, exceptions
from scrapy.http import Response

from spiders.addresses import Address, Held
from spiders.answers import asked_at, conditional, exchange_of, held_of, original, told_by
from spiders.archive import Resource, exchange_records, resource_record, revisit_records, sha1
from spiders.captures import Capture, capture_id
from spiders.ledger import Ledger
from spiders.limits import Limits
from spiders.lists import Entry, Text
from spiders.politeness.refusals import (
    ForbiddenError,
    LeftAloneError,
    OutsideHoursError,
    RobotsUnreachableError,
)
from spiders.segments import Segment
from spiders.sidecar import Sidecar, sidecar_json
from spiders.wire import Wire, wire_of

# What the ledger says of the ways in which Scrapy reports that nothing whole came.
REASONS: dict[type[BaseException], str] = {
    exceptions.DownloadTimeoutError: "timeout",
    exceptions.ResponseDataLossError: "cut short",
    exceptions.DownloadCancelledError: "larger than the limit",
    exceptions.CannotResolveHostError: "host not found",
    exceptions.DownloadConnectionRefusedError: "connection refused",
    exceptions.UnsupportedURLSchemeError: "not an HTTP address",
}
# The address itself was not tried, so this is no attempt at it.
NOT_TRIED = (LeftAloneError, OutsideHoursError, RobotsUnreachableError)


@dataclass(frozen=True, slots=True)
class Recorder:
    """Writes what one source answered to its segment and to the ledger, all or nothing."""

    source_id: str
    segment: Segment
    ledger: Ledger
    limits: Limits
    zone: ZoneInfo

    def answered(self, address: Address, response: Response, reason: str | None = None) -> None:
        """An answer of any status, archived; ``reason`` if it could not be read as a list."""
        request = response.request
        assert request is not None
        opted = request.meta.get("opt_out")
        if opted:
            self._opted_out(address, response, str(opted))
            return
        moment = asked_at(request)
        wire = wire_of(request, response)
        capture, held = self._stored(address, response, wire, moment, reason)
        self.ledger.add(capture)
        final = capture.outcome == "error" and capture.status not in self._retried()
        if capture.outcome in ("ok", "unchanged") or final:
            self.ledger.settled(address.seq, moment, held)
        else:
            self._try_later(address, moment, 1)

    def robots(self, response: Response) -> None:
        """A robots.txt, or another file that tells crawlers what they may do."""
        assert response.request is not None
        first = response.request.meta.get("redirect_urls", [response.request.url])[0]
        with self.ledger.whole():
            self.ledger.listed(self.source_id, "robots", [Entry(first, "")], None, 0)
            address = self.ledger.find(self.source_id, "robots", first)
            assert address is not None
            self.answered(address, response)

    def failed(self, address: Address, request: Request, fault: BaseException) -> None:
        """Nothing whole came, or it may not be asked for; the latter is noted once."""
        forbidden, moment = isinstance(fault, ForbiddenError), asked_at(request)
        if not (forbidden and address.refused):
            robots = "unreachable" if isinstance(fault, RobotsUnreachableError) else None
            self.ledger.add(
                Capture(
                    **self._fields(address, moment),
                    final_url=request.url,
                    outcome="forbidden" if forbidden else "failed",
                    reason=_reason(fault),
                    robots="forbidden" if type(fault) is ForbiddenError else robots,
                )
            )
        if forbidden:
            self.ledger.refuse(address.seq)
        else:
            self._try_later(address, moment, 0 if isinstance(fault, NOT_TRIED) else 1)

    def text(self, address: Address, text: Text, entry: Entry, moment: datetime) -> None:
        """A whole report that a list holds, as a file with a sidecar; nothing if it is held."""
        self.ledger.listed(self.source_id, "report", [entry], None, address.depth + 1)
        own = self.ledger.find(self.source_id, "report", entry.url)
        assert own is not None
        published = entry.published or entry.listed_at
        about = sidecar_json(
            Sidecar(url=entry.url, published_at=published, title=text.title), self.zone
        )
        body = text.content.encode("utf-8", "replace")
        digests = hashlib.sha256(body).hexdigest(), hashlib.sha256(about.encode()).hexdigest()
        if own.held and (own.held.payload_sha256, own.held.sidecar_sha256) == digests:
            return
        fields = self._fields(own, moment)
        resource = Resource(entry.url, text.content_type, body, about)
        offset = self.segment.append(resource_record(fields["capture_id"], moment, resource))
        capture = Capture(
            **fields,
            final_url=entry.url,
            outcome="ok",
            content_type=text.content_type,
            payload_sha256=digests[0],
            sidecar_sha256=digests[1],
            warc_offset=offset,
            warc_file=self.segment.name,
        )
        self.ledger.add(capture)
        self.ledger.settled(own.seq, moment, held_of(capture, sha1(body)))

    def _stored(
        self,
        address: Address,
        response: Response,
        wire: Wire,
        moment: datetime,
        reason: str | None,
    ) -> tuple[Capture, Held | None]:
        """The records, written: whole, or pointing to the same answer as it is held already."""
        fields, held = self._fields(address, moment), address.held
        exchange, whole = exchange_of(response, wire), response.status < 300
        digest, payload = hashlib.sha256(response.body).hexdigest(), sha1(wire.body)
        told = told_by(response, wire)
        first = original(held, fields["capture_id"])
        asked_if = response.request is not None and conditional(response.request)
        not_modified = response.status == 304 and asked_if
        same = whole and held is not None and (held.payload_sha256, held.payload_sha1) == (
            digest, payload
        )  # fmt: skip
        if first is not None and held is not None and (not_modified or same):
            records = revisit_records(fields["capture_id"], moment, exchange, first)
            told |= {"payload_sha256": held.payload_sha256, "refers_to": held.capture_id}
            outcome = "unchanged"
        else:
            records = exchange_records(fields["capture_id"], moment, exchange)
            told |= {"payload_sha256": digest}
            outcome = "ok" if whole else "error"
        robots = None if address.kind == "robots" else "allowed"
        offset = self.segment.append(records)
        place = {"warc_file": self.segment.name, "warc_offset": offset}
        about = fields | told | place | {"outcome": outcome, "reason": reason, "robots": robots}
        capture = Capture(final_url=response.url, **about)
        return capture, held_of(capture, payload) if outcome == "ok" else None

    def _opted_out(self, address: Address, response: Response, said: str) -> None:
        """A page that reserves text mining: that it did is noted, the page is not kept."""
        assert response.request is not None
        moment = asked_at(response.request)
        told = told_by(response, wire_of(response.request, response))
        self.ledger.add(
            Capture(
                **self._fields(address, moment),
                final_url=response.url,
                outcome="forbidden",
                reason=f"opted out of text mining by {said}",
                robots="allowed",
                opt_out=(said,),
                **told,
            )
        )
        self.ledger.settled(address.seq, moment, None)

    def _try_later(self, address: Address, moment: datetime, tried: int) -> None:
        minutes = self.limits.retry_after_minutes * 2**address.attempts * tried
        self.ledger.unsettled(
            address.seq, moment, address.attempts + tried, timedelta(minutes=minutes)
        )

    def _retried(self) -> tuple[int, ...]:
        return (408, *self.limits.retry_statuses)

    def _fields(self, address: Address, moment: datetime) -> dict[str, Any]:
        return {
            "capture_id": capture_id(self.source_id, address.url, moment),
            "source_id": self.source_id,
            "url": address.url,
            "kind": address.kind,
            "fetched_at": moment,
            "discovered_in": address.entry.listed_in or None,
            "depth": None if address.kind == "robots" else address.depth,
            "listed_at": address.entry.listed_at,
        }


def _reason(fault: BaseException) -> str:
    for kind, words in REASONS.items():
        if isinstance(fault, kind):
            return words
    text = " ".join(str(fault).split())[:200]
    if isinstance(fault, exceptions.IgnoreRequest):
        return "larger than the limit" if "DOWNLOAD_MAXSIZE" in text else text
    return f"{type(fault).__name__}: {text}"
