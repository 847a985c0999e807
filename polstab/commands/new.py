"""Draft what a person then checks: the YAML of a source from a look at its site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from polstab.commands.console import answer, say, working

if TYPE_CHECKING:
    from spiders.lists import Entry
    from spiders.prospect import Site


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of ``polstab new source``."""

    url: str
    country: str | None
    language: str | None
    id: str | None
    folder: Path | None
    contact: str | None


def source(asked: Asked, *, as_json: bool = False) -> None:
    """Looks at a site, writes its YAML and a fixture, says what a person must still check."""
    from spiders import draft  # noqa: PLC0415
    from spiders.asking import Asker  # noqa: PLC0415
    from spiders.prospect import site  # noqa: PLC0415
    from validation.contracts import clock  # noqa: PLC0415
    from validation.contracts.layout import data_root  # noqa: PLC0415

    url = asked.url if "://" in asked.url else f"https://{asked.url}"
    wish = draft.Wish(_country(asked.country), asked.language, asked.id)
    asker = Asker(asked.contact)
    asker.trusted(url)
    with working(f"looking at {url}"):
        seen = site(url, asker)
        _need_lists(seen)
        name = draft.source_id(seen, wish)
        written = _free(asked.folder or _shelf(wish.country), name)
        fixture = data_root() / "fixtures" / name
        about = draft.save_fixture(fixture, seen, asker, clock.now())
    written.parent.mkdir(parents=True, exist_ok=True)
    written.write_text(draft.drafted(seen, wish), encoding="utf-8")
    if as_json:
        answer({"source": written, "fixture": fixture, **told(seen), "saved": about})
        return
    _tell(seen)
    page = about["page"]["trouble"]
    say(f"fixture: {fixture}" + (f" (no page: {page})" if page else ""))
    say(f"written: {written}")
    _tell_checks(name, written)


def _country(code: str | None) -> str | None:
    from validation.contracts import codes  # noqa: PLC0415
    from validation.contracts.errors import WrongUseError  # noqa: PLC0415

    if code is not None and code.upper() not in codes.values("countries"):
        raise WrongUseError(f"--country {code!r} is no ISO 3166-1 alpha-3 code that is known here")
    return code.upper() if code else None


def _shelf(country: str | None) -> Path:
    from validation.contracts.declarations import CATALOGUE  # noqa: PLC0415

    return CATALOGUE / (country or "world").lower()


def _free(folder: Path, name: str) -> Path:
    from validation.contracts.errors import WrongUseError  # noqa: PLC0415

    path = folder / f"{name}.yml"
    if path.exists():
        raise WrongUseError(f"{path}: is there already; give another --id, or remove it")
    return path


def _need_lists(seen: Site) -> None:
    from validation.contracts.errors import FailedChecksError  # noqa: PLC0415

    if not seen.found:
        tried = "; ".join(f"{url}: {why}" for url, why in seen.passed_over[:3])
        why = seen.home.reason or "no feed, no sitemap and no links that look like reports"
        raise FailedChecksError(
            f"{seen.url}: {why}; nothing was written" + f" ({tried})" * bool(tried)
        )


def told(seen: Site) -> dict[str, object]:
    """What was found, for machines."""
    lists = [
        {
            "engine": found.way.engine,
            "url": found.way.url,
            "entries": len(found.look.entries),
            "newest": newest(found.look.entries),
        }
        for found in seen.found
    ]
    return {
        "url": seen.url,
        "robots": seen.robots,
        "crawl_delay": seen.crawl_delay,
        "name": seen.name,
        "language": seen.language,
        "opt_out": seen.opt_out,
        "lists": lists,
        "passed_over": [{"url": url, "reason": why} for url, why in seen.passed_over],
    }


def newest(entries: list[Entry]) -> datetime | None:
    """The latest moment that a list gives."""
    moments = (entry.listed_at for entry in entries)
    return max((moment for moment in moments if moment), default=None)


def _tell(seen: Site) -> None:
    delay = f", asks for {seen.crawl_delay:g} seconds between requests" if seen.crawl_delay else ""
    say(f"robots.txt: {seen.robots}{delay}")
    if seen.opt_out:
        say(f"opts out of text mining ({seen.opt_out}): its reports would not be kept")
    for found in seen.found:
        latest = newest(found.look.entries)
        fresh = f", newest {latest:%Y-%m-%d %H:%M} UTC" if latest else ", without dates"
        say(f"{found.way.engine}: {found.way.url} ({len(found.look.entries)} entries{fresh})")
    for url, why in seen.passed_over:
        say(f"  passed over: {url} ({why})")


def _tell_checks(name: str, written: Path) -> None:
    from validation.contracts.declarations import CATALOGUE  # noqa: PLC0415

    say("still to check by a person:")
    say("  rights: read the terms of the site; link_only unless a licence allows more")
    say("  name, time zone, language, kind, scale and ownership, where marked or missing")
    say("  include and exclude: keep sections that matter, leave out sport, video and tags")
    if written.is_relative_to(CATALOGUE):
        say(f"then: polstab sources check {name}")
    else:
        say("then: put the file into sources/ of a dataset, name it in its dataset.yml, and")
        say(f"  polstab sources check {name} --dataset DATASET")
