"""What goes into a coder and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Span = tuple[int, int]
COUNTRY_ONLY = 6  # where_precision of a country and no place in it
COUNTS = ("deaths", "injured", "detained", "crowd")  # fields of a mention: numbers of people
SIDES = ("actor", "recipient", "civilians", "unknown")  # whose the dead were


@dataclass(frozen=True, slots=True)
class Report:
    """A text to code. ``text`` is title, blank line, body; offsets are its code points."""

    text: str
    published_on: date | None = None
    lang: str | None = "en"
    source_country: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody named in a text, resolved as far as the text allows."""

    role: str
    text: str
    start: int
    end: int
    name: str
    actor_id: str
    kind: str
    country_iso3: str | None
    international: str | None
    sectors: tuple[str, ...]
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Sides:
    """The dead by the side they were of, best figures; they add up to the best figure of all."""

    actor: int
    recipient: int
    civilians: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of people with its bounds; None = the words set no such bound.

    ``sides`` are given with deaths, where the coder tells them apart.
    """

    low: int | None
    best: int | None
    high: int | None
    start: int
    end: int
    sides: Sides | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """Place of an event, how it was found and how sure its name is read (0 to 1)."""

    place_id: str | None
    name: str
    geonameid: int | None
    lat: float | None
    lon: float | None
    feature_code: str | None
    country_iso3: str | None
    admin1_name: str | None
    admin1_iso: str | None
    where_precision: int
    radius_km: float | None
    method: str
    start: int | None
    end: int | None
    score: float | None

    @property
    def is_country(self) -> bool:
        """Whether it is a country and no place in it."""
        return self.where_precision >= COUNTRY_ONLY

    @property
    def is_in_sentence(self) -> bool:
        """Whether the sentence of the event names it."""
        return self.method in ("clause", "sentence")


@dataclass(frozen=True, slots=True)
class Telling:
    """How the words tell it, for rank and confidence."""

    by_verb: bool
    weight: int
    is_background: bool
    is_operator: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Mention:
    """One event as one report tells it."""

    event_type: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    subtype: str | None
    rank: int
    confidence: float
    trigger: Span
    sentence: Span
    parties: tuple[Party, ...]
    where: Where | None
    date_start: date | None
    date_end: date | None
    date_precision: int | None
    date_rule: str
    date_is_publication_default: bool
    temporal: str
    modality: str
    attributed_to: str | None
    deaths: Amount | None = None
    injured: Amount | None = None
    detained: Amount | None = None
    crowd: Amount | None = None
    telling: Telling = Telling(False, 0, False, False)

    @property
    def abstained_fields(self) -> tuple[str, ...]:
        """What the words leave unsettled: a side without anybody, or without known origin."""
        known = {p.role for p in self.parties if p.country_iso3 or p.international}
        unsettled = [role for role in ("actor", "recipient") if role not in known]
        if self.where is None or self.where.country_iso3 is None:
            unsettled.append("country_iso3")
        if self.where is None or self.where.is_country:
            unsettled.append("place_id")
        if self.date_start is None or self.date_is_publication_default:
            unsettled.append("date_start")
        return tuple(unsettled)

    @property
    def dead(self) -> Sides | None:
        """The dead by side; they add up to the best figure of ``deaths``."""
        if self.deaths is None or self.deaths.best is None:
            return None
        return self.deaths.sides or Sides(0, 0, 0, self.deaths.best)
