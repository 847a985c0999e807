"""When an act happened: by its own dates, its passage of history, the day of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transforms.coding.attribution import speech_dates
from transforms.coding.lexicons import listed
from transforms.coding.mention import Span
from transforms.coding.modality import Act
from transforms.coding.passage import Passage
from transforms.coding.scene import Scene
from transforms.dates import DateMention, EventDate, event_date

ERA = 100  # days; what lasts longer is told as history


def when_of(act: Act, scene: Scene, trigger: Span, passage: Passage) -> EventDate:
    """The interval of an act, how it was found and on which side of now it lies."""
    found = _dated(act, scene, trigger, passage)
    if _is_era(found):
        return replace(found, temporal="past")
    if act.is_future and found.is_publication_default:
        return EventDate(None, None, None, "future", False, "future")
    if act.is_future:
        return replace(found, temporal="future")
    if _is_told_as_over(act, scene) and found.is_publication_default:
        return EventDate(None, None, None, "background", False, "past")
    return found


def _is_era(found: EventDate) -> bool:
    """Whether the interval is too long for news: "1,000 killed over the past four years"."""
    if found.date_start is None or found.date_end is None:
        return "duration" in found.rule
    return (found.date_end - found.date_start).days > ERA


def _dated(act: Act, scene: Scene, trigger: Span, passage: Passage) -> EventDate:
    """By the act's own dates; the day on which somebody spoke of it, only for want of one."""
    spoken = speech_dates(scene, passage.dates, act.trigger.verb)
    own = tuple(d for d in passage.dates if d not in spoken)
    found = _event_date(own, act, scene, trigger, passage)
    if not spoken or not found.is_publication_default:
        return found
    told = _event_date(tuple(spoken), act, scene, trigger, passage)
    return replace(told, rule=f"speech:{told.rule}")


def _event_date(
    dates: Sequence[DateMention], act: Act, scene: Scene, trigger: Span, passage: Passage
) -> EventDate:
    return event_date(
        dates,
        clause=_clause(act, scene),
        sentence=(scene.sentence.start, scene.sentence.end),
        trigger=trigger,
        published_on=passage.report.published_on,
        asides=passage.setting.asides,
        context=passage.history,
    )


def _is_told_as_over(act: Act, scene: Scene) -> bool:
    """Past perfect outside a sentence of news, or "former", "once" beside the act."""
    history = listed("modality", "history", scene.lang)
    near = {w.lower for w in scene.words[max(0, act.trigger.first - 3) : act.trigger.first]}
    return bool(near & history)


def _clause(act: Act, scene: Scene) -> Span:
    """The characters of the act's clause."""
    words, opens = scene.words, listed("modality", "clause_openers", scene.lang)
    first, last = act.trigger.first, act.trigger.last
    while first and words[first - 1].lower not in opens:
        first -= 1
    while last < len(words) and words[last].lower not in opens:
        last += 1
    return words[first].start, words[last - 1].end
