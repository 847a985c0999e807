"""Layers put together into the tables of the gazetteer."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from transforms.places import divisions, layers, merging, sources
from transforms.places.grid import distance_km
from transforms.places.keys import (
    BUCKETS,
    NAME,
    OPENING,
    PER_BYTE,
    beginnings,
    bucket,
    key_hash,
    name_key,
)

# How much likelier a kind of place is meant than a town of its size, in powers of ten halved.
_KIND_BONUS = {"PCLI": 5.0, "ADM1": 1.0, "PPLC": 2.0, "ADM2": -0.6, "PPL": 0.0}
_SMALL_PROVINCE = 300_000  # a Jamaican parish is no likelier meant than a town of its size
_REGION_PRIOR = 5.0
# Streams, hills and camps of an installed file: many, and few of them are ever named.
_MINOR_PRIOR = 0.5
# A settlement entered by hand outweighs a namesake of up to some 10,000 people elsewhere.
_CURATED_TOWN = 2.2
_ALIAS_COST = 1.0
_OWN_DIVISION_KM = 60.0
_MAX_UPPER = 4
_SLICE = 200_000  # rows of an installed file whose names are written at a time


class Spelling(NamedTuple):
    """A name of a place: how it is looked up and written, whose it is, whether it is an alias."""

    key: str
    name: str
    row: int
    alias: bool


def assembled(
    installed: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """(places, names, marks): places by layer, names by hash, marks by bucket.

    Args:
        installed: places of a GeoNames file, in the columns of `geonames.KEPT`.
    """
    countries = sources.countries()
    iso3 = dict(countries.select("iso2", "country_iso3").iter_rows())
    cities = divisions.with_division_names(sources.cities(), sources.division_names())
    cities = cities.filter(pl.col("iso2").is_in(list(iso3)))
    upper = _upper_layers(cities, iso3)
    more = _joined(upper, cities, installed, iso3)
    towns = _in_own_division(_town_frame(cities, countries, iso3), cities, upper.rows)
    places = pl.concat([_frame(upper.rows), towns, more.places])
    curated = [row["curated"] for row in upper.rows] + [False] * cities.height
    minor = pl.Series([False] * len(curated) + [True] * more.places.height)
    curated += [False] * more.places.height
    places = _with_prior(places, pl.Series(curated), minor)
    spellings = _Spellings(places["prior"])
    spellings.add(_spelled(upper.rows, cities, upper.aliases))
    for part in _more_spelled(places, more):
        spellings.add(part)
    return places, spellings.names(), spellings.marked()


class _Upper(NamedTuple):
    """Places above the city list, which of them have a code, more names of the cities."""

    rows: list[layers.Row]
    provinces: dict[merging.Code, layers.Row]
    aliases: list[tuple[int, str]]


def _joined(
    upper: _Upper, cities: pl.DataFrame, installed: pl.DataFrame | None, iso3: dict[str, str]
) -> merging.Joined:
    if installed is None:
        nothing = {"geonameid": pl.Int64, "alias": pl.String}
        return merging.Joined(_frame([]), pl.DataFrame(schema=nothing))
    return merging.joined(upper.rows, upper.provinces, cities, installed, iso3)


def _upper_layers(cities: pl.DataFrame, iso3: dict[str, str]) -> _Upper:
    provinces = divisions.provinces(cities, sources.subdivisions())
    admin1 = layers.province_rows(provinces, iso3)
    keys = list(provinces.select("iso2", "admin1_code").iter_rows())
    codes = dict(zip(keys, provinces["admin1_iso"], strict=True))
    coded = dict(zip(keys, admin1, strict=True))
    province_names = {row["admin1_iso"]: row["admin1_name"] for row in admin1}
    regions = layers.region_rows()
    region_names = {name_key(name) for row in regions for name in row["names"]}
    regions = layers.merge_regions(regions, admin1)
    extra = layers.subdivision_rows(admin1, provinces, iso3)
    settlements, aliases = layers.settlement_rows(_towns_by_name(cities, iso3), province_names)
    rows = layers.country_rows(cities, region_names) + admin1 + regions + extra
    districts = divisions.codes_by_district(cities, provinces, sources.subdivisions())
    rows = rows + settlements + layers.district_rows(cities, codes, districts, iso3)
    _number_namesakes(rows)
    return _Upper(rows, coded, aliases)


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
    by_district = divisions.codes_by_district(cities, provinces, sources.subdivisions())
    districts = pl.DataFrame(
        [(*key, code) for key, code in by_district.items()],
        schema=dict.fromkeys(("iso2", "admin2_name", "district_iso"), pl.String),
        orient="row",
    )
    capital = {(row[0], name_key(row[1])) for row in countries.select("iso2", "capital").rows()}
    largest = cities.sort("population", descending=True, maintain_order=True)
    seats: dict[tuple[str, str], int] = {}
    for geonameid, iso2, name in largest.select("geonameid", "iso2", "name").iter_rows():
        if (iso2, name_key(name)) in capital:
            seats.setdefault((iso2, name_key(name)), geonameid)
    return (
        cities.join(codes, on=["iso2", "admin1_code"], how="left", maintain_order="left")
        .join(districts, on=["iso2", "admin2_name"], how="left", maintain_order="left")
        .with_columns(
            admin1_iso=pl.coalesce("admin1_iso", "district_iso"),
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


def _in_own_division(
    towns: pl.DataFrame, cities: pl.DataFrame, rows: list[layers.Row]
) -> pl.DataFrame:
    """Towns of no known division in the one that is called like them and lies about them."""
    coded = [row for row in rows if row["feature_code"] == "ADM1" and row["admin1_iso"]]
    named = {(row["country_iso3"], name_key(n)): row for row in coded for n in row["names"]}
    lost = towns.select("geonameid", "country_iso3", "lat", "lon").with_columns(
        names=cities["aliases"], name=cities["name"], without=towns["admin1_iso"].is_null()
    )
    found = {}
    for town in lost.filter("without").iter_rows(named=True):
        spelled = (name_key(text) for text in [town["name"], *(town["names"] or [])])
        alike = (named.get((town["country_iso3"], key)) for key in spelled)
        home = next((row for row in alike if row is not None and _about(row, town)), None)
        if home is not None:
            found[town["geonameid"]] = home
    codes = {number: row["admin1_iso"] for number, row in found.items()}
    names = {number: row["admin1_name"] or row["name"] for number, row in found.items()}
    own = pl.col("geonameid")
    return towns.with_columns(
        admin1_iso=pl.coalesce("admin1_iso", own.replace_strict(codes, default=None)),
        admin1_name=pl.coalesce("admin1_name", own.replace_strict(names, default=None)),
    )


def _about(division: layers.Row, town: layers.Row) -> bool:
    """Whether a division's point is so near that the town lies in it."""
    points = division["lat"], division["lon"], town["lat"], town["lon"]
    return None not in points and distance_km(*points) < _OWN_DIVISION_KM


def _with_prior(places: pl.DataFrame, curated: pl.Series, minor: pl.Series) -> pl.DataFrame:
    """Places with `prior`, how likely each is meant at all, and categories for repeated text."""
    size = (pl.col("population").fill_null(0) + 10).cast(pl.Float64).log(10) / 2
    kind, small = pl.col("feature_code"), pl.col("population") < _SMALL_PROVINCE
    bonus = kind.replace_strict(_KIND_BONUS, default=None)
    bonus = bonus.clip(upper_bound=pl.when((kind == "ADM1") & small).then(0.0))
    known = bonus.is_not_null() & pl.col("population").is_not_null()
    return places.with_columns(
        prior=pl.when(known & ~curated)
        .then(size + bonus)
        .when(pl.col("feature_code").is_in(["PPL", "ADM2"]))
        .then(_CURATED_TOWN)
        .when(minor)
        .then(_MINOR_PRIOR)
        .otherwise(_REGION_PRIOR)
        .cast(pl.Float32)
    ).with_columns(
        pl.col("feature_code", "country_iso3", "admin1_name", "admin1_iso").cast(pl.Categorical)
    )


def _spelled(
    rows: list[layers.Row], cities: pl.DataFrame, town_aliases: list[tuple[int, str]]
) -> list[Spelling]:
    """Every name of every place of ours."""
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
    return _keyed(spelled)


def _keyed(spelled: Iterable[tuple[str, int, bool]]) -> list[Spelling]:
    """(name, row, alias) with their keys; names without a letter or digit are left out."""
    keyed = (Spelling(name_key(name), name, row, alias) for name, row, alias in spelled)
    return [spelling for spelling in keyed if spelling.key]


def _more_spelled(places: pl.DataFrame, more: merging.Joined) -> Iterator[list[Spelling]]:
    """The names that an installed file adds, some at a time."""
    first = places.height - more.places.height
    for at in range(0, more.places.height, _SLICE):
        names = more.places["name"].slice(at, _SLICE)
        yield _keyed((name, first + at + n, False) for n, name in enumerate(names))
    index = places.select("geonameid").with_row_index("row").drop_nulls()
    rows = more.aliases.join(index, on="geonameid", how="inner", maintain_order="left")
    for part in rows.select("alias", "row").iter_slices(_SLICE):
        yield _keyed((alias, row, True) for alias, row in part.iter_rows())


_NAMES = {"hash": pl.Int64, "row": pl.Int32, "main": pl.Boolean, "upper": pl.Boolean}


@dataclass(slots=True)
class _Spellings:
    """Names as they are gathered: a frame for each part, and the marks of their keys."""

    prior: pl.Series
    parts: list[pl.DataFrame] = field(default_factory=list)
    marks: Any = field(default_factory=lambda: np.zeros(BUCKETS, np.uint8))

    def add(self, spelled: list[Spelling]) -> None:
        """Write down some names."""
        prior = self.prior.gather([spelling.row for spelling in spelled]).to_list()
        data = []
        for (key, name, row, alias), likely in zip(spelled, prior, strict=True):
            upper = name.replace(".", "").isupper() and len(key.replace(" ", "")) <= _MAX_UPPER
            weight = likely - (_ALIAS_COST if alias else 0.0)
            data.append((key_hash(key), row, not alias, upper, weight))
        schema = _NAMES | {"weight": pl.Float64}
        self.parts.append(pl.DataFrame(data, schema=schema, orient="row"))
        keys = {spelling.key for spelling in spelled}
        openings = {opening for key in keys for opening in beginnings(key)}
        self.marks[[bucket(key) for key in keys]] |= NAME
        self.marks[[bucket(opening) for opening in openings]] |= OPENING

    def names(self) -> pl.DataFrame:
        """One row a spelling and place: hash, row, main, upper; likeliest first within a hash."""
        order = ["hash", "weight", "row", "main"]
        return (
            pl.concat(self.parts)
            .sort(order, descending=[False, True, False, True])
            .unique(["hash", "row"], keep="first", maintain_order=True)
            .drop("weight")
        )

    def marked(self) -> pl.DataFrame:
        """PER_BYTE buckets a row: marks, the mark of each bucket in two bits, the first lowest."""
        packed = self.marks.reshape(-1, PER_BYTE) << np.arange(0, 2 * PER_BYTE, 2, dtype=np.uint8)
        return pl.DataFrame({"marks": np.bitwise_or.reduce(packed, axis=1).astype(np.uint8)})
