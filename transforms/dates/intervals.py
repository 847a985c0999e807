"""Calendar arithmetic on TIMEX3 values: the days a value denotes, and the value of a day."""

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

Interval = tuple[date, date]

_THIRDS = ("START", "MID", "END")
_SHORTEST_MONTH = 28  # days

_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-(?:W(?P<week>\d{2})(?P<weekend>-WE)?|Q(?P<quarter>[1-4])|H(?P<half>[12])"
    r"|(?P<season>SP|SU|FA|WI)|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?(?:T.*)?"
)


def plus_months(day: date, months: int) -> date:
    """The same day so many months on, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def moved(day: date, amount: float, unit: str) -> date:
    """The day so many units on; `unit` is D, W, M, Q or Y, a number may stand before it.

    Hours count by whole days; shorter units leave the day as it is.

    Raises:
        OverflowError, ValueError: The day lies outside the calendar.
    """
    if unit.startswith("T"):
        hours = amount if unit == "TH" else 0
        return day + timedelta(days=int(hours / 24))
    amount, letter = amount * int(unit[:-1] or 1), unit[-1]
    if letter in "DW":
        return day + timedelta(days=round(amount * (7 if letter == "W" else 1)))
    return plus_months(day, round(amount * {"M": 1, "Q": 3, "Y": 12}[letter]))


def days_of(value: str, seasons: Mapping[str, Sequence[int]]) -> Interval | None:
    """First and last day of a TIMEX3 value, or None if it names no place on the calendar."""
    if re.fullmatch(r"\d{2,3}", value):
        years = 10 ** (4 - len(value))
        first = max(int(value) * years, 1)
        return date(first, 1, 1), date(int(value) * years + years - 1, 12, 31)
    parts = _VALUE.fullmatch(value)
    if parts is None:
        return None
    year = int(parts["year"])
    try:
        if parts["week"]:
            return _week(year, int(parts["week"]), bool(parts["weekend"]))
        if parts["day"]:
            day = date(year, int(parts["month"]), int(parts["day"]))
            return day, day
        return _months(year, *_month_span(parts, seasons))
    except ValueError:
        return None


def _week(year: int, week: int, weekend: bool) -> Interval:
    return date.fromisocalendar(year, week, 6 if weekend else 1), date.fromisocalendar(
        year, week, 7
    )


def _month_span(parts: re.Match[str], seasons: Mapping[str, Sequence[int]]) -> tuple[int, int]:
    if parts["month"]:
        return int(parts["month"]), int(parts["month"])
    if parts["quarter"]:
        return int(parts["quarter"]) * 3 - 2, int(parts["quarter"]) * 3
    if parts["half"]:
        return int(parts["half"]) * 6 - 5, int(parts["half"]) * 6
    if parts["season"]:
        first, last = seasons[parts["season"]]
        return first, last
    return 1, 12


def _months(year: int, first: int, last: int) -> Interval:
    start = date(year if first <= last else year - 1, first, 1)
    return start, plus_months(date(year, last, 1), 1) - timedelta(days=1)


def value_at(day: date, unit: str) -> str:
    """The value of the day, week, month, quarter, year, decade or century that holds a day."""
    if unit in ("W", "2W", "WE"):
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}" + ("-WE" if unit == "WE" else "")
    texts = {
        "M": f"{day:%Y-%m}",
        "Q": f"{day.year:04}-Q{(day.month + 2) // 3}",
        "Y": f"{day.year:04}",
        "10Y": f"{day.year // 10:03}",
        "100Y": f"{day.year // 100:02}",
    }
    return texts.get(unit, day.isoformat())


def duration_value(amount: float | None, unit: str) -> str:
    """TIMEX3 value of so many units; None = an unknown number (`PXM`)."""
    time, letter, times = ("T" if unit.startswith("T") else ""), unit[-1], 1
    if not time:
        times = int(unit[:-1] or 1)
    if amount is None:
        return f"P{time}X{ {100: 'E'}.get(times, letter) }"
    amount *= times
    if amount == int(amount):
        return f"P{time}{int(amount)}{letter}"
    whole, part = int(amount), amount - int(amount)
    smaller, size = {"Y": ("M", 12), "H": ("M", 60), "M": ("S", 60) if time else ("D", 30)}.get(
        letter, ("", 0)
    )
    if not smaller:
        return f"P{time}{amount:g}{letter}"
    return f"P{time}" + (f"{whole}{letter}" if whole else "") + f"{round(part * size)}{smaller}"


def precision_of(interval: Interval | None, *, counted: bool = False) -> int | None:
    """UCDP GED date_prec of an interval; None if it is unknown or longer than a year.

    `counted` units end on the day they are counted from: a week back spans eight days, and is one.
    """
    if interval is None:
        return None
    length = (interval[1] - interval[0]).days + (not counted)
    steps = ((1, 1), (6, 2), (7, 3), (31, 4), (367, 5))
    return next((code for longest, code in steps if length <= longest), None)


def third_of(interval: Interval, phase: str) -> Interval:
    """The first (START), middle (MID) or last (END) third of a month or of something longer.

    "Early May" is its first ten days, "late 2006" its last four months; a week stays whole.
    """
    first, last = interval
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if (last - first).days < _SHORTEST_MONTH - 1 or phase not in _THIRDS:
        return interval
    part = _THIRDS.index(phase)
    if months < len(_THIRDS):
        starts = [first, first + timedelta(days=10), first + timedelta(days=20)]
    else:
        starts = [plus_months(first, round(months * n / len(_THIRDS))) for n in range(3)]
    ends = [starts[1] - timedelta(days=1), starts[2] - timedelta(days=1), last]
    return starts[part], ends[part]
