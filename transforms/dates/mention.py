"""What the date tagger hands on: a time expression, where it stands and which days it means."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DateMention:
    """One time expression of a text.

    Attributes:
        start: First code point of the expression.
        end: One past its last code point.
        text: The expression as written.
        type: TIMEX3 type: DATE, TIME, DURATION or SET.
        value: TIMEX3 value; None if unresolved. A range is two mentions, one of each end.
        date_start: First day it denotes as the time of an event.
        date_end: Last such day, inclusive.
        precision: UCDP GED date_prec 1-5; None for longer than a year or unknown.
        rule: Id of the rule that read it.
        relation: How an event lies to it: in, since, until, before, after, for; compared where
            it is only measured by it ("the worst since 2016").
        is_history: Lies clearly before the news.
        is_future: Lies after publication.
    """

    start: int
    end: int
    text: str
    type: str
    value: str | None
    date_start: date | None
    date_end: date | None
    precision: int | None
    rule: str
    relation: str
    is_history: bool
    is_future: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule makes of its match.

    Attributes:
        type: TIMEX3 type, or "" for words that look like a time and are none.
        value: TIMEX3 value; None if it needs a publication date that is missing.
        interval: First and last day, where they do not follow from the value.
        how: Which way the rule went, appended to its id.
    """

    type: str
    value: str | None
    interval: tuple[date, date] | None = None
    how: str = ""
