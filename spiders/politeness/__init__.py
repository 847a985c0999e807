"""How a crawl behaves towards hosts; nothing that touches one is left to Scrapy's defaults.

In: the limits, a source's YAML, the contact. Out: :func:`settings`, the settings of one source's
crawler. A request passes, in this order: :mod:`.guard` (hours, addresses), :mod:`.robots`,
:mod:`.optout`, :mod:`.backoff` (the host's turn), and connects through the resolver of
:mod:`.guard`. What is refused on the way raises an error of :mod:`.refusals`, whose text is the
ledger's reason. What we promise to hosts: ``docs/gathering.md``.
"""

from __future__ import annotations

from typing import Any

from spiders.agent import NAME, user_agent
from spiders.limits import Limits
from spiders.politeness.addresses import Door
from spiders.politeness.backoff import BackOff, Turn
from spiders.politeness.guard import Doorkeeper, Handler
from spiders.politeness.optout import OptOut
from spiders.politeness.refusals import ForbiddenError, RobotsUnreachableError
from spiders.politeness.robots import Robots
from validation.contracts.declarations import Gdelt, Source

__all__ = ["ForbiddenError", "RobotsUnreachableError", "settings"]


EXTENSIONS_OFF = [
    "scrapy.extensions.telnet.TelnetConsole",
    "scrapy.extensions.remote_control.RemoteControl",
    "scrapy.extensions.logstats.LogStats",
    "scrapy.extensions.feedexport.FeedExporter",
]


# Numbers place them among Scrapy's own: a request goes up, its answer comes down.
MIDDLEWARES: dict[Any, int | None] = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    Doorkeeper: 50,
    Robots: 100,
    OptOut: 110,
    BackOff: 550,
    Turn: 950,
}


def settings(limits: Limits, source: Source, contact: str | None) -> dict[str, Any]:
    """The settings of one source's crawler: one request at a time, in the order of asking."""
    delay = source.delay_seconds
    return {
        "SOURCE": source,
        "SOURCE_DOOR": Door.of(source, limits.ports),
        "MANY_HOSTS": any(isinstance(way, Gdelt) for way in source.gather),
        "USER_AGENT": user_agent(contact),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": NAME,
        "ROBOTSTXT_MAXSIZE": limits.max_robots_bytes,
        # A server of one's own, the only one with no delay, is not asked for its reservations.
        "TDMREP_OBEY": delay > 0,
        "DOWNLOADER_MIDDLEWARES": MIDDLEWARES,
        "HTTPERROR_ALLOW_ALL": True,
        "DOWNLOAD_HANDLERS": dict.fromkeys(["file", "ftp", "s3", "data"])
        | dict.fromkeys(["http", "https"], Handler),
        "EXTENSIONS": dict.fromkeys(EXTENSIONS_OFF),
        # One at a time a source, first in first out: polite, and the archive repeats byte by byte.
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "DOWNLOAD_DELAY": delay,
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "AUTOTHROTTLE_ENABLED": delay > 0,
        "AUTOTHROTTLE_START_DELAY": delay,
        "DOWNLOAD_TIMEOUT": limits.timeout_seconds,
        "DOWNLOAD_MAXSIZE": limits.max_body_bytes,
        "DOWNLOAD_MAX_HEADERS": limits.max_header_bytes,
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
