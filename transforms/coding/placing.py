"""Where an act happened: by its own words, else the lead, the dateline, its parties' country."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from transforms.coding.attachment import gap, rank_of_place
from transforms.coding.lexicons import listed
from transforms.coding.locatives import is_scene_lead
from transforms.coding.mention import Span, Where
from transforms.coding.modality import Act
from transforms.coding.parties.phrase import Phrase
from transforms.coding.passage import Passage
from transforms.coding.places import (
    Setting,
    filed_place,
    lead,
    named_place,
    names_in,
    parties_place,
)
from transforms.coding.scene import Scene
from transforms.coding.words import Sentence
from transforms.dates import EventDate
from transforms.places import PlaceMention

LEAD = 5  # sentences in which the news is told


def where_of(
    event_type: str,
    named: Where | None,
    parties: Sequence[Phrase],
    when: EventDate,
    passage: Passage,
) -> Where | None:
    """The place of an act; ``named`` is the one that its sentence gives."""
    if named is not None and not named.is_country:
        return named
    country = named or parties_place(passage.setting, parties, passage.country)
    iso3 = country.country_iso3 if country else passage.country
    if when.temporal != "past":
        # Words are spoken where they are filed, not where the news happens that they are about.
        lead = None if event_type in listed("modality", "spoken") else passage.lead
        for town in (lead, filed_place(passage.setting, iso3)):
            if town is not None and (iso3 is None or town.country_iso3 == iso3):
                return town
    return country


def place_told(act: Act, scene: Scene, setting: Setting) -> Where | None:
    """The place that the sentence of an act gives."""
    words, trigger = scene.words, act.trigger
    told = (words[trigger.first].start, words[trigger.last - 1].end)

    def order(place: PlaceMention) -> tuple[int, ...] | None:
        span = (place.start, place.end)
        word = lead(place, setting)
        near, is_scene = rank_of_place(span, word, act, scene), is_scene_lead(word)
        if near is None or (not is_scene and act.event_type in listed("modality", "spoken")):
            return None
        if _is_origin(span, word, scene) or _is_seat(span, scene):
            return None
        return near, int(not is_scene), gap(span, told)

    sentence = (scene.sentence.start, scene.sentence.end)
    names = names_in(scene.parties, act.roles.actors, setting.text)
    return named_place(setting, sentence, names, order)


def _is_origin(span: Span, lead: str | None, scene: Scene) -> bool:
    """Whether it only says where somebody is from: "gunmen from Chad attacked"."""
    if lead != "from":
        return False
    first, _ = scene.tokens_of(span)
    before = [i for i in range(max(0, first - 4), first) if scene.words[i].lower == "from"]
    return bool(before) and any(p.last == before[-1] for p in scene.parties)


def _is_seat(span: Span, scene: Scene) -> bool:
    """Whether it is where somebody has their seat: "the observatory, based in Britain"."""
    first, _ = scene.tokens_of(span)
    near = {w.lower for w in scene.words[max(0, first - 3) : first]}
    return not near.isdisjoint(listed("modality", "seated", scene.lang))


def lead_of(told: Iterable[tuple[Scene, Sequence[Act]]], setting: Setting) -> Where | None:
    """The first town at which the first sentences put an act, for those that name none."""
    for scene, acts in told:
        if not scene.sentence.is_title and scene.sentence.index < LEAD:
            for act in acts:
                where = place_told(act, scene, setting)
                if where is not None and not where.is_country:
                    return replace(where, method="report", start=None, end=None)
    return None


def keep_lead(sentence: Sentence, found: Iterable[Where | None], passage: Passage) -> None:
    """Keeps the town where the news happens, for sentences that name none."""
    if passage.lead is not None or sentence.is_title or sentence.index >= LEAD:
        return
    for where in found:
        if where is not None and where.is_in_sentence and not where.is_country:
            passage.lead = replace(where, method="report", start=None, end=None)
            return
