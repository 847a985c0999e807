"""Layers put together into the tables of the gazetteer."""

from collections import Counter
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from transforms.places import divisions, layers, sources
from transforms.places.keys import BUCKETS, NAME, OPENING, beginnings, bucket, key_hash, name_key

# How much likelier a kind of place is meant than a town of its size, in powers of ten halved.
_KIND_BONUS = {"PCLI": 5.0, "ADM1": 1.0, "PPLC": 2.0, "ADM2": -0.6, "PPL": 0.0}
_REGION_PRIOR = 5.0
# A settlement entered by hand outweighs a namesake of up to some 10,000 people elsewhere.
_CURATED_TOWN = 2.2
_ALIAS_COST = 1.0
_MAX_UPPER = 4


class Spelling(NamedTuple):
    """A name of a place: how it is looked up and written, whose it is, whether it is an alias."""

    key: str
    name: str
    row: int
    alias: bool


def assembled() -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """(places, names, marks): places by layer, names by hash, marks by bucket."""
    countries = sources.countries()
    iso3 = dict(countries.select("iso2", "country_iso3").iter_rows())
    cities = divisions.with_division_names(sources.cities(), sources.division_names())
    cities = cities.filter(pl.col("iso2").is_in(list(iso3)))
    rows, town_aliases = _upper_layers(cities, iso3)
    towns = _town_frame(cities, countries, iso3)
    places = pl.concat([_frame(rows), towns])
    curated = pl.Series([row["curated"] for row in rows] + [False] * towns.height)
    places = _with_prior(places, curated)
    spelled = _spelled(rows, cities, town_aliases)
    return places, _names(spelled, places), _marks(spelled)


def _upper_layers(
    cities: pl.DataFrame, iso3: dict[str, str]
) -> tuple[list[layers.Row], list[tuple[int, str]]]:
    provinces = divisions.provinces(cities, sources.subdivisions())
    admin1 = layers.province_rows(provinces, iso3)
    codes = {
        (item["iso2"], item["admin1_code"]): item["admin1_iso"]
        for item in provinces.iter_rows(named=True)
    }
    province_names = {row["admin1_iso"]: row["admin1_name"] for row in admin1}
    regions = layers.region_rows()
    region_names = {name_key(name) for row in regions for name in row["names"]}
    regions = layers.merge_regions(regions, admin1)
    extra = layers.subdivision_rows(admin1, provinces, iso3)
    settlements, aliases = layers.settlement_rows(_towns_by_name(cities, iso3), province_names)
    rows = layers.country_rows(cities, region_names) + admin1 + regions + extra
    rows = rows + settlements + layers.district_rows(cities, codes, iso3)
    _number_namesakes(rows)
    return rows, aliases


def _number_namesakes(rows: list[layers.Row]) -> None:
    """Give divisions of one name in one province ids of their own ("...-2")."""
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row["place_id"]] += 1
        if seen[row["place_id"]] > 1:
            row["place_id"] = f"{row['place_id']}-{seen[row['place_id']]}"


def _towns_by_name(
    cities: pl.DataFrame, iso3: dict[str, str]
) -> dict[tuple[str, str], list[layers.Row]]:
    wanted = set(sources.curated_table("settlements")["country"])
    found: dict[tuple[str, str], list[layers.Row]] = {}
    part = cities.filter(pl.col("iso2").replace_strict(iso3).is_in(list(wanted)))
    for town in part.iter_rows(named=True):
        for name in {name_key(text) for text in [town["name"], *(town["aliases"] or [])]}:
            found.setdefault((iso3[town["iso2"]], name), []).append(town)
    return found


def _frame(rows: list[layers.Row]) -> pl.DataFrame:
    data: dict[str, list[Any]] = {
        column: [row[column] for row in rows] for column in layers.PLACE_SCHEMA
    }
    return pl.DataFrame(data, schema=layers.PLACE_SCHEMA)


def _town_frame(
    cities: pl.DataFrame, countries: pl.DataFrame, iso3: dict[str, str]
) -> pl.DataFrame:
    """Settlements as places; a country's largest town of the capital's name is its PPLC."""
    provinces = divisions.provinces(cities, sources.subdivisions())
    codes = provinces.select("iso2", "admin1_code", "admin1_iso")
    capital = {(row[0], name_key(row[1])) for row in countries.select("iso2", "capital").rows()}
    largest = cities.sort("population", descending=True, maintain_order=True)
    seats: dict[tuple[str, str], int] = {}
    for geonameid, iso2, name in largest.select("geonameid", "iso2", "name").iter_rows():
        if (iso2, name_key(name)) in capital:
            seats.setdefault((iso2, name_key(name)), geonameid)
    return (
        cities.join(codes, on=["iso2", "admin1_code"], how="left", maintain_order="left")
        .with_columns(
            place_id=pl.format("gn:{}", "geonameid"),
            feature_code=pl.when(pl.col("geonameid").is_in(list(seats.values())))
            .then(pl.lit("PPLC"))
            .otherwise(pl.lit("PPL")),
            country_iso3=pl.col("iso2").replace_strict(iso3),
            radius_km=(pl.col("population").cast(pl.Float64).sqrt() / 100).clip(1, 30).round(1),
            where_precision=pl.lit(1, pl.Int8),
            **{
                f"{axis}_{end}": pl.lit(None, pl.Float64)
                for axis in ("lat", "lon")
                for end in ("min", "max")
            },
        )
        .select(pl.col(name).cast(dtype) for name, dtype in layers.PLACE_SCHEMA.items())
    )


def _with_prior(places: pl.DataFrame, curated: pl.Series) -> pl.DataFrame:
    """Places with `prior`, how likely each is meant at all, and categories for repeated text."""
    size = (pl.col("population").fill_null(0) + 10).cast(pl.Float64).log(10) / 2
    bonus = pl.col("feature_code").replace_strict(_KIND_BONUS, default=None)
    known = bonus.is_not_null() & pl.col("population").is_not_null()
    return places.with_columns(
        prior=pl.when(known & ~curated)
        .then(size + bonus)
        .when(pl.col("feature_code").is_in(["PPL", "ADM2"]))
        .then(_CURATED_TOWN)
        .otherwise(_REGION_PRIOR)
        .cast(pl.Float32)
    ).with_columns(
        pl.col("feature_code", "country_iso3", "admin1_name", "admin1_iso").cast(pl.Categorical)
    )


def _spelled(
    rows: list[layers.Row], cities: pl.DataFrame, town_aliases: list[tuple[int, str]]
) -> list[Spelling]:
    """Every name of every place; those without a letter or digit are left out."""
    offset = len(rows)
    spelled = [
        (name, number, place > 0 and row["feature_code"] not in ("PCLI", "ADM1"))
        for number, row in enumerate(rows)
        for place, name in enumerate(row["names"])
    ]
    spelled += [(name, offset + at, False) for at, name in enumerate(cities["name"])]
    index = {geonameid: offset + at for at, geonameid in enumerate(cities["geonameid"])}
    spelled += [(name, index[geonameid], False) for geonameid, name in town_aliases]
    aliases = sources.usable_aliases(cities)
    spelled += [(alias, index[geonameid], True) for geonameid, alias in aliases.iter_rows()]
    keyed = (Spelling(name_key(name), name, row, alias) for name, row, alias in spelled)
    return [spelling for spelling in keyed if spelling.key]


def _names(spelled: list[Spelling], places: pl.DataFrame) -> pl.DataFrame:
    """One row a spelling and place: hash, row, main, upper; likeliest first within a hash."""
    prior = places["prior"].to_list()
    data = []
    for key, name, row, alias in spelled:
        upper = name.replace(".", "").isupper() and len(key.replace(" ", "")) <= _MAX_UPPER
        weight = prior[row] - (_ALIAS_COST if alias else 0.0)
        data.append((key_hash(key), row, not alias, upper, weight))
    schema = {"hash": pl.Int64, "row": pl.Int32, "main": pl.Boolean, "upper": pl.Boolean}
    frame = pl.DataFrame(data, schema=schema | {"weight": pl.Float64}, orient="row")
    order = ["hash", "weight", "row", "main"]
    return (
        frame.sort(order, descending=[False, True, False, True])
        .unique(["hash", "row"], keep="first", maintain_order=True)
        .drop("weight")
    )


def _marks(spelled: list[Spelling]) -> pl.DataFrame:
    """One row a bucket of keys: mark, the sum of NAME and OPENING if any key there is one."""
    keys = {spelling.key for spelling in spelled}
    openings = {opening for key in keys for opening in beginnings(key)}
    marks = np.zeros(BUCKETS, np.uint8)
    marks[[bucket(key) for key in keys]] |= NAME
    marks[[bucket(opening) for opening in openings]] |= OPENING
    return pl.DataFrame({"mark": marks})
