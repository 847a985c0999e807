"""Where an act happened: by its own words, else the lead, the dateline, its parties' country."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from transforms.coding.attachment import choices, gap, is_spoken, rank_of_place
from transforms.coding.lexicons import listed
from transforms.coding.locatives import is_scene_lead, lead_of_name
from transforms.coding.mention import Mention, Span, Where
from transforms.coding.modality import Act
from transforms.coding.parties.phrase import Phrase
from transforms.coding.passage import Lead, Passage
from transforms.coding.places import (
    Setting,
    filed_place,
    lead,
    named_place,
    names_in,
    parties_place,
)
from transforms.coding.plover import quad
from transforms.coding.scene import Scene
from transforms.coding.words import Sentence
from transforms.dates import EventDate
from transforms.places import PlaceMention

MATERIAL = (2, 4)  # quad classes of what is done, not said
LEAD = 5  # sentences in which the news is told


def where_of(
    event_type: str,
    named: Where | None,
    parties: Sequence[Phrase],
    when: EventDate,
    passage: Passage,
) -> Where | None:
    """The place of an act; ``named`` is the one that its sentence gives."""
    if named is not None and (not named.is_country or _is_all_over(named, passage.setting)):
        return named
    spoken = is_spoken(event_type)
    country = named or parties_place(passage.setting, parties, passage.country, spoken=spoken)
    iso3 = country.country_iso3 if country else passage.country
    if when.temporal != "past":
        # Words are spoken where they are filed, not where the news happens that they are about.
        for town in (_lead(event_type, named, passage), filed_place(passage.setting, iso3)):
            if town is not None and (iso3 is None or town.country_iso3 == iso3):
                return town
    return country


def _is_all_over(country: Where, setting: Setting) -> bool:
    """Whether it happened all over a country: "protests across Colombia"."""
    start = country.start
    led = None if start is None else lead_of_name(start, setting.text)
    return led in listed("modality", "all_over")


def _lead(event_type: str, named: Where | None, passage: Passage) -> Where | None:
    """The town of the news, where it can be that of the act.

    Words are spoken where they are filed. Before the news is told, and of what a country is named
    for, it is the town only of the same kind of act.
    """
    lead = passage.lead
    if lead is None or is_spoken(event_type):
        return None
    at = passage.sentence
    told = at is None or (named is None and at >= lead.sentence)
    return lead.where if told or lead.event_type == event_type else None


def place_told(act: Act, scene: Scene, setting: Setting) -> Where | None:
    """The place that the sentence of an act gives."""
    told = scene.span(act.trigger.first, act.trigger.last)

    def order(place: PlaceMention) -> tuple[int, ...] | None:
        span = (place.start, place.end)
        word = lead(place, setting)
        near, is_scene = rank_of_place(span, word, act, scene), is_scene_lead(word)
        if near is None or (not is_scene and is_spoken(act.event_type)):
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


def find_lead(told: Iterable[tuple[Scene, Sequence[Act]]], passage: Passage) -> None:
    """Keeps the first town where the first sentences put an act of the news."""
    for scene, acts in told:
        if scene.sentence.is_title or scene.sentence.index >= LEAD:
            continue
        for act in acts:
            where = place_told(act, scene, passage.setting)
            if where is None or where.is_country or _is_history(act, scene, passage):
                continue
            _keep(where, act.event_type, scene.sentence.index, passage)
            return


def happens_in(passage: Passage, opening: int) -> str | None:
    """The country in which the news happens, where its opening sentence tells what is done there.

    Args:
        passage: the report with its lead.
        opening: number of the first sentence that is no title.
    """
    lead = passage.lead
    if lead is None or lead.sentence != opening or quad(lead.event_type) not in MATERIAL:
        return None
    return lead.where.country_iso3


def _is_history(act: Act, scene: Scene, passage: Passage) -> bool:
    span = scene.span(act.trigger.first, act.trigger.last)
    published = passage.report.published_on
    dates = [mention for _, mention in choices(passage.dates, act, scene, span, published)]
    return bool(dates) and dates[0].is_history


def keep_lead(sentence: Sentence, found: Iterable[Mention], passage: Passage) -> None:
    """Keeps the town where the news happens, for sentences that name none."""
    if passage.lead is not None or sentence.is_title or sentence.index >= LEAD:
        return
    for mention in found:
        where = mention.where
        if where is not None and where.is_in_sentence and not where.is_country:
            _keep(where, mention.event_type, sentence.index, passage)
            return


def _keep(where: Where, event_type: str, sentence: int, passage: Passage) -> None:
    told = replace(where, method="report", start=None, end=None)
    passage.lead = Lead(told, event_type, sentence)
