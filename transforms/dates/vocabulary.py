"""The words for times of a language other than English: dateparser's, and a few of our own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from validation.contracts.plain_yaml import load

LANGUAGES = Path(__file__).resolve().parent / "languages.yml"
_MONTHS = "january february march april may june july august september october november december"
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"
_UNITS = {"day": "D", "week": "W", "month": "M", "year": "Y"}
_NUMBER = r"(\d++[.,]?\d*+)"  # how dateparser writes the number of "{} days ago"
_BARE_LETTER = re.compile(r"\*\+\)\s*\w(?!\w)")
Shift = tuple[int, str]  # so many units on: (-1, "W") is last week


@dataclass(frozen=True)
class Vocabulary:
    """What a language calls times, in lower case.

    Attributes:
        months: Forms -> 1-12.
        weekdays: Forms -> 1-7, Monday first.
        phrases: "last week" and its like -> how far from publication.
        ago: Patterns of "three days ago", whose group is the number -> unit and direction.
        own: The language's part of `languages.yml`.
        is_spaced: Whether words stand apart.
        month_first: Whether a day stands behind its month.
    """

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    phrases: Mapping[str, Shift]
    ago: tuple[tuple[re.Pattern[str], Shift], ...]
    own: Mapping[str, Any]
    is_spaced: bool
    month_first: bool

    def words(self, name: str) -> list[str]:
        """A list of the language's own, empty if it has none."""
        return [word.lower() for word in self.own.get(name, ())]


@lru_cache(maxsize=1)
def settings() -> dict[str, Any]:
    """`languages.yml`."""
    found: dict[str, Any] = load(LANGUAGES.read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=32)
def vocabulary(language: str) -> Vocabulary | None:
    """The words of a language (ISO 639-1), None if dateparser does not know it."""
    # Imported here: it takes a third of a second, and reports in English do without.
    from dateparser.languages.loader import default_loader  # noqa: PLC0415

    try:
        info = default_loader.get_locale(language).info
    except ValueError:
        return None
    own = settings().get(language, {})
    spaced = not info.get("no_word_spacing")
    weekdays = _names(info, _WEEKDAYS, settings()["shortest_name"] if spaced else 2)
    dropped = {word.lower() for word in own.get("not_weekdays", ())}
    return Vocabulary(
        _names(info, _MONTHS, 1) | own.get("months", {}),
        {w: n for w, n in weekdays.items() if w not in dropped} | own.get("weekdays", {}),
        _phrases(info, own),
        tuple(_ago(info, own)),
        own,
        spaced,
        str(info.get("date_order", "")).startswith("M"),
    )


def _names(info: Mapping[str, Any], names: str, shortest: int) -> dict[str, int]:
    """Forms of the twelve months or seven days with their numbers, from a length up."""
    forms = ((form.lower(), n) for n, name in enumerate(names.split(), 1) for form in info[name])
    return {form: n for form, n in forms if len(form) >= shortest}


def _shift(key: str) -> Shift | None:
    """What "1 week ago" and "in 1 week" stand for; None for units below the day."""
    match = re.fullmatch(r"(?P<ahead>in )?(?P<n>\d+|\\1) (?P<unit>\w+)(?P<back> ago)?", key)
    if match is None or match["unit"] not in _UNITS or not (match["ahead"] or match["back"]):
        return None
    amount = 1 if match["n"] == r"\1" else int(match["n"])
    return (amount if match["ahead"] else -amount), _UNITS[match["unit"]]


def _phrases(info: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Shift]:
    listed = info.get("relative-type", {})
    shifts = {key: _shift(key) for key in listed}
    found = {p.lower(): s for key, s in shifts.items() if s is not None for p in listed[key]}
    for phrase, same_as in own.get("relative", {}).items():
        same = found.get(same_as) or _counted(same_as, info)
        if same is not None:
            found[phrase] = same
    return found


def _counted(phrase: str, info: Mapping[str, Any]) -> Shift | None:
    """How far "il y a 1 an" is, by dateparser's patterns."""
    for key, patterns in info.get("relative-type-regex", {}).items():
        shift = _shift(key)
        for pattern in patterns if shift else ():
            match = re.fullmatch(pattern.lower(), phrase)
            if match is not None and shift is not None:
                return shift[0] * int(match[1]), shift[1]
    return None


def _ago(
    info: Mapping[str, Any], own: Mapping[str, Any]
) -> Iterable[tuple[re.Pattern[str], Shift]]:
    """Patterns of counted distances, with the language's words for numbers."""
    number = rf"(\d{{1,3}}|{alternatives(own.get('numbers', {}))})"
    for template, unit in own.get("ago", {}).items():
        yield re.compile(template.lower().replace("{}", number)), (-1, unit)
    for key, patterns in info.get("relative-type-regex", {}).items():
        shift = _shift(key)
        for pattern in patterns if shift else ():
            if shift is not None and not _BARE_LETTER.search(pattern):  # "il y a 5 m" is no month
                yield re.compile(pattern.lower().replace(_NUMBER, number)), shift


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first; for none, one that never matches."""
    found = sorted({word.lower() for word in words}, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) for word in found) or "(?!)"
