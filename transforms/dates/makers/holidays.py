"""Holidays that news dates by: fixed, by Easter, by weekday of a month, by moon; anniversaries."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from transforms.dates.calendars import (
    easter,
    hijri_days,
    nth_weekday,
    orthodox_easter,
    rosh_hashanah,
)
from transforms.dates.intervals import value_at
from transforms.dates.lexicon import lexicon
from transforms.dates.makers.days import day_or_none, month_of
from transforms.dates.mention import Reading
from transforms.dates.reading import Here

_SOON = 14  # days: a feast that near ahead is the one that is meant


def holiday(here: Here) -> Reading | None:
    """A holiday: the latest one, the one ahead by tense, or that of the year told."""
    country = here.part("country")
    recipe = str(
        here.code("NATIONALDAY" if country else "HOLIDAY", "country" if country else "day")
    )
    year = here.number("year")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", recipe):
        return Reading("DATE", recipe)
    if year is None and here.published is None:
        return Reading("DATE", None)
    day = _chosen(recipe, year, here)
    if day is None:
        return None
    if here.part("week"):
        return Reading("DATE", value_at(day, "W"))
    slack = timedelta(days=1) if recipe.startswith("hijri") else timedelta(0)
    return Reading("DATE", day.isoformat(), (day - slack, day + slack))


def holy_month(here: Here) -> Reading | None:
    """Read "Ramadan": the days of the month of the Islamic calendar, within a day."""
    number, year = here.whole("HOLIDAYMONTH", "month"), here.number("year")
    if year is None and here.published is None:
        return Reading("DATE", None)
    start = _chosen(f"hijri {number:02}-01", year, here)
    if start is None:
        return None
    end = start + timedelta(days=29)
    middle = start + timedelta(days=14)
    return Reading("DATE", value_at(middle, "M"), (start, end))


def anniversary(here: Here) -> Reading | None:
    """Read "the fifth anniversary of the 2011 revolution": the day or year so many years on.

    Without a number it is the one nearest to publication.
    """
    year, nth = here.number("year") or 0, here.number("nth")
    if nth is None:
        if here.published is None:
            return Reading("DATE", None)
        nth = here.published.year - year
    if not here.part("month"):
        return Reading("DATE", f"{year + nth:04}")
    month = month_of(here, "month")
    if not here.part("day"):
        return Reading("DATE", f"{year + nth:04}-{month:02}")
    day = day_or_none(year + nth, month, here.number("day"))
    return Reading("DATE", day.isoformat()) if day else None


def _chosen(recipe: str, year: int | None, here: Here) -> date | None:
    """The day of the year told; else by words, by tense, by what is near; else the latest."""
    if year is not None or here.published is None:
        return next((d for d in days_in(recipe, year or 0)), None)
    published = here.published
    days = [d for y in range(published.year - 4, published.year + 5) for d in days_in(recipe, y)]
    shift = here.figure("SHIFT NEXT LAST", "shift")
    ahead = min((d for d in days if d >= published), default=None)
    behind = max((d for d in days if d < published + timedelta(days=shift != -1)), default=None)
    if ahead is None or behind is None:
        return ahead or behind
    if shift == 1 or (shift is None and here.tense() == "future"):
        return ahead
    near = (ahead - published).days <= _SOON and (here.tense() != "past" or here.part("week"))
    return ahead if near and shift is None else behind


def days_in(recipe: str, year: int) -> list[date]:
    """The days of a Gregorian year that a recipe means (an Islamic day can come twice)."""
    for pattern, days in _RECIPES.items():
        match = re.fullmatch(pattern, recipe)
        if match is not None:
            return [d for d in days(year, *match.groups()) if d is not None]
    return [day for day in lexicon().data["feasts"][recipe] if day.year == year]


def _after(first: Callable[[int], date]) -> Callable[..., list[date | None]]:
    return lambda year, days: [first(year) + timedelta(days=int(days))]


def _fixed(year: int, month: str, day: str) -> list[date | None]:
    return [day_or_none(year, int(month), int(day))]


def _hijri(year: int, month: str, day: str) -> list[date]:
    return hijri_days(year, int(month), int(day))


def _weekday(year: int, month: str, weekday: str, nth: str, more: str | None) -> list[date]:
    day = nth_weekday(year, int(month), int(weekday), int(nth))
    return [day + timedelta(days=int(more or 0))]


def _election(year: int) -> list[date]:
    """United States: the Tuesday after the first Monday of November."""
    return [nth_weekday(year, 11, 1, 1) + timedelta(days=1)] if year % 2 == 0 else []


# How a recipe of the lexicon is written, and the days of a year that it means.
_RECIPES: dict[str, Callable[..., list[date] | list[date | None]]] = {
    r"(\d\d)-(\d\d)": _fixed,
    r"(\d\d)-(\d)-(-?\d)(\+\d)?": _weekday,
    r"easter([+-]\d+)": _after(easter),
    r"orthodox([+-]\d+)": _after(orthodox_easter),
    r"hebrew([+-]\d+)": _after(rosh_hashanah),
    r"hijri (\d\d)-(\d\d)": _hijri,
    r"election": _election,
}
