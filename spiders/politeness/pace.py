"""When a host may be asked again, counted over all sources of a crawl."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

from spiders.limits import Limits


@dataclass(slots=True)
class Host:
    """What this crawl knows of one host; moments in seconds of the crawl's own clock."""

    last: float = -math.inf
    not_before: float = -math.inf
    least_delay: float = 0.0
    failures: int = 0
    refusals: int = 0
    left_alone: str | None = None


@dataclass(slots=True)
class Hosts:
    """All hosts of a crawl: spacing, pauses, the cap over all, and hosts that are left alone."""

    limits: Limits
    now: Callable[[], float]
    _hosts: dict[str, Host] = field(default_factory=dict)
    _last: float = -math.inf

    def of(self, name: str) -> Host:
        """What is known of a host."""
        return self._hosts.setdefault(name, Host())

    def wait(self, name: str, delay: float) -> float:
        """Seconds until a host may be asked, 0 for now; ``delay`` between two requests.

        A delay of 0 is declared for a server of one's own alone, which is not capped either.
        """
        host, now = self.of(name), self.now()
        spacing = max(delay, host.least_delay)
        moments = [host.not_before, host.last + spacing]
        if spacing > 0:
            moments.append(self._last + 1 / self.limits.max_requests_per_second)
        return max(0.0, max(moments) - now)

    def sent(self, name: str, delay: float) -> None:
        """Note that a request goes out now."""
        host = self.of(name)
        host.last = self.now()
        if max(delay, host.least_delay) > 0:
            self._last = host.last

    def keep_delay(self, name: str, seconds: float) -> None:
        """Hold to the Crawl-delay of a host's robots.txt, or leave it alone if it asks too much."""
        host, most = self.of(name), self.limits.max_crawl_delay_seconds
        if seconds <= most:
            host.least_delay = max(host.least_delay, seconds)
        else:
            host.left_alone = f"host left alone: robots.txt asks for {seconds:g} s between requests"

    def answered(self, name: str, status: int) -> None:
        """Note an answer that is no trouble; after too many refusals in a row the host is left."""
        host = self.of(name)
        host.failures = 0
        host.refusals = host.refusals + 1 if status in (401, 403) else 0
        if host.refusals >= self.limits.max_refusals:
            host.left_alone = f"host left alone: answered {status} {host.refusals} times in a row"

    def failed(self, name: str, why: str, delay: float, asked: float | None = None) -> None:
        """Back off after trouble, longer each time; too often in a row and the host is left.

        Args:
            name: The host.
            why: What went wrong, for the ledger.
            delay: Seconds between two requests of this source.
            asked: Seconds that the host itself asks for (Retry-After).
        """
        host = self.of(name)
        host.failures += 1
        pause = self._pause(name, host, delay) if asked is None else asked
        if asked is not None and asked > self.limits.max_retry_after_seconds:
            host.left_alone = f"host left alone: {why}, asks for {asked:.0f} s"
        elif host.failures >= self.limits.max_failures:
            host.left_alone = f"host left alone: {why}, {host.failures} failures in a row"
        host.not_before = max(host.not_before, self.now() + pause)

    def _pause(self, name: str, host: Host, delay: float) -> float:
        spacing = max(delay, host.least_delay) * self.limits.backoff_factor
        doubled = spacing * 2.0 ** min(host.failures - 1, 30)
        return min(doubled, self.limits.max_backoff_seconds) * (1 + _share(name, host.failures) / 4)


def _share(name: str, number: int) -> float:
    """Between 0 and 1, spread over hosts and tries, and the same in every crawl."""
    return hashlib.sha256(f"{name} {number}".encode()).digest()[0] / 256


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3), None where it says nothing.

    Args:
        value: Seconds, or an HTTP date.
        now: The moment on the host's own clock.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - now).total_seconds())
