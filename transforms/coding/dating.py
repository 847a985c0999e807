"""When an act happened: by its own dates, its passage of history, the day of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transforms.coding.attachment import choices, nearest
from transforms.coding.attribution import speech_dates
from transforms.coding.lexicons import listed
from transforms.coding.mention import Span
from transforms.coding.modality import Act
from transforms.coding.passage import Passage, Told
from transforms.coding.placing import MATERIAL
from transforms.coding.plover import quad
from transforms.coding.scene import Scene
from transforms.coding.sequence import counted_from
from transforms.coding.subjects import is_relative, subject
from transforms.dates import Choice, EventDate, event_date

ERA = 100  # days; what lasts longer is told as history
EXACT = 2  # UCDP precision: a day, or some days
LEAD = 2  # paragraphs: a title, a standfirst, the lead
CARRIED = "carried:"
SPEECH = "speech:"


def when_of(act: Act, scene: Scene, trigger: Span, passage: Passage) -> EventDate:
    """The interval of an act, how it was found and on which side of now it lies."""
    found = _dated(act, scene, trigger, passage)
    if found.is_publication_default and not act.is_future:
        found = _carried(act, scene, passage) or found
    if _is_news(found, act):
        spoken = found.rule.startswith(SPEECH)
        passage.told.append(Told(act.event_type, found, scene.sentence.paragraph, spoken))
    if _is_era(found) and not act.is_future:
        return replace(found, temporal="past")
    if act.is_future and found.is_publication_default:
        return EventDate(None, None, None, "future", False, "future")
    if act.is_future:
        return replace(found, temporal="future")
    over = _is_told_as_over(act, scene) or _is_background(act, scene)
    if over and found.is_publication_default:
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
    counted = counted_from(act, scene, passage)
    if counted is not None:
        return _event_date([("clause", counted)], trigger, scene, passage)
    own = [d for d in passage.dates if d not in spoken]
    found = _event_date(
        choices(own, act, scene, trigger, passage.report.published_on), trigger, scene, passage
    )
    if not spoken or not found.is_publication_default:
        return found
    told = _event_date(nearest(spoken, trigger), trigger, scene, passage)
    return replace(told, rule=f"{SPEECH}{told.rule}")


def _event_date(by: Sequence[Choice], trigger: Span, scene: Scene, passage: Passage) -> EventDate:
    return event_date(
        by,
        trigger=trigger,
        published_on=passage.report.published_on,
        asides=passage.setting.asides,
        context=passage.history_before(scene.sentence),
    )


def _is_news(found: EventDate, act: Act) -> bool:
    """Whether words date it to a day or some days of the news, its own or those before."""
    exact = found.precision is not None and found.precision <= EXACT
    own = found.rule.startswith(("clause", "sentence", CARRIED, SPEECH))
    return own and exact and found.temporal == "current" and not act.is_future


def _carried(act: Act, scene: Scene, passage: Passage) -> EventDate | None:
    """The date of an act that no words date, if the report has told it or told beside it.

    A report dates an act once and goes on telling it: the last dated act of the same type, or of
    any type in the same paragraph for what is done rather than said. A title has its lead's date.
    """
    if any(test(act, scene) for test in (_is_told_as_over, _is_going_on, _is_background)):
        return None
    if scene.sentence.is_title:
        same = [told for told in passage.told if told.event_type == act.event_type]
        lead = [told for told in passage.told if told.paragraph <= LEAD and not told.is_spoken]
        chosen = (same or lead)[:1]
    else:
        told = [one for one in passage.told if not one.is_spoken]
        same = [one for one in told if one.event_type == act.event_type]
        beside = [one for one in told if one.paragraph == scene.sentence.paragraph]
        chosen = (beside if quad(act.event_type) in MATERIAL else [])[-1:] or same[-1:]
    if not chosen:
        return None
    return replace(chosen[0].when, rule=CARRIED + chosen[0].when.rule.removeprefix(CARRIED))


def _is_going_on(act: Act, scene: Scene) -> bool:
    """Whether the act is told in the present, as of the day of the report; titles always are."""
    verb = act.trigger.verb
    if verb is None or scene.sentence.is_title or not verb.is_finite:
        return False
    present = scene.words[verb.first].lower in listed("dates", "present", scene.lang)
    return verb.tag == "S" or present


def _is_background(act: Act, scene: Scene) -> bool:
    """Whether it says who somebody is, not what happened: ", who mediated between the two,".

    So does the past perfect, where nobody tells it: "the soldiers had been held for months".
    """
    verb = act.trigger.verb
    if verb is None:
        return False
    kind = scene.clauses.kinds[scene.clauses.at[verb.head]]
    described = kind == "aside" and is_relative(verb, scene) and bool(subject(verb, scene))
    return described or (act.is_background and verb.is_perfect_past)


def _is_told_as_over(act: Act, scene: Scene) -> bool:
    """Past perfect outside a sentence of news, or "former", "once" beside the act."""
    history = listed("modality", "history", scene.lang)
    near = {w.lower for w in scene.words[max(0, act.trigger.first - 3) : act.trigger.first]}
    return bool(near & history)
