"""What weighing needs to know of names and of the places behind them."""

from dataclasses import dataclass
from typing import NamedTuple

from transforms.places.grid import distance_km

TOWNS = frozenset({"PPL", "PPLC"})
_DIVISIONS = frozenset({"ADM1", "ADM2"})
_SAME_NAME_KM = 100.0
_SMALL_PROVINCE = 100_000
_KINDS = {"PCLI": "country", "PPLC": "capital_city", "ADM1": "admin1", "ADM2": "admin2"}
_SIZES = ((1_000_000, "million"), (100_000, "hundred_thousand"), (10_000, "ten_thousand"))


class Site(NamedTuple):
    """A place as it is weighed.

    Attributes:
        row: Its row in the gazetteer.
        kind: Feature code.
        standing: The weight in `places.yml` that its kind and size have.
        country: The gazetteer's code of its country, -1 if it lies in none.
        admin1: The gazetteer's code of its first-order division's name, -1 if unknown.
        lat: WGS84 degrees.
        lon: WGS84 degrees.
        prior: How likely it is meant at all.
    """

    row: int
    kind: str
    standing: str
    country: int
    admin1: int
    lat: float
    lon: float
    prior: float

    def holds(self, other: "Site") -> bool:
        """Whether this country or division holds another place."""
        if self.row == other.row or self.country != other.country:
            return False
        return self.kind == "PCLI" or (self.kind == "ADM1" and self.admin1 == other.admin1)

    def km_from(self, other: "Site") -> float:
        """Great-circle distance in kilometres."""
        return distance_km(other.lat, other.lon, self.lat, self.lon)


def standing(kind: str, population: int, curated: bool) -> str:
    """The weight of a place by its kind, its people, and whether it was entered by hand."""
    small = kind == "ADM1" and population < _SMALL_PROVINCE
    if kind in _KINDS and not small:
        return _KINDS[kind]
    if kind != "PPL" and not small:
        return "region"
    if population == 0 and curated:
        return "curated_town"
    return next((name for size, name in _SIZES if population >= size), "small")


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A spelling, written in one way, and the places that it may mean, the likeliest first.

    Attributes:
        key: How it is looked up.
        sites: The places.
        main: Whether it is the first name of each.
        town: For each division with a town of the same name in or near it, which of the places.
    """

    key: str
    sites: list[Site]
    main: list[bool]
    town: list[int | None]

    @property
    def usual(self) -> Site:
        """The likeliest place; a town rather than the division around it."""
        return self.sites[self.town[0] or 0]


def name_of(key: str, sites: list[Site], main: list[bool]) -> Name:
    """The name that places share."""
    towns = [at for at, site in enumerate(sites) if site.kind in TOWNS]
    town = [_town(site, towns, sites) if site.kind in _DIVISIONS else None for site in sites]
    return Name(key, sites, main, town)


def _town(division: Site, towns: list[int], sites: list[Site]) -> int | None:
    """The first of the towns that lies in or near a division."""
    for at in towns:
        town = sites[at]
        if division.country == town.country and (
            division.admin1 == town.admin1 or division.km_from(town) < _SAME_NAME_KM
        ):
            return at
    return None
