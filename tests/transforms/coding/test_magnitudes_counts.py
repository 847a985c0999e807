"""The counts of a sentence by themselves: words in, figures out."""

import pytest

from transforms.coding.parties.phrase import Discourse
from transforms.coding.parties.phrases import phrases
from transforms.coding.tolls.magnitudes import counts
from transforms.coding.words import sentences


def found(text, *, cumulative=False):
    """Figures by kind, as "low/best/high", "?" for no bound, or the figure where all are one."""
    (sentence,) = sentences(text)
    told = counts(sentence, phrases(sentence, text, Discourse()))
    made: dict[str, list[str]] = {}
    for count in told:
        assert text[count.amount.start : count.amount.end].strip()
        if count.is_cumulative == cumulative:
            made.setdefault(count.kind, []).append(shown(count.amount))
    return {kind: ", ".join(figures) for kind, figures in made.items()}


def shown(amount):
    bounds = (amount.low, amount.best, amount.high)
    if len(set(bounds)) == 1:
        return str(amount.best)
    return "/".join("?" if n is None else str(n) for n in bounds)


@pytest.mark.parametrize(
    ("text", "deaths"),
    [
        ("One soldier and seven attackers were killed at Kati.", "8"),
        ("Gunmen attacked a bus, killing three soldiers and two civilians.", "5"),
        ("Two police officers and a child died in the blast.", "3"),
        ("The raid killed two gendarmes, a teacher and three farmers.", "6"),
        ("Armed men killed the governor and four of his guards.", "5"),
        ("The blast killed a woman and her two children.", "3"),
        ("Sankara and twelve companions were shot dead in 1987.", "13"),
        ("Gunmen killed two soldiers and a spokesman said that the search went on.", "2"),
        ("Gunmen killed 12 people, officials and residents said.", "12"),
    ],
)
def test_people_of_one_list_are_added_up(text, deaths):
    assert found(text)["deaths"] == deaths


@pytest.mark.parametrize(
    ("text", "deaths"),
    [
        ("69 people, including 20 children, were killed at Banibangou.", "69"),
        ("Twelve people, most of them women, were killed.", "12"),
        ("The bomb killed 12 people, among them four soldiers.", "12"),
        ("At least 10 civilians, mostly women and children, were killed in Togoga.", "10/10/?"),
        ("Last month 17 people, five children among them, were killed.", "17"),
        ("The guard killed five of his kin, his mother and one of his sons among them.", "5"),
        ("The attack killed 53 people, 49 gendarmes and four civilians.", "53"),
        ("The clashes killed 17 people: 12 farmers and five herders.", "17"),
        ("Twelve people, a medical source said, were killed in Bria.", "12"),
        ("12 people were killed in the attack on Djibo, including four soldiers.", "12"),
    ],
)
def test_a_part_told_in_an_insertion_leaves_the_toll_as_it_is(text, deaths):
    assert found(text)["deaths"] == deaths


@pytest.mark.parametrize(
    "text",
    [
        "More than 2,000 people have been killed since the conflict began in 2012.",
        "Since 2012, more than 2,000 people have been killed in the north.",
        "Three years of raids have left 1,500 dead over the past decade.",
        "The war has killed at least 700 people, medics say.",
        "Rebels have killed 300 people this year in Ituri.",
        "At least 39 people have now been killed since the coup.",
        "Insurgents have killed 1,000 people and driven a million from their homes in two years.",
        "The attack brought the death toll this year to 300.",
        "The day brings the number of protesters killed to 71 since the coup.",
        "Landmines kill 40 people every year in the region.",
    ],
)
def test_tolls_of_a_war_or_a_year_are_marked_as_such(text):
    assert "deaths" in found(text, cumulative=True)
    assert "deaths" not in found(text)


@pytest.mark.parametrize(
    ("text", "deaths"),
    [
        ("At least 11 people have been killed since Friday in clashes in Bamako.", "11/11/?"),
        ("In the deadliest attack since 2019, gunmen killed 53 people at Inata.", "53"),
        ("Gunmen killed 53 people in the worst attack in ten years.", "53"),
        ("Two people have died in two days of riots since the result was announced.", "2"),
        ("Gunmen killed 12 people earlier this year.", "12"),
        ("A year ago, a massacre at Solhan left 132 dead.", "132"),
        ("Gunmen killed 12 soldiers in Soum, where jihadists have fought since 2016.", "12"),
        ("Rebels killed 15 people at a camp in Ituri, the fourth massacre this year.", "15"),
    ],
)
def test_a_time_that_says_something_else_leaves_the_toll_to_the_event(text, deaths):
    assert found(text) == {"deaths": deaths}


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Gunmen killed 12 people and wounded 30 others.", ("12", "30")),
        ("The attack left 12 dead and 30 wounded.", ("12", "30")),
        ("12 people died, 30 were injured.", ("12", "30")),
        ("About 50 people were killed and nearly 300 injured on Thursday.", ("50", "300")),
        ("Security forces shot dead 15 men and wounded dozens.", ("15", "24/36/99")),
        ("One person had died and 89 policemen were hurt.", ("1", "89")),
        ("The shelling killed three people, injuring 14.", ("3", "14")),
        ("Clashes left two people dead, including a guard, and 18 wounded.", ("2", "18")),
    ],
)
def test_verbs_that_are_joined_keep_their_own_figures(text, made):
    assert found(text) == dict(zip(("deaths", "injured"), made, strict=True))


@pytest.mark.parametrize(
    ("text", "deaths"),
    [
        ("The attack claimed the lives of 14 people.", "14"),
        ("The attacks on the camps claimed 137 lives.", "137"),
        ("Clashes cost dozens of lives.", "24/36/99"),
        ("The raid had a toll of 14.", "14"),
        ("The death toll rose to 160 from 132.", "160"),
        ("The death toll rose from 132 to 160.", "160"),
        ("The number of people killed at Solhan has risen to 160.", "160"),
        ("Officials put the number of the dead at 31.", "31"),
        ("Twelve killed in attack near Gao", "12"),
        ("Gunmen kill 31 on bus", "31"),
        ("Air strike on Omdurman quarter kills 22, ministry says", "22"),
        ("137 dead in the attack on Tillia", "137"),
        ("The minister spoke of about 50 dead.", "50"),
        ("A woman was beaten to death by the crowd.", "1"),
        ("The bodies of 12 men were found near Fada.", "12"),
        ("The army announced the death of forty fighters.", "40"),
        ("12 villagers lost their lives in the fire.", "12"),
        ("Police shot two students dead.", "2"),
    ],
)
def test_every_way_to_tell_a_toll_is_read(text, deaths):
    assert found(text)["deaths"] == deaths


@pytest.mark.parametrize(
    ("text", "deaths"),
    [
        ("Gunmen killed a policeman.", "1"),
        ("A soldier was killed near Gao.", "1"),
        ("The attackers struck at dawn, killing the mayor and his driver.", "2"),
        ("Soldiers shot dead President Melchior Ndadaye.", "1"),
        ("Moussa Traore, a local councillor, was killed.", "1"),
        ("A family of five was killed.", "5"),
        ("Gunmen killed civilians and two soldiers.", "2/2/?"),
        ("Gunmen killed 23 Christians and Muslims.", "23"),
    ],
)
def test_one_victim_is_one_death_and_a_bare_plural_is_no_number(text, deaths):
    assert found(text)["deaths"] == deaths


@pytest.mark.parametrize(
    ("text", "deaths"),
    [
        ("From 20 to 30 people were killed.", "20/25/30"),
        ("20 to 30 people were killed.", "20/25/30"),
        ("20-30 people were killed.", "20/25/30"),
        ("As many as 40 people were killed.", "?/40/40"),
        ("Fewer than 40 people were killed.", "?/40/40"),
        ("Nearly 40 people were killed.", "40"),
        ("Some 40 people were killed.", "40"),
        ("Two hundred and ten people were killed.", "210"),
        ("12 or more people were killed.", "12/12/?"),
        ("No fewer than a dozen people were killed.", "12/12/?"),
        ("A few hundred people were killed.", "200/300/999"),
        ("The bombing killed at least 18 people and as many as 25, police said.", "18/18/25"),
        ("Nobody was killed.", "0"),
        ("The attack caused no deaths.", "0"),
        ("No one was killed or injured.", "0"),
        ("The strike ended without casualties.", "0"),
    ],
)
def test_qualifiers_and_ranges_set_the_bounds(text, deaths):
    assert found(text)["deaths"] == deaths


@pytest.mark.parametrize(
    "text",
    [
        "The two men were killed.",
        "Both were killed.",
        "A third person died.",
        "Four of the dead were killed in Omdurman.",
        "Gunmen killed civilians near Gao.",
        "The army killed 12 cows and destroyed 40 vehicles.",
        "Mahamat Idriss Deby, 37, said that many had died.",
        "Thirty percent of the soldiers died of hunger.",
        "Rebels threatened to kill 12 hostages.",
        "Rebels will kill 12 hostages unless the army leaves.",
        "An attack could kill 500 people.",
        "The army did not kill 12 people.",
        "At least 100 people are feared dead.",
        "Up to 20 people were killed or wounded.",
        "No civilians were killed.",
        "It was not known whether the general was wounded or dead.",
        "There were no reports of casualties.",
        "Two men were sentenced to death on June 12.",
    ],
)
def test_what_counts_no_dead_of_today_gives_no_toll(text):
    assert found(text) == {}


@pytest.mark.parametrize(
    ("text", "crowd"),
    [
        ("Tens of thousands marched in Bamako.", "20000/30000/99999"),
        ("A crowd of 500 gathered outside the court.", "500"),
        ("3,000 people attended the rally.", "3000"),
        ("Police dispersed a crowd of some 2,000 people.", "2000"),
        ("Up to 300,000 people took to the streets of Khartoum.", "?/300000/300000"),
        ("Thousands had marched before dawn.", "2000/3000/9999"),
        ("Thousands march for the military", "2000/3000/9999"),
        ("Thousands of people were marching towards the palace.", "2000/3000/9999"),
        ("A rally by 300 teachers ended at noon.", "300"),
        ("Some 300 protesters blocked the road.", "300"),
        ("Some 200 soldiers mutinied at Kati.", None),
        ("Thousands of soldiers marched past the president.", None),
        ("12 protesters were arrested.", None),
    ],
)
def test_a_crowd_is_of_those_who_take_part(text, crowd):
    assert found(text).get("crowd") == crowd


@pytest.mark.parametrize(
    ("text", "detained"),
    [
        ("Police arrested 11 teachers and a journalist.", "12"),
        ("Mutinous soldiers detained President Keita and his prime minister.", "2"),
        ("Rebels took 12 teachers hostage.", "12"),
        ("Some 40 people were rounded up.", "40"),
        ("12 villagers were abducted and killed.", "12"),
        ("Police made 30 arrests.", "30"),
        ("The army arrested 21 officers and several soldiers.", "24/26/30"),
        ("Gunmen abducted 66 women and children.", "66"),
    ],
)
def test_the_detained_are_counted_alike(text, detained):
    assert found(text)["detained"] == detained
