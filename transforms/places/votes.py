"""What a whole report says about where it plays: the votes of the names in it."""

from dataclasses import dataclass, field

from transforms.places.lexicon import Weights
from transforms.places.names import TOWNS, Name, Site

_LOCAL = TOWNS | {"ADM2"}
_NEAR_KM = 150.0
_NEAR_DEGREES = 1.5  # of latitude, a little more than _NEAR_KM

_ENOUGH = 1.5  # two thirds of the votes count as all

Area = int | tuple[int, int]  # a country, or a country and its division


@dataclass(slots=True)
class Tally:
    """Weights of the votes for areas, and each vote by the key of the name that cast it."""

    total: dict[Area, float] = field(default_factory=dict)
    own: dict[str, list[tuple[Area, float]]] = field(default_factory=dict)

    def add(self, area: Area, weight: float) -> None:
        """Count a vote that no name cast."""
        self.total[area] = self.total.get(area, 0.0) + weight

    def cast(self, key: str, area: Area, weight: float) -> None:
        """Count the vote of a name."""
        self.add(area, weight)
        self.own.setdefault(key, []).append((area, weight))

    def worth(self, key: str, most: float) -> dict[Area, float]:
        """What each area gains by its share of the votes of all names but one, `most` at best."""
        own = self.own.get(key, [])
        others = max(sum(self.total.values()) - sum([weight for _, weight in own]), 1.0)
        left = self.total.copy()
        for area in {area for area, _ in own}:
            left[area] -= sum([weight for voted, weight in own if voted == area])
        shares = {area: _ENOUGH * (weight / others) for area, weight in left.items()}
        return {area: most * share if share < 1.0 else most for area, share in shares.items()}


@dataclass(slots=True)
class Votes:
    """The votes for countries and divisions, and the sure settlements and districts by key."""

    countries: Tally = field(default_factory=Tally)
    admin1s: Tally = field(default_factory=Tally)
    anchors: dict[str, Site] = field(default_factory=dict)

    def cast(self, key: str, site: Site, sure: bool, senses: Weights) -> None:
        """Count the vote of a mention of a name for the place that it seems to mean."""
        weight = 1.0 if sure else senses["unsure_vote"]
        self.countries.cast(key, site.country, weight)
        if site.admin1 >= 0:
            self.admin1s.cast(key, (site.country, site.admin1), weight)
        if sure and site.kind in _LOCAL:
            self.anchors[key] = site

    def worth(self, name: Name, source: int, senses: Weights) -> list[float]:
        """What the votes add to each candidate; `source` is the code of the outlet's country."""
        countries = self.countries.worth(name.key, senses["country_vote"])
        admin1s = self.admin1s.worth(name.key, senses["admin1_vote"])
        anchors = [site for key, site in self.anchors.items() if key != name.key]
        found = []
        for site, town in zip(name.sites, name.town, strict=True):
            admin1 = admin1s.get((site.country, site.admin1), 0.0)
            score = countries.get(site.country, 0.0) + admin1
            if site.country == source:
                score += senses["source_country"]
            if site.kind == "ADM1" and admin1 > 0 and town is None:
                score += senses["holds_others"]
            if site.kind in _LOCAL and _near(site, anchors):
                score += senses["near"]
            found.append(score)
        return found


def _near(site: Site, anchors: list[Site]) -> bool:
    """Whether a place lies near one of the others."""
    for other in anchors:
        if abs(other.lat - site.lat) < _NEAR_DEGREES and site.km_from(other) < _NEAR_KM:
            return True
    return False
