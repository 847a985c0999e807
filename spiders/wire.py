"""Between Scrapy and the wire: keeps a body as it came, and hands on the unpacked one.

Twisted has undone the transfer encoding (chunks) by then; the content encoding is still on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response

from spiders.limits import Limits
from validation.contracts import clock
from validation.contracts.declarations import Source
from validation.contracts.packing import ACCEPTED, PackingError, TooLargeError, unpacked

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

KEY = "wire"
PLACE = 590  # where Scrapy would unpack
# What they do is not used here, and each costs time on each answer.
UNUSED = ("depth.DepthMiddleware", "httperror.HttpErrorMiddleware", "urllength.UrlLengthMiddleware")
UNUSED_DOWNLOADER = ("httpauth.HttpAuthMiddleware", "stats.DownloaderStats")


class BrokenBodyError(IgnoreRequest):
    """An answer came whole but does not unpack."""


@dataclass(frozen=True, slots=True)
class Wire:
    """An answer as it came over the wire, but for chunks."""

    headers: Headers
    body: bytes

    @property
    def packing(self) -> str | None:
        """Its content encodings, such as ``gzip``."""
        values = self.headers.getlist("Content-Encoding")
        return b", ".join(values).decode("latin-1") if values else None


class Unpacking:
    """Takes the place of Scrapy's middleware that unpacks and forgets."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        """Say which packings can be undone."""
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    def process_response(self, request: Request, response: Response) -> Response:
        """The answer with its body unpacked; what came stays in ``request.meta["wire"]``."""
        wire = Wire(response.headers, response.body)
        request.meta[KEY] = wire
        if wire.packing is None:
            return response
        cap = request.meta.get("download_maxsize", self._most_bytes)
        try:
            body = unpacked(wire.body, wire.packing, cap)
        except TooLargeError as error:
            raise BrokenBodyError("larger than the limit") from error
        except PackingError as error:
            raise BrokenBodyError(str(error)) from error
        headers = Headers(response.headers)
        headers.pop("Content-Encoding", None)
        # Not response.replace: a text response would hand its encoding to a plain one.
        return Response(
            response.url, response.status, headers, body, response.flags, request,
            response.certificate, response.ip_address, response.protocol,
        )  # fmt: skip


def wire_of(request: Request, response: Response) -> Wire:
    """What came over the wire for an answer."""
    kept = request.meta.get(KEY)
    return kept if isinstance(kept, Wire) else Wire(response.headers, response.body)


def archiving(polite: dict[str, Any], source: Source, limits: Limits) -> dict[str, Any]:
    """The settings of a crawler with the ledger as its scheduler and the wire kept.

    Only a source without delay, a server of one's own, is asked for several things at once; and
    not under a clock that stands still, where the archive is to repeat byte by byte.
    """
    several = source.delay_seconds == 0 and not clock.is_told()
    at_once = limits.concurrency_without_delay if several else 1
    downloader = dict.fromkeys([f"scrapy.downloadermiddlewares.{x}" for x in UNUSED_DOWNLOADER])
    return polite | {
        "COMPRESSION_ENABLED": False,
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "SPIDER_MIDDLEWARES": dict.fromkeys([f"scrapy.spidermiddlewares.{x}" for x in UNUSED]),
        "EXTENSIONS": polite["EXTENSIONS"] | {"scrapy.extensions.corestats.CoreStats": None},
        "SCHEDULER": "spiders.scheduler.LedgerScheduler",
        "DOWNLOADER_MIDDLEWARES": polite["DOWNLOADER_MIDDLEWARES"]
        | downloader
        | {Unpacking: PLACE},
        # Scrapy starts so many tasks for each answer, to handle items; ours has none.
        "CONCURRENT_ITEMS": 1,
        "CONCURRENT_REQUESTS": at_once,
        "CONCURRENT_REQUESTS_PER_DOMAIN": at_once,
    }
