"""When and where the acts of a report happened."""

from datetime import date

import pytest

ATTACK = (
    "Attack kills soldiers\n\n"
    "Gunmen attacked an army post near Djibo on Monday, killing eight soldiers. "
    "The wounded were taken to the hospital in Kaya.\n\n"
    "Dozens were wounded in the attack.\n\n"
    "In 2019 jihadists killed 24 soldiers at Koutougou."
)


def test_the_place_of_the_lead_carries_over(account):
    told = account(ATTACK).by("wounded")
    assert told.place == "Djibo"
    assert (told.mention.where.method, told.mention.where.start) == ("report", None)


def test_the_place_of_a_clause_has_its_span(account):
    told = account(ATTACK).by("attacked")
    where = told.mention.where
    assert (where.method, where.country_iso3, where.where_precision) == ("clause", "BFA", 2)
    assert ATTACK[where.start : where.end] == "Djibo"


def test_a_title_happens_where_its_lead_does(account):
    assert account(ATTACK).by("Attack").place == "Djibo"


def test_a_hospital_is_no_place_of_an_event(account):
    assert "Kaya" not in [told.place for told in account(ATTACK).told]


def test_history_is_past_and_keeps_its_own_date_and_place(account):
    told = account(ATTACK).by("killed").mention
    assert (told.temporal, told.where.name) == ("past", "Koutougou")
    assert (told.date_start, told.date_end) == (date(2019, 1, 1), date(2019, 12, 31))


def test_a_passage_of_history_goes_on_until_the_next_paragraph(account):
    text = (
        "Mali remembers\n\nOn 22 March 2012 soldiers overthrew President Amadou Toumani Toure. "
        "They suspended the constitution.\n\nOn Monday police arrested two activists in Gao."
    )
    found = account(text)
    suspended, arrested = found.by("suspended").mention, found.by("arrested").mention
    assert (suspended.temporal, suspended.date_start) == ("past", date(2012, 3, 22))
    assert (arrested.temporal, arrested.date_start) == ("current", date(2022, 6, 13))
    assert found.told[0].trigger == "arrested"


@pytest.mark.parametrize(
    ("text", "day", "rule"),
    [
        ("Rebels attacked Gao on Saturday, officials said on Monday.", "2022-06-11", "clause"),
        ("Rebels attacked Gao, officials said on Monday.", "2022-06-13", "speech"),
        ("Rebels attacked Gao on 3 June.", "2022-06-03", "clause"),
        ("Rebels attacked Gao yesterday.", "2022-06-14", "clause"),
    ],
)
def test_an_act_takes_its_own_date_before_that_of_the_speech(account, text, day, rule):
    told = account(text).by("attacked").mention
    assert str(told.date_start) == str(told.date_end) == day
    assert told.date_rule.split(":")[0] == rule
    assert not told.date_is_publication_default


def test_an_act_without_a_date_takes_the_day_of_publication_and_says_so(account):
    told = account("Rebels attacked Gao.").by("attacked").mention
    assert told.date_start == told.date_end == date(2022, 6, 15)
    assert told.date_is_publication_default


def test_an_undated_report_leaves_its_acts_undated(account):
    told = account("Rebels attacked Gao.", on=None).by("attacked").mention
    assert (told.date_start, told.date_end, told.date_precision) == (None, None, None)


def test_a_report_without_places_happens_where_its_dateline_says(account):
    found = account("TIMBUKTU (Wire) - Gunmen attacked a convoy on Monday. Talks go on.")
    told = found.by("attacked")
    assert (told.place, told.mention.where.method) == ("Timbuktu", "dateline")


def test_a_caption_tells_nothing(account):
    text = (
        "Students march\n\nFile photo: Soldiers patrol a street in Kidal. (Photo: A. Diallo)\n\n"
        "Students marched in Gao on Monday."
    )
    found = account(text)
    assert {told.mention.event_type for told in found.told} == {"PROTEST"}
    assert "Kidal" not in [told.place for told in found.told]


def test_the_country_of_the_source_stands_in_where_a_report_names_none(account):
    found = account("Police arrested two teachers.", source_country="NER")
    assert found.told[0].actors == ["NER COP"]
    assert found.told[0].mention.where.country_iso3 == "NER"


def test_the_news_of_the_lead_ranks_before_background(account):
    ranks = {told.trigger: told.mention.rank for told in account(ATTACK).told}
    assert ranks["attacked"] == 1
    assert ranks["killed"] == max(ranks.values())


def test_a_language_without_lexicons_is_not_coded(coder):
    from transforms.coding import Report  # noqa: PLC0415 - only here

    assert coder.codes("en-GB")
    assert not coder.codes("fr")
    assert coder.read(Report("Des soldats ont tué dix civils.", None, "fr")).mentions == []
