"""What a demo newsroom has written, and what of it exists at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo

import yaml
from pydantic import Field, ValidationError

from validation.contracts.errors import WrongUseError
from validation.contracts.plain_yaml import load
from validation.contracts.table import Strict


class FeedPage(Strict):
    """A feed that an outlet offers: its newest ``size`` reports."""

    path: str
    format: Literal["rss", "atom"]
    size: int


class SitemapPages(Strict):
    """The sitemaps of an outlet: an index with months, or a single one; a news sitemap."""

    index: str | None = None
    months: str | None = None
    single: str | None = None
    news: str | None = None


class ExtraPage(Strict):
    """A page that is no report."""

    path: str
    template: str
    status: int = 200
    in_sitemap: bool = False
    title: str


class Outlet(Strict):
    """An invented outlet; ``style`` is the pattern of its reports' addresses."""

    id: str
    name: str
    address: str
    kind: str
    country_iso3: str
    timezone: str
    language: str
    template: str
    style: str
    feeds: list[FeedPage]
    sitemaps: SitemapPages
    robots: str
    extra_pages: list[ExtraPage] = Field(default_factory=list)


class Newsdesk(Strict):
    """``newsroom.yml``."""

    notice: str
    outlets: list[Outlet]


class Front(Strict):
    """The front matter of a report's file."""

    title: str
    published: datetime
    section: str
    lang: str
    standfirst: str | None = None
    authors: list[str] = Field(default_factory=list)
    caption: str | None = None
    dateline: str | None = None
    agency: str | None = None
    url_section: str | None = None
    tags: list[str] = Field(default_factory=list)
    related: list[str] = Field(default_factory=list)
    modified: datetime | None = None


_Model = TypeVar("_Model", bound=Strict)


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a report."""

    slug: str
    path: str
    front: Front
    paragraphs: tuple[str, ...]

    @property
    def since(self) -> datetime:
        """The moment from which this state shows."""
        return self.front.modified or self.front.published


@dataclass(frozen=True, slots=True)
class Newsroom:
    """All outlets and everything they ever write."""

    folder: Path
    desk: Newsdesk
    versions: dict[str, tuple[Version, ...]]

    def at(self, outlet: Outlet, clock: datetime) -> list[Version]:
        """The reports of an outlet that exist at a moment, newest first, each as it then reads."""
        present: dict[str, Version] = {}
        for version in self.versions[outlet.id]:
            if version.since <= clock:
                present[version.slug] = version
        return sorted(present.values(), key=lambda v: (v.front.published, v.slug), reverse=True)


def read_newsroom(folder: Path) -> Newsroom:
    """Read a newsroom's folder; what is malformed is wrong use, named by file."""
    desk = _checked(Newsdesk, _yaml(folder / "newsroom.yml"), folder / "newsroom.yml")
    versions = {}
    for outlet in desk.outlets:
        files = sorted((folder / "reports" / outlet.id).glob("*.md"))
        read = [_version(path, outlet) for path in files]
        versions[outlet.id] = tuple(sorted(read, key=lambda v: (v.since, v.slug)))
    return Newsroom(folder, desk, versions)


def _version(path: Path, outlet: Outlet) -> Version:
    pieces = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(pieces) != 3 or pieces[0].strip():
        raise WrongUseError(f"{path}: starts with no front matter between two lines of ---")
    front = _checked(Front, _parsed(pieces[1], path), path)
    slug, _, mark = path.stem.partition(".")
    if front.published.tzinfo is None or (mark == "v2") != (front.modified is not None):
        raise WrongUseError(f"{path}: published needs an offset, and .v2 alone has modified")
    paragraphs = tuple(" ".join(p.split()) for p in pieces[2].split("\n\n") if p.strip())
    return Version(slug, report_path(outlet, slug, front), front, paragraphs)


def report_path(outlet: Outlet, slug: str, front: Front) -> str:
    """The path of a report at its outlet, dated in the outlet's zone."""
    local = front.published.astimezone(ZoneInfo(outlet.timezone))
    return outlet.style.format(
        year=f"{local:%Y}",
        month=f"{local:%m}",
        day=f"{local:%d}",
        section=front.url_section or front.section,
        slug=slug,
    )


def context(version: Version, outlet: Outlet, base: str) -> dict[str, Any]:
    """A report as templates see it: front matter, paragraphs, url, canonical."""
    zone = ZoneInfo(outlet.timezone)
    modified = version.front.modified
    return version.front.model_dump() | {
        "paragraphs": list(version.paragraphs),
        "url": base + version.path,
        "canonical": base + version.path,
        "published": version.front.published.astimezone(zone),
        "modified": modified.astimezone(zone) if modified else None,
    }


def links(versions: list[Version], outlet: Outlet, base: str) -> list[dict[str, Any]]:
    """Reports as lists show them: title, url, published."""
    wanted = ("title", "url", "published", "section", "standfirst")
    found = (context(version, outlet, base) for version in versions)
    return [{key: one[key] for key in wanted} for one in found]


def months(versions: list[Version], zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """The months in which something was published, oldest first, as (year, month)."""
    local = sorted({f"{v.front.published.astimezone(zone):%Y %m}" for v in versions})
    yield from ((year, month) for year, month in (text.split() for text in local))


def utc(moment: datetime) -> str:
    """A moment as W3C writes it, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _checked(model: type[_Model], raw: object, path: Path) -> _Model:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        raise WrongUseError(f"{path}: {field}: {first['msg']}") from error


def _yaml(path: Path) -> object:
    if not path.is_file():
        raise WrongUseError(f"{path}: no such file; a newsroom's folder holds newsroom.yml")
    return _parsed(path.read_text(encoding="utf-8"), path)


def _parsed(text: str, path: Path) -> object:
    try:
        return load(text)
    except yaml.YAMLError as error:
        raise WrongUseError(f"{path}: not readable as YAML") from error
