"""robots.txt by RFC 9309, recorded, and its Crawl-delay."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from spiders.agent import NAME
from spiders.politeness.backoff import host_of, hosts
from spiders.politeness.beginning import beginning
from spiders.politeness.refusals import ForbiddenError, RobotsUnreachableError
from spiders.politeness.rfc9309 import is_out_of_reach, said
from validation.contracts import clock

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Robots(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware that records the file and keeps to RFC 9309 on errors."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._told: dict[str, IgnoreRequest] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Let the request pass, or raise what the ledger will say of it."""
        request.meta.setdefault("asked_at", clock.now())
        if rp is None:
            # Of several requests that wait for one robots.txt, Scrapy hands it to the first only.
            now = self._parsers.get(urlparse_cached(request).netloc)
            rp = now if isinstance(now, RobotParser) else None
        if rp is None:
            told = self._told.get(urlparse_cached(request).netloc)
            raise told or RobotsUnreachableError("robots.txt could not be read")
        if not rp.allowed(request.url, NAME):
            raise ForbiddenError("robots.txt says no")

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        self.crawler.spider.record_robots(response)  # type: ignore[union-attr]
        if is_out_of_reach(response.status):
            raise RobotsUnreachableError(f"robots.txt answered {response.status}")
        cap = self.crawler.settings.getint("ROBOTSTXT_MAXSIZE")
        body = said(response.status, beginning(response, cap))
        await super()._parse_robots(response.replace(body=body), netloc, request)
        self._keep_crawl_delay(request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, IgnoreRequest):
            self._told[netloc] = type(exc)(*exc.args)
        super()._robots_error(exc, netloc)

    def _keep_crawl_delay(self, request: Request) -> None:
        parser = self._parsers[urlparse_cached(request).netloc]
        assert isinstance(parser, RobotParser)
        asked = parser.crawl_delay(NAME)
        if asked and not math.isnan(asked):
            hosts().keep_delay(host_of(request), asked)
