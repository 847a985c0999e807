"""Holidays that news dates by: fixed, by Easter, by weekday of a month, by the Islamic year."""

import re
from datetime import date, timedelta

from transforms.dates.intervals import easter, hijri_day, nth_weekday, value_at
from transforms.dates.mention import Reading
from transforms.dates.reading import Here

_HIJRI_YEAR = 354.367  # days
_HIJRI_EPOCH = 227014  # ordinal of the day before 1 Muharram 1


def holiday(here: Here) -> Reading | None:
    """A holiday: the latest one, the one ahead by tense, or that of the year told."""
    recipe, year = str(here.code("HOLIDAY", "day")), here.number("year")
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


def _chosen(recipe: str, year: int | None, here: Here) -> date | None:
    if year is not None or here.published is None:
        return next((d for d in days_in(recipe, year or 0)), None)
    published = here.published
    days = [d for y in range(published.year - 4, published.year + 5) for d in days_in(recipe, y)]
    shift = here.figure("SHIFT NEXT LAST", "shift")
    ahead = min(d for d in days if d >= published)
    behind = max(d for d in days if d < published + timedelta(days=shift != -1))
    if shift == 1 or (shift is None and here.tense() == "future"):
        return ahead
    near = (ahead - published).days <= 14 and (here.tense() != "past" or here.part("week"))
    return ahead if near and shift is None else behind


def days_in(recipe: str, year: int) -> list[date]:
    """The days of a Gregorian year that a recipe means (an Islamic day can come twice)."""
    kind = recipe.split(" ", 1)
    if kind[0] == "hijri":
        month, day = (int(n) for n in kind[1].split("-"))
        around = int((date(year, 1, 1).toordinal() - _HIJRI_EPOCH) / _HIJRI_YEAR)
        days = [hijri_day(h, month, day) for h in range(around, around + 4)]
        return [d for d in days if d.year == year]
    if recipe.startswith("easter"):
        return [easter(year) + timedelta(days=int(recipe.removeprefix("easter")))]
    if recipe == "election":  # United States: the Tuesday after the first Monday of November
        return [nth_weekday(year, 11, 1, 1) + timedelta(days=1)] if year % 2 == 0 else []
    moving = re.fullmatch(r"(\d\d)-(\d)-(-?\d)(\+\d)?", recipe)
    if moving:
        month, weekday, nth, more = (int(n or 0) for n in moving.groups())
        return [nth_weekday(year, month, weekday, nth) + timedelta(days=more)]
    month, day = (int(n) for n in recipe.split("-"))
    return [date(year, month, day)]


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
