"""Who acts and who is acted upon, by the grammar of the sentence."""

import pytest


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        # active
        ("Malian soldiers arrested four Chadian students in Segou.", ["MLI MIL"], ["TCD EDU"]),
        ("Germany's government arrested Chadian rebels.", ["DEU GOV"], ["TCD REB"]),
        # passive, with and without "by"
        ("Chadian students were arrested by Malian police in Gao.", ["MLI COP"], ["TCD EDU"]),
        ("Chadian students were arrested in Segou.", [], ["TCD EDU"]),
        ("Malian farmers have been arrested by Chadian soldiers.", ["TCD MIL"], ["MLI AGR"]),
        # relative clauses
        ("The soldiers who arrested the mayor left Gao.", ["MLI MIL"], ["MLI GOV"]),
        ("Malian soldiers, who hold Gao, arrested Chadian rebels.", ["MLI MIL"], ["TCD REB"]),
        # participles
        ("Malian soldiers entered Gao, arresting Chadian rebels.", ["MLI MIL"], ["TCD REB"]),
        ("Chadian students arrested by Malian police in Gao sang.", ["MLI COP"], ["TCD EDU"]),
        # coordination, on both sides
        ("Malian police and French soldiers arrested Chadian rebels.",
         ["MLI COP", "FRA MIL"], ["TCD REB"]),
        ("Malian police arrested Chadian rebels and French doctors.",
         ["MLI COP"], ["TCD REB", "FRA MED"]),
        ("Malian soldiers entered Gao and arrested Chadian rebels.", ["MLI MIL"], ["TCD REB"]),
        # light verbs and possessive nouns
        ("Malian soldiers carried out arrests in Gao.", ["MLI MIL"], []),
        ("Mali's arrest of Ivorian soldiers made news in Gao.", ["MLI"], ["CIV MIL"]),
        ("The arrest of Chadian rebels by Malian police made news.", ["MLI COP"], ["TCD REB"]),
    ],
)  # fmt: skip
def test_both_sides_of_an_arrest_are_found(account, text, actors, recipients):
    told = account(text).one("COERCE")
    assert (told.actors, told.recipients) == (actors, recipients)


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("Nigerien villagers came under attack near Diffa.", [], ["NER CVL"]),
        ("Malian soldiers suffered an attack by jihadists near Gao.", ["MLI REB"], ["MLI MIL"]),
        ("Jihadists killed eight soldiers near Tillaberi.", ["NER REB"], ["NER MIL"]),
        ("Two Malian farmers were killed near Djibo.", [], ["MLI AGR"]),
        (
            "Malian rebels launched an attack on French soldiers near Kidal.",
            ["MLI REB"],
            ["FRA MIL"],
        ),
        ("French and Chadian soldiers fought Malian rebels near Kidal.", None, ["MLI REB"]),
    ],
)
def test_both_sides_of_an_assault_are_found(account, text, actors, recipients):
    told = account(text).told[0]
    assert told.mention.event_type == "ASSAULT"
    assert told.recipients == recipients
    if actors is None:
        assert {actor[:3] for actor in told.actors} == {"FRA", "TCD"}
    else:
        assert told.actors == actors


def test_who_is_urged_is_the_recipient_of_the_request(account):
    told = account("The United Nations urged Mali to release the soldiers.").told
    assert [one.code for one in told] == ["REQUEST yield"]
    assert (told[0].actors, told[0].recipients) == (["UNO"], ["MLI"])


def test_what_is_urged_is_no_act_of_its_own(account):
    assert account("France urged Mali to share intelligence with Niger.").codes == [
        "REQUEST assist"
    ]


def test_two_who_meet_stand_as_visitor_and_host_by_their_order(account):
    told = account("Mali's foreign minister met the Algerian ambassador in Timbuktu.").one(
        "CONSULT"
    )
    assert told.actors + told.recipients == ["MLI GOV", "DZA GOV"]


def test_parties_of_one_treaty_act_together(account):
    told = account("Mali and Niger signed a treaty.").one("SUPPORT")
    assert (told.actors, told.recipients) == (["MLI", "NER"], [])


def test_who_is_driven_out_is_the_recipient(account):
    told = account("Jihadists expelled Malian teachers from Kidal.").told[0]
    assert (told.actors, told.recipients) == (["MLI REB"], ["MLI EDU"])


def test_a_country_behind_in_is_no_recipient(account):
    told = account("ECOWAS condemned the coup in Mali.").one("ACCUSE")
    assert (told.actors, told.recipients) == (["IGO"], [])


def test_a_noun_that_says_which_party_is_meant_is_no_act(account):
    assert account("Protest leaders arrived at Gao.").codes == []


def test_an_act_told_by_verb_and_noun_is_one_mention(account):
    assert account("Gunmen killed five soldiers in an attack near Djibo.").codes == ["ASSAULT"]


def test_two_acts_of_one_sentence_are_two_mentions(account):
    found = account("Police arrested two teachers in Gao and the court of Gao banned a march.")
    assert {"COERCE arrest", "COERCE restrict"} <= set(found.codes)


@pytest.mark.parametrize(
    ("sentence", "actor", "recipient"),
    [
        ("Gunmen killed at least 100 people in Solhan on Saturday.", "UAF", "CVL"),
        ("Soldiers killed about forty villagers on Monday.", "MIL", "CVL"),
        ("Police arrested up to 50 protesters in Dakar.", "COP", "CVL"),
    ],
)
def test_a_number_behind_a_verb_is_its_object(account, sentence, actor, recipient):
    told = account(sentence).told[0]
    assert [side.split()[-1] for side in (*told.actors, *told.recipients)] == [actor, recipient]


@pytest.mark.parametrize(
    "sentence",
    [
        "The presidential guard detained President Mohamed Bazoum in Niamey on Wednesday.",
        "The army detained President Mohamed Bazoum.",
    ],
)
def test_what_a_body_does_to_somebody_with_a_title_is_no_part_of_a_name(account, sentence):
    told = account(sentence, None).by("detained")
    assert told.code == "COERCE arrest"
    assert len(told.actors) == len(told.recipients) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "Armed men attacked a patrol.",
        "Heavily armed men attacked a patrol.",
        "On Monday armed men attacked a patrol.",
        "The mayor said armed men attacked a patrol.",
    ],
)
def test_armed_men_are_no_civilians_wherever_they_stand(account, sentence):
    (actor,) = account(sentence).by("attacked").actors
    assert actor.endswith("UAF")
