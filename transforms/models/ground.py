"""Where and when an event happened that a model found: by our own rules, around its trigger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from transforms.coding import Report, RulesCoder
from transforms.coding.assembly import LEAD
from transforms.coding.dateline import dateline_spans
from transforms.coding.dating import when_of
from transforms.coding.mention import Span, Where
from transforms.coding.modality import Act
from transforms.coding.parties.atoms import report_country
from transforms.coding.parties.phrase import Phrase
from transforms.coding.passage import Passage, turn_page
from transforms.coding.patterns import Sense
from transforms.coding.places import Setting, filed_place, named_place, parties_place
from transforms.coding.roles import Roles
from transforms.coding.scene import Scene
from transforms.coding.triggers import Trigger
from transforms.coding.words import Sentence, sentences
from transforms.dates import DateMention, EventDate, caption_spans, event_date
from transforms.places import PlaceMention, find_places

COUNTRY_ONLY = 6  # where_precision of a country as a whole


@dataclass(slots=True)
class Ground:
    """A report read by our own rules: its sentences, places and dates.

    ``scenes`` are by the start of their sentence; there are none in a language without lexicons,
    and captions have none.
    """

    report: Report
    cut: list[Sentence]
    scenes: dict[int, Scene]
    places: list[PlaceMention]
    dates: list[DateMention]
    setting: Setting
    passage: Passage

    @property
    def phrases(self) -> list[Phrase]:
        """The parties that our own rules find."""
        return [phrase for scene in self.scenes.values() for phrase in scene.parties]

    def sentence_of(self, span: Span) -> Sentence | None:
        """The sentence in which a span lies whole."""
        return next((s for s in self.cut if s.start <= span[0] and span[1] <= s.end), None)

    def is_aside(self, span: Span) -> bool:
        """Whether a span lies in a caption or another line that tells no news."""
        return any(start <= span[0] and span[1] <= end for start, end in self.setting.asides)


def ground(report: Report, rules: RulesCoder) -> Ground:
    """What our own rules read in a report."""
    parse = rules.parse(report)
    text, country = report.text, report.source_country
    if parse is None:
        cut = sentences(text, (report.lang or "en").split("-")[0])
        places = find_places(text, rules.gazetteer, source_country=country)
        country = report_country([], [p.country_iso3 for p in places if p.country_iso3], country)
        scenes, dates = {}, list[DateMention]()
    else:
        cut, country = parse.cut, parse.country
        places, dates = parse.reading.places, parse.reading.dates
        scenes = {p.scene.sentence.start: p.scene for p in parse.parsed}
    lines = (tuple(caption_spans(text)), tuple(dateline_spans(text)))
    setting = Setting(tuple(places), *lines, text, rules.countries)
    passage = Passage(report, setting, tuple(dates), country)
    return Ground(report, cut, scenes, places, dates, setting, passage)


def opened(sentence: Sentence, ground: Ground) -> None:
    """Turns to a sentence: what dates its passage of history carries over, or ends."""
    passage = ground.passage
    passage.history = None if sentence.is_title else passage.history
    scene = ground.scenes.get(sentence.start)
    if scene is not None:
        turn_page(scene, passage)


def act_of(event_type: str, temporal: str, span: Span, scene: Scene) -> Act:
    """The words of a span as our own rules would have found them."""
    words = scene.words
    inside = [i for i, w in enumerate(words) if w.start < span[1] and w.end > span[0]]
    first, last = inside[0], inside[-1] + 1
    verb = next((v for v in scene.verbs if first <= v.head < last), None)
    trigger = Trigger(first, last, Sense(event_type), words[first].lower, 1, verb)
    return Act(trigger, event_type, None, None, Roles((), ()), is_future=temporal == "future")


def when(
    act: Act | None, temporal: str, span: Span, sentence: Sentence, ground: Ground
) -> EventDate:
    """When it happened; on which side of now the model says, where no date does."""
    if act is not None:
        found = when_of(act, ground.scenes[sentence.start], span, ground.passage)
    else:
        found = _published(span, sentence, ground)
    if found.is_publication_default and temporal != "current":
        rule = "background" if temporal == "past" else "future"
        return EventDate(None, None, None, rule, False, "past" if temporal == "past" else "future")
    return found


def _published(span: Span, sentence: Sentence, ground: Ground) -> EventDate:
    """In a language whose dates we do not read: the day of publication."""
    whole = (sentence.start, sentence.end)
    return event_date(
        (),
        clause=whole,
        sentence=whole,
        trigger=span,
        published_on=ground.report.published_on,
        asides=ground.setting.asides,
    )


def where(
    span: Span, sentence: Sentence, parties: Sequence[Phrase], date: EventDate, ground: Ground
) -> Where | None:
    """From the sentence, else from the lead, the dateline or the country of the parties."""
    setting, passage = ground.setting, ground.passage
    scene = ground.scenes.get(sentence.start)
    near = scene.parties if scene else ()
    named = named_place(setting, span, (sentence.start, sentence.end), near)
    if named is not None and named.where_precision < COUNTRY_ONLY:
        return named
    country = named or parties_place(setting, parties, passage.country)
    iso3 = country.country_iso3 if country else passage.country
    if date.temporal != "past":
        for town in (passage.lead, filed_place(setting, iso3)):
            if town is not None and (iso3 is None or town.country_iso3 == iso3):
                return town
    return country


def keep_lead(sentence: Sentence, found: Sequence[Where | None], ground: Ground) -> None:
    """Keeps the town where the news happens, for sentences that name none."""
    if ground.passage.lead is not None or sentence.is_title or sentence.index >= LEAD:
        return
    for place in found:
        own = place is not None and place.method in ("clause", "sentence")
        if place is not None and own and place.where_precision < COUNTRY_ONLY:
            ground.passage.lead = replace(place, method="report", start=None, end=None)
            return
