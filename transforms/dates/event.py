"""The date of an event: which of a report's time expressions dates it, and on what side of now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from transforms.dates.intervals import precision_of
from transforms.dates.lexicon import lexicon
from transforms.dates.mention import DateMention

Temporal = Literal["current", "past", "future"]
Span = tuple[int, int]

_EVENT_RELATIONS = ("in", "since", "for")


@dataclass(frozen=True, slots=True)
class EventDate:
    """When an event happened.

    Attributes:
        date_start: First day; None if unknown or longer than a year.
        date_end: Last day, inclusive.
        precision: UCDP GED date_prec 1-5.
        rule: Where the date stands (clause, sentence, context) and the expression's rule, or
            `publication_default`, `aside`, `undated`.
        is_publication_default: Nothing dates it but the day of publication.
        temporal: On which side of publication it lies; None if dates alone do not say.
    """

    date_start: date | None
    date_end: date | None
    precision: int | None
    rule: str
    is_publication_default: bool
    temporal: Temporal | None


Choice = tuple[str, DateMention]  # where it stands ("clause", "sentence"), and what it says


def event_date(
    choices: Sequence[Choice],
    *,
    trigger: Span,
    published_on: date | None,
    asides: Sequence[Span],
    context: DateMention | None = None,
) -> EventDate:
    """Date an event by the first usable expression of its sentence, else context.

    Args:
        choices: The time expressions that may date it, the likeliest first.
        trigger: Half-open span of the trigger.
        published_on: Day of publication, None if unknown.
        asides: Spans whose dates date no event, as `caption_spans` gives them.
        context: A date carried over from the previous sentence of the same passage of history.
    """
    if _inside(trigger, asides):
        return EventDate(None, None, None, "aside", False, None)
    for where, mention in choices:
        if _usable(mention) and not _inside((mention.start, mention.end), asides):
            return _dated(mention, where, published_on)
    own = [d for where, d in choices if where == "clause"]
    ahead = [d for d in own if d.is_future and d.date_start is None]
    if context is not None and _usable(context):
        return _dated(context, "context", published_on)
    if ahead:
        return EventDate(None, None, None, f"clause:{ahead[0].rule}", False, "future")
    if published_on is None:
        return EventDate(None, None, None, "undated", False, None)
    return EventDate(published_on, published_on, 1, "publication_default", True, None)


def _usable(mention: DateMention) -> bool:
    dated = mention.date_start is not None and mention.date_end is not None
    present = mention.value == "PRESENT_REF"  # "now" says no more than the day of publication
    return dated and not present and mention.type != "SET" and mention.relation in _EVENT_RELATIONS


def _inside(span: Span, asides: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in asides)


def _dated(mention: DateMention, where: str, published_on: date | None) -> EventDate:
    start, end = _clipped(mention, published_on)
    temporal = _temporal(mention, start, end, published_on)
    counted = mention.type == "DURATION"
    rule, precision = f"{where}:{mention.rule}", precision_of((start, end), counted=counted)
    if precision is None:
        return EventDate(None, None, None, rule, False, temporal)
    return EventDate(start, end, precision, rule, False, temporal)


def _clipped(mention: DateMention, published_on: date | None) -> tuple[date, date]:
    """The mention's days on the right side of publication: "this year" ends today unless ahead."""
    start, end = mention.date_start, mention.date_end
    assert start is not None and end is not None  # _usable
    if published_on is None or not start <= published_on <= end:
        return start, end
    if mention.rule.endswith((".future", ".ahead", ".next")):
        return published_on, end
    return start, published_on


def _temporal(
    mention: DateMention, start: date, end: date, published_on: date | None
) -> Temporal | None:
    if published_on is None:
        return None
    fresh = published_on - timedelta(days=lexicon("en").data["current_days"])
    if mention.rule.endswith((".future", ".ahead")) and end > published_on:
        return "future"
    if start > published_on:
        return "future"
    if end < fresh:
        return "past"
    short = (precision_of((start, end)) or 9) <= 3
    lasting = mention.relation in ("since", "for") and end == published_on
    return "current" if start >= fresh or short or lasting else None
