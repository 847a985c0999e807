"""From a reading to a mention: which days it means for an event, and on which side of now."""

from dataclasses import dataclass
from datetime import date, timedelta

from transforms.dates.intervals import Interval, precision_of
from transforms.dates.lexicon import lexicon
from transforms.dates.mention import DateMention, Reading

_LONG_SPAN = 27  # days: from a month up, an earlier year alone makes a span history


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression in its text: where it stands, how an event lies to it, who read it."""

    text: str
    start: int
    end: int
    relation: str
    rule: str


def mention_of(
    told: Expression, reading: Reading, interval: Interval | None, published: date | None
) -> DateMention:
    """The mention of an expression whose reading denotes some days, or none."""
    start, end = _as_told(interval, told.relation, published)
    history, future = _side(interval, reading.value, told.relation, published)
    complete = (start, end) if start and end else None
    return DateMention(
        start=told.start,
        end=told.end,
        text=told.text[told.start : told.end],
        type=reading.type,
        value=reading.value,
        date_start=start,
        date_end=end,
        precision=precision_of(complete, counted=reading.type == "DURATION"),
        rule=".".join(filter(None, (told.rule, reading.how))),
        relation=told.relation,
        is_history=history,
        is_future=future,
    )


def _as_told(
    interval: Interval | None, relation: str, published: date | None
) -> tuple[date | None, date | None]:
    """The days of an event that lies so to the interval; open ends are None."""
    if interval is None:
        return None, None
    start, end = interval
    if relation == "since":
        return start, max(published, start) if published else None
    if relation == "until":
        return None, end
    if relation == "before":
        return None, start - timedelta(days=1) if start > date.min else None
    if relation == "after":
        return end, None
    return start, end


def _side(
    interval: Interval | None, value: str | None, relation: str, published: date | None
) -> tuple[bool, bool]:
    """Whether it lies clearly before the news, and whether it lies after publication."""
    if interval is None or published is None:
        return False, value == "FUTURE_REF"
    start, end = interval
    if relation == "since":
        return False, start > published
    old = (published - end).days > lexicon().data["history_days"]
    earlier_year = end.year < published.year and (end - start).days >= _LONG_SPAN
    return old or earlier_year, start > published
