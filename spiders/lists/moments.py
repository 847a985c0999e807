"""Moments as lists and addresses write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

YEARS = range(1990, 2101)
# 2023/07/29, 2023-07-29, 20230729; the day's digits end there.
DAY_IN_URL = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sep>[-_/.]?)(?P<month>\d\d?)(?P=sep)(?P<day>\d\d?)(?!\d)"
)
# Names of sitemaps: 2023, 2023-07, 202307, 2023-07-29, ?yyyy=2023&mm=07&dd=29.
PERIOD = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:(?:[-_/.]|&mm=)?(?P<month>\d\d)"
    r"(?:(?:[-_/.]|&dd=)?(?P<day>\d\d))?)?(?!\d)"
)
Period = tuple[datetime, datetime]


def moment(text: str, zone: ZoneInfo) -> Period | None:
    """First and last moment that a written date or instant can mean; null if it is none."""
    read: datetime | None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        read = _mail_date(text)
    if read is None or read.year not in YEARS:
        return None
    at = (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    if len(text) <= len("2023-07-29"):
        return at, datetime.combine(read, time.max, zone).astimezone(UTC)
    return at, at


def _mail_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def epoch(number: float) -> datetime | None:
    """Seconds or milliseconds since 1970; null if that lies in no likely year."""
    for seconds in (number, number / 1000):
        try:
            read = datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError):
            continue
        if read.year in YEARS:
            return read
    return None


def day_in(url: str, zone: ZoneInfo, pattern: re.Pattern[str] = DAY_IN_URL) -> datetime | None:
    """The start of the day that an address names; null if it names none."""
    for match in pattern.finditer(path_of(url)):
        named = match.groupdict()
        try:
            day = date(*(int(named[name]) for name in ("year", "month", "day")))
        except (ValueError, KeyError, TypeError):
            continue
        return _start(day, zone)
    return None


def path_of(url: str) -> str:
    """The path and query of an address; empty where it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:  # half a bracket of an IPv6 address
        return ""
    return f"{parts.path}?{parts.query}"


def periods_in(urls: Sequence[str], zone: ZoneInfo) -> list[Period | None]:
    """First and last moment of the year, month or day that each address of an index names.

    A number counts as a date only where it does in every address of the same shape:
    ``map-2012.xml`` beside ``map-2500.xml`` is the 2,012th map, not that of a year.
    """
    read = [_period(url, zone) for url in urls]
    shapes = [re.sub(r"\d+", "#", url) for url in urls]
    undated = {shape for shape, period in zip(shapes, read, strict=True) if period is None}
    return [None if s in undated else period for s, period in zip(shapes, read, strict=True)]


def _period(url: str, zone: ZoneInfo) -> Period | None:
    # The last: /2019/sitemap-2023-07.xml is that of 2023.
    found = next(reversed(list(PERIOD.finditer(path_of(url)))), None)
    if found is None or int(found["year"]) not in YEARS:
        return None
    year, month, day = int(found["year"]), int(found["month"] or 0), int(found["day"] or 0)
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    after = _after(first, month, day)
    return _start(first, zone), _start(after, zone) - timedelta(microseconds=1)


def _after(first: date, month: int, day: int) -> date:
    if day:
        return first + timedelta(days=1)
    if month:
        return (first + timedelta(days=32)).replace(day=1)
    return date(first.year + 1, 1, 1)


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
