"""The rules coder: from a report's text to its mentions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from transforms.coding.acts import acts
from transforms.coding.assembly import assembled
from transforms.coding.attribution import Speech, quotations, speeches
from transforms.coding.dateline import dateline_spans
from transforms.coding.lexicons import base_language, fingerprint, has_lexicons
from transforms.coding.mention import Mention, Report
from transforms.coding.modality import Act
from transforms.coding.parties.atoms import report_country
from transforms.coding.parties.names import remember
from transforms.coding.parties.phrase import Discourse, Phrase
from transforms.coding.parties.phrases import phrases
from transforms.coding.passage import Passage
from transforms.coding.places import Setting, country_places
from transforms.coding.placing import find_lead, happens_in
from transforms.coding.ranking import ranked
from transforms.coding.scene import Scene, scene_of
from transforms.coding.sport import without_matches
from transforms.coding.triggers import Trigger, find_triggers
from transforms.coding.verbs import verb_groups
from transforms.coding.words import Sentence, sentences
from transforms.dates import DateMention, caption_spans, find_dates
from transforms.places import Gazetteer, PlaceMention, event_places, find_places

VERSION = "1"


class Coder(Protocol):
    """Anything that codes a report."""

    name: str
    version: str

    def codes(self, lang: str | None) -> bool:
        """Whether it codes reports in a language."""

    def mentions(self, report: Report) -> list[Mention]:
        """The events that a report tells."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a report: places, dates and events."""

    places: list[PlaceMention]
    dates: list[DateMention]
    mentions: list[Mention]


class RulesCoder:
    """The default coder: lexicons and shallow grammar."""

    name = "rules"

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.countries = country_places(gazetteer)
        installed = f".gn-{gazetteer.installed[:8]}" if gazetteer.installed else ""
        self.version = f"{VERSION}+{fingerprint()}{installed}"

    def codes(self, lang: str | None) -> bool:
        """Whether there are lexicons for a language."""
        return has_lexicons(lang)

    def mentions(self, report: Report) -> list[Mention]:
        """The events that a report tells, by rank."""
        return self.read(report).mentions

    def read(self, report: Report) -> Reading:
        """Places, dates and events of a report."""
        parse = self.parse(report)
        if parse is None:
            return Reading([], find_dates(report.text, report.published_on, report.lang), [])
        return parse.reading

    def parse(self, report: Report) -> Parse | None:
        """The reading with every step on the way to it; None in a language without lexicons."""
        lang = base_language(report.lang)
        if not has_lexicons(lang):
            return None
        places = find_places(report.text, self.gazetteer, source_country=report.source_country)
        dates = find_dates(report.text, report.published_on, lang)
        asides = caption_spans(report.text)
        datelines = tuple(dateline_spans(report.text))
        able = event_places(places, report.text, self.gazetteer)
        setting = Setting(able, tuple(asides), datelines, report.text, self.countries)
        return _parse(report, places, setting, dates, lang)


@dataclass(frozen=True, slots=True)
class Parsed:
    """One sentence with everything that was found in it."""

    scene: Scene
    triggers: list[Trigger]
    acts: list[Act]
    said: list[Speech]


@dataclass(frozen=True, slots=True)
class Parse:
    """A report with the steps between its text and its mentions.

    ``parsed`` leaves out the sentences of captions and the like, which ``cut`` has; ``country`` is
    the one that the report is about.
    """

    report: Report
    lang: str
    country: str | None
    cut: list[Sentence]
    parsed: list[Parsed]
    quoted: list[Speech]
    reading: Reading


def _parse(
    report: Report,
    places: list[PlaceMention],
    setting: Setting,
    dates: list[DateMention],
    lang: str,
) -> Parse:
    cut = sentences(report.text, lang)
    placed = [p.country_iso3 for p in setting.places if p.country_iso3]
    country = report_country(cut, placed, report.source_country, lang)
    told = [sentence for sentence in cut if not _is_aside(sentence, setting)]
    parsed = _all_parsed(told, country, report, setting, dates, lang)
    passage = Passage(report, setting, tuple(dates), country)
    find_lead([(one.scene, one.acts) for one in parsed], passage)
    opening = next((s.index for s in told if not s.is_title), 0)
    scene_of_news = happens_in(passage, opening)
    if scene_of_news not in (None, country):
        # It is about the country where its news happens, and so are those whom it does not name.
        country = passage.country = scene_of_news
        parsed = _all_parsed(told, country, report, setting, dates, lang)
    quoted = quotations(report.text, [speech for p in parsed for speech in p.said])
    found: list[Mention] = []
    # The title last: it happens where the lead says.
    for one in sorted(parsed, key=lambda p: p.scene.sentence.is_title):
        passage.history = None if one.scene.sentence.is_title else passage.history
        found += assembled(one.scene, one.acts, one.said, quoted, passage)
    mentions = ranked(without_matches(found, cut, lang), cut)
    reading = Reading(places, dates, mentions)
    return Parse(report, lang, country, cut, parsed, quoted, reading)


def _all_parsed(  # noqa: PLR0913 - what a sentence is read with
    told: Sequence[Sentence],
    country: str | None,
    report: Report,
    setting: Setting,
    dates: Sequence[DateMention],
    lang: str,
) -> list[Parsed]:
    """The sentences of a report about a country, each read with what was named before it."""
    discourse = Discourse(country, report.published_on)
    return [_parsed(sentence, setting, discourse, dates, lang) for sentence in told]


def _is_aside(sentence: Sentence, setting: Setting) -> bool:
    return any(start <= sentence.start and sentence.end <= end for start, end in setting.asides)


def _parsed(
    sentence: Sentence,
    setting: Setting,
    discourse: Discourse,
    dates: Sequence[DateMention],
    lang: str,
) -> Parsed:
    found_parties = phrases(sentence, setting.text, discourse, lang)
    parties = tuple(_as_place(party, setting) for party in found_parties)
    verbs = tuple(verb_groups(sentence, parties, lang))
    scene = scene_of(sentence, parties, verbs, lang)
    triggers = find_triggers(scene, _dated_tokens(sentence, dates))
    scene = replace(scene, nouns=tuple((t.first, t.last) for t in triggers if not t.is_verb))
    remember(parties, discourse)
    return Parsed(scene, triggers, acts(triggers, scene), speeches(scene))


def _as_place(party: Phrase, setting: Setting) -> Phrase:
    """A name that is a town's stands for the people there, who belong to its country."""
    if party.head_kind != "name":
        return party
    place = next((p for p in setting.places if p.start < party.end and party.start < p.end), None)
    if place is None or place.end < party.end:
        return party
    return replace(
        party,
        name=f"People of {place.name}",
        kind="group",
        country=place.country_iso3,
        is_place=True,
    )


def _dated_tokens(sentence: Sentence, dates: Sequence[DateMention]) -> frozenset[int]:
    """Tokens inside dates: "March" is no march, "the 2013 vote" still a vote."""
    inside = [d for d in dates if sentence.start <= d.start < sentence.end]
    return frozenset(
        i
        for i, token in enumerate(sentence.tokens)
        if any(d.start <= token.start and token.end <= d.end for d in inside)
    )
