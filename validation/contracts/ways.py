"""The ways in which a source's reports are found: one model an engine, keyed by ``engine``."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from validation.contracts import codes
from validation.contracts.table import Strict


def _known_country(code: str) -> str:
    if code not in codes.values("countries"):
        raise ValueError(f"{code!r} is no ISO 3166-1 alpha-3 code that is known here")
    return code


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
    return pattern


def _is_http(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError(
            f"{url!r} is no address; write it in full, like https://press.example/feed"
        )
    return url


def _fills(template: str) -> str:
    names = re.findall(r"\{(\w*)\}", template)
    wrong = [name for name in names if name not in PLACEHOLDERS]
    if wrong:
        raise ValueError(f"{{{wrong[0]}}} is none of {', '.join(PLACEHOLDERS)}")
    return template


def _has_page(template: str) -> str:
    if "{page}" not in template:
        raise ValueError("has no {page}")
    return template


PLACEHOLDERS = ("year", "month", "day")
Country = Annotated[str, AfterValidator(_known_country)]
Pattern = Annotated[str, AfterValidator(_compiles)]
Url = Annotated[str, AfterValidator(_is_http)]
# An address; {year}, {month} and {day} make one address a year, month or day of it.
Dated = Annotated[Url, AfterValidator(_fills)]
PageUrl = Annotated[str, AfterValidator(_has_page)]
GdeltTable = Literal["events", "mentions", "gkg"]
Pages = Annotated[int, Field(ge=1, le=5000)]
Recent = Annotated[int, Field(ge=1, le=366)]


class Feed(Strict):
    """An RSS or Atom feed; further pages by its rel=next, or by ``page_url`` with {page}."""

    engine: Literal["feed"]
    url: Dated
    pages: Pages = 1
    page_url: PageUrl | None = None
    full_content: bool = False  # the feed holds whole reports: they are taken from it
    recent: Recent = 3


class Sitemap(Strict):
    """A sitemap, a sitemap index or a news sitemap."""

    engine: Literal["sitemap"]
    url: Dated
    recent: Recent = 3


class Section(Strict):
    """A page with links to reports, and the pages that follow it."""

    engine: Literal["section"]
    url: Dated
    links: list[Pattern] = Field(min_length=1)
    exclude: list[Pattern] = Field(default_factory=list)
    pages: Pages = 1
    page_url: PageUrl | None = None
    next: Pattern | None = None  # a link that matches leads to the next page
    date_in_url: Pattern | None = None  # named groups year, month, day; else the usual forms
    recent: Recent = 3

    @model_validator(mode="after")
    def _one_way_on(self) -> Section:
        if self.page_url and self.next:
            raise ValueError("give page_url or next, not both")
        return self


class Paging(Strict):
    """How a JSON API is leafed through.

    offset and page count in ``parameter``; for cursor and link ``path`` is where the answer
    holds the next cursor or address.
    """

    by: Literal["offset", "page", "cursor", "link"]
    parameter: str | None = None
    path: str | None = None
    start: int = Field(default=0, ge=0)
    step: int = Field(default=1, ge=1)  # offset: entries a page; page: 1

    @model_validator(mode="after")
    def _complete(self) -> Paging:
        if self.by != "link" and not self.parameter:
            raise ValueError(f"by {self.by} wants a parameter")
        if self.by in {"cursor", "link"} and not self.path:
            raise ValueError(f"by {self.by} wants a path")
        return self


class Api(Strict):
    """A JSON API; paths are keys and numbers with dots between, such as fields.date.created.

    In ``query``, {since} and {until} stand for the days asked for and ``${NAME}`` for a variable
    of the environment; a parameter whose {since} or {until} is not asked for is left out.
    """

    engine: Literal["api"]
    url: Url
    query: dict[str, str | int | list[str | int]] = Field(default_factory=dict)
    items: str = ""  # where the list of entries lies; empty: the answer is the list
    link: str  # a path, or an address with {path} in it
    date: str | None = None
    changed: str | None = None
    title: str | None = None
    content: str | None = None  # the whole report as HTML or text: it is taken from here
    paging: Paging | None = None
    pages: Pages = 10


class Gdelt(Strict):
    """Addresses of reports in the files of GDELT 2.0, whose list is at ``url``.

    ``countries`` where the event lies (tables events and gkg), ``cameo`` beginnings of event
    codes (events), ``domains`` of the reports. A report passes that any table lists; a table
    that cannot tell a country or a code passes on neither filter.
    """

    engine: Literal["gdelt"]
    url: Url = "http://data.gdeltproject.org/gdeltv2/lastupdate.txt"
    tables: list[GdeltTable] = Field(default=["events"], min_length=1)
    countries: list[Country] = Field(default_factory=list)
    cameo: list[Annotated[str, Field(pattern=r"^\d{2,4}$")]] = Field(default_factory=list)
    domains: list[str] = Field(default_factory=list)
    recent: Annotated[int, Field(ge=1, le=2880)] = 1  # quarters of an hour, back from now

    @model_validator(mode="after")
    def _can_tell(self) -> Gdelt:
        if "mentions" in self.tables and (self.countries or self.cameo):
            raise ValueError("mentions tell no country and no code; leave out the one or the other")
        if "gkg" in self.tables and self.cameo:
            raise ValueError("gkg tells no event code; leave out gkg or cameo")
        return self


class LocalFolder(Strict):
    """A folder of texts or pages with a sidecar YAML each; relative to the source's YAML.

    JSON lines, and zip files of all of these, are read too; WARC files if ``files`` names them.
    ``${NAME}`` in the path stands for a variable of the environment.
    """

    engine: Literal["folder"]
    path: str
    files: list[str] = Field(default_factory=lambda: ["*.txt", "*.html", "*.jsonl", "*.zip"])


class Warc(Strict):
    """WARC files of a folder, such as CC-NEWS; their pages keep the moment of their fetch.

    ``listed_by`` is a file of paths (``warc.paths.gz``) in the folder: what it lists must be there.
    """

    engine: Literal["warc"]
    path: str
    files: list[str] = Field(default_factory=lambda: ["**/*.warc.gz", "**/*.warc"])
    listed_by: str | None = None
    domains: list[str] = Field(default_factory=list)  # with their subdomains; all if left out
    since: date | None = None
    until: date | None = None


Way = Annotated[
    Feed | Sitemap | Section | Api | Gdelt | LocalFolder | Warc, Field(discriminator="engine")
]
WebWay = Feed | Sitemap | Section | Api | Gdelt
LocalWay = LocalFolder | Warc
