"""Who is meant by a name: its bearer on the day, its short form, its owner, its qualifier."""

from datetime import date

import pytest


@pytest.mark.parametrize(
    ("text", "on", "trigger", "actors", "recipients"),
    [
        ("Salva Kiir, South Sudan's president, dismissed his finance minister on Tuesday.",
         date(2020, 9, 17), "dismissed", ["SSD GOV"], ["SSD GOV"]),
        ("Riek Machar, the rebel leader, met Salva Kiir in Juba.",
         date(2014, 5, 10), "met", ["SSD REB"], ["SSD GOV"]),
        ("Yoweri Museveni, the president of Uganda, met the Rwandan ambassador in Kampala.",
         date(2018, 3, 1), "met", ["UGA GOV"], ["RWA GOV"]),
        ("Uganda's president, Yoweri Museveni, signed a treaty with Rwanda.",
         date(2019, 8, 21), "signed", ["UGA GOV"], ["RWA"]),
        ("Police in Kampala arrested Kizza Besigye, an opposition leader, on Monday.",
         date(2016, 5, 16), "arrested", ["UGA COP"], ["UGA OPP"]),
        ("Marielle Franco, a Brazilian councillor, was shot dead in Rio de Janeiro.",
         date(2018, 3, 15), "shot dead", [], ["BRA GOV"]),
    ],
)  # fmt: skip
def test_a_name_and_what_its_bearer_is_are_one_party(
    account, text, on, trigger, actors, recipients
):
    told = account(text, on).by(trigger)
    assert (told.actors, told.recipients) == (actors, recipients)


@pytest.mark.parametrize(
    ("text", "on", "trigger", "role", "name"),
    [
        ("Fighters of the Movement for the Emancipation of the Niger Delta (MEND) abducted six "
         "oil workers. MEND released them on Friday.",
         date(2006, 3, 1), "released", "actor",
         "Movement for the Emancipation of the Niger Delta"),
        ("The Movement for Democratic Change (MDC) rejected the result in Zimbabwe. On Friday the "
         "MDC accused the police of beatings.",
         date(2008, 5, 1), "accused", "actor", "Movement for Democratic Change"),
        # nothing but the report knows these two
        ("The Popular Front for Rural Reform (PFRR) kidnapped a mayor in Peru. Police said the "
         "PFRR freed him.",
         date(1990, 8, 11), "freed", "actor", "Popular Front for Rural Reform"),
        ("Fishermen of the Lamu Coast Union (LCU) blocked a harbour in Kenya. Police accused the "
         "LCU of violence.",
         date(2011, 1, 22), "accused", "recipient", "Lamu Coast Union"),
    ],
)  # fmt: skip
def test_an_acronym_means_the_body_that_the_report_gave_it(account, text, on, trigger, role, name):
    parties = account(text, on).by(trigger).mention.parties
    assert [p.name for p in parties if p.role == role] == [name]


@pytest.mark.parametrize(
    ("text", "trigger", "actors", "recipients"),
    [
        ("Thailand closed its borders on Monday.", "closed", ["THA"], []),
        ("Tanzania accused Burundi of closing its borders.", "accused", ["TZA"], ["BDI"]),
        ("Rebels attacked a village on Mali's border on Tuesday.",
         "attacked", ["MLI REB"], ["MLI"]),
        ("Rebels crossed Chad's border and killed four policemen.",
         "killed", ["TCD REB"], ["TCD COP"]),
        ("Peru's state oil company dismissed 200 workers.",
         "dismissed", ["PER BUS"], ["PER LAB"]),
    ],
)  # fmt: skip
def test_an_owner_is_a_country_and_what_its_own_is_nobody(
    account, text, trigger, actors, recipients
):
    told = account(text).by(trigger)
    assert (told.actors, told.recipients) == (actors, recipients)
    assert not [p.text for p in told.mention.parties if p.text.lower().startswith("its")]


@pytest.mark.parametrize(
    ("text", "trigger", "actors", "recipients"),
    [
        ("Unions in Portugal began a general strike on Wednesday.", "began", ["PRT LAB"], []),
        ("Workers in Belgium began a general strike on Monday, state media reported.",
         "began", ["BEL LAB"], []),
        ("Italy recognised the UN-backed government of Libya.",
         "recognised", ["ITA"], ["LBY GOV"]),
        ("A UN-backed court in Cambodia sentenced Kaing Guek Eav to life in prison.",
         "sentenced", ["KHM JUD"], ["?"]),
        ("Russian-backed rebels attacked Ukrainian soldiers near Luhansk.",
         "attacked", ["UKR REB"], ["UKR MIL"]),
        ("Rebels attacked a Vietnamese-backed column in Cambodia in the evening.",
         "attacked", ["KHM REB"], ["KHM"]),
        ("Somali pirates released a Chinese-owned ship on Monday.",
         "released", ["SOM CRM"], []),
    ],
)  # fmt: skip
def test_what_only_qualifies_a_noun_is_no_party(account, text, trigger, actors, recipients):
    told = account(text).by(trigger)
    assert (told.actors, told.recipients) == (actors, recipients)


@pytest.mark.parametrize(
    ("text", "on", "not_of"),
    [
        ("Serbian police killed 45 ethnic Albanians in Racak.", date(1999, 1, 18), "ALB"),
        ("Croatian soldiers killed 20 ethnic Serbs near Knin.", date(1995, 8, 11), "SRB"),
        ("Ethnic Uzbeks attacked a police station in Osh.", date(2010, 6, 11), "UZB"),
        ("Ethnic Albanian rebels attacked Macedonian police near Tetovo.",
         date(2001, 3, 16), "ALB"),
    ],
)  # fmt: skip
def test_ethnic_kin_of_a_nation_are_not_of_its_country(account, text, on, not_of):
    told = account(text, on).one("ASSAULT")
    assert told.actors
    assert told.recipients
    assert not_of not in {p.country_iso3 for p in told.mention.parties}


@pytest.mark.parametrize(
    ("text", "on", "actors"),
    [
        ("Israeli helicopters and tanks attacked Palestinian police in Gaza.",
         date(2002, 3, 5), ["ISR MIL", "ISR MIL"]),
        ("Israeli soldiers and settlers attacked Palestinian farmers near Nablus.",
         date(2021, 10, 5), ["ISR MIL", "ISR CVL"]),
        ("Russian tanks and soldiers attacked Georgian police near Gori.",
         date(2008, 8, 11), ["RUS MIL", "RUS MIL"]),
        ("French and British warplanes bombed Libyan tanks near Benghazi.",
         date(2011, 3, 20), ["FRA MIL", "GBR MIL"]),
    ],
)  # fmt: skip
def test_coordinated_nouns_share_an_adjective_and_adjectives_a_noun(account, text, on, actors):
    assert account(text, on).one("ASSAULT").actors == actors


@pytest.mark.parametrize(
    ("text", "on", "actor"),
    [
        # a surname alone, of somebody in office that day
        ("Putin signed a treaty with Belarus on Tuesday.", date(2000, 4, 12), "RUS GOV"),
        ("Olmert met Mahmoud Abbas in Jericho.", date(2007, 8, 7), "ISR GOV"),
        ("Chirac met the president of Senegal in Paris.", date(2003, 2, 1), "FRA GOV"),
        ("Mbeki met Robert Mugabe in Harare.", date(2008, 4, 12), "ZAF GOV"),
        ("Tsvangirai met Robert Mugabe in Harare.", date(2008, 7, 21), "ZWE OPP"),
        ("Fujimori met the president of Bolivia in La Paz.", date(1995, 5, 1), "PER GOV"),
        # the same before that day is a name and no more
        ("Fujimori met the president of Bolivia in La Paz.", date(1980, 5, 1), "?"),
        # out of office
        ("Jacques Chirac met the president of Senegal in Paris.", date(2012, 2, 1), "FRA ELI"),
        ("Jimmy Carter met Kim Il Sung in Pyongyang.", date(1994, 6, 16), "USA ELI"),
        ("Nelson Mandela met the president of Burundi in Arusha.", date(2000, 2, 21), "ZAF ELI"),
        # in power again under another flag
        ("The Taliban met a Chinese envoy in Kabul.", date(2010, 5, 1), "AFG REB"),
        ("The Taliban met a Chinese envoy in Kabul.", date(2022, 5, 1), "AFG GOV"),
        ("UNITA met a Portuguese envoy in Huambo.", date(1993, 8, 9), "AGO REB"),
        ("UNITA met a Portuguese envoy in Luanda.", date(2012, 8, 31), "AGO OPP"),
    ],
)
def test_people_and_bodies_are_what_they_were_on_the_day(account, text, on, actor):
    assert account(text, on).by("met" if "met" in text else "signed").actors == [actor]


@pytest.mark.parametrize(
    ("on", "name"),
    [(date(1990, 8, 8), "George H.W. Bush"), (date(2003, 3, 18), "George W. Bush")],
)
def test_of_two_of_one_surname_the_one_in_office_is_meant(account, on, name):
    told = account("President Bush threatened Iraq with an attack.", on).one("THREATEN")
    assert [p.name for p in told.mention.parties if p.role == "actor"] == [name]
    assert (told.actors, told.recipients) == (["USA GOV"], ["IRQ"])


@pytest.mark.parametrize("on", [date(1996, 3, 1), date(2015, 3, 1)])
def test_a_surname_that_is_a_word_stands_for_nobody_by_itself(account, on):
    told = account("Cuba accused Bush of lies.", on).one("ACCUSE")
    assert (told.actors, told.recipients) == (["CUB"], ["?"])


@pytest.mark.parametrize(
    ("president", "on"), [("Bush", date(2007, 2, 12)), ("Clinton", date(1999, 2, 12))]
)
def test_an_administration_is_that_of_the_president_of_the_day(account, president, on):
    told = account(f"Iran rejected a proposal by the {president} administration.", on)
    assert told.one("REJECT").recipients == ["USA GOV"]


@pytest.mark.parametrize(
    ("text", "on", "trigger", "actors", "recipients"),
    [
        ("THE HONDURAN GOVERNMENT DENOUNCED THE ASSASSINATION OF A UNION LEADER IN TEGUCIGALPA.",
         date(1988, 1, 20), "DENOUNCED", ["HND GOV"], ["HND LAB"]),
        ("THE HONDURAN GOVERNMENT DENOUNCED THE ASSASSINATION OF A UNION LEADER IN TEGUCIGALPA.",
         date(1988, 1, 20), "ASSASSINATION", [], ["HND LAB"]),
        ("PRESIDENT OSCAR ARIAS MET THE NICARAGUAN FOREIGN MINISTER IN SAN JOSE.",
         date(1987, 7, 2), "MET", ["CRI GOV"], ["NIC GOV"]),
        ("THE FMLN ATTACKED A BARRACKS IN EL SALVADOR ON FRIDAY.",
         date(1989, 11, 12), "ATTACKED", ["SLV REB"], ["SLV"]),
        ("Philippine Rebels Kill Four Soldiers\n\nManila said nothing on Monday.",
         date(2017, 2, 2), "Kill", ["PHL REB"], ["PHL MIL"]),
        ("Nicaragua Expels European Union Ambassador\n\nManagua gave no reason on Wednesday.",
         date(2022, 9, 28), "Expels", ["NIC"], ["EUR GOV"]),
        ("Spanish Miners Begin Strike in Asturias\n\nThe pits were empty on Tuesday.",
         date(2012, 5, 29), "Begin Strike", ["ESP LAB"], []),
    ],
)  # fmt: skip
def test_capitals_hide_nobody(account, text, on, trigger, actors, recipients):
    told = account(text, on).by(trigger)
    assert (told.actors, told.recipients) == (actors, recipients)


@pytest.mark.parametrize(
    ("text", "on", "code", "actors", "recipients"),
    [
        ("Ethiopia sent its troops to Somalia.",
         date(2006, 7, 20), "MOBILIZE troops", ["ETH"], ["SOM"]),
        ("Vietnam's army sent its troops to Cambodia.",
         date(1978, 12, 26), "MOBILIZE troops", ["VNM MIL"], ["KHM"]),
        ("Ecuador rejected a proposal by Peru.", date(1995, 3, 1), "REJECT", ["ECU"], ["PER"]),
        ("The rebels rejected a proposal by the government of Nepal.",
         date(2004, 3, 1), "REJECT", ["NPL REB"], ["NPL GOV"]),
        ("Kofi Annan called on Indonesia to restore order in East Timor.",
         date(1999, 9, 10), "REQUEST change", ["UNO"], ["IDN"]),
        ("Amnesty International called on Egypt to free a journalist.",
         date(2014, 6, 23), "REQUEST yield", ["NGO SOC"], ["EGY"]),
        ("Doctors in Kenya will go on strike unless the government pays their wages.",
         date(2016, 12, 1), "THREATEN restrict", ["KEN MED"], ["KEN GOV"]),
        ("Miners in Bolivia threatened to strike unless the government pays their wages.",
         date(2016, 12, 1), "THREATEN restrict", ["BOL LAB"], ["BOL GOV"]),
    ],
)  # fmt: skip
def test_the_other_side_is_found_behind_small_words(account, text, on, code, actors, recipients):
    found = account(text, on)
    assert found.codes == [code]
    assert (found.told[0].actors, found.told[0].recipients) == (actors, recipients)


@pytest.mark.parametrize(
    "text",
    [
        "Fighting drug trafficking is the main task of the Bolivian police.",
        "Mexico's president said that fighting drug trafficking was his first duty.",
        "The United States gave Peru helicopters for fighting drug trafficking.",
    ],
)
def test_fighting_a_crime_attacks_nobody(account, text):
    assert "ASSAULT" not in " ".join(account(text).codes)
