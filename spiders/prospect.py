"""Look at a site that is not declared yet: its robots.txt, its feeds, its sitemaps, its links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from lxml import html

from spiders.agent import NAME
from spiders.asking import Answer, Asker
from spiders.lists import Entry, UnreadableListError, address, feed
from spiders.lists.feeds import joined
from spiders.lists.sections import links_of, root_of
from spiders.politeness.addresses import place_of
from spiders.politeness.optout import opt_out, signals
from spiders.survey import Look, look
from validation.contracts.declarations import Feed, Section, Sitemap
from validation.contracts.plain_yaml import load
from validation.contracts.table import Strict

FILE = Path(__file__).with_name("prospects.yml")
UTC = ZoneInfo("UTC")
_Way = TypeVar("_Way", Feed, Sitemap)
FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/rdf+xml"}


class Prospects(Strict):
    """Where to look; the YAML says what each is."""

    feeds: list[str]
    sitemaps: list[str]
    most_feeds: int
    most_sitemaps: int
    links: list[str]
    least_links: int


@dataclass(frozen=True, slots=True)
class Found:
    """A list of the site that could be read."""

    way: Feed | Sitemap | Section
    look: Look


@dataclass(slots=True)
class Site:
    """What a site shows of itself."""

    url: str
    home: Answer
    robots: str
    crawl_delay: float | None
    name: str | None = None
    language: str | None = None
    wordpress: bool = False
    opt_out: str | None = None
    found: list[Found] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)


@cache
def prospects() -> Prospects:
    """The content of ``prospects.yml``."""
    return Prospects.model_validate(load(FILE.read_text(encoding="utf-8")))


def site(url: str, asker: Asker) -> Site:
    """Ask a site for its first page, robots.txt, feeds and sitemaps; some dozen requests."""
    home = asker.get(url)
    known = asker.robots(url)
    seen = Site(url, home, home.robots, known.rules.crawl_delay(NAME))
    if home.status is None and home.robots != "forbidden":
        return seen  # nobody there: to ask for eight feeds would say no more
    _read_head(seen)
    _try_feeds(seen, asker)
    _try_sitemaps(seen, asker, list(known.rules.sitemaps))
    if not seen.found and home.good:
        _try_links(seen, asker)
    return seen


def _read_head(seen: Site) -> None:
    root = root_of(seen.home.body) if seen.home.good else None
    seen.opt_out = opt_out(seen.home.headers, seen.home.body[: signals().head_bytes])
    if root is None:
        return
    seen.name = _first(root, "//meta[@property='og:site_name']/@content", "//title/text()")
    language = _first(root, "/html/@lang")
    seen.language = re.split(r"[-_]", language)[0].lower() if language else None
    generator = _first(root, "//meta[@name='generator']/@content") or ""
    seen.wordpress = "wordpress" in generator.lower()


def _first(root: html.HtmlElement, *paths: str) -> str | None:
    for path in paths:
        for value in root.xpath(path):
            if text := " ".join(str(value).split()):
                return text[:200]
    return None


def _try_feeds(seen: Site, asker: Asker) -> None:
    own = _home_is_feed(seen) + _try(seen, asker, _ways(seen, _named_feeds(seen), _feed))
    if not own:
        guessed = (joined(seen.url, path) for path in prospects().feeds)
        _try(seen, asker, _ways(seen, guessed, _feed), enough=1)


def _feed(url: str) -> Feed:
    return Feed(engine="feed", url=url)


def _sitemap(url: str) -> Sitemap:
    return Sitemap(engine="sitemap", url=url)


def _ways(seen: Site, urls: Iterable[str], make: Callable[[str], _Way]) -> Iterator[_Way]:
    """A way an address; what a site calls an address and is none is passed over."""
    for url in urls:
        if address(url, ()):
            yield make(url)
        else:
            seen.passed_over.append((url, "malformed address"))


def _home_is_feed(seen: Site) -> int:
    try:
        listing = feed(seen.home.body, seen.home.final_url, UTC)
    except UnreadableListError:
        return 0
    found = Look(seen.home, listing, None)
    seen.found += [Found(Feed(engine="feed", url=seen.url), found)] if found.entries else []
    return len(seen.found)


def _named_feeds(seen: Site) -> list[str]:
    root = root_of(seen.home.body) if seen.home.good else None
    if root is None:
        return []
    wanted = [
        joined(seen.home.final_url, str(link.get("href")))
        for link in root.xpath("//link[@href]")
        if "alternate" in str(link.get("rel")).lower()
        and str(link.get("type")).lower() in FEED_TYPES
        # Every page of a blog offers a feed of its comments; they are no reports.
        and "/comments/" not in str(link.get("href"))
    ]
    return list(dict.fromkeys(wanted))[: prospects().most_feeds]


def _try_sitemaps(seen: Site, asker: Asker, named: list[str]) -> None:
    urls = [joined(seen.url, url) for url in named][: prospects().most_sitemaps]
    if not _try(seen, asker, _ways(seen, urls, _sitemap)):
        guessed = (joined(seen.url, path) for path in prospects().sitemaps)
        _try(seen, asker, _ways(seen, guessed, _sitemap), enough=1)


def _try_links(seen: Site, asker: Asker) -> None:
    host = place_of(seen.home.final_url)
    links = [u for u in links_of(seen.home.body, seen.home.final_url) if place_of(u) == host]
    for pattern in prospects().links:
        if sum(bool(re.search(pattern, link)) for link in links) >= prospects().least_links:
            _try(seen, asker, [Section(engine="section", url=seen.url, links=[pattern])])
            return


def _try(
    seen: Site, asker: Asker, ways: Iterable[Feed | Sitemap | Section], enough: int = 99
) -> int:
    """Keep the ways that list something; how many did."""
    kept = 0
    for way in ways:
        if any(way.url == found.way.url for found in seen.found):
            continue
        tried = look(way, Entry(way.url, ""), asker, UTC)
        if tried.entries:
            seen.found.append(Found(way, tried))
            kept += 1
        else:
            seen.passed_over.append((way.url, tried.trouble or "lists nothing"))
        if kept >= enough:
            break
    return kept
