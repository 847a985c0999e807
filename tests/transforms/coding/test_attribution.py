"""Who tells an act is kept apart from who does it."""

import pytest


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Jihadists killed eight soldiers near Tillaberi, officials said.", "officials"),
        ("Officials said jihadists killed eight soldiers near Tillaberi.", "Officials"),
        ("“Jihadists killed eight soldiers near Tillaberi,” said an army officer.",
         "an army officer"),
        ("According to police, jihadists killed eight soldiers near Tillaberi.", "police"),
        ("Jihadists killed eight soldiers near Tillaberi, according to the army.", "the army"),
        ("The army reported that jihadists killed eight soldiers near Tillaberi.", "The army"),
        ("Jihadists killed eight soldiers near Tillaberi.", None),
    ],
)  # fmt: skip
def test_the_speaker_is_whom_the_act_is_told_by(account, text, speaker):
    told = account(text).one("ASSAULT")
    assert told.mention.attributed_to == speaker
    assert ("speaker" in {p.role for p in told.mention.parties}) == (speaker is not None)


def test_a_speaker_is_no_actor(account):
    told = account("Jihadists killed eight soldiers near Tillaberi, officials said.").one("ASSAULT")
    assert told.actors == ["NER REB"]
    assert told.side("speaker") == ["NER GOV"]


def test_a_quotation_over_two_sentences_has_one_speaker(account):
    text = (
        "Calm returns to Hombori\n\n“Gunmen entered Hombori at dawn. They killed three farmers "
        "near the well,” a resident of the town said."
    )
    assert account(text).by("killed").mention.attributed_to == "a resident"


def test_the_next_sentence_is_told_by_the_report_again(account):
    text = "Gunmen attacked Gao, police said. Soldiers arrested two men on Tuesday."
    assert account(text).by("arrested").mention.attributed_to is None


def test_what_a_speaker_does_beside_speaking_is_told_by_the_report(account):
    text = "The army attacked Kidal and said the rebels had left."
    assert account(text).by("attacked").mention.attributed_to is None


def test_who_accuses_tells_the_accusation_and_not_the_report(account):
    told = account("France accused Mali of a massacre at Gossi.").one("ACCUSE")
    assert told.mention.attributed_to is None
    assert told.actors == ["FRA"]
