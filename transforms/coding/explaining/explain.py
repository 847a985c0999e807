"""How a report was read, step by step: the coder's own objects, written out as plain values.

In: the :class:`~transforms.coding.coder.Parse` of a report and the calls of the rules while it was
made. Out: one mapping of lists and strings, as JSON has them. No rule stands here a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from transforms.coding import acts, assembly, governing, modality, triggers
from transforms.coding.coder import Parse, Parsed, Reading, RulesCoder
from transforms.coding.explaining.entries import matches, written
from transforms.coding.explaining.fates import Step, fate, is_of, last_state, steps
from transforms.coding.explaining.plain import (
    Plain,
    bounds,
    marks,
    of_date,
    of_mention,
    of_party,
    of_place,
)
from transforms.coding.explaining.watching import Call, watched
from transforms.coding.mention import Mention, Report, Span
from transforms.coding.modality import Act
from transforms.coding.patterns import Pattern
from transforms.coding.scene import Scene
from transforms.coding.sport import is_sport
from transforms.coding.tolls import magnitudes
from transforms.coding.tolls.magnitudes import Count
from transforms.coding.triggers import Trigger
from transforms.coding.verbs import VerbGroup
from transforms.coding.words import Sentence

WATCHED = (triggers, acts, governing, modality, assembly, magnitudes)
ABOUT = (Act, Mention, Pattern, Scene, Sentence, Trigger)
FORMS = {"B": "base form", "S": "present", "G": "-ing", "D": "past", "N": "participle"}
VERB_MARKS = (
    "is_infinitive", "is_bare", "is_future", "is_hypothetical", "is_perfect_past",
)  # fmt: skip
SENSE = ("event_type", "mode", "subtype", "operator")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence as it was parsed, the calls of its rules, and its report."""

    parsed: Parsed
    calls: tuple[Call, ...]
    parse: Parse

    @property
    def scene(self) -> Scene:
        """The sentence with its parties and verbs."""
        return self.parsed.scene

    def within(self, function: str) -> list[Call]:
        """The calls that one of the steps made."""
        ends = [i for i, call in enumerate(self.calls) if not call.depth]
        begin = 0
        for end in ends:
            if self.calls[end].name == function:
                return list(self.calls[begin:end])
            begin = end + 1
        return []

    def span(self, first: int, last: int) -> Span:
        """The characters of tokens ``first`` to ``last`` (exclusive)."""
        return self.scene.span(first, last)

    def cut(self, first: int, last: int) -> Plain:
        """The same with their text."""
        start, end = self.span(first, last)
        return {"start": start, "end": end, "text": self.parse.report.text[start:end]}


def explained(coder: RulesCoder, report: Report) -> tuple[Parse | None, Plain | None]:
    """The parse of a report and its explanation; neither in a language without lexicons."""
    with watched(WATCHED, ABOUT) as calls:
        parse = coder.parse(report)
    return (None, None) if parse is None else (parse, explanation(parse, calls))


def explanation(parse: Parse, calls: Sequence[Call]) -> Plain:
    """Every step from the text to its mentions, sentence by sentence."""
    by_sentence = _by_sentence(calls)
    parsed = {p.scene.sentence.start: p for p in parse.parsed}
    sentences = []
    for sentence in parse.cut:
        plain = _sentence(sentence, parse)
        if sentence.start in parsed:
            one = parsed[sentence.start]
            plain |= _steps(Told(one, tuple(by_sentence.get(id(one.scene.sentence), ())), parse))
        sentences.append(plain)
    return {
        "lang": parse.lang,
        "country": parse.country,
        "published_on": str(parse.report.published_on) if parse.report.published_on else None,
        "is_sport": is_sport(parse.cut, parse.lang),
        "sentences": sentences,
    }


def _by_sentence(calls: Sequence[Call]) -> dict[int, list[Call]]:
    """The calls of each sentence: an outermost call follows those that it made."""
    found: dict[int, list[Call]] = {}
    waiting: list[Call] = []
    for call in calls:
        waiting.append(call)
        if not call.depth:
            scene = next((value for value in call.given if isinstance(value, Scene)), None)
            if scene is not None:
                found.setdefault(id(scene.sentence), []).extend(waiting)
            waiting = []
    return found


def _sentence(sentence: Sentence, parse: Parse) -> Plain:
    span = (sentence.start, sentence.end)
    text = parse.report.text[slice(*span)]
    is_read = any(p.scene.sentence.start == sentence.start for p in parse.parsed)
    own = _inside(parse.reading.places, span), _inside(parse.reading.dates, span)
    return {
        "start": span[0],
        "end": span[1],
        "text": text,
        "is_title": sentence.is_title,
        "is_read": is_read,
        "tokens": [token.text for token in sentence.tokens],
        "places": [of_place(place) for place in own[0]],
        "dates": [of_date(found) for found in own[1]],
        "mentions": [
            of_mention(m, parse.report.text) for m in parse.reading.mentions if m.sentence == span
        ],
    }


def _steps(told: Told) -> Plain:
    scene, fitted = told.scene, matches(told.calls)
    return {
        "parties": [of_party(party) for party in scene.parties],
        "verbs": [_verb(verb, told) for verb in scene.verbs],
        "triggers": [_trigger(t, fitted.get(id(t), []), told) for t in told.parsed.triggers],
        "acts": [_act(t, told) for t in told.parsed.triggers],
        "speeches": [
            {"speaker": s.speaker.text, "verb": _words(s.verb, told), "is_aside": s.is_aside}
            for s in told.parsed.said
        ],
        "counts": [_count(found, told) for found in _counts(told)],
    }


def _verb(verb: VerbGroup, told: Told) -> Plain:
    return {
        **told.cut(verb.first, verb.head + 1),
        "voice": "passive" if verb.is_passive else "active",
        "tense": FORMS.get(verb.tag, verb.tag),
        "polarity": "negated" if verb.is_negated else "affirmed",
        "marks": marks(verb, VERB_MARKS),
    }


def _trigger(trigger: Trigger, fitted: Sequence[Pattern], told: Told) -> Plain:
    sense, found = trigger.sense, written(trigger, fitted, told.scene.lang)
    return {
        **told.cut(trigger.first, trigger.last),
        **{name: getattr(sense, name) for name in SENSE},
        "lemma": trigger.lemma,
        "pattern": found.text if found else None,
        "listed": found.listed if found else None,
        "entry": found.entry if found else None,
        "to": sorted(sense.prepositions),
        "only_by": sorted(sense.only_by),
        "marks": [name for name in ("weak", "flip", "mutual") if getattr(sense, name)],
    }


def _act(trigger: Trigger, told: Told) -> Plain:
    """The act of a trigger as it came out, the rules that changed it, and its mention or end."""
    modal, together = told.within("acts"), told.within("assembled")
    span = told.span(trigger.first, trigger.last)
    mentions = [m for m in told.parse.reading.mentions if m.trigger == span]
    step = together if any(is_of(act, trigger) for act in told.parsed.acts) else modal
    act = last_state(trigger, [*modal, *together])
    return {
        **told.cut(trigger.first, trigger.last),
        **({"event_type": None} if act is None else _content(act)),
        "steps": [_step(one, told) for one in steps(trigger, [*modal, *together])],
        "rank": mentions[0].rank if mentions else None,
        "left_out": None if mentions else _why_not(trigger, span, step, told),
    }


def _content(act: Act) -> Plain:
    return {
        "event_type": act.event_type,
        "mode": act.mode,
        "subtype": act.subtype,
        "actors": [party.text for party in act.roles.actors],
        "recipients": [party.text for party in act.roles.recipients],
        "modality": act.modality,
        "marks": marks(act, ("is_future", "is_background")),
    }


def _step(step: Step, told: Told) -> Plain:
    return {
        "rule": step.rule,
        "says": step.says,
        "with": [_named(act, told) for act in step.others],
        "changes": {k: [_value(old), _value(new)] for k, (old, new) in step.changes.items()},
    }


def _why_not(trigger: Trigger, span: Span, step: Sequence[Call], told: Told) -> str:
    """Why a trigger has no mention of its own, in words."""
    reason = fate(trigger, span, step)
    if isinstance(reason, Act):
        return f"taken up by {_named(reason, told)}"
    if any(isinstance(c.answer, Mention) and c.answer.trigger == span for c in step):
        is_match = is_sport(told.parse.cut, told.parse.lang) and not reason.endswith("yes")
        reason = "the report is about sport" if is_match else reason
    return reason or "no party fits what its entry asks for"


def _named(act: Act, told: Told) -> str:
    text = told.cut(act.trigger.first, act.trigger.last)["text"]
    return f"“{text}” ({' '.join(filter(None, (act.event_type, act.mode)))})"


def _value(value: object) -> object:
    """Roles as their words; everything else as it is."""
    if not hasattr(value, "actors"):
        return value
    sides = (getattr(value, name) for name in ("actors", "recipients"))
    return " -> ".join(", ".join(party.text for party in side) or "nobody" for side in sides)


def _counts(told: Told) -> list[Count]:
    """The counts of people that were given to the mentions of a sentence."""
    calls = (call for call in told.within("assembled") if call.name == "counts")
    return [count for call in calls if isinstance(call.answer, list) for count in call.answer]


def _count(found: Count, told: Told) -> Plain:
    amount, text = found.amount, told.parse.report.text
    return {
        "kind": found.kind,
        "text": text[amount.start : amount.end],
        "by": text[slice(*found.at)],
        **bounds(amount),
        "marks": marks(found, ("is_cumulative",)),
    }


def _inside(found: Iterable[Any], span: Span) -> list[Any]:
    return [one for one in found if span[0] <= one.start and one.end <= span[1]]


def _words(verb: VerbGroup | None, told: Told) -> str | None:
    return None if verb is None else str(told.cut(verb.first, verb.head + 1)["text"])


class ExplainingCoder(RulesCoder):
    """The default coder, with the explanation of what it read last."""

    explanation: Plain | None = None

    def read(self, report: Report) -> Reading:
        """Places, dates and events of a report; keeps how they were found."""
        parse, self.explanation = explained(self, report)
        return Reading([], [], []) if parse is None else parse.reading
