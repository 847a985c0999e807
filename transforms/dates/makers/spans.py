"""Durations, distances ("two days ago"), repeated times and words like "now"."""

from datetime import date, timedelta

from transforms.dates.intervals import Interval, duration_value, moved, value_at
from transforms.dates.mention import Reading
from transforms.dates.reading import Here, amount_of

_CLAUSE = 6  # tokens that are looked at around a duration


def ago(here: Here) -> Reading | None:
    """Read "three days ago": the day, week, month or year that lies so far back."""
    unit, amount = _unit(here), amount_of(here.part("n"), here.lexicon)
    if here.published is None:
        return Reading("DATE", None)
    if amount is None:
        return Reading("DATE", "PAST_REF", how="vague")
    if unit.startswith("T"):
        return Reading("TIME", here.published.isoformat())
    if unit == "Y" and amount == 1 and here.anchor and "-Q" in here.anchor:
        return Reading("DATE", f"{int(here.anchor[:4]) - 1:04}{here.anchor[4:]}", how="back")
    day = _moved(here.published, -amount, unit)
    return Reading("DATE", value_at(day, unit[-1:])) if day else None


def from_anchor(here: Here) -> Reading | None:
    """Read "two days later", "a year earlier", "the following day": from the date told last."""
    unit, rel = _unit(here), here.words("rel")
    amount = amount_of(here.part("n"), here.lexicon) if here.part("n") else 1.0
    lexicon = here.lexicon
    back = rel in lexicon.classes["EARLIER"] or rel in lexicon.classes["LAST"]
    if unit.startswith("T"):
        return None if not here.part("n") else Reading("DURATION", duration_value(amount, unit))
    if rel in lexicon.data["clause_links"] and here.word_at(here.end)[:1].isalpha():
        return Reading("DURATION", duration_value(amount, unit))
    day = here.day_told if unit == "D" else here.counting_day
    if day is None:
        return Reading("DATE", None)
    if amount is None:
        return Reading("DATE", "PAST_REF" if back else "FUTURE_REF", how="vague")
    if unit == "Y" and here.anchor and "-Q" in here.anchor:
        unit = "Q"
        amount *= 4
    moved_day = _moved(day, -amount if back else amount, unit)
    how = "back" if back else ""
    return Reading("DATE", value_at(moved_day, unit), how=how) if moved_day else None


def in_time(here: Here) -> Reading | None:
    """Read "in two weeks", "within a month": ahead of publication if the verb says so."""
    unit, amount = _unit(here), amount_of(here.part("n"), here.lexicon)
    value, day = duration_value(amount, unit), here.published
    if day is None or amount is None or here.tense() != "future":
        return Reading("DURATION", value)
    end = _moved(day, amount, unit)
    return Reading("DURATION", value, (day, end) if end else None, "ahead")


def duration(here: Here) -> Reading | None:
    """Read "two months", "a three-day visit"; "two months of protests" end with the report."""
    if here.titled or not here.part("unit"):
        return None
    unit, words = _unit(here), here.part("n")
    if not words and here.capital_inside:
        return None
    amount = amount_of(words, here.lexicon) if words else None
    if here.part("half"):
        amount = (amount or 0) + 0.5
    if _is_rate(here) or (not words and unit in here.lexicon.data["never_vague"]):
        return None
    interval = _up_to_report(here, amount, unit)
    return Reading("DURATION", duration_value(amount, unit), interval, _how(interval))


def _how(interval: Interval | None) -> str:
    return "up_to_report" if interval else ""


def _is_rate(here: Here) -> bool:
    """Whether it is the "a year" of "twice a year", "$5 million a year"."""
    before = here.word_at(here.first - 1)
    article = " ".join(here.part("n")) in here.lexicon.classes["ARTICLE"]
    head = before in here.lexicon.data["rate_heads"] or before[:1].isdigit()
    return article and here.candidate.length == 2 and head


def _up_to_report(here: Here, amount: float | None, unit: str) -> Interval | None:
    """The days up to publication, where the words say that it lasted until then."""
    if here.published is None or amount is None:
        return None
    data, after = here.lexicon.data, here.word_at(here.end)
    around = {here.word_at(i) for i in range(here.first - _CLAUSE, here.end + 3)}
    if around & set(data["duration_not_past"]) or here.tense() == "future":
        return None
    lasting = after == "of" or (
        here.word_at(here.first - 1) == "for" and bool(around & set(data["perfect"]))
    )
    start = _moved(here.published, -amount, unit) if lasting else None
    return (start, here.published) if start else None


def directed(here: Here) -> Reading | None:
    """Read "the past two weeks", "the next three days", "recent months": to or from publication."""
    unit, back = _unit(here), here.words("dir") in here.lexicon.classes["LAST"]
    counted = bool(here.part("n"))
    plural = here.words("unit") in here.lexicon.classes["UNITS"]
    if not counted and not plural:
        return None
    amount = amount_of(here.part("n"), here.lexicon) if counted else None
    value, day = duration_value(amount, unit), here.published
    if day is None or amount is None:
        return Reading("DURATION", value, how="vague" if amount is None else "")
    other = _moved(day, -amount if back else amount, unit)
    if other is None:
        return Reading("DURATION", value)
    return Reading(
        "DURATION",
        value,
        (other, day) if back else (day, other),
        "up_to_report" if back else "ahead",
    )


def units_of(here: Here) -> Reading | None:
    """Read "the first three months of the year", "the last two weeks of 2019"."""
    unit, amount = _unit(here), amount_of(here.part("n"), here.lexicon)
    year = here.number("year")
    if year is None and here.published:
        year = here.published.year + (here.figure("SHIFT", "shift") or 0)
    value, nth = duration_value(amount, unit), here.whole("ORD", "nth")
    if year is None or amount is None or abs(nth) != 1:
        return Reading("DURATION", value)
    first, last = date(year, 1, 1), date(year, 12, 31)
    edge = _moved(first, amount, unit) if nth == 1 else _moved(last, -amount, unit)
    if edge is None or edge.year not in (year, year + 1):
        return Reading("DURATION", value)
    span = (first, edge - timedelta(days=1)) if nth == 1 else (edge + timedelta(days=1), last)
    return Reading("DURATION", value, span)


def every(here: Here) -> Reading | None:
    """Read "every Friday", "each July", "every two weeks", "Sundays", "twice a year"."""
    day = here.figure("WEEKDAY WEEKDAYS", "day")
    if day:
        part = here.code("PART", "part")
        return Reading("SET", f"XXXX-WXX-{day}" + (f"T{part}" if part else ""))
    if here.part("month"):
        return Reading("SET", f"XXXX-{here.whole('MONTH', 'month'):02}")
    if here.part("season"):
        return Reading("SET", f"XXXX-{here.code('SEASON', 'season')}")
    if here.part("part"):
        return Reading("SET", f"XXXX-XX-XXT{here.code('PART', 'part')}")
    amount = amount_of(here.part("n"), here.lexicon) if here.part("n") else 1.0
    if here.part("other"):
        amount = 2.0
    return Reading("SET", duration_value(amount, _unit(here)))


def frequency(here: Here) -> Reading | None:
    """Read "daily", "annual"; not the name of a newspaper ("Daily Mail")."""
    named = here.end < len(here.tokens) and here.tokens.capital(here.end)
    paper = here.words("often") in here.lexicon.data["papers"]
    if named and (paper or here.tokens.capital(here.end - 1)):
        return None
    return Reading("SET", str(here.code("FREQUENCY", "often")))


def one_day(here: Here) -> Reading | None:
    """Read "one day" as some day to come, where the verb says so."""
    return Reading("DATE", "FUTURE_REF") if here.tense() == "future" else None


def reference(here: Here) -> Reading | None:
    """Read "now", "recently", "the future"; "soon" only ahead, "at the time" only by itself."""
    value, words = here.code("REFERENCE", "ref"), here.words("ref")
    data = here.lexicon.data
    if words in data["only_ahead"] and here.tense() != "future":
        return None
    if words in data["only_alone"] and here.word_at(here.end) not in data["phrase_ends"]:
        return None
    if value == "PRESENT_REF" and here.published:
        return Reading("DATE", value, (here.published, here.published), how="present")
    return Reading("DATE", value)


def nothing(_: Here) -> Reading | None:
    """Words that look like a time and are none: sums, shares, "so far"."""
    return Reading("", None)


def _unit(here: Here) -> str:
    return str(here.code("UNIT UNITS", "unit"))


def _moved(day: date, amount: float, unit: str) -> date | None:
    try:
        return moved(day, amount, unit)
    except (OverflowError, ValueError):
        return None
