"""Publication times: read what is declared, choose the best, distrust the impossible."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from htmldate import find_date
from lxml.html import HtmlElement

from transforms.pages.knowledge import knowledge

_EPOCH = re.compile(r"^\d{10}(\d{3})?$")
_DAY = re.compile(r"^\d{4}-?\d{2}-?\d{2}$")
_ISO = re.compile(
    r"^(?P<day>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})"
    r"(?:[T\s,]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?!\d)")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as a page gives it: aware when it gives an offset, `day` when it gives no time."""

    at: datetime
    precision: str


def moment_of(text: str) -> Moment | None:
    """Read one declared date or time; None when it is neither."""
    value = text.strip()[:_LONGEST]
    if _EPOCH.match(value):
        seconds = int(value) / (1000 if len(value) == 13 else 1)
        return Moment(datetime.fromtimestamp(seconds, UTC), "instant")
    at = _iso(value) or _mail(value)
    if at is None:
        return None
    # Midnight to the second is how systems write a date whose time they do not keep.
    dateless = bool(_DAY.match(value)) or (at.hour, at.minute, at.second) == (0, 0, 0)
    return Moment(at, "day" if dateless else "instant")


def _iso(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        pass
    match = _ISO.match(value)
    if match is None:
        return None
    year, month, day = (int(part) for part in re.split(r"[-/.]", match["day"]))
    clock = (match["time"] or "0:00").rjust(5, "0").zfill(5)
    zone = (match["zone"] or "").upper().replace("UTC", "Z").replace("GMT", "Z")
    try:
        return datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{_padded(clock)}{zone}")
    except ValueError:
        return None


def _padded(clock: str) -> str:
    return ":".join(part.zfill(2) for part in clock.split(":"))


def _mail(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def believable(moment: Moment, fetched_at: datetime | None) -> bool:
    """Say whether a time lies between the first news sites and a day after the fetch."""
    limits = knowledge().limits
    latest = _utc(fetched_at or datetime.now(UTC)) + timedelta(days=limits.future_days)
    return moment.at.year >= limits.earliest_year and _utc(moment.at) <= latest


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def chosen(claims: list[str], fetched_at: datetime | None) -> Moment | None:
    """Return the first believable time, made sharper by a later claim that agrees with it."""
    read = [moment for claim in claims if (moment := moment_of(claim))]
    kept = [moment for moment in read if believable(moment, fetched_at)]
    if not kept:
        return None
    best = kept[0]
    for other in kept[1:]:
        if _sharpness(other) > _sharpness(best) and _agrees(best, other):
            best = other
    return best


def _sharpness(moment: Moment) -> int:
    return (moment.precision == "instant") * 2 + (moment.at.tzinfo is not None)


def _agrees(coarse: Moment, fine: Moment) -> bool:
    """Say whether the finer claim tells the same day, or the same clock for a naive time."""
    if coarse.precision == "day":
        return abs(coarse.at.date() - fine.at.date()) <= timedelta(days=1)
    apart = abs(coarse.at.replace(tzinfo=None) - fine.at.replace(tzinfo=None))
    return apart < timedelta(hours=15)


def in_address(url: str | None, fetched_at: datetime | None) -> Moment | None:
    """Return the day written in the page's address, as /2023/07/28/."""
    match = _IN_PATH.search(url or "")
    moment = moment_of("-".join(match.groups())) if match else None
    return moment if moment and believable(moment, fetched_at) else None


def searched(tree: HtmlElement, url: str | None, fetched_at: datetime | None) -> Moment | None:
    """Return the day that htmldate finds in the page, the last resort.

    Without its extensive search, which makes the first of a month out of any address it meets.
    """
    limits = knowledge().limits
    latest = _utc(fetched_at or datetime.now(UTC)) + timedelta(days=limits.future_days)
    found = find_date(
        tree,
        extensive_search=False,
        url=url,
        min_date=datetime(limits.earliest_year, 1, 1),  # htmldate takes naive days
        max_date=latest.replace(tzinfo=None),
    )
    return moment_of(found) if found else None
