"""Provinces and districts: GeoNames' admin1 codes named, located and tied to ISO 3166-2."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

import polars as pl

from transforms.places import sources
from transforms.places.grid import distance_km
from transforms.places.keys import name_key
from transforms.places.lexicon import place_lexicon

_GENERIC = place_lexicon()["division_words"]
# A free subdivision this near to a province's towns, and spelt this alike, is that province.
_NEAR_KM = 300.0
_ALIKE = 0.6
# ISO points further than this from the province's own towns are taken for errors.
_FAR_KM = 600.0


def division_key(name: str) -> str:
    """A division's name without its generic words: "Gao Region" gives "gao"."""
    words = name_key(name).split()
    return " ".join(word for word in words if word not in _GENERIC) or " ".join(words)


def with_division_names(cities: pl.DataFrame, divisions: pl.DataFrame) -> pl.DataFrame:
    """The cities with `admin1_name` (majority of its admin1 code) and `admin2_name`."""
    milli = [(pl.col(c) * 1000).round().cast(pl.Int64).alias(f"{c}_milli") for c in ("lat", "lon")]
    where = ["iso2", "city", "lat_milli", "lon_milli"]
    named = cities.with_columns(*milli, city="name").join(
        divisions.unique(where, keep="first", maintain_order=True),
        on=where,
        how="left",
        maintain_order="left",
    )
    majority = _named_by_hand(
        named.filter(pl.col("admin1_name").is_not_null())
        .group_by("iso2", "admin1_code", "admin1_name")
        .agg(n=pl.len())
        .sort("iso2", "admin1_code", "n", "admin1_name", descending=[False, False, True, False])
        .unique(["iso2", "admin1_code"], keep="first", maintain_order=True)
        .drop("n")
    )
    return named.drop("admin1_name", "lat_milli", "lon_milli", "city").join(
        majority, on=["iso2", "admin1_code"], how="left", maintain_order="left"
    )


def _named_by_hand(majority: pl.DataFrame) -> pl.DataFrame:
    """Names of divisions, with those that only our table knows."""
    ours = sources.curated_table("admin1").rename({"name": "admin1_name"}).drop("admin1_iso")
    ours = ours.drop_nulls().join(majority, on=["iso2", "admin1_code"], how="anti")
    return pl.concat([majority, ours.select(majority.columns)])


def provinces(cities: pl.DataFrame, subdivisions: pl.DataFrame) -> pl.DataFrame:
    """One row an admin1: iso2, admin1_code, admin1_name, admin1_iso, lat, lon, population, box."""
    frame = (
        cities.filter(pl.col("admin1_name").is_not_null())
        .group_by("iso2", "admin1_code", "admin1_name", maintain_order=True)
        .agg(
            pl.col("lat").mean(),
            pl.col("lon").mean(),
            pl.col("population").sum(),
            lat_min=pl.col("lat").min(),
            lat_max=pl.col("lat").max(),
            lon_min=pl.col("lon").min(),
            lon_max=pl.col("lon").max(),
        )
        .sort("iso2", "admin1_code")
    )
    isos: dict[str, list[dict[str, Any]]] = {}
    for row in subdivisions.iter_rows(named=True):
        isos.setdefault(row["iso2"], []).append(row)
    paired = sources.curated_table("admin1").select("iso2", "admin1_code", "admin1_iso")
    by_hand = {(iso2, code): iso for iso2, code, iso in paired.iter_rows()}
    rows = []
    for iso2, part in frame.group_by("iso2", maintain_order=True):
        rows += _linked(part.to_dicts(), isos.get(str(iso2[0]), []), by_hand)
    return pl.DataFrame(rows, infer_schema_length=None)


def codes_by_district(
    cities: pl.DataFrame, provinces: pl.DataFrame, subdivisions: pl.DataFrame
) -> dict[tuple[str, str], str]:
    """ISO 3166-2 codes by country and second-order division, where the first order has none.

    GeoNames knows Gaza and the West Bank; ISO, governorates, which are GeoNames' second order.
    """
    coded = provinces.filter(pl.col("admin1_iso").is_not_null())
    codes = ["iso2", "admin1_code"]
    bare = cities.filter(pl.col("admin2_name").is_not_null()).join(coded, on=codes, how="anti")
    taken = set(coded["admin1_iso"])
    found = {}
    for iso2, name in bare.select("iso2", "admin2_name").unique(maintain_order=True).iter_rows():
        of_country = subdivisions.filter((pl.col("iso2") == iso2) & pl.col("parent").is_null())
        free = [item for item in of_country.to_dicts() if item["code"] not in taken]
        match = _spellings(free).get(division_key(name))
        if match:
            found[iso2, name] = match["code"]
    return found


def _linked(
    admin1s: list[dict[str, Any]],
    isos: list[dict[str, Any]],
    by_hand: dict[tuple[str, str], str],
) -> list[dict[str, Any]]:
    """The admin1 rows of one country with `admin1_iso` and, where ISO has one, its point.

    Those paired by hand keep the point amid their towns: the code may be that of a larger one.
    """
    for row in admin1s:
        row["admin1_iso"] = by_hand.get((row["iso2"], row["admin1_code"]))
    taken = {row["admin1_iso"] for row in admin1s if row["admin1_iso"]}
    names = _spellings(item for item in isos if item["code"] not in taken)
    codes = {item["code"]: item for item in isos if item["code"] not in taken}
    for row in [row for row in admin1s if row["admin1_iso"] is None]:
        letters = codes.get(f"{row['iso2']}-{row['admin1_code']}")
        by_letters = letters if row["admin1_code"].isalpha() else None
        match = names.get(division_key(row["admin1_name"])) or by_letters
        row["admin1_iso"] = match["code"] if match else None
        if match:
            taken.add(match["code"])
            _move(row, match)
    free = [item for item in isos if item["code"] not in taken and not item["parent"]]
    _link_alike([row for row in admin1s if row["admin1_iso"] is None], free)
    return admin1s


def _spellings(isos: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """ISO subdivisions of a country by every key of theirs; top-level ones win."""
    found: dict[str, dict[str, Any]] = {}
    ranked = sorted(isos, key=lambda one: (one["parent"] is not None, one["code"]))
    for item in ranked:
        found.setdefault(division_key(item["name"]), item)
    for item in ranked:
        for text in item["local"].split(","):
            found.setdefault(division_key(text.split("(")[0]), item)
    found.pop("", None)
    return found


def _move(row: dict[str, Any], match: dict[str, Any]) -> None:
    lat, lon = match["lat"], match["lon"]
    if lat is not None and distance_km(lat, lon, row["lat"], row["lon"]) < _FAR_KM:
        row["lat"], row["lon"] = lat, lon


def _link_alike(rows: list[dict[str, Any]], free: list[dict[str, Any]]) -> None:
    """Pair what is left by spelling, the most alike first: "Northern Darfur", "North Darfur"."""
    pairs = [
        (_likeness(row, item), row["admin1_code"], item["code"], row)
        for row in rows
        for item in free
    ]
    taken: set[str] = set()
    for likeness, _, code, row in sorted(pairs, key=lambda pair: (-pair[0], *pair[1:3])):
        if likeness >= _ALIKE and row["admin1_iso"] is None and code not in taken:
            row["admin1_iso"] = code
            taken.add(code)


def _likeness(row: dict[str, Any], item: dict[str, Any]) -> float:
    """Likeness of the names of a province and a subdivision, 0 to 1; 0 if they lie apart."""
    lat, lon = item["lat"], item["lon"]
    if lat is None or distance_km(lat, lon, row["lat"], row["lon"]) > _NEAR_KM:
        return 0.0
    names = division_key(row["admin1_name"]), division_key(item["name"])
    return SequenceMatcher(None, *names).ratio()


def districts(cities: pl.DataFrame) -> pl.DataFrame:
    """Admin2 divisions as the mean of their settlements."""
    group = ["iso2", "admin1_code", "admin1_name", "admin2_name"]
    return (
        cities.filter(pl.col("admin2_name").is_not_null())
        .group_by(group, maintain_order=True)
        .agg(pl.col("lat").mean(), pl.col("lon").mean(), pl.col("population").sum())
        .sort(group)
    )
