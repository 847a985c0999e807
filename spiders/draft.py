"""The YAML of a source drafted from a look at its site, and the fixture that goes with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from babel.core import get_global

from spiders.asking import Answer, Asker, Verdict
from spiders.prospect import Found, Site
from validation.contracts import codes
from validation.contracts.declarations import SOURCE_ID, Feed, Section, Source
from validation.contracts.errors import WrongUseError
from validation.contracts.plain_yaml import load

LIST, PAGE, ABOUT = "list.body", "page.html", "fixture.yml"
WORDPRESS_PAGES = 5


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person says of the source; the rest is read off the site or left to check."""

    country: str | None = None
    language: str | None = None
    id: str | None = None


def source_id(site: Site, wish: Wish) -> str:
    """The name wished for, else the host's without its www and its last part."""
    if wish.id is not None:
        if not SOURCE_ID.fullmatch(wish.id):
            raise WrongUseError(f"--id {wish.id!r}: small letters, digits and - only")
        return wish.id
    host = (urlsplit(site.url).hostname or "").removeprefix("www.")
    parts = host.split(".")
    named = host if parts[-1].isdigit() or len(parts) < 2 else ".".join(parts[:-1])
    return re.sub(r"[^a-z0-9]+", "-", named.lower()).strip("-") or "source"


def drafted(site: Site, wish: Wish) -> str:
    """The YAML as text; it is a valid source, with comments where a person must look."""
    text = "\n".join(_lines(site, wish)) + "\n"
    Source.model_validate(load(text))
    return text


def _lines(site: Site, wish: Wish) -> Iterator[str]:
    name = source_id(site, wish)
    host = (urlsplit(site.url).hostname or "").removeprefix("www.")
    yield f"id: {_quoted(name)}"
    yield f"name: {_quoted(site.name or host)}  # check"
    yield f"domain: {_quoted(host)}"
    if wish.country:
        yield f"country_iso3: {wish.country}"
    zone = zone_of(wish.country)
    yield f"timezone: {zone}" if zone else "timezone: UTC  # check: that of the outlet"
    language = wish.language or site.language
    if language:
        yield f"language: {_quoted(language)}" + ("" if wish.language else "  # check")
    yield "# kind: wire, press, broadcaster, government, igo or ngo"
    yield "# scale: subnational, national, regional or international"
    yield "ownership: unknown  # state, public, private or unknown"
    yield "rights:"
    yield "  status: link_only  # open only where a licence says so"
    yield "  note: No licence was looked for yet."
    if site.crawl_delay and site.crawl_delay > 1:
        yield f"delay_seconds: {site.crawl_delay:g}  # as robots.txt asks"
    yield "gather:"
    best = _best(site.found)
    for found in best:
        yield f"  - {_way(found, site)}"
    for found in site.found:
        if found not in best:
            yield f"  # - {_way(found, site)}  # left out: held no reports but those above"


def _best(found: list[Found]) -> list[Found]:
    """Every address once: of two lists that hold the same reports the first."""
    kept: list[Found] = []
    for one in found:
        urls = {entry.url for entry in one.look.entries}
        if not any(urls <= {e.url for e in other.look.entries} for other in kept):
            kept.append(one)
    return kept


def _way(found: Found, site: Site) -> str:
    said: dict[str, Any] = {"engine": found.way.engine, "url": found.way.url}
    if isinstance(found.way, Section):
        said["links"] = found.way.links
    if site.wordpress and isinstance(found.way, Feed) and "?" not in found.way.url:
        said |= {"pages": WORDPRESS_PAGES, "page_url": "{url}?paged={page}"}
    return "{" + ", ".join(f"{key}: {_flow(value)}" for key, value in said.items()) + "}"


def _flow(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    # A regular expression reads better in single quotes, where \ is itself.
    is_plain = isinstance(value, int) or re.fullmatch(r"[a-z_]+", str(value))
    return str(value) if is_plain else "'" + str(value).replace("'", "''") + "'"


def _quoted(text: str) -> str:
    plain = re.fullmatch(r"[A-Za-z][\w .-]*[\w.]", text)
    is_word = plain and isinstance(load(text), str)
    return text if is_word else json.dumps(text, ensure_ascii=False)


def zone_of(country: str | None) -> str | None:
    """The time zone of a country that has one; null if it has several or is not known."""
    iso2 = next((r["iso2"] for r in codes.rows("countries.csv") if r["iso3"] == country), None)
    zones = get_global("territory_zones").get(iso2 or "", [])
    return str(zones[0]) if len(zones) == 1 else None


def save_fixture(folder: Path, site: Site, asker: Asker, now: datetime) -> dict[str, Any]:
    """Save one list and one page that it names, as they came; what ``fixture.yml`` says of them.

    The bytes are not ours to publish: the folder lies with the data, outside git.
    """
    found = _best(site.found)[0]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LIST).write_bytes(found.look.answer.body)
    about: dict[str, Any] = {
        "saved_at": now.isoformat(timespec="seconds"),
        "list": {"url": found.look.answer.url, "final_url": found.look.answer.final_url},
        "entries": len(found.look.entries),
    }
    page = asker.get(found.look.entries[0].url)
    if page.good:
        (folder / PAGE).write_bytes(page.body)
    about["page"] = {"url": page.url, "final_url": page.final_url, "trouble": page.reason}
    text = yaml.safe_dump(about, sort_keys=False, allow_unicode=True)
    (folder / ABOUT).write_text(text, encoding="utf-8")
    return about


class FixtureAsker(Asker):
    """Answers from a saved fixture alone; opens no connection."""

    def __init__(self, folder: Path) -> None:
        super().__init__(None)
        self._folder, self._about = folder, dict[str, Any]()
        if (folder / ABOUT).is_file():
            self._about = load((folder / ABOUT).read_text(encoding="utf-8"))

    def get(self, url: str) -> Answer:
        """The saved list or page of that address."""
        if not self._about:
            why = f"{self._folder}: no fixture; `polstab new source URL` saves one"
            return Answer(url, url, "allowed", trouble=why)
        for part, file in (("list", LIST), ("page", PAGE)):
            known = self._about[part]
            if url in (known["url"], known["final_url"]) and (self._folder / file).is_file():
                body = (self._folder / file).read_bytes()
                return Answer(url, known["final_url"], "allowed", 200, {}, body)
        return Answer(url, url, "allowed", trouble="not in the fixture")

    def verdict(self, url: str) -> Verdict:
        """Nothing is asked, so nothing is refused."""
        return "allowed"
