"""Which mentions tell of the same happening, and the identifiers that events keep.

Mentions are linked within a country and type when they agree on time, and on place or parties.
Only what a report tells as its news founds an event; told history joins one or stays without.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain, count
from typing import Any

import polars as pl

from transforms.coding.mention import COUNTRY_ONLY
from transforms.coding.plover import quad
from transforms.identifiers import digest
from transforms.places import is_unlisted
from transforms.places.grid import distance_km

SLACK = timedelta(days=1)  # reports differ by a day on nights and time zones
NEAR_KM = 30.0
JOINS = 1.0  # score from which a mention joins an event
HISTORY_JOINS = 2.0
VERBAL = (1, 3)  # quad classes of words


@dataclass(slots=True)
class Told:
    """A mention as linking sees it."""

    mention_id: str
    report_id: str
    event_type: str
    modes: frozenset[str]
    subtype: str | None
    country: str | None
    place_id: str | None
    admin1: str | None
    precision: int
    point: tuple[float, float] | None
    start: date
    end: date
    date_precision: int
    actors: frozenset[tuple[str, str]]
    recipients: frozenset[tuple[str, str]]
    who: frozenset[str]
    whom: frozenset[str]
    deaths: int | None
    temporal: str
    key: str
    has_own_date: bool
    has_own_place: bool


@dataclass(slots=True)
class Cluster:
    """Mentions of one happening."""

    members: list[Told] = field(default_factory=list)

    def likeness(self, told: Told) -> float:
        """How well a mention fits: as the likest member, -inf where one contradicts it."""
        scores = [_likeness(member, told) for member in self.members]
        best = max(scores)
        return best if min(scores) > -3 else float("-inf")


def linked(coded: pl.DataFrame, published: Mapping[str, date | None]) -> list[list[Told]]:
    """Groups of mentions that tell of one event each, in the order in which they were founded.

    Args:
        coded: mentions with their parties (``mentions.coded_schema``).
        published: day of publication by report_id.
    """
    rows = coded.sort("report_id", "trigger_start").iter_rows(named=True)
    told = [t for row in rows if (t := _told(row)) is not None]
    for report in _by_report(told):
        _tell_apart(report)
        _settle(report)
    last = date.max
    told.sort(key=lambda t: (published.get(t.report_id) or last, t.report_id, t.key))
    blocks: dict[tuple[str, str | None], list[Cluster]] = {}
    for one in (t for t in told if t.temporal == "current"):
        _join(one, blocks.setdefault((one.event_type, one.country), []), JOINS, founds=True)
    for one in (t for t in told if t.temporal == "past"):
        _join(one, blocks.get((one.event_type, one.country), []), HISTORY_JOINS, founds=False)
    return [cluster.members for clusters in blocks.values() for cluster in clusters]


def event_ids(
    groups: Iterable[list[Told]], known: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """(mention_id -> event_id, key -> event_id for the next run).

    An event keeps the identifier that most of its mentions' keys had before, the oldest claim
    first; a new one is minted from the mention that founds it.
    """
    by_mention: dict[str, str] = {}
    registry = dict(known)
    taken: set[str] = set()
    held = set(known.values())
    for group in groups:
        claims = [known[t.key] for t in group if t.key in known]
        free = [claim for claim in claims if claim not in taken]
        event = max(free, key=free.count) if free else _minted(group[0].key, taken | held)
        taken.add(event)
        for told in group:
            by_mention[told.mention_id] = event
            registry[told.key] = event
    return by_mention, registry


def _minted(key: str, taken: Collection[str]) -> str:
    """A new identifier; when an event fell apart, its first one may live on in another part."""
    minted = (digest("e", key, *again) for again in chain([()], ((n,) for n in count(1))))
    return next(event for event in minted if event not in taken)


def _join(told: Told, clusters: list[Cluster], least: float, *, founds: bool) -> None:
    near = [c for c in clusters if any(_in_time(m, told) for m in c.members)]
    scored = [(cluster.likeness(told), -i, cluster) for i, cluster in enumerate(near)]
    best = max(scored, key=lambda s: s[:2], default=None)
    if best is not None and best[0] >= least:
        best[2].members.append(told)
    elif founds:
        clusters.append(Cluster([told]))


def _told(row: Mapping[str, Any]) -> Told | None:
    """None for what founds and joins no event: undated, future, denied, hypothetical, vague."""
    happened = row["temporal"] in ("current", "past") and row["modality"] in ("asserted", "alleged")
    if not happened or row["date_start"] is None or row["date_precision"] is None:
        return None
    sides = {
        role: frozenset(
            (p["country_iso3"] or p["international"] or "", (p["sectors"] or [""])[0])
            for p in row["parties"]
            if p["role"] == role
        )
        for role in ("actor", "recipient")
    }
    names = {
        role: frozenset(p["actor_id"] for p in row["parties"] if p["role"] == role)
        for role in ("actor", "recipient")
    }
    point = None if row["lat"] is None or row["where_precision"] > 3 else (row["lat"], row["lon"])
    key = digest(
        "k", row["report_id"], row["event_type"], row["trigger"].lower(), row["date_start"]
    )
    return Told(
        row["mention_id"], row["report_id"], row["event_type"], frozenset(row["modes"]),
        row["subtype"], row["country_iso3"], row["place_id"], row["admin1_iso"],
        row["where_precision"] or COUNTRY_ONLY, point,
        row["date_start"], row["date_end"], row["date_precision"],
        sides["actor"], sides["recipient"], names["actor"], names["recipient"],
        row["deaths_best"], row["temporal"], key,
        has_own_date=row["date_rule"].split(":")[0] in ("clause", "sentence"),
        has_own_place=row["where_method"] in ("clause", "sentence")
        and row["where_precision"] < COUNTRY_ONLY,
    )  # fmt: skip


def _by_report(told: Iterable[Told]) -> list[list[Told]]:
    found: dict[str, list[Told]] = {}
    for one in told:
        found.setdefault(one.report_id, []).append(one)
    return list(found.values())


def _tell_apart(report: list[Told]) -> None:
    """Numbers the keys that the same words give twice ("attacked" Gao, "attacked" Kidal)."""
    seen: Counter[str] = Counter()
    for one in report:
        seen[one.key] += 1
        if seen[one.key] > 1:
            one.key = digest("k", one.key, seen[one.key])


def _settle(report: list[Told]) -> None:
    """Later words on an act ("the attack", "dozens were wounded") take its date and place.

    A mention of current news without a date of its own is dated by the one of its type before
    it in the report that has one, else by the first after it (a title by its lead).
    """
    for i, one in enumerate(report):
        if one.has_own_date or one.temporal != "current":
            continue
        before = [o for o in reversed(report[:i]) if _can_anchor(o, one)]
        after = [o for o in report[i + 1 :] if _can_anchor(o, one)]
        for anchor in (before + after)[:1]:
            one.start, one.end, one.date_precision = anchor.start, anchor.end, anchor.date_precision
            if not one.has_own_place:
                one.country, one.place_id, one.admin1, one.precision = (
                    anchor.country,
                    anchor.place_id,
                    anchor.admin1,
                    anchor.precision,
                )
                one.point = anchor.point


def _can_anchor(anchor: Told, one: Told) -> bool:
    same = anchor.event_type == one.event_type and anchor.temporal == "current"
    return same and anchor.has_own_date and _place(anchor, one) > -1 and _kind(anchor, one) > -0.5


def _in_time(one: Told, other: Told) -> bool:
    return one.start <= other.end + SLACK and other.start <= one.end + SLACK


def _likeness(one: Told, other: Told) -> float:
    """Sum of agreements on place, time, kind and parties; below -3 the two cannot be one."""
    if not _in_time(one, other):
        return -1.0
    if quad(one.event_type) in VERBAL and not _shares_side(one, other):
        return 0.0  # that words were said on one day in one country does not make them the same
    return _place(one, other) + _time(one, other) + _kind(one, other) + _sides(one, other)


def _shares_side(one: Told, other: Told) -> bool:
    """Whether somebody in particular is named on the same side in both."""
    shared = (one.who & other.who) | (one.whom & other.whom)
    return bool(shared)


def _place(one: Told, other: Told) -> float:
    same = one.place_id is not None and one.place_id == other.place_id
    if one.point and other.point:
        if not same and is_unlisted(one.place_id) and is_unlisted(other.place_id):
            return -6.0  # two villages of one neighbourhood
        distance = distance_km(*one.point, *other.point)
        return 1.5 if same or distance < 1 else 1.0 if distance <= NEAR_KM else -6.0
    if same:
        return 0.3 if one.precision >= COUNTRY_ONLY else 1.0
    coarse = max(one.precision, other.precision) < COUNTRY_ONLY  # a town and its own province
    return 0.5 if coarse and one.admin1 is not None and one.admin1 == other.admin1 else 0.0


def _time(one: Told, other: Told) -> float:
    same = one.start <= other.end and other.start <= one.end
    exact = one.date_precision <= 2 and other.date_precision <= 2
    return (0.5 if exact else 0.0) if same else -0.3


def _kind(one: Told, other: Told) -> float:
    value = 0.0
    if one.modes and other.modes:
        value += 0.4 if one.modes & other.modes else -0.8
    if one.subtype and other.subtype:
        value += 0.5 if one.subtype == other.subtype else -0.8
    return value


def _sides(one: Told, other: Told) -> float:
    value = 0.0
    for a, b in ((one.actors, other.actors), (one.recipients, other.recipients)):
        if a and b:
            value += 0.6 if a & b else -0.5
    return value
