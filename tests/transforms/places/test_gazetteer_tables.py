"""Every row entered by hand lies where its country and division lie, under codes that exist."""

import polars as pl
import pytest

from transforms.places import sources
from transforms.places.divisions import division_key
from transforms.places.grid import distance_km
from transforms.places.keys import name_key
from transforms.places.layers import PRECISION
from validation.contracts import codes

KINDS = set(PRECISION) | {"PPL", "PPLC", "CITY"}
NEAR_DIVISION_KM = 250  # from a row to the nearest town of its division
NEAR_COUNTRY_KM = 350


def table(name):
    return sources.curated_table(name)


BY_HAND = [row for name in ("settlements", "districts") for row in table(name).to_dicts()]


@pytest.fixture(scope="module")
def towns():
    """Points of the city list by country, and by country and ISO 3166-2 code."""
    cities = sources.cities()
    iso3 = dict(sources.countries().select("iso2", "country_iso3").iter_rows())
    found = {}
    for iso2, lat, lon in cities.select("iso2", "lat", "lon").iter_rows():
        found.setdefault(iso3.get(iso2), []).append((lat, lon))
    return found


@pytest.fixture(scope="module")
def divided(gazetteer):
    """Points of towns and divisions by ISO 3166-2 code."""
    coded = gazetteer.places.filter(pl.col("admin1_iso").is_not_null())
    listed = coded.filter(pl.col("place_id").str.starts_with("gn:"))
    found = {}
    for iso, lat, lon in listed.select(pl.col("admin1_iso").cast(pl.String), "lat", "lon").rows():
        found.setdefault(iso, []).append((lat, lon))
    for row in sources.subdivisions().iter_rows(named=True):
        if row["lat"] is not None:
            found.setdefault(row["code"], []).append((row["lat"], row["lon"]))
    return found


def gap(row, points):
    return min(distance_km(row["lat"], row["lon"], *point) for point in points)


def test_settlements_and_districts_lie_near_the_towns_of_their_country(towns):
    far = [r["name"] for r in BY_HAND if gap(r, towns[r["country"]]) > NEAR_COUNTRY_KM]
    assert far == []


def test_settlements_and_districts_lie_near_the_towns_of_their_division(divided):
    far = [r["name"] for r in BY_HAND if gap(r, divided[r["admin1_iso"]]) > NEAR_DIVISION_KM]
    assert far == []


def test_regions_of_countries_lie_in_or_near_them(towns):
    far = [
        row["name"]
        for row in table("regions").iter_rows(named=True)
        for iso3 in (row["countries"] or "").split()[:1]
        if gap(row, towns[iso3]) > NEAR_COUNTRY_KM + row["radius_km"]
    ]
    assert far == []


def test_codes_of_divisions_exist_and_belong_to_the_country():
    known = set(sources.subdivisions()["code"])
    iso2 = {row["iso3"]: row["iso2"] for row in codes.rows("countries.csv")}
    for row in BY_HAND:
        assert row["admin1_iso"] in known, row["name"]
        assert row["admin1_iso"].startswith(iso2[row["country"]] + "-"), row["name"]
    for row in [*table("admin1").iter_rows(named=True), *table("divisions").iter_rows(named=True)]:
        assert row["admin1_iso"] in known
        assert row["admin1_iso"].startswith(row.get("iso2", row["admin1_iso"][:2]))


def test_countries_of_regions_are_countries():
    known = set(codes.values("countries"))
    for row in table("regions").iter_rows(named=True):
        assert set((row["countries"] or "").split()) <= known, row["name"]


def test_kinds_and_radii_are_those_that_the_gazetteer_knows():
    rows = [*BY_HAND, *table("regions").iter_rows(named=True)]
    assert {row["kind"] for row in rows} <= KINDS
    assert all(0 < row["radius_km"] <= 6000 for row in rows)
    assert set(table("features")["kind"]) <= KINDS
    assert all(row["source"] for row in rows)


def test_a_name_stands_once_in_a_division():
    seen = set()
    for row in BY_HAND:
        names = [row["name"], *(row["aliases"] or "").split("|")]
        for name in {name_key(name) for name in names if name}:
            key = (row["country"], row["admin1_iso"], row["kind"], name)
            assert key not in seen
            seen.add(key)


def test_districts_by_hand_are_not_those_of_the_packages(gazetteer):
    listed = gazetteer.places.filter(
        (pl.col("feature_code").cast(pl.String) == "ADM2")
        & pl.col("place_id").str.starts_with("ps:adm2")
    )
    columns = [pl.col(name).cast(pl.String) for name in ("country_iso3", "admin1_iso", "name")]
    theirs = {(iso3, iso, division_key(name)) for iso3, iso, name in listed.select(columns).rows()}
    ours = {
        (r["country"], r["admin1_iso"], division_key(r["name"]))
        for r in BY_HAND
        if r["kind"] == "ADM2"
    }
    assert len(ours) > 600
    assert ours.isdisjoint(theirs)


@pytest.mark.parametrize(
    ("key", "iso", "precision"),
    [
        ("rutshuru territory", "CD-NK", 3),
        ("bourem cercle", "ML-7", 3),
        ("konduga lga", "NG-BO", 3),
        ("rubkona county", "SS-UY", 3),
        ("macomia district", "MZ-P", 3),
        ("kramatorsk raion", "UA-14", 3),
        ("khan yunis", "PS-KYS", None),
        ("bucha", "UA-32", 1),
        ("krasnoyarsk", "RU-KYA", 1),
        ("bunia", "CD-IT", 1),
    ],
)
def test_places_of_conflicts_have_their_division(gazetteer, key, iso, precision):
    found = gazetteer.record(gazetteer.rows_of(key)[0])
    assert found["admin1_iso"] == iso
    assert precision in (None, found["where_precision"])


def test_a_town_is_not_displaced_by_its_district(gazetteer):
    for key in ("goma", "gao", "kramatorsk", "homs", "konduga", "myawaddy", "bor"):
        kinds = [gazetteer.record(row)["feature_code"] for row in gazetteer.rows_of(key)]
        assert kinds[0] != "ADM2", key


@pytest.mark.parametrize(
    "code", ["BKO", "GAO", "NIM", "OUA", "KRT", "ADD", "FIH", "GOM", "BGF", "NDJ", "KBL", "IEV"]
)
def test_codes_of_airports_name_no_place(gazetteer, code):
    name = gazetteer.name(name_key(code), True, True)
    assert name is None
