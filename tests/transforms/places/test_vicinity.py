"""An event beside a place: how far off, in which direction, on which road or border."""

import pytest

from transforms.places import find_places
from transforms.places.grid import distance_km
from transforms.places.vicinity import locates, vicinity


@pytest.fixture
def read(gazetteer):
    """The place that a name in a text stands for, with the words around it read."""

    def reading(text, name):
        found = find_places(text, gazetteer)
        place = next(one for one in found if one.text == name)
        return place, vicinity(place, text, found)

    return reading


@pytest.mark.parametrize(
    "text",
    [
        "A convoy was ambushed near Kidal in northern Mali on Friday.",
        "Fighting was reported on the outskirts of Kidal, in Mali, on Friday.",
        "A mine went off outside the town of Kidal in Mali.",
        "Two soldiers died not far from Kidal, Mali.",
    ],
)
def test_near_a_town_is_the_town_at_precision_two(read, text):
    bare, told = read(text, "Kidal")
    assert (bare.where_precision, told.where_precision) == (1, 2)
    assert (told.place_id, told.geonameid) == (bare.place_id, bare.geonameid)
    assert told.radius_km == 25
    assert (told.start, told.end) == (bare.start, bare.end)


@pytest.mark.parametrize(
    ("phrase", "km", "north", "east"),
    [
        ("30 kilometres east of", 30, 0, 1),
        ("30km east of", 30, 0, 1),
        ("some 20 miles north of", 32.2, 1, 0),
        ("ten kilometers to the south-west of the town of", 10, -1, -1),
    ],
)
def test_a_distance_and_a_direction_move_the_point(read, phrase, km, north, east):
    bare, told = read(f"Gunmen attacked a village {phrase} Gao in Mali on Monday.", "Gao")
    assert told.where_precision == 2
    assert distance_km(bare.lat, bare.lon, told.lat, told.lon) == pytest.approx(km, rel=0.05)
    assert (told.lat - bare.lat) * north >= 0
    assert (told.lon - bare.lon) * east >= 0
    assert told.place_id.startswith("ps:")
    assert told.geonameid is None
    assert told.country_iso3 == "MLI"
    assert told.radius_km < 25


@pytest.mark.parametrize(
    "text",
    [
        "Workers fled Bamako, about 15 kilometres south of Kati, on Tuesday.",
        "Workers fled Bamako (a short drive from the town, 15 km south of Kati) on Tuesday.",
        "Workers fled Bamako, near Kati, on Tuesday.",
    ],
)
def test_a_place_may_only_say_where_another_is(gazetteer, text):
    bamako, kati = find_places(text, gazetteer)
    assert locates(kati, text, [bamako, kati])
    assert not locates(bamako, text, [bamako, kati])


def test_towns_of_a_list_locate_each_other_not(gazetteer):
    text = "Workers fled Bamako, Kati and villages near Kita on Tuesday."
    found = find_places(text, gazetteer)
    assert [locates(place, text, found) for place in found] == [False, False, False]


def test_an_unlisted_village_lies_where_the_words_after_it_tell(read, gazetteer):
    text = "Gunmen attacked the village of Tidalbaraka, 30 km east of Gao in Mali, on Monday."
    bare, told = read(text, "Tidalbaraka")
    assert distance_km(bare.lat, bare.lon, told.lat, told.lon) == pytest.approx(30, rel=0.05)
    assert (told.name, told.place_id, told.where_precision) == (bare.name, bare.place_id, 2)
    assert told.radius_km < bare.radius_km


def test_a_distance_alone_is_the_radius(read):
    _, told = read("The base lies 12 km from Gao in Mali.", "Gao")
    assert (told.where_precision, told.radius_km) == (2, 12)
    _, told = read("The base lies 60 km from Gao in Mali.", "Gao")
    assert (told.where_precision, told.radius_km) == (5, 60)


@pytest.mark.parametrize(
    "text",
    [
        "A bus was stopped on the road between Gao and Ansongo in Mali on Monday.",
        "A bus was stopped on the road from Gao to Ansongo in Mali on Monday.",
    ],
)
def test_a_road_is_a_line_between_its_ends(read, text):
    bare, told = read(text, "Gao")
    assert (bare.feature_code, told.where_precision) == ("PPL", 5)
    assert told.name == "road between Gao and Ansongo"
    assert 15.6 < told.lat < 16.3
    assert told.radius_km == pytest.approx(45, abs=12)


@pytest.mark.parametrize(
    "text",
    [
        "Troops met gunmen on the border between Mali and Niger on Monday.",
        "Troops met gunmen on the Mali-Niger border on Monday.",
        "Troops met gunmen at Mali's border with Niger on Monday.",
    ],
)
def test_a_border_lies_between_its_countries(read, text):
    bare, told = read(text, "Mali")
    assert (bare.where_precision, told.where_precision) == (6, 5)
    assert told.name == "border between Mali and Niger"
    assert -4 < told.lon < 8


@pytest.mark.parametrize(
    "text",
    [
        "Protesters marched in Kidal, Mali, on Friday.",
        "The mayor of Kidal, Mali, spoke of roads and borders.",
        "Some 30 people died in Kidal, Mali.",
        "The talks were held in Kidal, 300 km away from the front in Mali.",
    ],
)
def test_in_a_town_stays_in_the_town(read, text):
    bare, told = read(text, "Kidal")
    assert told == bare


def test_a_sea_is_no_vicinity(read):
    bare, told = read("Pirates boarded a tanker near the Gulf of Aden on Monday.", "Gulf of Aden")
    assert told == bare
    assert told.where_precision == 7
