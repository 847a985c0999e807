"""Which names in a text are places, and which place each is.

A case is a sentence and the places it names, in order, as "text = where": a GeoNames country code
for the place's country, an ISO 3166-2 code for its province, or a kind.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.places import event_places, find_places

NORTH = "Jihadists still hold much of northern Mali."
CASES = [
    ("Gunmen attacked an army camp in Gao, killing six soldiers.", "Gao=ML-7"),
    ("Protesters in Niamey, the capital of Niger, called for calm.", "Niamey=NER Niger=NER"),
    ("Bandits took villagers in Niger State, Nigeria.", "Niger State=NG-NI|Nigeria=NGA"),
    ("Kidnappers struck in Niger and Kaduna states, Nigeria's police.",
     "Niger=NG-NI|Kaduna=NG-KD|Nigeria=NGA"),
    ("Lawmakers in Atlanta passed a bill on voting in Georgia.", "Atlanta=US-GA|Georgia=US-GA"),
    ("Police fired tear gas in Tbilisi as Georgia voted.", "Tbilisi=GEO|Georgia=GEO"),
    ("Militias clashed in Tripoli, where Libya's government sits.", "Tripoli=LBY|Libya=LBY"),
    ("Gunmen opened fire in Tripoli, Lebanon's second city.", "Tripoli=LBN|Lebanon=LBN"),
    ("Rebels advanced on Goma in eastern Congo.", "Goma=COD|eastern Congo=COD"),
    ("The Republic of Congo's president spoke in Brazzaville.",
     "Republic of Congo=COG|Brazzaville=COG"),
    ("Soldiers seized power in Guinea, and shots rang out in Conakry.", "Guinea=GIN|Conakry=GIN"),
    (
        "Equatorial Guinea and Guinea-Bissau sent envoys; Papua New Guinea did not.",
        "Equatorial Guinea=GNQ|Guinea-Bissau=GNB|Papua New Guinea=PNG",
    ),
    ("Police in Srinagar, in Kashmir, said three died.", "Srinagar=IND|Kashmir=RGN"),
    ("Demonstrators returned to the Maidan in Kyiv.", "Maidan=UKR|Kyiv=UKR"),
    ("The talks in Amman, Jordan, have failed, Michael Jordan said.", "Amman=JOR|Jordan=JOR"),
    ("Sergio Ramos and Paris Hilton met Jack London.", ""),
    ("Namibia's vote in Windhoek was calm, Ms Washington said.", "Namibia=NAM|Windhoek=NAM"),
    ("Mr Traore met Col Assimi Goita in Ouagadougou.", "Ouagadougou=BFA"),
    (
        "Fighters killed villagers in Tchombangou and Zaroumadareye in Tillabéri.",
        "Tchombangou=NER|Zaroumadareye=NER|Tillabéri=NER",
    ),
    ("Attackers raided Solhan, a village in Burkina Faso.", "Solhan=BFA|Burkina Faso=BFA"),
    ("BAMAKO (Reuters) - Troops mutinied in Kati, Mali.", "BAMAKO=MLI|Kati=MLI|Mali=MLI"),
    ("TROOPS SHOT AT CROWDS IN KHARTOUM, WITNESSES IN SUDAN SAID", "KHARTOUM=SDN|SUDAN=SDN"),
    ("Troops left Ménaka and Kidal in the north of Mali.", "Ménaka=MLI|Kidal=ML-8|Mali=MLI"),
    ("Chad said its troops entered Darfur.", "Chad=TCD|Darfur=SDN"),
    ("Birmingham, Alabama, and Birmingham, England, are twins.",
     "Birmingham=US-AL|Alabama=US-AL|Birmingham=GBR|England=GBR"),
    ("He died in Paris, Texas.", "Paris=US-TX|Texas=US-TX"),
    ("A man from Springfield, Ill., was held.", "Springfield=US-IL|Ill.=US-IL"),
    ("The march began in March. Reading was quiet, and Nice people came.", ""),
    ("Burma's army burned villages in Rakhine state.", "Burma=MMR|Rakhine=MM-16"),
    ("They met in San Jose, Costa Rica.", "San Jose=CRI|Costa Rica=CRI"),
    ("The US, the UAE and DRC abstained; let us go.", "US=USA|UAE=ARE|DRC=COD"),
    ("Malian soldiers and French troops fired at Nigeriens.", ""),
    ("The University of Texas and Boston College signed a deal.", ""),
    ("A spokesman in Moscow, U.S. officials said, kept silent.", "Moscow=RUS|U.S.=USA"),
    ("Santiago police used water cannon, Chile's government said.", "Santiago=CHL|Chile=CHL"),
]  # fmt: skip


def described(mention, wanted):
    known = {mention.country_iso3, mention.admin1_iso, mention.feature_code}
    return f"{mention.text}={wanted if wanted in known else (mention.place_id, mention.name)}"


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:40] for text, _ in CASES])
def test_names_stand_for_the_right_places(gazetteer, text, expected):
    wanted = expected.split("|") if "|" in expected else expected.split()
    codes = [item.split("=")[1] for item in wanted]
    mentions = event_places(find_places(text, gazetteer), text, gazetteer)
    codes += [""] * (len(mentions) - len(codes))
    assert [described(m, code) for m, code in zip(mentions, codes, strict=False)] == wanted


def test_a_direction_makes_a_fuzzy_area_with_a_radius(gazetteer):
    (whole,) = find_places(NORTH, gazetteer)
    (north,) = event_places([whole], NORTH, gazetteer)
    assert north.text == "northern Mali"
    assert (north.where_precision, whole.where_precision) == (5, 6)
    assert north.country_iso3 == "MLI"
    assert north.lat is not None and 16 < north.lat < 22
    assert north.radius_km is not None and whole.radius_km is not None
    assert 0 < north.radius_km < whole.radius_km


def test_the_north_is_that_of_the_country_which_the_report_names(gazetteer):
    text = "Mali's army fell back after raids in the north last year. It holds Gao."
    _, north, _ = event_places(find_places(text, gazetteer), text, gazetteer)
    named = event_places(find_places(NORTH, gazetteer), NORTH, gazetteer)
    assert (north.text, north.name) == ("north", "northern Mali")
    assert (north.place_id, north.lat) == (named[0].place_id, named[0].lat)


@pytest.mark.parametrize(
    "text", ["Mali: a fire broke out in the north of Gao.", "Mali: he sat in the north wing."]
)
def test_a_direction_in_a_town_or_house_is_no_part_of_a_country(gazetteer, text):
    found = event_places(find_places(text, gazetteer), text, gazetteer)
    assert "northern Mali" not in [place.name for place in found]


def test_a_mention_is_the_name_alone(gazetteer):
    (mention,) = find_places(NORTH, gazetteer)
    assert (mention.text, mention.where_precision) == ("Mali", 6)


def test_a_people_names_its_country_and_is_no_place(gazetteer):
    found = find_places("Malian and South Korean envoys met the Europeans in Dakar.", gazetteer)
    assert [(m.text, m.kind, m.country_iso3) for m in found] == [
        ("Malian", "people", "MLI"),
        ("South Korean", "people", "KOR"),
        ("Europeans", "people", None),
        ("Dakar", "place", "SEN"),
    ]


def test_a_people_of_two_countries_is_that_of_the_one_which_the_report_names(gazetteer):
    text = "Congolese police fired into the air in Brazzaville, in the Republic of the Congo."
    assert find_places(text, gazetteer)[0].country_iso3 == "COG"


@pytest.mark.parametrize(
    "told", ["Tidalbaraka, a village near Ansongo", "Tidalbaraka, a small fishing village"]
)
def test_a_village_may_be_called_so_after_its_name(gazetteer, told):
    found = find_places(f"Gunmen fired at {told}, in Mali, on Sunday.", gazetteer)
    assert (found[0].text, found[0].feature_code) == ("Tidalbaraka", "PPL")


def test_a_village_chief_is_no_village(gazetteer):
    found = find_places("Gunmen shot Idrissa Maiga, a village chief, in Gao on Sunday.", gazetteer)
    assert [m.text for m in found] == ["Gao"]


def test_a_town_that_is_listed_stays_what_it_is(gazetteer):
    found = find_places("Gunmen fired at Ansongo, a town in Mali, on Sunday.", gazetteer)
    assert [(m.text, m.kind) for m in found] == [("Ansongo", "place"), ("Mali", "place")]


def test_an_unlisted_village_lies_near_the_place_that_the_text_puts_it_in(gazetteer):
    text = "Gunmen burned granaries in the village of Tidalbaraka, near Ansongo, on Sunday."
    village, town = find_places(text, gazetteer)
    assert (village.text, village.kind, village.feature_code) == ("Tidalbaraka", "feature", "PPL")
    assert (village.lat, village.lon) == (town.lat, town.lon)
    assert (village.where_precision, town.where_precision) == (2, 1)
    assert village.radius_km == 25 and village.geonameid is None


def test_a_street_hides_the_town_in_its_name(gazetteer):
    found = find_places("A lorry hit a tree on Tripoli Street in Hull on Monday.", gazetteer)
    assert [(m.text, m.kind) for m in found] == [("Tripoli Street", "feature"), ("Hull", "place")]


def test_a_building_leaves_the_town_in_its_name(gazetteer):
    found = find_places("Troops took Gao Airport at dawn.", gazetteer)
    assert [(m.text, m.kind) for m in found] == [("Gao", "place")]


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("Clashes in Bamako went on.", 1),
        ("Clashes in Oaxaca state went on.", 4),
        ("Clashes in the Sahel went on.", 5),
        ("Clashes in Mali went on.", 6),
        ("Clashes in the Gulf of Aden went on.", 7),
    ],
)
def test_precision_follows_the_kind_of_place(gazetteer, text, precision):
    assert [m.where_precision for m in find_places(text, gazetteer)] == [precision]


def test_a_name_keeps_the_sense_that_the_report_gave_it(gazetteer):
    text = "Shots were fired in Paris, Texas. Residents of Paris stayed indoors."
    assert {m.admin1_iso for m in find_places(text, gazetteer) if m.text == "Paris"} == {"US-TX"}


def test_the_outlets_country_breaks_a_tie(gazetteer):
    text = "Officers were called to a house in Hamilton on Friday."
    isos = [find_places(text, gazetteer, source_country=c)[0].country_iso3 for c in ("NZL", "CAN")]
    assert isos == ["NZL", "CAN"]


def test_towns_of_a_report_pull_their_namesakes_along(gazetteer):
    text = "Flooding hit Basra and Baghdad. Iraqi officials said Tripoli would help. Libya agreed."
    found = [m.country_iso3 for m in find_places(text, gazetteer) if m.kind == "place"]
    assert found == ["IRQ", "IRQ", "LBY", "LBY"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Mali", "Kati,", "northern", "the", "St.", "Louis", "al-Qaeda", "U.S.", "said", "—",
             "Côte", "d’Ivoire", "\n", "Calif.", "of", "New", "York", "’s", "(Reuters)", "𝔘", ""]
        ),
        max_size=25,
    )
)  # fmt: skip
def test_spans_slice_to_their_text_in_order_and_never_overlap(gazetteer, parts):
    text = " ".join(parts)
    end = 0
    for mention in find_places(text, gazetteer):
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= end
        assert 0 <= mention.score <= 1
        end = mention.end


def test_an_empty_text_names_nothing(gazetteer):
    assert find_places("", gazetteer) == []
