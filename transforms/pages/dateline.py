"""Where a report was filed and which agency sent it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from transforms.pages.knowledge import knowledge
from transforms.pages.markup import one_line

_DASH = r"(?:--|[-–—])"
_WORD = r"[^\W\d_][\w'’.\-]*"
_MONTH = r"[^\W\d_]{3,10}"
_PLACE = rf"{_WORD}(?:[ /]{_WORD}){{0,3}}"
_OPENING = re.compile(
    rf"^(?P<places>{_PLACE}(?:, ?{_PLACE}){{0,2}})?"
    rf"(?:,? ?\b{_MONTH}\.? \d{{1,2}}|,? ?\d{{1,2}}\.? {_MONTH}\.?)?"
    rf"(?:,? ?\d{{4}})?\s*"
    rf"(?:[(/\[](?P<agency>[^()/\[\]]{{2,40}})[)/\]]\s*[-–—.:,|]*\s*|{_DASH}\s+|\s{_DASH}\s*|\s?[|:]\s)"
)
_TASS = re.compile(
    r"^(?P<places>[A-Z][A-Z' -]{2,40}), \w+ \d{1,2}\. ?[/(](?P<agency>[^/()]{2,30})[/)]\."
)
_SIGN_OFF = re.compile(
    r"^\W*(?:source|quelle|fuente|fonte|sumber|chanzo)\s*[:\-]\s*(.{2,40}?)\W*$", re.I
)
_CREDIT = re.compile(r"^\W*\(?\s*(?:additional\s+)?reporting by .{3,300}\bediting by\b", re.I)
_CLOSING = re.compile(r"(?:^|[.!?»”\"]\s*)[\[(/–—-]+\s*([^()\[\]/]{2,30}?)\s*[\])/]*\W*$")
_LONGEST_PLACE = 60


@dataclass(frozen=True, slots=True)
class Filing:
    """Place and agency, as the report signs itself."""

    dateline: str | None = None
    wire_agency: str | None = None


def filing_of(paragraphs: list[str], credits: Iterable[str], closing: Iterable[str] = ()) -> Filing:
    """Return dateline and agency, from the first paragraphs, then credits, then the last lines.

    Args:
        paragraphs: the body.
        credits: names given as author or source of the report.
        closing: last lines as printed, where the body leaves its credits out.
    """
    # A standfirst or two may come before the paragraph with the dateline.
    openings = map(_opening, paragraphs[:3])
    opening = next((found for found in openings if found.dateline or found.wire_agency), Filing())
    agency = opening.wire_agency or _credited(credits) or _signed_off([*paragraphs[-3:], *closing])
    return Filing(opening.dateline, agency)


def agency_named(text: str) -> str | None:
    """Return the agency's usual name when the text is one of its signatures."""
    return knowledge().agency(one_line(text).strip(" .:/()"))


def _opening(paragraph: str) -> Filing:
    head = paragraph[:160]
    match = _TASS.match(head) or _OPENING.match(head)
    if match is None:
        return Filing()
    agency = _agency_in(match["agency"]) or _unknown_agency(match)
    if match["agency"] and agency is None:
        return Filing()  # "Jane Doe (41) - " is no dateline
    return Filing(_place(match, agency), agency)


def _unknown_agency(match: re.Match[str]) -> str | None:
    """Return an agency we do not know: capitalised words in brackets, then a dash."""
    signature = (match["agency"] or "").strip()
    words = signature.split()
    signed = re.search(rf"[)\]]\s*(?:{_DASH}|[|:])", match.group()) is not None
    named = len(words) <= 4 and all(word[0].isupper() and word.isalpha() for word in words)
    return signature if words and match["places"] and signed and named else None


def _agency_in(signature: str | None) -> str | None:
    """Return the agency in "Reuters", "dpa/lno" or "Xinhua, AFP"."""
    parts = [signature or "", *re.split(r"[/,;&|]| and ", signature or "")]
    return next((found for part in parts if (found := agency_named(part))), None)


def _place(match: re.Match[str], agency: str | None) -> str | None:
    """Return the place as printed, without its day; sentences that only look alike give none."""
    place = match["places"]
    if place is None:
        return None
    place = _without_month(place).strip(" ,")
    if not place or len(place) > _LONGEST_PLACE or agency_named(place):
        return None
    first = place.split(",")[0]
    capitals = all(word[0].isupper() or word[0].isnumeric() for word in first.split())
    shouted = first.upper() == first and first.lower() != first
    if first.casefold().split()[0] in knowledge().not_datelines:
        return None
    if match.group().rstrip().endswith(":") and len(place.split()) > 2 and "," not in place:
        return None  # "WARNING GRAPHIC DETAIL: " is a label
    return place if shouted or (capitals and agency is not None) else None


def _without_month(place: str) -> str:
    months = knowledge().dateline_months
    parts = [part for part in place.split(",") if part.strip(" .").casefold() not in months]
    return ",".join(parts)


def _credited(credits: Iterable[str]) -> str | None:
    return next((found for name in credits if (found := _agency_in(name))), None)


def _signed_off(paragraphs: list[str]) -> str | None:
    for paragraph in reversed(paragraphs):
        if _CREDIT.match(paragraph):
            return "Reuters"
        match = _SIGN_OFF.match(paragraph) or _CLOSING.search(paragraph[-60:])
        if match and (found := _agency_in(match[1])):
            return found
    return None
