"""The country names, adjectives and nationals that the coders share."""

from pathlib import Path

import pycountry
import pytest
import yaml

import transforms

PATH = Path(transforms.__file__).parent / "lexicons" / "en" / "countries.yml"


@pytest.fixture(scope="module")
def countries():
    return yaml.safe_load(PATH.read_text(encoding="utf-8"))


def test_every_iso_country_and_kosovo_has_an_entry(countries):
    assert set(countries) == {c.alpha_3 for c in pycountry.countries} | {"XKX"}


def test_entries_have_one_shape_and_name_comes_first(countries):
    for entry in countries.values():
        assert list(entry) == ["name", "names", "adjectives", "nationals", "capital"]
        assert entry["names"][0] == entry["name"]
        for key in ("names", "adjectives", "nationals"):
            assert all(isinstance(word, str) and word.strip() == word for word in entry[key])
            assert len(entry[key]) == len(set(entry[key]))


def test_no_name_stands_for_two_countries(countries):
    owner: dict[str, str] = {}
    for iso3, entry in countries.items():
        for name in entry["names"]:
            assert owner.setdefault(name, iso3) == iso3, name


@pytest.mark.parametrize(
    ("kind", "word", "iso3"),
    [
        ("nationals", "Nigeriens", "NER"),
        ("nationals", "Nigerians", "NGA"),
        ("nationals", "Frenchman", "FRA"),
        ("nationals", "Iraqis", "IRQ"),
        ("nationals", "Chadians", "TCD"),
        ("adjectives", "Burkinabe", "BFA"),
        ("adjectives", "Scottish", "GBR"),
        ("adjectives", "South Sudanese", "SSD"),
        ("names", "Ivory Coast", "CIV"),
        ("names", "DR Congo", "COD"),
        ("names", "Burma", "MMR"),
        ("names", "U.S.", "USA"),
        ("names", "West Bank", "PSE"),
        ("names", "Namibia", "NAM"),
    ],
)
def test_a_word_belongs_to_its_country(countries, kind, word, iso3):
    assert [code for code, entry in countries.items() if word in entry[kind]] == [iso3]
