"""Time expressions in languages other than English: days, months, years, "last week", "since"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from transforms.dates.intervals import Interval, days_of, moved, value_at
from transforms.dates.makers.days import day_or_none
from transforms.dates.mention import DateMention, Reading
from transforms.dates.telling import Expression, mention_of
from transforms.dates.vocabulary import Shift, Vocabulary, alternatives, settings, vocabulary

_RELATIONS = ("since", "until", "before", "after")
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_ORDINAL = "(?:er|re|º|ª|°|-?го|-?е|-?й|th)?"
_CHINESE = r"(?:(?P<cy>\d{4})年)?(?P<cm>\d{1,2})月(?:(?P<cd>\d{1,2})[日号])?|(?P<cyear>\d{4})年"


@dataclass(frozen=True, slots=True)
class Speech:
    """A language's words with the pattern that finds its times."""

    words: Vocabulary
    pattern: re.Pattern[str]
    relations: tuple[tuple[str, re.Pattern[str]], ...]
    unlike: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A match in its language, read on the day of publication."""

    match: re.Match[str]
    words: Vocabulary
    published: date | None

    def number(self, *names: str) -> int | None:
        """The whole number in the first of some groups that took part."""
        digits = next((self.match[name] for name in names if self.match[name]), None)
        return int(digits) if digits else None


def find_foreign(text: str, published: date | None, language: str) -> list[DateMention]:
    """Time expressions of a text in a language that dateparser knows; else none."""
    speech = _speech(language)
    return [] if speech is None else list(_mentions(text, published, speech))


def _mentions(text: str, published: date | None, speech: Speech) -> Iterator[DateMention]:
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter whose lower case is longer: offsets would not slice
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    for match in speech.pattern.finditer(lowered):
        read = _read(Found(match, speech.words, published))
        start = max(match.end("lead"), match.start())
        before = lowered[max(0, match.start() - 24) : start]
        if read is None or (match["phrase"] and speech.unlike.search(before)):
            continue
        rule, reading = read
        relation = next((n for n, lead in speech.relations if lead.search(before)), "in")
        end = match.start("tail") if match["tail"] else match.end()
        told = Expression(text, start, end, relation, rule)
        yield mention_of(told, reading, _days(reading), published)


def _days(reading: Reading) -> Interval | None:
    return reading.interval or (days_of(reading.value, {}) if reading.value else None)


def _read(found: Found) -> tuple[str, Reading] | None:
    """The rule and the reading of a match, None if it is no time after all."""
    match = found.match
    if match["iso"] or match["slash"]:
        return _numeric(match["iso"] or match["slash"])
    if _month_name(match) or match["cm"]:
        return _of_month(found)
    if match["year"] or match["cyear"]:
        return "year", Reading("DATE", f"{found.number('year', 'cyear'):04}")
    if match["weekday"]:
        return _weekday(found)
    shift = found.words.phrases.get(" ".join(match["phrase"].split())) if match["phrase"] else None
    return _shifted(shift or _counted(match["ago"] or "", found.words), found)


def _numeric(words: str) -> tuple[str, Reading] | None:
    """2020-08-18, 18/08/2020 (the day first wherever it can be)."""
    parts = [int(part) for part in re.split(r"\D", words)]
    year, month, day = parts if parts[0] > _FIRST_YEAR else reversed(parts)
    if month > 12:
        month, day = day, month
    known = day_or_none(year, month, day)
    return None if known is None else ("absolute.numeric", Reading("DATE", known.isoformat()))


def _of_month(found: Found) -> tuple[str, Reading] | None:
    """Read "5 juin 2020", "mardi 4 août", "mars 2012", "en mars"."""
    name = _month_name(found.match)
    month = found.words.months[name] if name else found.number("cm") or 0
    day, year = found.number("d", "d2", "cd"), found.number("y", "y2", "y3", "cy")
    if not 1 <= month <= 12 or (year and not _FIRST_YEAR <= year <= _LAST_YEAR):
        return None
    rule = "absolute" if year else "latest"
    if year is None:
        year = _latest_year(month, day, found)
        if year is None:
            return None if found.published else ("day" if day else "month", Reading("DATE", None))
    if day is None:
        return f"month.{rule}", Reading("DATE", f"{year:04}-{month:02}")
    known = day_or_none(year, month, day)
    return None if known is None else (f"day.{rule}", Reading("DATE", known.isoformat()))


def _month_name(match: re.Match[str]) -> str | None:
    return next((match[name] for name in ("m", "m2", "m3", "m4") if match[name]), None)


def _latest_year(month: int, day: int | None, found: Found) -> int | None:
    """The latest year that puts a day or month up to publication, with the weekday told."""
    published = found.published
    if published is None:
        return None
    years = [published.year - step for step in range(9)]
    if day is None:
        return years[month > published.month]
    days = [d for year in years if (d := day_or_none(year, month, day)) and d <= published]
    named = found.words.weekdays.get(found.match["with"] or "")
    fitting = [d for d in days if named is None or d.isoweekday() == named]
    return next((d.year for d in fitting or days), None)


def _weekday(found: Found) -> tuple[str, Reading]:
    """The latest such day, publication day included; "prochain" and its like move it."""
    number, published = found.words.weekdays[found.match["weekday"]], found.published
    if published is None:
        return "weekday", Reading("DATE", None)
    ahead = (number - published.isoweekday()) % 7
    if found.match["next"]:
        return "weekday.next", Reading("DATE", str(published + timedelta(days=ahead or 7)))
    back = (published.isoweekday() - number) % 7
    how = "last" if found.match["last"] else "latest"
    days = back or (7 if found.match["last"] else 0)
    return f"weekday.{how}", Reading("DATE", str(published - timedelta(days=days)))


def _counted(phrase: str, words: Vocabulary) -> Shift | None:
    """How far back "il y a trois jours" lies."""
    for pattern, (direction, unit) in words.ago:
        match = pattern.fullmatch(phrase)
        if match is not None:
            number = words.own.get("numbers", {}).get(match[1])
            return direction * int(number or match[1]), unit
    return None


def _shifted(shift: Shift | None, found: Found) -> tuple[str, Reading] | None:
    """The day, week, month or year so far from publication."""
    if shift is None:
        return None
    if found.published is None:
        return "unit", Reading("DATE", None)
    amount, unit = shift
    try:
        day = moved(found.published, amount, unit)
    except (OverflowError, ValueError):
        return None
    return ("ago" if found.match["ago"] else "unit"), Reading("DATE", value_at(day, unit))


@lru_cache(maxsize=32)
def _speech(language: str) -> Speech | None:
    words = vocabulary(language)
    if words is None:
        return None
    edge = (r"(?<!\w)", r"(?!\w|-\w)") if words.is_spaced else ("", "")
    pattern = re.compile(f"{edge[0]}(?:{_times(words)}){edge[1]}")
    relations = tuple(
        (name, re.compile(rf"(?<!\w)(?:{alternatives(words.words(name))})\s+(?:\w{{1,3}}\s+)?$"))
        for name in _RELATIONS
    )
    unlike = re.compile(rf"(?<!\w)(?:{alternatives(words.words('not_after'))})\s+$")
    return Speech(words, pattern, relations, unlike)


def _times(words: Vocabulary) -> str:
    """The pattern of every time of a language, in lower case."""
    months, weekdays = alternatives(words.months), alternatives(words.weekdays)
    shortest = settings()["shortest_name"]
    long_months = alternatives(m for m in words.months if len(m) >= shortest)
    joins, leads = alternatives(words.words("joins")), alternatives(words.words("year_leads"))
    ago = "|".join(p.pattern.replace("(", "(?:", 1) for p, _ in words.ago) or "(?!)"
    tails = alternatives(words.words("year_tails"))
    gap = rf"[.,]?(?:\s+(?:{joins}))?\s+"
    tail = rf"(?P<tail>\s+(?:{tails}))" + ("" if words.words("year_tails") else "?")
    after, before = alternatives(words.words("next")), alternatives(words.words("last"))
    day_first = rf"(?:(?P<with>{weekdays}),?\s+(?:\w{{2}}\s+)?)?(?P<d>\d{{1,2}}){_ORDINAL}{gap}"
    kinds = [
        r"(?P<iso>\d{4}-\d{2}-\d{2})|(?P<slash>\d{1,2}[/.]\d{1,2}[/.]\d{4})",
        _CHINESE,
        rf"{day_first}(?P<m>{months})(?:{gap}(?P<y>\d{{4}}))?",
        rf"(?P<m2>{months})\s+(?P<d2>\d{{1,2}}),?\s+(?P<y2>\d{{4}})",
        rf"(?P<m3>{long_months}){gap}(?P<y3>\d{{4}})",
        rf"(?P<phrase>{alternatives(words.phrases)})",
        rf"(?P<ago>{ago})",
        rf"(?P<weekday>{weekdays})(?:\s+(?:(?P<next>{after})|(?P<last>{before})))?",
    ]
    years = rf"(?P<year>(?:19|20)\d\d){tail}"
    return (
        "|".join(kinds)
        + rf"|(?P<lead>(?:{leads})\s+)(?:{years}|(?P<m4>{long_months})(?!{gap}\d{{4}}))"
    )
