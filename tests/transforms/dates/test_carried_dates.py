"""A report dates an act once: later sentences about it, and the title, take the day told."""

from datetime import date

import pytest

from transforms.coding import Mention, Report, RulesCoder

WEDNESDAY = date(2022, 6, 15)
SATURDAY = date(2022, 6, 11)


@pytest.fixture
def told(coder: RulesCoder):
    """The mention whose trigger is a word of the text, published on a Wednesday."""

    def mention(text: str, trigger: str) -> Mention:
        found = coder.mentions(Report(text, WEDNESDAY, "en", "BFA"))
        (one,) = (m for m in found if text[slice(*m.trigger)] == trigger)
        return one

    return mention


LEAD = "Gunmen attacked the village of Seytenga in Burkina Faso on Saturday."


def test_a_sentence_of_the_same_paragraph_goes_on_on_the_day_told(told):
    burned = told(f"{LEAD} The gunmen killed 50 villagers.", "killed")
    assert (burned.date_start, burned.date_end) == (SATURDAY, SATURDAY)
    assert burned.date_rule == "carried:clause:weekday.latest"
    assert not burned.date_is_publication_default


def test_a_later_paragraph_about_the_same_act_takes_its_day(told):
    text = f"{LEAD}\n\nThe town has a market.\n\nThe gunmen killed 50 villagers, residents said."
    assert told(text, "killed").date_start == SATURDAY


def test_a_later_paragraph_about_another_act_happens_on_publication_day(told):
    text = f"{LEAD}\n\nThe army deployed troops in the streets of Dori."
    deployed = told(text, "deployed")
    assert (deployed.date_start, deployed.date_rule) == (WEDNESDAY, "publication_default")


def test_a_title_has_the_day_of_its_lead(told):
    titled = told(f"Gunmen kill 50 in Burkina Faso village\n\n{LEAD}", "kill")
    assert titled.date_start == SATURDAY


def test_an_act_of_its_own_day_keeps_it(told):
    text = f"{LEAD} On Monday soldiers killed two of the gunmen."
    assert told(text, "killed").date_start == date(2022, 6, 13)


def test_what_is_told_in_the_present_goes_on_today(told):
    text = f"{LEAD}\n\nVillagers are being killed by gunmen in Seytenga."
    assert told(text, "killed").date_start == WEDNESDAY


def test_history_is_carried_to_no_news(told):
    text = "Gunmen killed 100 villagers in 2021.\n\nSoldiers killed five gunmen in Dori."
    found = told(text.replace("killed five", "shot five"), "shot")
    assert found.date_start == WEDNESDAY
