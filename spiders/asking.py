"""Ask a host for one thing at a time, without Scrapy: to look at a site before it is a source.

Keeps to what a crawl keeps to: robots.txt, its delay, one request at a time, the caps of
``limits.yml``, our name, no private address behind a public name or a redirect.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from typing import Literal
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, Request

from protego import Protego

from spiders.agent import NAME, user_agent
from spiders.limits import limits
from spiders.lists.feeds import joined
from spiders.politeness.addresses import is_public, place_of
from spiders.politeness.rfc9309 import is_out_of_reach, said
from validation.contracts.packing import PackingError, unpacked

MOVED = {301, 302, 303, 307, 308}
CHUNK = 65536
DELAY_SECONDS = 1.0  # between two requests to a host, as a source's delay_seconds
# What can be unpacked wherever the standard library is.
ACCEPTED = "gzip, deflate"
Verdict = Literal["allowed", "forbidden", "unreachable"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for an address; ``trouble`` says in words why nothing did."""

    url: str
    final_url: str
    robots: Verdict
    status: int | None = None
    headers: dict[str, list[str]] = field(default_factory=dict)
    body: bytes = b""
    trouble: str | None = None

    @property
    def good(self) -> bool:
        """Whether something whole came."""
        return self.trouble is None and self.status is not None and self.status < 300

    @property
    def reason(self) -> str | None:
        """Why it is not good."""
        return self.trouble or (None if self.good else f"answered {self.status}")


@dataclass(frozen=True, slots=True)
class Robots:
    """A host's robots.txt: its rules, and in words why it could not be read."""

    rules: Protego
    trouble: str | None = None


@dataclass(slots=True)
class Asker:
    """Asks politely; remembers each host's robots.txt and when it was last asked."""

    contact: str | None
    delay_seconds: float = field(default_factory=lambda: DELAY_SECONDS)
    private_hosts: set[str] = field(default_factory=set)
    _robots: dict[str, Robots] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def trusted(self, url: str) -> None:
        """The person named this address: its host may lie on a private network."""
        place = place_of(url)
        if place:
            self.private_hosts.add(place[0])

    def get(self, url: str) -> Answer:
        """The answer to an address, at the end of its redirects; asks robots.txt at each."""
        asked = url
        for _ in range(limits().max_redirects + 1):
            verdict = self.verdict(asked)
            if verdict == "forbidden":
                return Answer(url, asked, verdict, trouble="robots.txt says no")
            if verdict == "unreachable":
                why = f"robots.txt unreachable: {self.robots(asked).trouble}"
                return Answer(url, asked, verdict, trouble=why)
            answer = self._once(url, asked, limits().max_body_bytes)
            location = answer.headers.get("location")
            if answer.status not in MOVED or not location:
                return answer
            asked = joined(asked, location[0])
        return Answer(url, asked, "allowed", trouble="too many redirects")

    def verdict(self, url: str) -> Verdict:
        """What the host's robots.txt says of an address."""
        if self._refusal(url):
            return "allowed"  # it is refused where it is asked for, by its own name
        known = self.robots(url)
        if known.trouble:
            return "unreachable"
        return "allowed" if known.rules.can_fetch(url, NAME) else "forbidden"

    def robots(self, url: str) -> Robots:
        """The robots.txt of an address's host."""
        refusal = self._refusal(url)
        if refusal:
            return Robots(Protego.parse(""), refusal)
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            answer, asked = self._once(origin, f"{origin}/robots.txt", None), f"{origin}/robots.txt"
            for _ in range(limits().max_redirects):
                if answer.status not in MOVED or "location" not in answer.headers:
                    break
                asked = joined(asked, answer.headers["location"][0])
                answer = self._once(origin, asked, None)
            self._robots[origin] = _read_robots(answer)
        return self._robots[origin]

    def _once(self, url: str, asked: str, cap: int | None) -> Answer:
        refusal = self._refusal(asked)
        if refusal:
            return Answer(url, asked, "allowed", trouble=refusal)
        self._wait(asked)
        headers = {"User-Agent": user_agent(self.contact), "Accept-Encoding": ACCEPTED}
        try:
            seconds = limits().timeout_seconds
            with _opener().open(Request(asked, headers=headers), timeout=seconds) as response:
                return _answer(url, asked, response, cap)
        except TimeoutError:
            return Answer(url, asked, "allowed", trouble="timeout")
        except (OSError, HTTPException, ValueError) as error:
            return Answer(url, asked, "allowed", trouble=_in_words(error))

    def _wait(self, url: str) -> None:
        host = urlsplit(url).netloc
        known = self._robots.get(f"{urlsplit(url).scheme}://{host}")
        asked = float(known.rules.crawl_delay(NAME) or 0) if known else 0.0
        delay = max(self.delay_seconds, min(asked, limits().timeout_seconds))
        left = self._last.get(host, 0.0) + delay - time.monotonic()
        if host in self._last and left > 0:
            time.sleep(left)
        self._last[host] = time.monotonic()

    def _refusal(self, url: str) -> str | None:
        if not url.lower().startswith(("http://", "https://")):
            return "not an HTTP address"
        place = place_of(url)
        if place is None:
            return "malformed address"
        if place[0] in self.private_hosts:
            return None
        try:
            found = {str(row[4][0]) for row in socket.getaddrinfo(*place, type=socket.SOCK_STREAM)}
        except (OSError, UnicodeError):
            return "host not found"
        return None if all(is_public(one) for one in found) else "private address"


def _in_words(error: Exception) -> str:
    """Why no answer came."""
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, TimeoutError):
        return "timeout"
    if isinstance(reason, socket.gaierror):
        return "host not found"
    told = getattr(reason, "strerror", None) or reason
    return " ".join(str(told).split())[:200] or type(error).__name__


def _opener() -> OpenerDirector:
    # Neither files nor FTP, no redirects of its own, no proxy: a status is an answer.
    opener = OpenerDirector()
    opener.add_handler(HTTPHandler())
    opener.add_handler(HTTPSHandler())
    return opener


def _answer(url: str, asked: str, response: HTTPResponse, cap: int | None) -> Answer:
    """The answer read up to the cap; of robots.txt (no cap) the beginning is enough."""
    headers: dict[str, list[str]] = {}
    for name, value in response.headers.items():
        headers.setdefault(name.lower(), []).append(value)
    most = cap if cap is not None else limits().max_robots_bytes
    deadline, body = time.monotonic() + limits().timeout_seconds, bytearray()
    while len(body) <= most and (chunk := response.read1(CHUNK)):
        body += chunk
        if time.monotonic() > deadline:
            return Answer(url, asked, "allowed", response.status, headers, trouble="timeout")
    trouble = "larger than the limit" if len(body) > most else None
    if response.length and not trouble:
        trouble = "cut short"
    if cap is not None and trouble:
        return Answer(url, asked, "allowed", response.status, headers, trouble=trouble)
    try:
        packing = ", ".join(headers.get("content-encoding", []))
        plain = unpacked(bytes(body[:most]), packing, most)
    except PackingError as error:
        return Answer(url, asked, "allowed", response.status, headers, trouble=str(error))
    return Answer(url, asked, "allowed", response.status, headers, plain)


def _read_robots(answer: Answer) -> Robots:
    if answer.trouble or is_out_of_reach(answer.status):
        return Robots(Protego.parse(""), answer.reason)
    return Robots(Protego.parse(said(answer.status, answer.body).decode("utf-8", "replace")))
