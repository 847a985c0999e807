"""The answer: one place name in a text and the place it stands for."""

from dataclasses import dataclass, fields
from typing import Any, Literal

Kind = Literal["place", "feature", "people"]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place name, its span in code points (half-open) and its resolution.

    `kind` is `place`, `feature` (a street, a river, a village that no gazetteer lists, located by
    the place that the text puts it in or near) or `people` ("Malian": it names the country).
    `where_precision` follows UCDP GED's `where_prec` for the place itself: 1 settlement,
    3 district, 4 province, 5 fuzzy area, 6 country, 7 sea. Coordinates are WGS84 degrees.
    """

    start: int
    end: int
    text: str
    kind: Kind
    place_id: str | None
    geonameid: int | None
    name: str
    lat: float | None
    lon: float | None
    feature_code: str | None
    country_iso3: str | None
    admin1_name: str | None
    admin1_iso: str | None
    radius_km: float | None
    where_precision: int
    score: float


# What a mention tells of its place: the fields between kind and score.
RESOLUTION = tuple(one.name for one in fields(PlaceMention))[4:-1]
Resolution = tuple[Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any]
