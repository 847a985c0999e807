"""A promise, a demand, a threat, a refusal or a denial is not the act (PLOVER R1-R22, R27-R44)."""

import pytest


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # promises and plans of cooperation are agreements (R1-R4)
        ("France promised to send aid to Niger.", "AGREE"),
        ("Russia offered to sign a treaty with Mali.", "AGREE"),
        ("President Alassane Ouattara will meet Assimi Goita next week.", "AGREE"),
        ("Germany agreed to train soldiers in Niger.", "AGREE"),
        # concessions in words (R20, R21)
        ("The government of Niger announced a ceasefire with the rebels.", "CONCEDE"),
        # demands (R9, R27, R41, R42), by what is asked for
        ("The United Nations urged Mali to release the soldiers.", "REQUEST yield"),
        ("Mali asked Russia to provide aid.", "REQUEST assist"),
        ("Algeria called on Mali to hold talks with the rebels.", "REQUEST meet"),
        # threats, by what is threatened (R7)
        ("Niger threatened to expel the French ambassador.", "THREATEN expel"),
        ("Rebels threatened to attack soldiers in Gao.", "THREATEN violence"),
        ("The United States threatened to suspend aid to Mali.", "THREATEN relations"),
        # refusals
        ("Mali refused to negotiate with jihadist rebels.", "REJECT meet"),
        ("Mali refused to release the Ivorian soldiers.", "REJECT yield"),
        ("Niger will not hold talks with the rebels.", "REJECT"),
    ],
)
def test_words_about_an_act_are_coded_as_words(account, text, code):
    assert account(text).codes == [code]


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("Police did not arrest any protesters in Gao.", "COERCE"),
        ("The army denied killing civilians in Moura.", "ASSAULT"),
        ("Rebels never attacked the town of Gao.", "ASSAULT"),
        ("Mali's government denied that soldiers had attacked the village.", "ASSAULT"),
    ],
)
def test_what_did_not_happen_is_denied(account, text, event_type):
    assert account(text).one(event_type).mention.modality == "denied"


@pytest.mark.parametrize(
    "text",
    [
        "If rebels attacked Gao, the town would fall.",
        "Soldiers could attack rebels near Kidal.",
        "Rebels would attack Kidal if talks failed.",
    ],
)
def test_what_might_happen_is_hypothetical(account, text):
    assert account(text).one("ASSAULT").mention.modality == "hypothetical"


def test_a_meeting_ahead_is_dated_by_its_own_words(account):
    told = account("President Alassane Ouattara will meet Assimi Goita next week.").one("AGREE")
    assert str(told.mention.date_start) == "2022-06-20"


def test_the_content_of_an_accusation_is_alleged(account):
    found = account("Human Rights Watch accused Malian soldiers of killing civilians in Moura.")
    assert found.one("ACCUSE").mention.modality == "asserted"
    assert found.one("ASSAULT").mention.modality == "alleged"
    assert found.told[0].code == "ACCUSE allege"


def test_a_condemned_act_has_happened(account):
    found = account("ECOWAS condemned the coup in Mali.")
    assert found.told[0].code == "ACCUSE disapprove"
    coup = found.one("COERCE")
    assert (coup.mention.modality, coup.mention.subtype) == ("asserted", "coup")


def test_a_failed_coup_is_an_attempt(account):
    told = account("Soldiers foiled a coup attempt in Gao on Monday.").told[0]
    assert told.mention.subtype == "coup_attempt"


def test_a_mutiny_is_a_show_of_arms(account):
    told = account("Soldiers staged a mutiny at a base in Kaya.").told[0]
    assert (told.code, told.mention.subtype) == ("MOBILIZE troops", "mutiny")


@pytest.mark.parametrize(
    ("text", "subtype"),
    [
        ("Soldiers seized power in Mali on Tuesday.", "coup"),
        ("The Malian president resigned on Tuesday.", "resignation"),
        ("The junta declared a state of emergency in Mali.", "state_of_emergency"),
        ("Soldiers dissolved the parliament of Mali.", "dissolution"),
    ],
)
def test_acts_at_the_top_carry_a_subtype(account, text, subtype):
    assert account(text).told[0].mention.subtype == subtype


def test_a_demand_made_by_marching_is_a_protest(account):
    found = account("Thousands of protesters marched in Sikasso to demand new elections.")
    assert found.codes == ["PROTEST demo"]


def test_the_called_off_strike_is_a_concession(account):
    assert account("Teachers called off their strike in Segou.").codes == ["CONCEDE"]
