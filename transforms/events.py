"""From linked mentions to events: one row a happening, disagreement kept as a spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from transforms.coding.lexicons import read
from transforms.coding.mention import COUNTRY_ONLY, COUNTS, SIDES
from transforms.coding.plover import cameo_code, quad, score
from transforms.families import family
from transforms.mentions import WHERE, parties_of
from transforms.places import priogrid_gid
from validation.contracts import codes, contract
from validation.contracts.schema import frame, shaped

Row = Mapping[str, Any]


def event_actors_table(coded: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """``event_actors``: parties over all mentions of an event, the most often named first."""
    found = parties_of(coded).join(ids, on="mention_id").filter(pl.col("role") != "speaker")
    key = ["event_id", "role", "actor_id"]
    counted = (
        found.sort("mention_id", "position")
        .group_by(key)
        .agg(
            pl.col("country_iso3", "international", "sectors").first(),
            pl.col("mention_id").n_unique().cast(pl.Int32).alias("n_mentions"),
        )
    )
    ordered = counted.sort(
        "event_id", "role", "n_mentions", "actor_id", descending=[False, False, True, False]
    )
    position = pl.int_range(1, pl.len() + 1).over("event_id", "role").cast(pl.Int32)
    return shaped(contract("event_actors"), ordered.with_columns(position=position))


def events_table(
    coded: pl.DataFrame, ids: pl.DataFrame, reports: pl.DataFrame, actors: pl.DataFrame
) -> pl.DataFrame:
    """``events``, a row for each event_id of ``ids``.

    Args:
        coded: mentions with their parties and places.
        ids: mention_id and event_id.
        reports: newest revisions, with source_id, lineage_id, published_on and url.
        actors: ``event_actors``.
    """
    about = reports.select(
        "report_id", "source_id", "lineage_id", "published_on", "url", "first_fetched_at"
    )
    joined = coded.join(ids, on="mention_id").join(about, on="report_id", how="left")
    joined = joined.sort("published_on", "report_id", "rank", nulls_last=True)
    sides = _sides(actors)
    groups = joined.partition_by("event_id", as_dict=True, maintain_order=True)
    rows = [
        _event(str(key[0]), group.to_dicts(), sides.get(str(key[0]), {}))
        for key, group in groups.items()
    ]
    return shaped(contract("events"), frame(contract("events"), rows))


def _sides(actors: pl.DataFrame) -> dict[str, dict[str, list[Row]]]:
    found: dict[str, dict[str, list[Row]]] = {}
    for row in actors.iter_rows(named=True):
        found.setdefault(row["event_id"], {}).setdefault(row["role"], []).append(row)
    return found


def _event(event_id: str, told: Sequence[Row], sides: Mapping[str, list[Row]]) -> dict[str, Any]:
    news = [row for row in told if row["temporal"] == "current"] or list(told)
    event_type = news[0]["event_type"]
    modes = _common([mode for row in news for mode in row["modes"]])
    subtype = next(iter(_common([row["subtype"] for row in news if row["subtype"]])), None)
    place, when = _place(news), _when(news)
    actor, recipient = (_sector(sides.get(role, ())) for role in ("actor", "recipient"))
    row: dict[str, Any] = {
        "event_id": event_id,
        "event_type": event_type,
        "modes": modes,
        "contexts": _common([context for row in news for context in row["contexts"]])[:6],
        "cameo_code": cameo_code(event_type, modes[0] if modes else None),
        "quad": quad(event_type),
        "score": score(event_type, modes[0] if modes else None),
        "subtype": subtype,
        "family": family(subtype, event_type, modes, actor, recipient),
        "modality": "asserted" if any(r["modality"] == "asserted" for r in told) else "alleged",
        **place,
        **when,
        "country_m49": codes.m49(place["country_iso3"], when["date_start"]),
        "country_gw": codes.state_number("gw", place["country_iso3"], when["date_start"]),
        "country_cow": codes.state_number("cow", place["country_iso3"], when["date_start"]),
        **_tellers(told),
        "confidence": _confidence(told),
    }
    for name in COUNTS:
        row |= _spread(name, told)
    row |= _dead_by_side(row["deaths_best"], told)
    row["disagreement_share"] = _disagreement(news)
    row["abstained_fields"] = _abstained(row, sides)
    row["summary"] = _summary(row, sides)
    return row


def _common(values: Sequence[str]) -> list[str]:
    """Distinct values, the most frequent first, ties in the order told."""
    return [value for value, _ in Counter(values).most_common()]


def _sector(parties: Sequence[Row]) -> str | None:
    return next((p["sectors"][0] for p in parties if p["sectors"]), None)


_VAGUE = 5  # where_precision from which a place is an area or a country
# First words of date_rule, from the act's own words to the day on which somebody spoke of it.
_RULES = (("clause", "sentence"), ("context", "carried"), ("speech",))
_PLACE = (
    "country_iso3", "place_id", "place_name", "where_precision", "where_method", "where_score",
)  # fmt: skip


def _place(told: Sequence[Row]) -> dict[str, Any]:
    """The place that most mentions name: in their own sentence first, and an exact one."""
    votes = Counter(_where(row) for row in told)
    best = min(votes, key=lambda v: (*v[:2], -votes[v], *v[2:]))
    row = next(r for r in told if _where(r) == best)
    found = {name: row[name] for name in (*_PLACE, *WHERE)}
    lat, lon = row["lat"], row["lon"]
    exact = lat is not None and (row["where_precision"] or 9) <= 4
    return {**found, "priogrid_gid": priogrid_gid(lat, lon) if exact else None}


def _where(row: Row) -> tuple[bool, bool, int, str]:
    """Of a mention's place: whether it is vague, borrowed, how exact, and which."""
    precision = row["where_precision"] or COUNTRY_ONLY
    borrowed = row["where_method"] not in ("clause", "sentence")
    return precision >= _VAGUE, borrowed, precision, row["place_id"] or ""


def _when(told: Sequence[Row]) -> dict[str, Any]:
    """The most exact interval that most mentions give, by their own words if any has one."""
    votes = Counter(
        (_standing(row), row["date_precision"], row["date_start"], row["date_end"]) for row in told
    )
    best = min(votes, key=lambda v: (*v[:2], -votes[v], v[2]))
    return {"date_start": best[2], "date_end": best[3], "date_precision": best[1]}


def _standing(row: Row) -> int:
    """How far the date of a mention stands from its own words; the day of publication last."""
    if row["date_is_publication_default"]:
        return len(_RULES)
    first = row["date_rule"].partition(":")[0]
    return next((n for n, rules in enumerate(_RULES) if first in rules), len(_RULES) - 1)


def _tellers(told: Sequence[Row]) -> dict[str, Any]:
    days: list[date] = [row["published_on"] or row["first_fetched_at"].date() for row in told]
    lineages = {row["lineage_id"] for row in told}
    return {
        "status": "corroborated" if len(lineages) >= 2 else "candidate",
        "source_urls": list(dict.fromkeys(row["url"] for row in told)),
        "n_mentions": len(told),
        "n_reports": len({row["report_id"] for row in told}),
        "n_sources": len({row["source_id"] for row in told}),
        "n_lineages": len(lineages),
        "first_reported_on": min(days),
        "last_reported_on": max(days),
    }


def _spread(name: str, told: Sequence[Row]) -> dict[str, int | None]:
    """Lowest and highest figure told; best = lower median over accounts, each account's latest."""
    bounds = [
        value
        for row in _figures(name, told)
        for bound in ("low", "best", "high")
        if (value := row[f"{name}_{bound}"]) is not None
    ]
    latest = _latest(name, told)
    if not latest:
        return {f"{name}_{bound}": None for bound in ("low", "best", "high")}
    ordered = sorted(row[f"{name}_best"] for row in latest)
    best = ordered[(len(ordered) - 1) // 2]
    return {f"{name}_low": min(bounds), f"{name}_best": best, f"{name}_high": max(bounds)}


def _latest(name: str, told: Sequence[Row]) -> list[Row]:
    """The last mention of each account that gives the number."""
    return list({row["lineage_id"]: row for row in _figures(name, told)}.values())


def _dead_by_side(best: int | None, told: Sequence[Row]) -> dict[str, int | None]:
    """The sides of the account that gives the best figure; of several, the one that tells most."""
    accounts = [row for row in _latest("deaths", told) if row["deaths_best"] == best]
    if best is None or not accounts:
        return {f"deaths_{side}": None for side in SIDES}
    named = [{side: row[f"deaths_{side}"] or 0 for side in SIDES[:-1]} for row in accounts]
    chosen = max(named, key=lambda sides: sum(sides.values()))
    known = {f"deaths_{side}": n for side, n in chosen.items()}
    return {**known, "deaths_unknown": best - sum(chosen.values())}


def _figures(name: str, told: Sequence[Row]) -> list[Row]:
    """One mention a report: the most central one that gives the number.

    "Dozens" says nothing against a number that somebody counted, so vague words count only where
    no report gives a figure.
    """
    found: dict[str, Row] = {}
    for row in told:
        if row[f"{name}_best"] is not None:
            found.setdefault(row["report_id"], row)
    exact = [row for row in found.values() if not _is_vague(name, row)]
    return exact or list(found.values())


def _is_vague(name: str, row: Row) -> bool:
    low, best, high = (row[f"{name}_{bound}"] for bound in ("low", "best", "high"))
    return low is not None and high is not None and low < best < high


def _confidence(told: Sequence[Row]) -> float:
    """Chance that not all independent accounts are misread."""
    wrong = 1.0
    best: dict[str, float] = {}
    for row in told:
        best[row["lineage_id"]] = max(best.get(row["lineage_id"], 0.0), row["confidence"])
    for value in best.values():
        wrong *= 1 - value
    return round(min(1 - wrong, 0.99), 2)


def _disagreement(told: Sequence[Row]) -> float:
    """Share of place, date, mode and deaths on which the accounts that give one differ."""
    by_account: dict[str, list[Row]] = {}
    for row in told:
        by_account.setdefault(row["lineage_id"], []).append(row)
    if len(by_account) < 2:
        return 0.0
    asked = ("place_id", "date_start", "deaths_best", "event_mode")
    differ = 0
    for name in asked:
        values = {_first(rows, name) for rows in by_account.values()} - {None}
        differ += len(values) > 1
    return differ / len(asked)


def _first(rows: Sequence[Row], name: str) -> Any:
    if name == "event_mode":
        return next((row["modes"][0] for row in rows if row["modes"]), None)
    return next((row[name] for row in rows if row[name] is not None), None)


def _abstained(row: Row, sides: Mapping[str, list[Row]]) -> list[str]:
    unsettled = [role for role in ("actor", "recipient") if not sides.get(role)]
    unsettled += ["country_iso3"] if row["country_iso3"] is None else []
    unsettled += ["place_id"] if (row["where_precision"] or COUNTRY_ONLY) >= COUNTRY_ONLY else []
    return unsettled


def _summary(row: Row, sides: Mapping[str, list[Row]]) -> str:
    """One line from the codes: who, what, whom, where, when."""
    phrases = read("summaries")
    mode = row["modes"][0] if row["modes"] else ""
    what = (
        phrases["acts"].get(f"{row['event_type']} {mode}".strip())
        or phrases["acts"][row["event_type"]]
    )
    who, whom = (_names(sides.get(role, ())) for role in ("actor", "recipient"))
    act, _, link = what.partition("|")
    what = f"{act.strip()} {link.strip()}".strip() if whom else act.strip()
    place = f"in {row['place_name']}" if row["place_name"] else ""
    words = [who or phrases["somebody"], what, whom, place]
    return f"{' '.join(word for word in words if word)}, {row['date_start']:%-d %B %Y}"


def _names(parties: Sequence[Row]) -> str:
    phrases, countries = read("summaries"), read("countries")
    found = []
    for party in parties[:1]:
        iso3 = party["country_iso3"]
        land = countries[iso3]["name"] if iso3 in countries else party["international"] or ""
        sector = phrases["sectors"].get(party["sectors"][0], "") if party["sectors"] else ""
        found.append(" ".join(word for word in (land, sector) if word))
    return " and ".join(dict.fromkeys(name for name in found if name))
