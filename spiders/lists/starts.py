"""The addresses at which a declared way begins, for a period or for what is recent."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from string import Template
from urllib.parse import urlencode

from spiders.lists import gdelt
from spiders.lists.entries import Entry
from validation.contracts.errors import WrongUseError
from validation.contracts.ways import Api, Gdelt, WebWay


def first_requests(
    way: WebWay,
    since: date | None,
    until: date | None,
    now: datetime,
    most: int = 2000,
) -> list[Entry]:
    """Where to begin, at most ``most`` addresses, the newest first.

    Without ``since``, an address with {year}, {month} or {day} gives the ``recent`` periods up
    to now or ``until``; with it every period between the two.
    """
    if isinstance(way, Api):
        return [Entry(api_address(way, since, until, os.environ), "")]
    if isinstance(way, Gdelt):
        return _gdelt_files(way, since, until, now, most)
    return list(islice(_dated(way.url, since, until or now.date(), now, way.recent), most))


def _gdelt_files(
    way: Gdelt, since: date | None, until: date | None, now: datetime, most: int
) -> list[Entry]:
    if since is None and until is None and way.recent == 1:
        return [Entry(way.url, "")]
    begin, end = gdelt.bounds(since or date.min, until, now)
    begin = begin if since else end - (way.recent - 1) * gdelt.STEP
    return list(islice(gdelt.addresses(way, begin, end, most), most))


def _dated(
    url: str, since: date | None, until: date, now: datetime, recent: int
) -> Iterator[Entry]:
    unit = next((name for name in ("day", "month", "year") if f"{{{name}}}" in url), None)
    if unit is None:
        yield Entry(url, "")
        return
    day, count = min(until, now.date()), 0
    while (since is None and count < recent) or (since is not None and _reaches(day, since, unit)):
        first = day.replace(
            day=1 if unit != "day" else day.day, month=1 if unit == "year" else day.month
        )
        begin = datetime.combine(first, time.min, UTC)
        yield Entry(filled(url, first), "", published=begin)
        if first <= date(1, 1, 1):
            return
        day, count = first - timedelta(days=1), count + 1


def _reaches(day: date, since: date, unit: str) -> bool:
    if unit == "day":
        return day >= since
    parts = 2 if unit == "month" else 1
    return day.timetuple()[:parts] >= since.timetuple()[:parts]


def filled(url: str, day: date) -> str:
    """The address with year, month and day, two digits each for the latter."""
    for name, value in (("year", f"{day:%Y}"), ("month", f"{day:%m}"), ("day", f"{day:%d}")):
        url = url.replace(f"{{{name}}}", value)
    return url


def api_address(
    way: Api, since: date | None, until: date | None, environment: Mapping[str, str]
) -> str:
    """The first address to ask an API; parameters with a day that is not asked for are left out."""
    days = {"{since}": since, "{until}": until}
    pairs = []
    for name, values in way.query.items():
        for value in values if isinstance(values, list) else [values]:
            text = _from_environment(str(value), environment)
            unknown = any(mark in text and day is None for mark, day in days.items())
            for mark, day in days.items():
                text = text.replace(mark, day.isoformat() if day else "")
            if not unknown:
                pairs.append((name, text))
    if not pairs:
        return way.url
    return f"{way.url}{'&' if '?' in way.url else '?'}{urlencode(pairs)}"


def _from_environment(text: str, environment: Mapping[str, str]) -> str:
    if "${" not in text:
        return text
    try:
        return Template(text).substitute({k: v for k, v in environment.items() if v})
    except KeyError as error:
        name = error.args[0]
        raise WrongUseError(f"{name} is not set; an API that is declared asks for it") from None
    except ValueError:
        raise WrongUseError(f"{text!r} cannot be read; write ${{NAME}}") from None
