"""Times of the day: parts (`TMO`) and clock times (`T22:00`)."""

import re
from datetime import timedelta

from transforms.dates.mention import Reading
from transforms.dates.reading import Here


def suffix_of(here: Here) -> str:
    """`T...` for the part of day or clock time of a match, "" if it has none."""
    if here.part("clock"):
        return "T" + clock_of(here.words("clock"), here) + (here.code("ZONE", "zone") or "")
    code = here.code("PART", "part")
    return f"T{code}" if code else ""


def clock_of(words: str, here: Here) -> str:
    """HH:MM of "10.30 p.m.", "16:15", "0800", "5 o'clock", "noon"."""
    named = here.lexicon.classes["NOON"].get(words)
    if named:
        return str(named)
    digits = re.findall(r"\d+", words)
    hour, minute = (int(digits[0]), int(digits[1]) if len(digits) > 1 else 0) if digits else (0, 0)
    if len(digits) == 1 and len(digits[0]) == 4:
        hour, minute = int(digits[0][:2]), int(digits[0][2:])
    if "p" in words and hour < 12:
        hour += 12
    if re.search(r"a\.?m", words) and hour == 12:
        hour = 0
    return f"{hour:02}:{minute:02}"


def part_of_day(here: Here) -> Reading | None:
    """Read "this morning", "at dawn", "overnight": on the day of publication unless told."""
    code, shift = here.code("PART", "part"), here.figure("SHIFT", "shift")
    if here.published is None:
        return Reading("TIME", None)
    day = here.published if shift is not None else (here.day_told or here.published)
    if shift == -1:
        day = here.published - timedelta(days=1)
    how = "publication" if shift is not None else "anchor"
    return Reading("TIME", f"{day}T{code}", (day, day), how)


def night_before(here: Here) -> Reading | None:
    """Read "overnight": from the evening before publication."""
    if here.published is None:
        return Reading("TIME", None)
    before = here.published - timedelta(days=1)
    return Reading("TIME", f"{before}TNI", (before, here.published), "overnight")


def part_next(here: Here) -> Reading | None:
    """Read "the next morning": counted from the date told last."""
    day, code = here.day_told, here.code("PART", "part")
    if day is None:
        return Reading("TIME", None)
    day += timedelta(days=here.whole("STEP", "rel"))
    return Reading("TIME", f"{day}T{code}", (day, day))


def clock_time(here: Here) -> Reading | None:
    """A clock time without its day: on the date told last, else the day of publication."""
    clock = clock_of(here.words("clock"), here)
    if not here.part("zone") and re.fullmatch(r"\d{4}", here.words("clock")):
        return None
    if int(clock[:2]) > 24 or int(clock[3:]) > 59:
        return None
    zone = here.code("ZONE", "zone") or ""
    day = here.day_told
    if day is None:
        return Reading("TIME", None)
    return Reading("TIME", f"{day}T{clock}{zone}", (day, day))
