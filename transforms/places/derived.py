"""Areas made from a direction and a country or division: "northern Mali"."""

from dataclasses import replace
from typing import Any

from transforms.places.grid import distance_km
from transforms.places.mention import PlaceMention

# Centre of the named part, as shares of the box from its south-west corner (0) to north-east (1).
_SHARE = 0.25
_FUZZY = 5


def part_of(
    mention: PlaceMention, direction: str, box: dict[str, Any], text: str, start: int
) -> PlaceMention:
    """The part of a country or division that `direction` names; its radius covers the part.

    Args:
        mention: the whole.
        direction: "north", "northern", "south-east", "centre", ...
        box: lat_min, lat_max, lon_min, lon_max of the whole's settlements.
        text: the report, from which the longer span is cut.
        start: where the direction begins.
    """
    word = _adjective(direction)
    lat_share = 0.5 + _SHARE * (word.startswith("north") - word.startswith("south"))
    lon_share = 0.5 + _SHARE * (("east" in word) - ("west" in word))
    lat = box["lat_min"] + lat_share * (box["lat_max"] - box["lat_min"])
    lon = box["lon_min"] + lon_share * (box["lon_max"] - box["lon_min"])
    height = distance_km(box["lat_min"], lon, box["lat_max"], lon)
    width = distance_km(lat, box["lon_min"], lat, box["lon_max"])
    return replace(
        mention,
        start=start,
        text=text[start : mention.end],
        place_id=f"ps:{word}-{(mention.place_id or '').replace(':', '-')}",
        geonameid=None,
        name=f"{word} {mention.name}",
        lat=round(lat, 4),
        lon=round(lon, 4),
        feature_code="RGN",
        radius_km=round(max(height, width) / 3, 1),
        where_precision=_FUZZY,
    )


def _adjective(direction: str) -> str:
    """Give "northern" for "north", "southeastern" for "South-East", "central" for "centre"."""
    word = direction.lower().replace("-", "")
    if word.startswith("cent"):
        return "central"
    return word if word.endswith("ern") else f"{word}ern"
