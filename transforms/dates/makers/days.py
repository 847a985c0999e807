"""Days: of the calendar, of the week, today's neighbours, and ranges of them."""

from datetime import date, timedelta

from transforms.dates.intervals import plus_months, value_at
from transforms.dates.makers.times import suffix_of
from transforms.dates.mention import Reading
from transforms.dates.reading import Here


def iso_day(here: Here) -> Reading | None:
    """2020-08-18."""
    try:
        date.fromisoformat(here.words("day"))
    except ValueError:
        return None
    return Reading("DATE", here.words("day"))


def numeric_day(here: Here) -> Reading | None:
    """18/08/2020; 03/04/2020 stays unresolved unless the lexicon says which comes first."""
    first, second, year = (int(n) for n in here.words("day").replace(".", "/").split("/"))
    if year < 100:
        century = here.published.year // 100 if here.published else 20
        year += century * 100
    order = here.lexicon.data["day_order"]
    if first != second and first <= 12 and second <= 12 and order is None:
        return Reading("DATE", None, how="ambiguous")
    day, month = (second, first) if second > 12 or order == "mdy" else (first, second)
    found = day_or_none(year, month, day)
    return Reading("DATE", found.isoformat()) if found else None


def calendar_day(here: Here) -> Reading | None:
    """Read "Tuesday, 18 August 2020", "Aug. 18", "10 p.m. on March 3", "the night of 4 June"."""
    month, day, year = month_of(here, "month"), here.number("day"), here.number("year")
    suffix = suffix_of(here)
    kind = "TIME" if suffix else "DATE"
    shift = here.figure("SHIFT", "shift")
    if shift is not None and here.published:
        year = here.published.year + shift
    if year:
        found, how = day_or_none(year, month, day), ""
    else:
        if day_or_none(2000, month, day) is None or (here.part("weekday") and here.dated_on):
            return None
        if here.published is None:
            return Reading(kind, None)
        found, how = nearest_day(month, day or 1, here)
    if found and here.part("weekday") and weekday_number(here, "weekday") != found.isoweekday():
        return None  # two dates on two lines, or a slip: each is read by itself
    return Reading(kind, f"{found}{suffix}", how=how) if found else None


def month_of(here: Here, name: str) -> int:
    """The month of a named part, with or without the dot of its abbreviation."""
    word = here.part(name)[0]
    months = here.lexicon.classes
    return int(months["MONTH"].get(word) or months["MONTHABBR"][word])


def nearest_day(month: int, day: int, here: Here) -> tuple[date | None, str]:
    """A day without its year: the latest, or the one ahead by tense or where that is far nearer."""
    published, data = here.published or date.max, here.lexicon.data
    years = (published.year - step for step in range(-1, 9))
    days = [d for d in (day_or_none(year, month, day) for year in years) if d]
    if here.part("weekday"):
        named = weekday_number(here, "weekday")
        days = [d for d in days if d.isoweekday() == named] or days
    elif known := _named_day(month, day, here):
        return known, "named"
    ahead = min((d for d in days if d > published), default=None)
    behind = max((d for d in days if d <= published), default=None)
    if ahead is None or behind is None:
        return behind or ahead, "latest"
    tense = here.tense()
    near = (ahead - published).days <= data["nearest_ahead"]
    far = (published - behind).days >= data["nearest_behind"]
    if near and far and not (tense == "past" and (ahead - published).days > data["nearest_told"]):
        return ahead, "nearest"
    soon = (ahead - published).days < (published - behind).days
    return (ahead, "future") if tense == "future" and soon else (behind, "latest")


def _named_day(month: int, day: int, here: Here) -> date | None:
    """The day of "the September 11 attacks", unless the report is older."""
    data = here.lexicon.data
    year = data["named_days"].get(f"{month:02}-{day:02}")
    if year is None or here.word_at(here.end) not in data["named_acts"]:
        return None
    known = date(year, month, day)
    return known if here.published is None or known <= here.published else None


def weekday_number(here: Here, name: str) -> int:
    """The weekday (1 = Monday) of a named part, with or without the dot of its abbreviation."""
    word, classes = here.part(name)[0], here.lexicon.classes
    return int(classes["WEEKDAY"].get(word) or classes["WEEKDAYABBR"][word])


def weekday(here: Here) -> Reading | None:
    """The latest such day, publication day included, unless a word or the verb says future."""
    data, after = here.lexicon.data, here.word_at(here.end)
    led = here.word_at(here.first - 1) in data["rite_leads"]
    if after in data["name_tails"] or (after in data["rites"] and not led):
        return None
    suffix = suffix_of(here)
    kind = "TIME" if suffix else "DATE"
    if here.published is None:
        return Reading(kind, None)
    day, how = weekday_of(here, "day", here.published)
    return Reading(kind, f"{day}{suffix}", how=how)


def weekday_of(here: Here, name: str, published: date) -> tuple[date, str]:
    """The day a weekday means, and how it was found."""
    number = here.whole("WEEKDAY", name)
    if here.words("shift") == "following":
        told = here.day_told or published
        return told + timedelta(days=(number - told.isoweekday()) % 7 or 7), "anchor"
    back, ahead = (published.isoweekday() - number) % 7, (number - published.isoweekday()) % 7
    shift = here.figure("SHIFT NEXT LAST", "shift")
    if shift == 1:
        return published + timedelta(days=ahead or 7), "next"
    if shift == -1:
        return published - timedelta(days=back or 7), "last"
    open_end = here.word_at(here.first - 1) in here.lexicon.tense["open_leads"]
    if open_end or here.tense() == "future":
        return published + timedelta(days=ahead), "future"
    return published - timedelta(days=back), "latest"


def weekday_week(here: Here) -> Reading | None:
    """Read "Tuesday of last week"."""
    if here.published is None:
        return Reading("DATE", None)
    day = here.published + timedelta(weeks=here.whole("SHIFT", "shift"))
    day += timedelta(days=here.whole("WEEKDAY", "day") - day.isoweekday())
    return Reading("DATE", day.isoformat())


def weekday_before(here: Here) -> Reading | None:
    """Read "the day before last Tuesday"."""
    if here.published is None:
        return Reading("DATE", None)
    day, how = weekday_of(here, "day", here.published)
    step = here.whole("STEP", "rel")
    return Reading("DATE", (day + timedelta(days=step)).isoformat(), how=how)


def deictic_day(here: Here) -> Reading | None:
    """Read "today", "yesterday evening", "tonight"."""
    word, code = here.words("day"), here.code("PART", "day")
    if here.named:
        return None
    suffix = suffix_of(here) or (f"T{code}" if code else "")
    kind = "TIME" if suffix else "DATE"
    if here.published is None:
        return Reading(kind, None)
    day = here.published + timedelta(days=here.whole("DEICTIC", "day"))
    return Reading(kind, f"{day}{suffix}", how=word)


def deictic_two(here: Here) -> Reading | None:
    """Read "the day before yesterday"."""
    if here.published is None:
        return Reading("DATE", None)
    step = here.whole("STEP", "rel")
    day = here.published + timedelta(days=here.whole("DEICTIC", "day") + step)
    return Reading("DATE", day.isoformat())


def night_between(here: Here) -> Reading | None:
    """Read "the night of 4 to 5 June": the value is the evening's, the interval both days."""
    span = _span(here)
    if span is None:
        return None if here.published or here.part("year") else Reading("TIME", None)
    return Reading("TIME", f"{span[0]}TNI", span)


def days_between(here: Here) -> Reading | None:
    """Read "between 3 and 5 June", "June 28 to July 2, 2020"."""
    span = _span(here)
    if span is None:
        return None if here.published or here.part("year") else Reading("DATE", None)
    return Reading("DATE", f"{span[0]}/{span[1]}", span)


def _span(here: Here) -> tuple[date, date] | None:
    month, first, last = month_of(here, "month"), here.number("day"), here.number("last")
    month2 = month_of(here, "month2") if here.part("month2") else month
    year = here.number("year2") or here.number("year")
    if year:
        end = day_or_none(year, month2, last)
    else:
        end = nearest_day(month2, last or 1, here)[0] if here.published else None
    if end is None:
        return None
    start = day_or_none(here.number("year") or end.year, month, first)
    if start and start > end and month2 != month:
        start = plus_months(start, -12)
    return (start, end) if start and start < end else None


def weekdays_between(here: Here) -> Reading | None:
    """Read "from Monday to Thursday": the latest such days, ahead where the verb says so."""
    if here.published is None:
        return Reading("DATE", None)
    end, how = weekday_of(here, "last", here.published)
    start = end - timedelta(days=(end.isoweekday() - here.whole("WEEKDAY", "first")) % 7)
    return Reading("DATE", f"{start}/{value_at(end, 'D')}", (start, end), how)


def weekday_night(here: Here) -> Reading | None:
    """Read "the night from Friday to Saturday": the value is the evening's, the interval both."""
    read = weekdays_between(here)
    if read is None or read.interval is None:
        return read and Reading("TIME", None)
    return Reading("TIME", f"{read.interval[0]}TNI", read.interval, read.how)


def day_or_none(year: int, month: int, day: int | None) -> date | None:
    """The day, or None where the calendar has none (31 June)."""
    try:
        return date(year, month, day or 0)
    except ValueError:
        return None
