"""Scrapy, told in full how to behave: nothing is left to its defaults that touches a host."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from spiders import clock
from spiders.agent import NAME, user_agent
from spiders.limits import Limits


class ForbiddenError(IgnoreRequest):
    """robots.txt says no."""


class RobotsUnreachableError(IgnoreRequest):
    """robots.txt could not be read, so nothing may be asked of the host (RFC 9309, 2.3.1.4)."""


class Robots(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware that records the file and keeps to RFC 9309 on errors."""

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Let the request pass, or raise what the ledger will say of it."""
        request.meta.setdefault("asked_at", clock.now())
        if rp is None:
            raise RobotsUnreachableError("robots.txt could not be read")
        if not rp.allowed(request.url, NAME):
            raise ForbiddenError("robots.txt says no")

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        self.crawler.spider.record_robots(response)  # type: ignore[union-attr]
        if response.status >= 500 or response.status == 429:
            raise RobotsUnreachableError(f"robots.txt answered {response.status}")
        missing = response.status >= 400
        cap = self.crawler.settings.getint("ROBOTSTXT_MAXSIZE")
        body = b"" if missing else response.body[:cap]
        await super()._parse_robots(response.replace(body=body), netloc, request)
        self._keep_crawl_delay(request)

    def _keep_crawl_delay(self, request: Request) -> None:
        parser = self._parsers[urlparse_cached(request).netloc]
        assert isinstance(parser, RobotParser)
        asked, engine = parser.crawl_delay(NAME), self.crawler.engine
        if asked and engine is not None:
            _, slot = engine.downloader._get_slot(request)
            slot.delay = max(slot.delay, float(asked))


class NoteEncoding:
    """Keeps how a body was packed on the wire, which Scrapy forgets when it unpacks."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the header on the request."""
        packed = response.headers.get("Content-Encoding")
        request.meta["wire_encoding"] = packed.decode("latin-1") if packed else None
        return response


def settings(limits: Limits, delay_seconds: float, contact: str | None) -> dict[str, Any]:
    """The settings of one source's crawler: one request at a time, in the order of asking."""
    return {
        "USER_AGENT": user_agent(contact),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": NAME,
        "ROBOTSTXT_MAXSIZE": limits.max_robots_bytes,
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
            Robots: 100,
            # Next to the middleware that unpacks, on the side of the wire.
            NoteEncoding: 595,
        },
        "HTTPERROR_ALLOW_ALL": True,
        "DOWNLOAD_HANDLERS": dict.fromkeys(["file", "ftp", "s3", "data"]),
        "EXTENSIONS": {
            "scrapy.extensions.telnet.TelnetConsole": None,
            "scrapy.extensions.remote_control.RemoteControl": None,
            "scrapy.extensions.logstats.LogStats": None,
            "scrapy.extensions.feedexport.FeedExporter": None,
        },
        # One at a time a source, first in first out: polite, and the archive repeats byte by byte.
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "DOWNLOAD_DELAY": delay_seconds,
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "AUTOTHROTTLE_ENABLED": delay_seconds > 0,
        "AUTOTHROTTLE_START_DELAY": delay_seconds,
        "DOWNLOAD_TIMEOUT": limits.timeout_seconds,
        "DOWNLOAD_MAXSIZE": limits.max_body_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "REDIRECT_MAX_TIMES": limits.max_redirects,
        "RETRY_TIMES": limits.retries,
        "RETRY_HTTP_CODES": limits.retry_statuses,
        "COOKIES_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "REFERER_ENABLED": True,
        "REFERRER_POLICY": "no-referrer",
        "LOG_ENABLED": False,
        "STATS_DUMP": False,
        "TELNETCONSOLE_ENABLED": False,
    }
