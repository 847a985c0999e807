"""Each act takes the day and the place that its own words give, not those of another act."""

# ruff: noqa: E501 - a table reads best with one case a line

from datetime import date

import pytest

PUBLISHED = date(2022, 6, 15)  # a Wednesday

DAYS = [
    # what interrupts a clause dates only itself
    ("The finance minister, who took office in July 2020, resigned on Friday.", "resigned", "2022-06-10"),
    ("The union leader, arrested in Lusaka last month, was charged with treason on Monday.", "charged", "2022-06-13"),
    ("Fighters who had entered the district in 2019 killed nine farmers on Sunday.", "killed", "2022-06-12"),
    ("The militia, which has lost hundreds of men since 2013, attacked a convoy on Tuesday.", "attacked", "2022-06-14"),
    # a day between subject and verb is the verb's, one behind a new event is the event's
    ("The bishops on Tuesday condemned a massacre of villagers on 2 June.", "condemned", "2022-06-14"),
    ("The bishops on Tuesday condemned a massacre of villagers on 2 June.", "massacre", "2022-06-02"),
    ("The bishops condemned the massacre on Tuesday.", "condemned", "2022-06-14"),
    # what a noun owns
    ("Ministers condemned Friday's attack.", "condemned", "2022-06-15"),
    ("Ministers condemned Friday's attack.", "attack", "2022-06-10"),
    ("Friday's attack killed 14 people.", "killed", "2022-06-10"),
    ("The opposition rejected the result of the May 8 election.", "rejected", "2022-06-15"),
    # a gerund behind a preposition tells an act of its own
    ("Police arrested a former general for leading a coup in 2015.", "arrested", "2022-06-15"),
    # clauses that a word joins
    ("Troops shelled the town on Monday and rebels attacked the airport on Tuesday.", "shelled", "2022-06-13"),
    ("Troops shelled the town on Monday and rebels attacked the airport on Tuesday.", "attacked", "2022-06-14"),
    ("On Monday soldiers entered the town and killed four men.", "killed", "2022-06-13"),
    ("Police fired on the crowd on Sunday after students attacked a barracks on Friday.", "fired", "2022-06-12"),
    ("The army said on Monday that troops killed eight militants last Thursday.", "killed", "2022-06-09"),
    # an act that another follows by so much
    ("Soldiers retook the port on Friday, three days after rebels seized it.", "seized", "2022-06-07"),
    ("The march came a week after Friday's killing of a student.", "killing", "2022-06-10"),
    ("A bomb wounded two men on Monday, two weeks after gunmen killed a judge.", "killed", "2022-05-30"),
    # nothing began on a day with which an act is only compared
    ("It was the deadliest attack since 2016.", "attack", "2022-06-15"),
    ("Rebels killed 20 people on Monday in the deadliest attack since 2016.", "killed", "2022-06-13"),
    # an aside ends with all that is open inside it
    ("A court, which jailed men who bombed Gao in 2012, on Monday freed a mayor.", "freed", "2022-06-13"),
    ("The chief, who was released in Gao, was killed in Kidal on Sunday.", "killed", "2022-06-12"),
    ("Soldiers who say they attacked Gao in 2019 arrested a mayor in Kidal on Sunday.", "arrested", "2022-06-12"),
    # the day of speech, and days that are none
    ("Police said on Monday gunmen killed a judge who freed 12 men in 2019.", "killed", "2022-06-13"),
    ("The army said Friday's raid in Gao was carried out by rebels.", "raid", "2022-06-10"),
    ("The minister promised an inquiry on Monday.", "promised", "2022-06-13"),
    ("The minister condemned an attack on a village on 25 May.", "condemned", "2022-06-15"),
    # what only says when something was
    ("Police arrested 50 people in the operation, which lasted from 2 to 4 June.", "arrested", "2022-06-02"),
    ("Police killed three men in a raid on Friday.", "killed", "2022-06-10"),
    # counted from what follows
    ("Soldiers killed a farmer in Gao two days after the attack on Friday.", "killed", "2022-06-12"),
]  # fmt: skip

PLACES = [
    ("The 40-year-old, who was arrested in Lagos in 2015, was killed on Monday in Abuja.", "killed", "Abuja"),
    ("Boko Haram, which began its insurgency in Maiduguri in 2009, killed 12 soldiers in Diffa on Sunday.", "killed", "Diffa"),
    # where words are spoken is not where what they are about happened
    ("The envoy accused the rebels of killing villagers in Mandalay.", "killing", "Mandalay"),
    ("Beijing condemned a sale of arms to Taipei.", "condemned", "China"),
    ("The ruling party accused Moscow of meddling.", "accused", "Russia"),
    # who comes from there, and who tells it there
    ("Gunmen from Chad attacked a village in Sudan on Monday.", "attacked", "Sudan"),
    ("Soldiers fired on fishermen near Busan on Monday, officials in Seoul said.", "fired", "Busan"),
    ("Equatorial Guinea expelled two diplomats on Thursday, accusing France of meddling.", "expelled", "Equatorial Guinea"),
    # the exact place of the clause
    ("Riot police in Victoria clashed with protesters in Melbourne on Sunday.", "clashed", "Melbourne"),
    ("Militants killed a policeman in Kashmir's Pulwama district on Thursday.", "killed", "Pulwama"),
    ("The army killed three men in Cordoba, Spain, and protesters in Granada, Nicaragua, burned cars.", "killed", "Córdoba"),
    # the town that is meant
    ("Police killed three protesters on Tuesday in the Georgian capital.", "killed", "Tbilisi"),
    ("A bomb killed four people in the capital of Mali.", "killed", "Bamako"),
    ("A bomb killed four people in Mali's capital on Monday.", "killed", "Bamako"),
    ("GAO, Mali (AFP) - Gunmen killed 12 farmers on Monday.", "killed", "Gao"),
    ("JOS (AP) - Gunmen killed 12 farmers on Monday.", "killed", "Jos"),
    ("Soldiers killed four men in Jenin on Monday.", "killed", "Janīn"),
    ("Protests spread across Colombia on Monday. In Cali, demonstrators set fire to buses.", "Protests", "Colombia"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "trigger", "day"), DAYS)
def test_an_act_has_the_day_that_its_own_words_give(account, sentence, trigger, day):
    assert str(account(sentence, PUBLISHED).by(trigger).mention.date_start) == day


@pytest.mark.parametrize(("sentence", "trigger", "place"), PLACES)
def test_an_act_has_the_place_that_its_own_words_give(account, sentence, trigger, place):
    assert account(sentence, PUBLISHED).by(trigger).place == place


def test_what_is_planned_for_next_year_is_ahead(account):
    told = account("The ministers will meet early next year.", PUBLISHED).told[0]
    assert told.mention.temporal == "future"


def test_capital_punishment_is_no_town(account):
    told = account(
        "Malian capital punishment laws were attacked by gunmen, who shelled Gao.", PUBLISHED
    )
    assert "Bamako" not in {one.place for one in told.told}
    fled = account("Mali arrested four men in Malian capital markets on Monday.", PUBLISHED)
    assert "Bamako" not in {one.place for one in fled.told}


def test_who_somebody_is_is_no_news(account):
    told = account(
        "Captain Traoré thanked President Gnassingbé, who mediated between them.", PUBLISHED
    )
    mediated = told.by("mediated").mention
    assert (mediated.date_start, mediated.temporal) == (None, "past")


def test_what_an_event_did_is_news(account):
    told = account("The blast on Monday, which killed 12 people, hit a market in Kano.", PUBLISHED)
    assert told.by("killed").mention.temporal == "current"


def test_where_somebody_goes_next_is_not_where_it_happened(account):
    told = account("Soldiers arrested the minister in Kaya and flew to Lomé.", PUBLISHED)
    assert told.by("arrested").place == "Kaya"
    fled = account("The president of Burkina Faso resigned on Monday and flew to Lomé.", PUBLISHED)
    assert fled.by("resigned").place == "Burkina Faso"


def test_a_time_of_day_is_of_the_last_day_that_was_told(account):
    text = (
        "Thousands marched in Bamako on Friday, the most since the coup of 2012.\n\n"
        "In the evening police fired tear gas at the crowd."
    )
    assert str(account(text, PUBLISHED).by("fired").mention.date_start) == "2022-06-10"


def test_a_report_is_about_the_country_where_its_news_happens(account):
    text = (
        "Six French tourists killed\n\nGunmen killed six French tourists in Tahoua, Niger, on Sunday.\n\n"
        "French officials mourned the French tourists. The attackers shot at soldiers, too."
    )
    told = account(text, PUBLISHED, source_country="NER")
    assert told.by("shot at").mention.where.country_iso3 == "NER"
    assert "NER MIL" in told.by("shot at").recipients


def test_what_somebody_met_next_is_not_where_they_were_before(account):
    told = account("The chief, who was released in Gao, was killed in Kidal on Sunday.", PUBLISHED)
    assert (told.by("released").place, told.by("released").mention.date_start) == ("Gao", None)


@pytest.mark.parametrize(
    ("sentence", "trigger", "place"),
    [
        ("On Tuesday shelling killed three children, the observatory, based in Britain, said.", "shelling", None),
        ("Paris condemned the coup in Niamey.", "coup", "Niamey"),
        ("Paris condemned the coup.", "coup", None),
        ("France demanded that soldiers in Kidal release the mayor.", "demanded", "France"),
    ],
)  # fmt: skip
def test_seats_and_speakers_are_no_scenes(account, sentence, trigger, place):
    where = account(sentence, PUBLISHED).by(trigger).mention.where
    assert (where.name if where and not (where.is_country and place is None) else None) == place
