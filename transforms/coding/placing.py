"""Where an act happened: by its own words, else the lead, the dateline, its parties' country."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from transforms.coding.lexicons import listed
from transforms.coding.mention import Where
from transforms.coding.parties.phrase import Phrase
from transforms.coding.passage import Passage
from transforms.coding.places import filed_place, parties_place
from transforms.coding.words import Sentence
from transforms.dates import EventDate

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


def keep_lead(sentence: Sentence, found: Iterable[Where | None], passage: Passage) -> None:
    """Keeps the town where the news happens, for sentences that name none."""
    if passage.lead is not None or sentence.is_title or sentence.index >= LEAD:
        return
    for where in found:
        if where is not None and where.is_in_sentence and not where.is_country:
            passage.lead = replace(where, method="report", start=None, end=None)
            return
