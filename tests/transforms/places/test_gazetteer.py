"""What the gazetteer holds, and that building it is safe to repeat."""

import hashlib
from pathlib import Path

import polars as pl
import pytest

from transforms.places import assembly
from transforms.places import gazetteer as module
from transforms.places.grid import distance_km
from transforms.places.keys import NAME, OPENING, beginnings, key_hash, name_key
from validation.contracts import contract


def best(gazetteer, key):
    return gazetteer.record(gazetteer.rows_of(key)[0])


def test_place_ids_are_unique_and_points_lie_on_the_globe(gazetteer):
    places = gazetteer.places
    assert places["place_id"].null_count() == 0
    assert places["place_id"].n_unique() == places.height
    assert places["lat"].is_between(-90, 90).all()
    assert places["lon"].is_between(-180, 180).all()
    assert places["where_precision"].is_between(1, 7).all()


def test_place_ids_are_as_the_contract_wants_them(gazetteer):
    wanted = contract("places").column("place_id").pattern
    odd = gazetteer.places.filter(~pl.col("place_id").str.contains(wanted))
    assert odd["place_id"].to_list() == []


def test_geonames_ids_and_place_ids_agree(gazetteer):
    known = gazetteer.places.filter(pl.col("geonameid").is_not_null())
    assert (known["place_id"] == "gn:" + known["geonameid"].cast(pl.String)).all()


def test_namibia_is_never_missing(gazetteer):
    windhoek = best(gazetteer, "windhoek")
    assert windhoek["country_iso3"] == "NAM"
    assert windhoek["admin1_iso"] == "NA-KH"


def test_country_points_lie_within_reach_of_the_capital(gazetteer):
    kind = pl.col("feature_code").cast(pl.String)
    iso3 = pl.col("country_iso3").cast(pl.String)
    seats = gazetteer.places.filter(kind == "PPLC").select(iso3, pl.concat_list("lat", "lon"))
    capitals = dict(seats.iter_rows())
    countries = gazetteer.places.filter(kind == "PCLI")
    assert countries.height == 250
    for row in countries.iter_rows(named=True):
        # Polynesia's point lies amid an ocean of islands.
        if row["country_iso3"] in capitals and row["country_iso3"] != "PYF":
            gap = distance_km(row["lat"], row["lon"], *capitals[row["country_iso3"]])
            assert gap < max(4 * row["radius_km"], 700), row["name"]


@pytest.mark.parametrize(
    ("key", "place_id"),
    [("bamako", "gn:2460596"), ("kati", "gn:2455558"), ("gao", None), ("mali", "gn:2453866")],
)
def test_sahel_names_lead_to_mali(gazetteer, key, place_id):
    record = best(gazetteer, key)
    assert record["country_iso3"] == "MLI"
    assert place_id in (None, record["place_id"])


@pytest.mark.parametrize(
    ("key", "iso"),
    [("el fasher", "SD-DN"), ("nyala", "SD-DS"), ("el geneina", "SD-DW"), ("bahir dar", "ET-AM")],
)
def test_provinces_spelt_differently_get_their_iso_code(gazetteer, key, iso):
    assert best(gazetteer, key)["admin1_iso"] == iso


def test_three_letter_codes_of_airports_are_no_names(gazetteer):
    names = {gazetteer.record(row)["name"] for row in gazetteer.rows_of("gao")}
    assert names == {"Gao"}


def test_almost_all_towns_have_their_province(gazetteer):
    towns = gazetteer.places.filter(pl.col("feature_code").cast(pl.String) == "PPL")
    assert towns["admin1_name"].null_count() / towns.height < 0.01
    assert towns["admin1_iso"].null_count() / towns.height < 0.05


def test_spellings_meet_in_one_key():
    assert name_key("St. Louis") == name_key("SAINT-LOUIS") == "saint louis"
    assert name_key("Côte d’Ivoire") == name_key("Cote d'Ivoire")
    assert name_key("N'Djamena") == name_key("Ndjamena")


def test_no_name_is_passed_over_for_want_of_a_mark(gazetteer):
    hashes = set(gazetteer.names["hash"])
    for text in gazetteer.places["name"].gather_every(500):
        key = name_key(text)
        if key_hash(key) in hashes:
            assert gazetteer.mark(key) & NAME
            assert all(gazetteer.mark(opening) & OPENING for opening in beginnings(key))


def test_a_key_goes_on_from_each_of_its_first_words():
    assert beginnings("new york city") == ["new", "new york"]
    assert beginnings("bamako") == []


def test_a_code_is_read_in_capitals_only(gazetteer):
    assert gazetteer.name("us", True, True).sites[0].kind == "PCLI"
    written_small = gazetteer.name("us", False, False)
    assert written_small is None or written_small.sites[0].kind != "PCLI"


def test_a_second_build_gives_the_same_bytes(gazetteer, gazetteer_folder, tmp_path):
    module.build_gazetteer(tmp_path)
    for name in module.TABLES:
        path = Path(module.recipe_stamp()) / f"{name}.parquet"
        first, second = (
            hashlib.sha256((folder / path).read_bytes()).hexdigest()
            for folder in (gazetteer_folder, tmp_path)
        )
        assert first == second
    assert [path.name for path in tmp_path.iterdir()] == [module.recipe_stamp()]


def test_a_changed_recipe_builds_anew(monkeypatch):
    before = module.recipe_stamp()
    monkeypatch.setattr(module, "RECIPE", module.RECIPE + 1)
    assert module.recipe_stamp() != before


def test_a_failed_build_leaves_nothing(monkeypatch, tmp_path):
    def fail(*_):
        raise RuntimeError("disk full")

    monkeypatch.setattr(assembly, "assembled", fail)
    with pytest.raises(RuntimeError):
        module.build_gazetteer(tmp_path)
    assert list(tmp_path.iterdir()) == []
