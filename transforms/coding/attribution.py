"""Who tells it: speech verbs, "according to", and quotations that run over sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.coding.parties.phrase import Phrase
from transforms.coding.scene import Scene, is_noun_like
from transforms.coding.subjects import is_relative, subject
from transforms.coding.triggers import Trigger
from transforms.coding.verbs import VerbGroup
from transforms.dates import DateMention

_QUOTE = re.compile(r"“[^“”]{3,900}”|\"[^\"]{3,900}\"", re.DOTALL)
DATE_REACH = 4  # words after a speech verb that may date it


@dataclass(frozen=True, slots=True)
class Speech:
    """A speaker and the characters that are told by them."""

    speaker: Phrase
    start: int
    end: int
    verb: VerbGroup | None
    is_aside: bool = False  # "..., who said": only what follows is told

    def reaches(self, trigger: Trigger) -> bool:
        """Whether the trigger lies in what is told."""
        return not self.is_aside or self.verb is None or trigger.first > self.verb.head


def speeches(scene: Scene) -> list[Speech]:
    """What is told by somebody within one sentence."""
    sentence = scene.sentence
    found = []
    for verb in scene.verbs:
        if not scene.verb_is(verb, "speech") or (verb.is_bare and verb.tag == "N"):
            continue
        speaker = _speaker(verb, scene)
        if speaker is not None:
            aside = is_relative(verb, scene)
            found.append(Speech(speaker, sentence.start, sentence.end, verb, aside))
    return found + _according(scene)


def told_by(
    trigger: Trigger, scene: Scene, said: Sequence[Speech], quoted: Sequence[Speech]
) -> Phrase | None:
    """The speaker of an act, None when the report itself tells it."""
    start = scene.words[trigger.first].start
    for speech in said:
        if speech.verb is None or trigger.verb != speech.verb:
            inside_speaker = speech.speaker.first <= trigger.first < speech.speaker.last
            if (
                not inside_speaker
                and not _own_act(trigger, speech, scene)
                and speech.reaches(trigger)
            ):
                return speech.speaker
    return next((s.speaker for s in quoted if s.start <= start < s.end), None)


def quotations(text: str, said: Sequence[Speech]) -> list[Speech]:
    """Quoted passages with the speaker named in the sentence where they end or begin."""
    found = []
    for match in _QUOTE.finditer(text):
        near = [
            s for s in said if s.start <= match.end() <= s.end or s.start <= match.start() < s.end
        ]
        if near:
            found.append(Speech(near[0].speaker, match.start(), match.end(), None))
    return found


def _speaker(verb: VerbGroup, scene: Scene) -> Phrase | None:
    """Subject of the speech verb, also behind it (", said an officer")."""
    after = [p for p in scene.parties if 0 < p.first - verb.head <= 2 and p.preposition is None]
    inverted = verb.first and scene.words[verb.first - 1].text in ",\"”'’"
    if after and inverted:
        return after[0]
    found = subject(verb, scene)
    return found[-1] if found else (after[0] if after and verb.first == 0 else None)


def _according(scene: Scene) -> list[Speech]:
    words, found = scene.words, []
    for phrase in scene.parties:
        lead = [w.lower for w in words[max(0, phrase.first - 2) : phrase.first]]
        if lead == ["according", "to"]:
            found.append(Speech(phrase, scene.sentence.start, scene.sentence.end, None))
    return found


def speech_dates(
    scene: Scene, dates: Sequence[DateMention], own: VerbGroup | None
) -> list[DateMention]:
    """Dates that say when somebody spoke ("..., officials said on Tuesday")."""
    found = []
    for verb in scene.verbs:
        noun_like = is_noun_like(verb, scene.words, scene.lang)
        if verb == own or noun_like or not scene.verb_is(verb, "speech"):
            continue
        after = scene.words[verb.head].end
        reach = scene.words[min(verb.head + DATE_REACH, len(scene.words) - 1)].end
        near = [d for d in dates if after <= d.start < reach]
        found += [d for d in near if not _is_of_event(d, verb, scene)]
    return found


def _is_of_event(mention: DateMention, verb: VerbGroup, scene: Scene) -> bool:
    """Whether an event behind the verb has the date: "said Friday's raid", "said the raid on"."""
    first, last = scene.tokens_of((mention.start, mention.end))
    owned = last < len(scene.words) and scene.words[last].lower == "'s"
    return owned or any(verb.head < noun[0] < first for noun in scene.nouns)


def _own_act(trigger: Trigger, speech: Speech, scene: Scene) -> bool:
    """What the speaker does before or beside speaking is told by the report."""
    if trigger.verb is None or speech.verb is None or trigger.first > speech.verb.head:
        return False
    between = scene.words[trigger.last : speech.verb.first]
    return any(w.lower == "and" for w in between[-2:]) and speech.speaker in subject(
        trigger.verb, scene
    )
