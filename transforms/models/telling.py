"""From an event that a model gives to a mention: found in the text, grounded by our own rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from transforms.coding.centrality import depth
from transforms.coding.lexicons import base_language
from transforms.coding.mention import Mention, Span, Telling
from transforms.coding.modality import Act
from transforms.coding.placing import where_of
from transforms.coding.words import Sentence
from transforms.models.amounts import amounts
from transforms.models.answers import SaidEvent
from transforms.models.ground import Ground, act_of, named, when
from transforms.models.parties import parties
from transforms.models.quotes import first


@dataclass(frozen=True, slots=True)
class Located:
    """An event with the sentence and the words of the text that tell it."""

    said: SaidEvent
    trigger: Span
    sentence: Sentence


def located(said: SaidEvent, ground: Ground) -> Located | str:
    """An event where the text tells it, or why it is refused."""
    text = ground.report.text
    quoted = first(said.sentence, text)
    if quoted is None:
        return "sentence_not_in_text"
    trigger = first(said.trigger, text, quoted)
    if trigger is None:
        return "trigger_not_in_sentence"
    if ground.is_aside(trigger):
        return "told_by_a_caption"
    sentence = ground.sentence_of(trigger)
    if sentence is None:
        return "trigger_in_two_sentences"
    covered = [w for w in sentence.tokens if w.start < trigger[1] and w.end > trigger[0]]
    if not any(w.is_word for w in covered):
        return "trigger_without_words"
    return Located(said, trigger, sentence)


def mention(one: Located, ground: Ground, dropped: Counter[str]) -> Mention:
    """The mention of an event; rank and confidence follow when all are known."""
    said, sentence, report = one.said, one.sentence, ground.report
    scene = ground.scenes.get(sentence.start)
    act = act_of(said.event_type, said.temporal, one.trigger, scene) if scene else None
    date = when(act, said.temporal, one.trigger, sentence, ground)
    found = parties(said.parties, one.trigger, ground, dropped)
    lang = base_language(report.lang)
    numbers = amounts(said.amounts, one.trigger, report.text, lang, dropped)
    sides = [f.phrase for f in found if f.party.role != "speaker"]
    return Mention(
        event_type=said.event_type,
        modes=said.modes,
        contexts=said.contexts,
        subtype=said.subtype,
        rank=1,
        confidence=0.0,
        trigger=one.trigger,
        sentence=(sentence.start, sentence.end),
        parties=tuple(f.party for f in found),
        where=where_of(
            said.event_type, named(one.trigger, sentence, ground), sides, date, ground.passage
        ),
        date_start=date.date_start,
        date_end=date.date_end,
        date_precision=date.precision,
        date_rule=date.rule,
        date_is_publication_default=date.is_publication_default,
        temporal=date.temporal or said.temporal,
        modality=said.modality,
        attributed_to=next((f.party.text for f in found if f.party.role == "speaker"), None),
        telling=_telling(act, one, ground),
        deaths=numbers.get("deaths"),
        injured=numbers.get("injured"),
        detained=numbers.get("detained"),
        crowd=numbers.get("crowd"),
    )


def _telling(act: Act | None, one: Located, ground: Ground) -> Telling:
    is_past = one.said.temporal == "past"
    if act is None:
        return Telling(False, 1, is_past, False)
    scene = ground.scenes[one.sentence.start]
    return Telling(act.trigger.is_verb, 1, is_past, False, depth(act.trigger, scene))
