"""Dates: when the things a report tells of happened.

In come a text and its day of publication; out go its time expressions (`find_dates`) with TIMEX3
value, interval and UCDP precision, the lines whose dates date no event (`caption_spans`), and the
day of one event (`event_date`). Offsets always slice to the text; nothing is fetched or guessed.
Words, patterns and thresholds: `lexicons/en/dates.yml`; functions they name: `makers/`.
"""

from transforms.dates.asides import caption_spans
from transforms.dates.event import Choice, EventDate, event_date
from transforms.dates.find import find_dates
from transforms.dates.mention import DateMention

__all__ = ["Choice", "DateMention", "EventDate", "caption_spans", "event_date", "find_dates"]
