"""Where and when an event happened that a model found: by our own rules, around its trigger."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.coding import Report, RulesCoder
from transforms.coding.attachment import gap
from transforms.coding.dateline import dateline_spans
from transforms.coding.dating import when_of
from transforms.coding.lexicons import base_language
from transforms.coding.locatives import is_scene_lead
from transforms.coding.mention import Span, Where
from transforms.coding.modality import Act
from transforms.coding.parties.atoms import report_country
from transforms.coding.parties.phrase import Phrase
from transforms.coding.passage import Passage, turn_page
from transforms.coding.patterns import Sense
from transforms.coding.places import Setting, lead, named_place, names_in
from transforms.coding.placing import find_lead
from transforms.coding.roles import Roles
from transforms.coding.scene import Scene
from transforms.coding.triggers import Trigger
from transforms.coding.words import Sentence, sentences
from transforms.dates import DateMention, EventDate, caption_spans, event_date
from transforms.places import PlaceMention, event_places, find_places


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
        cut = sentences(text, base_language(report.lang))
        places = find_places(text, rules.gazetteer, source_country=country)
        placed = [p.country_iso3 for p in places if p.kind == "place" and p.country_iso3]
        country = report_country([], placed, country)
        scenes, dates = {}, list[DateMention]()
    else:
        cut, country = parse.cut, parse.country
        places, dates = parse.reading.places, parse.reading.dates
        scenes = {p.scene.sentence.start: p.scene for p in parse.parsed}
    lines = (tuple(caption_spans(text)), tuple(dateline_spans(text)))
    setting = Setting(event_places(places, text, rules.gazetteer), *lines, text, rules.countries)
    passage = Passage(report, setting, tuple(dates), country)
    if parse is not None:
        find_lead([(one.scene, one.acts) for one in parse.parsed], passage)
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
        found = _published(span, ground)
    if found.is_publication_default and temporal != "current":
        rule = "background" if temporal == "past" else "future"
        return EventDate(None, None, None, rule, False, "past" if temporal == "past" else "future")
    return found


def _published(span: Span, ground: Ground) -> EventDate:
    """In a language whose dates we do not read: the day of publication."""
    return event_date(
        (),
        trigger=span,
        published_on=ground.report.published_on,
        asides=ground.setting.asides,
    )


def named(span: Span, sentence: Sentence, ground: Ground) -> Where | None:
    """The place that the sentence gives to what a span tells."""
    scene = ground.scenes.get(sentence.start)
    setting, whole = ground.setting, (sentence.start, sentence.end)
    names = names_in(scene.parties if scene else (), (), setting.text)

    def order(place: PlaceMention) -> tuple[int, ...]:
        led = is_scene_lead(lead(place, setting))
        return 0, int(not led), gap((place.start, place.end), span)

    return named_place(setting, whole, names, order)
