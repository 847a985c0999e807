"""A date in the print under a heading, for pages that mark up none."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

from babel import Locale, UnknownLocaleError
from lxml.html import HtmlElement

from transforms.pages.knowledge import knowledge
from transforms.pages.titles import flat

_ISO_DAY = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>(?:19|20)\d\d)(?!\d)")


def printed_day(
    tree: HtmlElement, titles: Iterable[str], lang: str | None, fetched_at: datetime | None
) -> date | None:
    """Return the first day printed in the lines after the title, in the page's language or English.

    Running text is passed over: its dates are those of events.
    """
    limits = knowledge().limits
    latest = (fetched_at or datetime.now(UTC)).date() + timedelta(days=limits.future_days)
    for line in _after_title(tree, {flat(title) for title in titles if title}):
        for day in days_in(line, lang):
            if date(limits.earliest_year, 1, 1) <= day <= latest:
                return day
    return None


def _after_title(tree: HtmlElement, titles: set[str]) -> Iterator[str]:
    limits, below = knowledge().limits, False
    seen = 0
    for text in tree.itertext():
        line = " ".join(text.split())
        if not line:
            continue
        if flat(line) in titles:
            below, seen = True, 0
        elif below and seen < limits.printed_date_lines:
            seen += 1
            if len(line) <= limits.printed_date_chars:
                yield line


def days_in(line: str, lang: str | None) -> Iterator[date]:
    """Yield the complete dates in a line; 3/4/2023 is read only when it cannot be two days."""
    for match in _ISO_DAY.finditer(line):
        yield from _day(int(match["y"]), int(match["m"]), int(match["d"]))
    for match in _NUMBERS.finditer(line):
        first, second = int(match["a"]), int(match["b"])
        if first > 12 or first == second:
            yield from _day(int(match["y"]), second, first)
        elif second > 12:
            yield from _day(int(match["y"]), first, second)
    for language in dict.fromkeys((lang or "en", "en")):
        months = _months(language)
        for match in _worded(language).finditer(line.casefold()):
            number = months[match["m1"] or match["m2"]]
            yield from _day(
                int(match["y1"] or match["y2"]), number, int(match["d1"] or match["d2"])
            )


def _day(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return


@cache
def _months(language: str) -> dict[str, int]:
    """Return month names of a language and their numbers (source: Unicode CLDR)."""
    try:
        forms = Locale.parse(language).months
    except (UnknownLocaleError, ValueError):
        return _months("en")
    named = (
        (name, number)
        for use in forms.values()
        for width in use.values()
        for number, name in width.items()
    )
    return {
        name.casefold().strip("."): n for name, n in named if len(name) > 2 and name[0].isalpha()
    }


@cache
def _worded(language: str) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(_months(language), key=len, reverse=True)))
    year = r"(?P<{}>(?:19|20)\d\d)(?!\d)"
    return re.compile(
        rf"(?<!\d)(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+)?(?P<m1>{names})\.?,?\s+(?:de\s+)?"
        + year.format("y1")
        + rf"|\b(?P<m2>{names})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+"
        + year.format("y2")
    )
