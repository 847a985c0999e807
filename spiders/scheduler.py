"""Scrapy's scheduler over the ledger: nothing waits in memory but redirects and second tries."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class LedgerScheduler(BaseScheduler):
    """Asks the spider for its next request, which takes it from the ledger.

    A request that Scrapy itself puts off (a redirect, another try) lives in memory: its address
    is not done in the ledger, so a kill loses nothing.
    """

    def __init__(self) -> None:
        self._put_off: deque[Request] = deque()
        self._spider: Any = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls()

    def open(self, spider: Spider) -> None:
        """Remember whom to ask."""
        self._spider = spider

    def has_pending_requests(self) -> bool:
        """Whether anything is left to ask for now."""
        return bool(self._put_off) or self._spider.agenda.has_more()

    def enqueue_request(self, request: Request) -> bool:
        """Take a redirect or another try."""
        self._put_off.append(request)
        return True

    def next_request(self) -> Request | None:
        """What was put off first, then the ledger's next."""
        if self._put_off:
            return self._put_off.popleft()
        request: Request | None = self._spider.next_request()
        return request
