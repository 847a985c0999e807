"""Parties are resolved to country, body, sector and office."""

from datetime import date

import pytest

from transforms.coding.parties.phrase import Discourse, Phrase
from transforms.coding.parties.phrases import phrases
from transforms.coding.words import sentences


def named(phrase: str, on: date = date(2022, 6, 15)) -> Phrase:
    """The first party of a sentence that begins with a phrase."""
    text = f"{phrase[0].upper()}{phrase[1:]} left on Monday."
    return phrases(sentences(text)[0], text, Discourse(published_on=on))[0]


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("Malian soldiers", "MLI MIL"),
        ("the Malian army", "MLI MIL"),
        ("the army of Chad", "TCD MIL"),
        ("the French embassy in Bamako", "FRA GOV"),
        ("the Malian foreign minister", "MLI GOV"),
        ("Mali's transitional government", "MLI GOV"),
        ("the Kremlin", "RUS GOV"),
        ("Nigerian police officers", "NGA COP"),
        ("police", "? COP"),
        ("secret police", "? SPY"),
        ("gunmen", "? UAF"),
        ("Tuareg rebels", "? REB"),
        ("Boko Haram", "NGA REB"),
        ("the Rapid Support Forces", "SDN PRM"),
        ("Wagner", "RUS PRM"),
        ("militiamen", "? PRM"),
        ("lawmakers", "? LEG"),
        ("the Constitutional Court", "? JUD"),
        ("opposition leaders", "? OPP"),
        ("students", "? EDU"),
        ("a German priest", "DEU REL"),
        ("journalists", "? JRN"),
        ("trade unions", "? LAB"),
        ("farmers", "? AGR"),
        ("drug traffickers", "? CRM"),
        ("Chadian refugees", "TCD REF"),
        ("villagers", "? CVL"),
        ("a former president", "? ELI"),
        ("doctors", "? MED"),
        ("ECOWAS", "IGO"),
        ("the African Union", "IGO"),
        ("the UN Security Council", "UNO"),
        ("the European Union", "EUR"),
        ("Human Rights Watch", "NGO SOC"),
        ("the Red Cross", "NGO"),
    ],
)
def test_a_phrase_names_a_country_or_body_and_a_sector(phrase, code):
    found = named(phrase)
    assert " ".join((found.country or found.international or "?", *found.sectors)) == code


@pytest.mark.parametrize(
    ("person", "on", "code"),
    [
        ("President Mohamed Bazoum", date(2022, 3, 1), ("NER", ("GOV",))),
        ("Mohamed Bazoum", date(2024, 3, 1), ("NER", ("ELI",))),
        ("Assimi Goita", date(2020, 8, 20), ("MLI", ("MIL",))),
        ("Assimi Goita", date(2022, 6, 15), ("MLI", ("GOV",))),
        ("Saleh Kebzabo", date(2019, 1, 5), ("TCD", ("OPP",))),
        ("Saleh Kebzabo", date(2023, 1, 5), ("TCD", ("GOV",))),
        ("French President Emmanuel Macron", date(2022, 6, 15), ("FRA", ("GOV",))),
        ("Amadou Haya Sanogo", date(2012, 4, 1), ("MLI", ("MIL",))),
    ],
)
def test_a_person_is_what_the_office_of_the_day_makes_them(person, on, code):
    found = named(person, on)
    assert found.kind == "person"
    assert (found.country, found.sectors) == code


def test_a_person_carries_the_title_of_the_office():
    assert named("Mohamed Bazoum", date(2022, 3, 1)).office == "President of Niger"


def test_the_embassy_and_the_capital_are_two_parties():
    text = "The French embassy in Bamako closed."
    found = phrases(sentences(text)[0], text, Discourse())
    assert [p.country for p in found] == ["FRA", "MLI"]


def test_a_known_body_is_identified_by_wikidata():
    assert named("ECOWAS").actor_id == "wd-Q190849"


def test_the_same_kind_of_people_have_one_identifier():
    assert named("Malian soldiers").actor_id == named("the Malian soldiers").actor_id
    assert named("Malian soldiers").actor_id != named("Chadian soldiers").actor_id


def test_an_acronym_matches_only_in_capitals():
    text = "It was a fact that farmers left."
    found = phrases(sentences(text)[0], text, Discourse())
    assert [p.sectors for p in found if p.kind != "pronoun"][-1] == ("AGR",)
    assert not [p for p in found if p.name.startswith("FACT")]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Talks in Mali\n\nThe president of Mali spoke in Kayes. The president arrested a mayor.",
         "MLI GOV"),
        ("Gao quiet\n\nTraders in Gao reopened on Monday. Soldiers arrested a thief.", "MLI MIL"),
        ("Niger votes\n\nNiger voted on Sunday. Police arrested two students.", "NER COP"),
    ],
)  # fmt: skip
def test_who_is_named_without_a_country_belongs_to_that_of_the_report(account, text, actor):
    assert account(text).by("arrested").actors == [actor]


def test_a_pronoun_stands_for_the_party_named_before(account):
    found = account("Soldiers arrested the mayor of Dori on Tuesday. Later they released him.")
    freed = found.by("released")
    assert (freed.actors, freed.recipients) == (["BFA MIL"], ["BFA GOV"])


def test_the_span_of_a_party_slices_to_its_words(account):
    text = "Malian soldiers arrested four students in Segou on Monday."
    for party in account(text).told[0].mention.parties:
        assert text[party.start : party.end] == party.text
