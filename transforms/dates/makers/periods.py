"""Weeks, months, quarters, seasons, years, decades: named, or counted from publication."""

import re
from datetime import date, timedelta

from transforms.dates.intervals import duration_value, moved, plus_months, value_at
from transforms.dates.makers.days import month_of
from transforms.dates.mention import Reading
from transforms.dates.reading import Here

_SHIFTS = "SHIFT NEXT LAST"


def calendar_month(here: Here) -> Reading | None:
    """Read "June 2020", "in June" (the latest, ahead by tense), "last June", "June last year"."""
    month, year = month_of(here, "month"), here.number("year")
    if year:
        return Reading("DATE", f"{year:04}-{month:02}")
    shift, word = here.figure(_SHIFTS, "shift"), here.part("month")[0]
    if shift is None and word in here.lexicon.data["ambiguous_months"] and not _is_month(here):
        return None
    if here.published is None:
        return Reading("DATE", None)
    if here.part("unit"):
        return Reading("DATE", f"{here.published.year + (shift or 0):04}-{month:02}")
    year, how = month_year(month, shift, here, here.published)
    return Reading("DATE", f"{year:04}-{month:02}", how=how)


def _is_month(here: Here) -> bool:
    """Whether "May" or "March" stands where a month stands, and not as a verb or a name."""
    data = here.lexicon.data
    if here.word_at(here.end) in data["verb_tails"]:
        return here.word_at(here.first - 1) in data["month_leads"]
    return here.led


def month_year(month: int, shift: int | None, here: Here, published: date) -> tuple[int, str]:
    """The year of a month told without one, and how it was found."""
    latest = published.year - (month > published.month)
    if shift == -1:
        return latest - (month == published.month), "last"
    if shift == 1 or (shift is None and here.tense() == "future"):
        return published.year + (month < published.month), "future"
    if shift is None and month == published.month % 12 + 1 and here.tense() != "past":
        return published.year + (month < published.month), "nearest"
    return (published.year, "this") if shift == 0 else (latest, "latest")


def months_between(here: Here) -> Reading | None:
    """Read "from March to May", "between November 2019 and January 2020"."""
    first, last = month_of(here, "month"), month_of(here, "month2")
    year = here.number("year2") or here.number("year")
    if year is None:
        if here.published is None:
            return Reading("DATE", None)
        year = month_year(last, None, here, here.published)[0]
    start = date(here.number("year") or year - (first > last), first, 1)
    end = plus_months(date(year, last, 1), 1) - timedelta(days=1)
    if start > end:
        return None
    return Reading("DATE", f"{start:%Y-%m}/{end:%Y-%m}", (start, end))


def week_of_month(here: Here) -> Reading | None:
    """Read "the first week of June": the ISO week of its 1st, 8th, ... or last day."""
    nth, month = here.figure("ORD", "nth") or here.number("nth") or 1, month_of(here, "month")
    year = here.number("year")
    if year is None:
        if here.published is None:
            return Reading("DATE", None)
        year = month_year(month, None, here, here.published)[0]
    first = date(year, month, 1)
    day = (
        plus_months(first, 1) - timedelta(days=4) if nth == -1 else first + timedelta(weeks=nth - 1)
    )
    return Reading("DATE", value_at(day, "W"))


def week_of_day(here: Here) -> Reading | None:
    """Read "the week of March 6": the ISO week that holds it."""
    month, day = month_of(here, "month"), here.number("day") or 1
    year = here.number("year")
    if year is None:
        if here.published is None:
            return Reading("DATE", None)
        year = month_year(month, None, here, here.published)[0]
    try:
        return Reading("DATE", value_at(date(year, month, day), "W"))
    except ValueError:
        return None


def quarter(here: Here) -> Reading | None:
    """Read "the third quarter of 2020", "fourth quarter": the latest begun."""
    half = here.code("PERIOD", "part") == "H"
    nth, letter, size = here.figure("ORD", "nth") or here.number("nth"), "Q", 4
    if half:
        letter, size = "H", 2
    nth = size if nth == -1 else nth
    if nth is None or not 1 <= nth <= size:
        return None
    year, shift = here.number("year"), here.figure("SHIFT", "shift")
    if year is None:
        if here.published is None:
            return Reading("DATE", None)
        if half and shift is None:
            return None
        year = here.published.year + (shift or 0)
        current = (here.published.month - 1) // (12 // size) + 1
        if shift is None and nth > current and here.tense() != "future":
            year -= 1
    return Reading("DATE", f"{year:04}-{letter}{nth}")


def latest_quarter(here: Here) -> Reading | None:
    """Read "the latest quarter": the last one that is over."""
    if here.published is None:
        return Reading("DATE", None)
    return Reading("DATE", value_at(plus_months(here.published, -3), "Q"))


def year_ago_quarter(here: Here) -> Reading | None:
    """Read "the year-earlier quarter": a year before the quarter told last."""
    told = here.anchor if here.anchor and "-Q" in here.anchor else None
    if told:
        return Reading("DATE", f"{int(told[:4]) - 1:04}{told[4:]}")
    if here.published is None:
        return Reading("DATE", None)
    return Reading("DATE", value_at(plus_months(here.published, -15), "Q"))


def year_ago_period(here: Here) -> Reading | None:
    """Read "the same period last year": the month or quarter told last, a year before."""
    if here.published is None:
        return Reading("DATE", None)
    told = (
        here.anchor[4:]
        if here.anchor and re.fullmatch(r"\d{4}-(Q\d|H\d|\d\d)", here.anchor)
        else ""
    )
    return Reading("DATE", f"{here.published.year - 1:04}{told}")


def whole_year(here: Here) -> Reading | None:
    """Read "the entire year": the year told last, else that of publication."""
    day = here.counting_day
    return Reading("DATE", value_at(day, "Y") if day else None, how="anchor")


def quarter_of_year(here: Here) -> Reading | None:
    """Read "the 1988 quarter": the quarter told last, in that year."""
    if here.anchor and "-Q" in here.anchor:
        return Reading("DATE", f"{here.number('year'):04}{here.anchor[4:]}")
    return Reading("DATE", f"{here.number('year'):04}")


def season(here: Here) -> Reading | None:
    """Read "summer 2020", "last winter", "this spring", "in autumn": northern seasons."""
    code, year = here.code("SEASON", "season"), here.number("year")
    if year:
        return Reading("DATE", f"{year:04}-{code}")
    if here.published is None:
        return Reading("DATE", None)
    shift = here.figure(_SHIFTS, "shift")
    year = here.published.year
    if shift == 0:
        return Reading("DATE", f"{year:04}-{code}", how="this")
    ahead = shift == 1 or (shift is None and here.tense() == "future")
    for step in (0, 1) if ahead else (1, 0, -1):
        days = here.days(f"{year + step:04}-{code}")
        if days is None:
            continue
        edge = days[1] if shift == -1 else days[0]
        if days[1] >= here.published if ahead else edge <= here.published:
            return Reading("DATE", f"{year + step:04}-{code}", how="future" if ahead else "latest")
    return None


def unit_shift(here: Here) -> Reading | None:
    """Read "last week", "this year", "early next month", "the end of the month", "the weekend"."""
    unit = here.code("UNIT WEEKEND", "unit") or "Y"
    shift = here.figure(_SHIFTS, "shift")
    if unit.startswith("T") or unit == "D" or here.titled:
        return None
    if unit == "Y" and here.word_at(here.end) in here.lexicon.data["year_closers"]:
        return Reading("DURATION", duration_value(1, unit))
    if here.published is None:
        return Reading("DATE", None)
    if unit == "WE":
        return _weekend(shift, here, here.published)
    day = moved(here.published, shift or 0, unit)
    how = {-1: "last", 1: "next"}.get(shift or 0, "this")
    phase = here.code("PHASE", "phase")
    if how == "this" and (phase == "FUTURE" or (phase != "PAST" and here.tense() == "future")):
        how = "this.future"
    return Reading("DATE", value_at(day, unit), how=how)


def _weekend(shift: int | None, here: Here, published: date) -> Reading:
    monday = published - timedelta(days=published.isoweekday() - 1)
    begun = published.isoweekday() >= 6
    if shift == 1:
        return Reading(
            "DATE", value_at(monday + timedelta(weeks=1 if begun else 0), "WE"), how="next"
        )
    if shift == -1:
        return Reading("DATE", value_at(monday - timedelta(weeks=1), "WE"), how="last")
    ahead = shift == 0 or here.tense() == "future"
    weeks = 0 if begun or ahead else 1
    return Reading("DATE", value_at(monday - timedelta(weeks=weeks), "WE"), how="latest")


def unit_that(here: Here) -> Reading | None:
    """Read "that year", "the same day": the one that holds the date told last."""
    unit, day = here.code("UNIT", "unit") or "D", here.counting_day
    if unit.startswith("T"):
        return None
    if unit == "D":
        day = here.day_told
    if day is None or (here.anchor is None and unit != "D"):
        return Reading("DATE", None, how="anchor")
    return Reading("DATE", value_at(day, unit), how="anchor")


def year(here: Here) -> Reading | None:
    """Read "2012", "late 2006", "the 2013 vote", "fiscal 1989"; not "2000 people"."""
    number, after = here.number("year") or 0, here.word_at(here.end)
    if here.word_at(here.first - 1) in here.lexicon.data["number_heads"]:
        return None
    counts = after in here.lexicon.data["year_counts"] and not (here.led and number >= 1900)
    if counts or not 1000 <= number < 2100:
        return None
    alone = here.candidate.length == 1
    if alone and not here.led and (after[:1].isalnum() or number < 1900):
        return None
    return Reading("DATE", f"{number:04}")


def short_year(here: Here) -> Reading | None:
    """Read "'82": in the century that puts it before publication."""
    number = here.number("year") or 0
    if here.word_at(here.end) in here.lexicon.classes["UNITS"]:
        return None
    latest = here.published.year if here.published else 2000 + number
    century = latest // 100 - (number > latest % 100)
    return Reading("DATE", f"{century:02}{number:02}")


def years_between(here: Here) -> Reading | None:
    """Read "from 2009 to 2011", "1998-99"."""
    first, last = here.number("year") or 0, here.number("year2") or 0
    if last < 100:
        last += first // 100 * 100
    if first >= last:
        return None
    span = (date(first, 1, 1), date(last, 12, 31))
    return Reading("DATE", f"{first:04}/{last:04}", span)


def decade(here: Here) -> Reading | None:
    """Read "the 1980s", "the '80s", "the nineties"."""
    tens, digits = here.figure("DECADEWORD", "decade"), here.words("decade").strip("'s")
    if here.word_at(here.first - 1) in here.lexicon.data["personal"]:
        return None
    if tens is None and len(digits) == 4:
        return Reading("DATE", digits[:3])
    tens = int(digits[0]) if tens is None else tens
    latest = here.published.year // 10 if here.published else 202
    century = latest // 10 - (tens > latest % 10)
    return Reading("DATE", f"{century:02}{tens}")


def century(here: Here) -> Reading | None:
    """Read "the 19th century"."""
    nth = here.figure("ORD", "nth") or here.number("nth") or 0
    return Reading("DATE", f"{nth - 1:02}") if 1 < nth <= 22 else None
