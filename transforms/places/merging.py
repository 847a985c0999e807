"""An installed GeoNames file joined to our own places: one row a place, whoever knows it.

A place of the file is one of ours if it has the same GeoNames id, or the same name in the same
country near the same point. Then ours keeps its name and takes the id; what is left is new.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import polars as pl

from transforms.places import divisions, layers, sources
from transforms.places.grid import distance_km
from transforms.places.keys import name_key

Row = layers.Row
Code = tuple[str, str]  # ISO2 and GeoNames' admin1 code

# How far apart the points of one and the same place may lie, in km, by the family of its kind.
_NEAR_KM = {"town": 30.0, "ADM1": 400.0, "ADM2": 80.0}
_FAMILY = {"PPL": "town", "PPLC": "town", "CITY": "town", "ADM1": "ADM1", "ADM2": "ADM2"}
_DIVISIONS = frozenset({"ADM1", "ADM2"})


class Joined(NamedTuple):
    """What an installed file adds.

    Attributes:
        places: New places in the columns of `layers.PLACE_SCHEMA`.
        aliases: More spellings: geonameid, alias.
    """

    places: pl.DataFrame
    aliases: pl.DataFrame


def joined(
    rows: list[Row],
    provinces: dict[Code, Row],
    cities: pl.DataFrame,
    installed: pl.DataFrame,
    iso3: dict[str, str],
) -> Joined:
    """Join an installed file to our rows, which take the ids they lacked.

    Args:
        rows: our places above the city list.
        provinces: those of them that are first-order divisions with a code of GeoNames'.
        cities: the city list.
        installed: places in the columns of `geonames.KEPT`.
        iso3: ISO3 by ISO2 of the countries that are known.
    """
    given = installed.filter(pl.col("iso2").is_in(["", *iso3]))
    known = set(cities["geonameid"]) | {row["geonameid"] for row in rows}
    others = given.filter(~pl.col("geonameid").is_in(list(known - {None})))
    _adopt_provinces(others, provinces)
    _adopt_by_name(others, rows, provinces, iso3)
    ours = {row["geonameid"]: row for row in rows if row["geonameid"]}
    fresh = others.filter(~pl.col("geonameid").is_in(list(ours)) & (pl.col("kind") != "PCLI"))
    lands = [gid for gid, row in ours.items() if row["feature_code"] == "PCLI"]
    spelled = given.filter(~pl.col("geonameid").is_in(lands) & (pl.col("kind") != "PCLI"))
    return Joined(_as_places(fresh, provinces, iso3), _spellings(spelled))


def _adopt_provinces(others: pl.DataFrame, provinces: dict[Code, Row]) -> None:
    for item in others.filter(pl.col("kind") == "ADM1").iter_rows(named=True):
        row = provinces.get((item["iso2"], item["admin1_code"]))
        if row is not None and row["geonameid"] is None:
            _take_id(row, item)


def _adopt_by_name(
    others: pl.DataFrame, rows: list[Row], provinces: dict[Code, Row], iso3: dict[str, str]
) -> None:
    """Give our rows without an id that of their nearest namesake of the same family."""
    index = _by_name(row for row in rows if row["geonameid"] is None)
    nearest: dict[int, tuple[float, Row, Row]] = {}
    for item in _namesakes(others, {key for _, key in index}):
        keys = {name_key(item["name"]), divisions.division_key(item["name"])}
        countries = (iso3.get(item["iso2"]), None)
        for row in (r for key in keys for iso in countries for r in index.get((iso, key), ())):
            gap = distance_km(row["lat"], row["lon"], item["lat"], item["lon"])
            if _alike(row, item, gap) and gap < nearest.get(id(row), (9e9,))[0]:
                nearest[id(row)] = gap, row, item
    taken = {row["geonameid"] for row in rows}
    for _, row, item in sorted(nearest.values(), key=lambda found: found[0]):
        if item["geonameid"] in taken:
            continue
        taken.add(item["geonameid"])
        _take_id(row, item)
        if row["feature_code"] == "ADM1":
            provinces.setdefault((item["iso2"], item["admin1_code"]), row)


def _namesakes(others: pl.DataFrame, wanted: set[str]) -> Iterator[Row]:
    """Places of the file whose name is that of one of ours."""
    hits = [
        at
        for at, name in enumerate(others["name"])
        if name_key(name) in wanted or divisions.division_key(name) in wanted
    ]
    return others[hits].iter_rows(named=True)


def _by_name(rows: Iterable[Row]) -> dict[tuple[str | None, str], list[Row]]:
    found: dict[tuple[str | None, str], list[Row]] = {}
    for row in rows:
        for key in dict.fromkeys(map(name_key, row["names"])):
            found.setdefault((row["country_iso3"], key), []).append(row)
    return found


def _alike(row: Row, item: Row, gap: float) -> bool:
    family = _FAMILY.get(row["feature_code"], "area")
    if family != _FAMILY.get(item["kind"], "area"):
        return False
    return gap <= _NEAR_KM.get(family, row["radius_km"] or 0.0)


def _take_id(row: Row, item: Row) -> None:
    row |= {"geonameid": item["geonameid"], "place_id": f"gn:{item['geonameid']}"}
    if _FAMILY.get(row["feature_code"]) == "town":  # ours are read off maps, to some km
        row |= {"lat": item["lat"], "lon": item["lon"]}


def _as_places(
    fresh: pl.DataFrame, provinces: dict[Code, Row], iso3: dict[str, str]
) -> pl.DataFrame:
    codes = pl.DataFrame(
        [
            (*code, row["admin1_name"] or row["name"], row["admin1_iso"])
            for code, row in provinces.items()
        ],
        schema=dict.fromkeys(("iso2", "admin1_code", "admin1_name", "admin1_iso"), pl.String),
        orient="row",
    )  # fmt: skip
    size = (pl.col("population").cast(pl.Float64).sqrt() / 100).clip(1, 30).round(1)
    made: dict[str, Any] = {
        "place_id": pl.format("gn:{}", "geonameid"),
        "feature_code": pl.col("kind"),
        "country_iso3": pl.col("iso2").replace_strict(iso3, default=None),
        "radius_km": pl.coalesce("radius_km", size),
        "where_precision": pl.col("kind").replace_strict(layers.PRECISION, default=1),
        "admin1_name": pl.when(pl.col("kind") == "ADM1")
        .then(pl.col("name"))
        .otherwise(pl.col("admin1_name")),
    }
    blank = ("lat_min", "lat_max", "lon_min", "lon_max")
    return (
        fresh.join(codes, on=["iso2", "admin1_code"], how="left", maintain_order="left")
        .with_columns(**made, **dict.fromkeys(blank, pl.lit(None)))
        .select(pl.col(name).cast(dtype) for name, dtype in layers.PLACE_SCHEMA.items())
    )


def _spellings(given: pl.DataFrame) -> pl.DataFrame:
    """geonameid, alias; divisions also without their generic words."""
    bare = given.filter(pl.col("kind").is_in(list(_DIVISIONS))).select("geonameid", "name")
    keys = [(gid, divisions.division_key(name)) for gid, name in bare.iter_rows()]
    short = pl.DataFrame(keys, schema={"geonameid": pl.Int64, "alias": pl.String}, orient="row")
    return pl.concat([sources.usable_aliases(given), short])
