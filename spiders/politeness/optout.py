"""Opt-outs from text mining: what a page, its headers and its host say, and what we do on it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.http import Headers, Response
from scrapy.http.request import NO_CALLBACK

from spiders.agent import NAME
from spiders.politeness.beginning import beginning
from spiders.politeness.refusals import ForbiddenError
from validation.contracts.plain_yaml import load
from validation.contracts.table import Strict

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

FILE = Path(__file__).with_name("optouts.yml")
WELL_KNOWN = "/.well-known/tdmrep.json"
RESERVATION = "tdm-reservation"


class OptedOutError(ForbiddenError):
    """The host reserves text mining for this path; it is not asked for."""


class Signal(Strict):
    """One way to opt out."""

    where: Literal["header", "meta"]
    name: str
    says: str


class Signals(Strict):
    """The ways that are honoured, and how much of a page is looked at."""

    honoured: list[Signal]
    head_bytes: int
    most_rules: int


@cache
def signals() -> Signals:
    """The content of ``optouts.yml``."""
    return Signals.model_validate(load(FILE.read_text(encoding="utf-8")))


def opt_out(headers: Mapping[str, list[str]], page: bytes) -> str | None:
    """The first word by which an answer opts out, such as ``header x-robots-tag: noai``.

    Args:
        headers: Values by name in small letters.
        page: The unpacked beginning of the body.
    """
    said = {("header", name): _words(name, values) for name, values in headers.items()}
    head = _head(page)
    low = head.lower()
    if any(mark in low for mark in _marks()):
        for name, value in _metas(head):
            said.setdefault(("meta", name), set()).update(_words(name, [value]))
    for signal in signals().honoured:
        if signal.says in said.get((signal.where, signal.name), set()):
            return f"{signal.where} {signal.name}: {signal.says}"
    return None


def _head(page: bytes) -> bytes:
    """What comes before the body; meta elements count there alone."""
    ends = [end for tag in (b"<body", b"<BODY") if (end := page.find(tag)) >= 0]
    return page[: min(ends)] if ends else page


@cache
def _marks() -> frozenset[bytes]:
    """Where none of these stands in a page, its meta elements need not be read."""
    metas = [signal for signal in signals().honoured if signal.where == "meta"]
    return frozenset((m.name if m.says.isdigit() else m.says).encode() for m in metas)


def _words(name: str, values: list[str]) -> set[str]:
    spoken = (
        _to_us(value.lower()) if name == "x-robots-tag" else value.lower() for value in values
    )
    return {re.sub(r"\s", "", word) for value in spoken for word in value.split(",")}


def _to_us(value: str) -> str:
    """A value of X-Robots-Tag without what it says to agents of other names."""
    agent, colon, rest = value.partition(":")
    if not colon or "," in agent or agent.strip() == "unavailable_after":
        return value
    return rest if agent.strip() == NAME else ""


class _Metas(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "meta" and held.get("name") and held.get("content"):
            name = str(held["name"]).strip().lower()
            self.found.append(("robots" if name == NAME else name, str(held["content"])))


def _metas(page: bytes) -> list[tuple[str, str]]:
    parser = _Metas()
    parser.feed(page.decode("latin-1"))
    return parser.found


@dataclass(frozen=True, slots=True)
class Reservations:
    """The rules of a host's tdmrep.json; the first that fits a path counts."""

    rules: tuple[tuple[Protego, bool], ...] = ()

    @classmethod
    def read(cls, body: bytes) -> Reservations:
        """From the file; what is not of the protocol's form reserves nothing."""
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            return cls()
        return cls(tuple(_rules(raw[: signals().most_rules] if isinstance(raw, list) else [])))

    def cover(self, url: str) -> bool:
        """Whether text mining is reserved for an address."""
        return next((kept for rule, kept in self.rules if not rule.can_fetch(url, NAME)), False)


def _rules(raw: list[Any]) -> Iterator[tuple[Protego, bool]]:
    """Each location as a rule of robots.txt, whose patterns the protocol takes over."""
    for rule in raw:
        location = rule.get("location") if isinstance(rule, dict) else None
        if isinstance(location, str) and location.startswith("/") and location.isprintable():
            fits = Protego.parse(f"User-agent: *\nDisallow: {location}")
            yield fits, str(rule.get(RESERVATION)) == "1"


class OptOut:
    """Asks a host once for its reservations, and lets go of what a page reserves.

    A report that opts out is noted with its headers (``meta["opt_out"]`` says by what), its body
    is not kept. Where the host reserves a path in ``tdmrep.json``, it is not asked for at all.
    Lists are read whatever they say: their addresses are facts, and each report has its own say.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._asks = crawler.settings.getbool("TDMREP_OBEY")
        self._hosts: dict[str, Reservations] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise what the ledger will say of it."""
        if self._asks and request.meta.get("kind") == "report":
            parts = urlsplit(request.url)
            origin = f"{parts.scheme}://{parts.netloc}"
            if origin not in self._hosts:
                self._hosts[origin] = Reservations()
                self._hosts[origin] = await self._reservations(origin)
            if self._hosts[origin].cover(request.url):
                raise OptedOutError(f"opted out of text mining by {WELL_KNOWN}")

    async def _reservations(self, origin: str) -> Reservations:
        size = self._crawler.settings.getint("ROBOTSTXT_MAXSIZE")
        asked = Request(
            origin + WELL_KNOWN, callback=NO_CALLBACK, meta={"download_maxsize": size}, priority=900
        )
        try:
            response = await self._crawler.engine.download_async(asked)
        except Exception:
            return Reservations()
        if response.status != 200:
            return Reservations()
        self._crawler.spider.record_robots(response)  # type: ignore[union-attr]
        return Reservations.read(beginning(response, size))

    def process_response(self, request: Request, response: Response) -> Response:
        """The answer; without its body where it opts out."""
        # A page that is unchanged (304) may have been reserved since.
        silent = response.status >= 300 and response.status != 304
        if request.meta.get("kind") != "report" or silent:
            return response
        said = opt_out(_lower(response.headers), beginning(response, signals().head_bytes))
        if said is None:
            return response
        request.meta["opt_out"] = said
        kept = Headers(response.headers)
        kept.pop("Content-Encoding", None)
        return response.replace(body=b"", headers=kept)


def _lower(headers: Headers) -> dict[str, list[str]]:
    return {
        name.decode("latin-1").lower(): [value.decode("latin-1") for value in values]
        for name, values in headers.items()
    }
