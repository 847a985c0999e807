"""Days of feasts that move: by Easter, by weekday, by the Islamic and the Hebrew year."""

from datetime import date, timedelta

from transforms.dates.intervals import plus_months

_HIJRI_EPOCH = 227014  # ordinal of the day before 1 Muharram 1
_HIJRI_YEAR = 354.367  # days
_HEBREW_EPOCH = -1373427  # as a proleptic ordinal
_HEBREW_SHIFT = 3761  # the Hebrew year that begins in autumn, less the Gregorian one
_JULIAN_LAG = 13  # days, 1900 to 2099


def easter(year: int) -> date:
    """Western Easter Sunday, after the anonymous Gregorian computus (Meeus/Jones/Butcher)."""
    golden, (century, years) = year % 19, divmod(year, 100)
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - shift + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (years // 4) - epact - years % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Orthodox Easter Sunday, after Meeus's Julian computus; 1900 to 2099."""
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=_JULIAN_LAG)


def hijri_day(year: int, month: int, day: int) -> date:
    """Gregorian day of a date in the tabular Islamic calendar (civil epoch; within a day)."""
    days = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(_HIJRI_EPOCH + days)


def hijri_days(year: int, month: int, day: int) -> list[date]:
    """The days of a Gregorian year on which an Islamic day falls: one, or two."""
    around = int((date(year, 1, 1).toordinal() - _HIJRI_EPOCH) / _HIJRI_YEAR)
    days = [hijri_day(h, month, day) for h in range(max(around, 1), around + 4)]
    return [d for d in days if d.year == year]


def rosh_hashanah(year: int) -> date:
    """First day of the Hebrew year that begins in a Gregorian one.

    Source: Reingold and Dershowitz, Calendrical Calculations, the Hebrew calendar.
    """
    before, own, after = (_hebrew_elapsed(year + _HEBREW_SHIFT + step) for step in (-1, 0, 1))
    delay = 2 if after - own == 356 else int(own - before == 382)
    return date.fromordinal(_HEBREW_EPOCH + own + delay)


def _hebrew_elapsed(year: int) -> int:
    """Days from the Hebrew epoch to the new moon of a year, put off for weekdays."""
    months = (235 * year - 234) // 19
    days = 29 * months + (12084 + 13753 * months) // 25920
    return days + (3 * (days + 1) % 7 < 3)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth weekday (1 = Monday) of a month; -1 is the last."""
    if nth < 0:
        last = plus_months(date(year, month, 1), 1) - timedelta(days=1)
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
