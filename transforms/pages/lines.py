"""Which lines of an extracted text are the report's, and which are bylines, notices or offers."""

import re
from collections.abc import Iterable

from transforms.pages.knowledge import knowledge
from transforms.pages.titles import flat

_HOUR = re.compile(r"^\W*(?:\d{1,4}[./:\-\s|]*){2,7}(?:min|uhr|am|pm|utc|gmt)?\W*$", re.IGNORECASE)
_CLOCK = re.compile(r"^\W*(?:[01]?\d|2[0-3])\s?[.:h]\s?[0-5]\d(?!\d)")
_BAR = re.compile(r"\s[|•·–—]\s")
_TOP = 4
_TAIL_SHARE = 0.35
_BYLINE_CHARS = 120


def kept_paragraphs(
    lines: Iterable[str], titles: Iterable[str], authors: Iterable[str]
) -> list[str]:
    """Return the lines that belong to the report, each once where neighbours repeat.

    Titles and bylines go only near the top and the end: elsewhere they are the report's own words.
    """
    headings = {flat(title) for title in titles if title}
    names = [flat(author) for author in authors]
    kept: list[str] = []
    for line in lines:
        key = flat(line)
        if not key or _is_notice(line) or (kept and key == flat(kept[-1])):
            continue
        if len(kept) < _TOP and (key in headings or _is_byline(line, key, names)):
            continue
        kept.append(line)
    kept = _without_outlet_note(kept)
    while kept and _is_tail(kept[-1], names):
        kept.pop()
    return kept


def bylines_in(lines: list[str]) -> list[str]:
    """Return the visible bylines: "By Ann Lee | 3 May" near the top, a credit near the end."""
    known = knowledge()
    top = [line for line in lines[:_TOP] if known.byline.match(line) and _is_byline(line, "", [])]
    credits = [m["names"] for line in lines[-_TOP:] if (m := known.credit.match(line))]
    return [*(known.byline.sub("", _BAR.split(line)[0]) for line in top), *credits]


def offers_in(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the lines that tell a reader to subscribe for the rest, case folded."""
    return tuple(line.casefold() for line in lines if _is_offer(line))


def clock_entries(lines: Iterable[str]) -> int:
    """Count the lines that open with a time of day, as the entries of a ticker do."""
    return sum(_CLOCK.match(line) is not None for line in lines)


def _is_byline(line: str, key: str, names: list[str]) -> bool:
    """Say whether a short line is names, "by" and a date, and nothing told."""
    if _HOUR.match(line):
        return True
    if len(line) > _BYLINE_CHARS:
        return False
    named = sum(len(name) for name in names if name and name in key)
    if named and len(key) - named <= len(key) / 2:
        return True
    words = _BAR.split(line)[0].split()
    return knowledge().byline.match(line) is not None and len(words) <= 6 and line[-1] not in ".!?:"


def _is_tail(line: str, names: list[str]) -> bool:
    """Say whether a last line is a signature, a credit, a list of keywords or an author's life."""
    key = flat(line)
    if _is_byline(line, key, names) or knowledge().credit.match(line):
        return True
    if len(line) <= knowledge().notice_max_chars and any(
        len(name) > 6 and key.startswith(name) for name in names
    ):
        return True
    parts = line.split(",")
    return len(parts) > 1 and line[-1].isalnum() and all(len(part.split()) <= 3 for part in parts)


def _without_outlet_note(kept: list[str]) -> list[str]:
    """Return the lines before a closing "About …" with what an organisation says of itself."""
    whole = sum(map(len, kept))
    for at, line in enumerate(kept[1:], start=1):
        heading = len(line.split()) <= 6 and line[-1] not in ".!?:,"
        if heading and knowledge().about.match(line.casefold()):
            rest = sum(map(len, kept[at:]))
            return kept[:at] if rest <= _TAIL_SHARE * whole else kept
    return kept


def _is_notice(line: str) -> bool:
    known = knowledge()
    folded = line.casefold()
    if folded.strip(" .:!-–|") in known.notice_whole_lines:
        return True
    if len(line) > known.notice_max_chars:
        return False
    return known.notice.opens(folded) or known.notice_anywhere.within(folded) or _is_offer(line)


def _is_offer(line: str) -> bool:
    """Say whether a line sells the rest; what a person says of it stands in quotation marks."""
    known = knowledge()
    short = len(line) <= known.offer_max_chars and line[0] not in '"“„«'
    return short and known.paywall.within(line.casefold())
