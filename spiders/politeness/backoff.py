"""The middleware between Scrapy and the table of hosts: waits, backs off, leaves alone."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Self

from scrapy import Request, exceptions
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from spiders.limits import limits
from spiders.politeness.pace import Hosts, retry_after
from spiders.politeness.refusals import LeftAloneError
from validation.contracts import clock

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Trouble of the host rather than of one page.
TROUBLE: dict[type[Exception], str] = {
    exceptions.DownloadTimeoutError: "timeout",
    exceptions.DownloadConnectionRefusedError: "connection refused",
    exceptions.CannotResolveHostError: "host not found",
    exceptions.DownloadFailedError: "connection broken",
}


@cache
def hosts() -> Hosts:
    """The table that all sources of this process share."""
    return Hosts(limits(), time.monotonic)


def host_of(request: Request) -> str:
    """The host that a request goes to."""
    return urlparse_cached(request).hostname or ""


class Turn:
    """Holds a request until its host may be asked; next to the downloader."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        # Where one of many hosts asks for a pause, the others are not to wait for it.
        many = crawler.settings.getbool("MANY_HOSTS")
        self._longest = limits().max_wait_among_many_seconds if many else float("inf")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait, then let the request go; raise if the host is left alone."""
        host = host_of(request)
        delay = self._delay_unless_left_alone(request, host)
        while (wait := hosts().wait(host, delay)) > 0:
            if wait > self._longest:
                raise LeftAloneError(f"host is to be asked in {wait:.0f} s only")
            await asyncio.sleep(wait)
            delay = self._delay_unless_left_alone(request, host)
        hosts().sent(host, delay)
        request.meta["asked_at"] = clock.now()

    def _delay_unless_left_alone(self, request: Request, host: str) -> float:
        reason = hosts().of(host).left_alone
        if reason:
            raise LeftAloneError(reason)
        return delay_of(self._crawler, request)


class BackOff:
    """Tells the table of hosts what came, and asks again while the host may still be asked."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._retried = {int(status) for status in crawler.settings.getlist("RETRY_HTTP_CODES")}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The answer, or the request again."""
        host, status = host_of(request), response.status
        if status not in self._retried:
            hosts().answered(host, status)
            return response
        asked = _asked_pause(response)
        hosts().failed(host, f"answered {status}", delay_of(self._crawler, request), asked)
        return self._again(request, f"answered {status}") or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The request again, or nothing; a body that was cut short is no trouble of the host."""
        trouble = next(
            (words for kind, words in TROUBLE.items() if isinstance(exception, kind)), ""
        )
        if trouble:
            hosts().failed(host_of(request), trouble, delay_of(self._crawler, request))
        cut = isinstance(exception, exceptions.ResponseDataLossError)
        return self._again(request, trouble or "cut short") if trouble or cut else None

    def _again(self, request: Request, reason: str) -> Request | None:
        if hosts().of(host_of(request)).left_alone:
            return None
        assert self._crawler.spider is not None
        return get_retry_request(request, spider=self._crawler.spider, reason=reason)


def delay_of(crawler: Crawler, request: Request) -> float:
    """Seconds between two requests as AutoThrottle has them now."""
    _, slot = crawler.engine.downloader._get_slot(request)
    return float(slot.delay)


def _asked_pause(response: Response) -> float | None:
    value = response.headers.get("Retry-After")
    return None if value is None else retry_after(value.decode("latin-1"), _moment_of(response))


def _moment_of(response: Response) -> datetime:
    """The host's clock where it tells the time, so that a wrong one does no harm."""
    told = response.headers.get("Date")
    try:
        moment = parsedate_to_datetime(told.decode("latin-1")) if told else None
    except ValueError:
        moment = None
    return moment if moment and moment.tzinfo else clock.now()
