"""A small dataset by hand: a consistent row or more for every contract.

``write_working_tables(root)`` lays it out as the pipeline would; ``frames()`` gives it in memory.
The sentences are ours, about real and dated events.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from transforms.coding.plover import cameo_code, quad, score
from validation.contracts import contract, contracts
from validation.contracts.layout import Layout
from validation.contracts.schema import frame, shaped

DATASET = "tiny"
COUNTRIES = {"MLI": (432, 432), "BFA": (439, 439)}
M49 = {"MLI": 466, "BFA": 854}
FAMILIES = ("leadership", "protest", "repression", "violence", "institutional", "diplomatic")

DECLARATION = """\
name: tiny
title: Tiny dataset
description: Two outlets and an agency on two countries, made by hand.
countries: [MLI, BFA]
start: 2020-08-01
end: 2020-10-31
sources:
  - {id: river-post, start: 2020-08-01, end: 2020-08-31}
  - {id: plain-wire, start: 2020-08-01, end: 2020-08-31}
  - {id: notes}
contact: data@example.org
"""

SOURCE = """\
id: {id}
name: {name}
domain: {id}.example
country_iso3: MLI
timezone: Africa/Bamako
language: en
kind: {kind}
scale: regional
ownership: private
rights: {{status: {rights}}}
gather:
  - {{engine: feed, url: "http://{id}.example/feed.xml"}}
"""

SOURCES = {
    "river-post": ("River Post", "press", "link_only"),
    "plain-wire": ("Plain Wire", "wire", "link_only"),
    "notes": ("Notes", "ngo", "open"),
}

# source, day, title, body
REPORTS = (
    (
        "river-post",
        date(2020, 8, 18),
        "Soldiers mutiny at Kati",
        "Soldiers mutinied at the Kati garrison near Bamako on Tuesday. "
        "The night before, police had arrested 11 protesters in Bamako.",
    ),
    (
        "plain-wire",
        date(2020, 8, 19),
        "Malian president resigns",
        "Soldiers mutinied in Kati on Tuesday, killing 4 people, a hospital said. "
        "Hundreds of people cheered them in Bamako.",
    ),
    (
        "notes",
        date(2020, 8, 20),
        "A quiet day – Ouagadougou",
        "Traders in Ouagadougou protested on Wednesday against a new market tax.",
    ),
)


def _digest(prefix: str, text: str) -> str:
    return f"{prefix}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _text(number: int) -> str:
    return f"{REPORTS[number][2]}\n\n{REPORTS[number][3]}"


def _report_key(number: int) -> dict[str, Any]:
    revision = hashlib.sha256(_text(number).encode()).hexdigest()[:12]
    return {"report_id": _digest("r", REPORTS[number][0] + str(number)), "revision": revision}


def _moment(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def _sources() -> list[dict[str, Any]]:
    return [
        {
            "source_id": source_id,
            "name": name,
            "domain": f"{source_id}.example",
            "country_iso3": "MLI",
            "timezone": "Africa/Bamako",
            "language": "en",
            "kind": kind,
            "scale": "regional",
            "ownership": "private",
            "rights": rights,
        }
        for source_id, (name, kind, rights) in SOURCES.items()
    ]


def _reports() -> list[dict[str, Any]]:
    rows = []
    for number, (source_id, day, title, _) in enumerate(REPORTS):
        url = f"http://{source_id}.example/{day:%Y/%m/%d}/{number}.html"
        rows.append(
            _report_key(number)
            | {
                "is_latest": True,
                "url": url,
                "canonical_url": url,
                "source_id": source_id,
                "title": title,
                "other_titles": [],
                "authors": ["A. Writer"] if number else [],
                "published_at": _moment(day, 9),
                "published_on": day,
                "published_precision": "instant",
                "first_fetched_at": _moment(day, 12),
                "fetched_at": _moment(day + timedelta(days=1), 12),
                "lang": "en",
                "is_coded": True,
                "lineage_id": _digest("l", str(number)),
                "rights": SOURCES[source_id][2],
                "text_sha256": hashlib.sha256(_text(number).encode()).hexdigest(),
                "n_chars": len(_text(number)),
                "warc_file": f"{source_id}/0001.warc.gz",
                "warc_offset": 100 * number,
                "extractor_version": "0.1.0",
            }
        )
    return rows


def _spans(number: int, sentence: str, trigger: str) -> dict[str, Any]:
    text = _text(number)
    start = text.index(sentence)
    at = text.index(trigger, start)
    return {
        "trigger": trigger,
        "trigger_start": at,
        "trigger_end": at + len(trigger),
        "sentence_start": start,
        "sentence_end": start + len(sentence),
        "quote": sentence,
        "quote_start": start,
        "quote_end": start + len(sentence),
    }


# type, subtype, family
CODES = {
    "mutiny": ("MOBILIZE", "mutiny", "leadership"),
    "arrest": ("COERCE", None, "repression"),
    "protest": ("PROTEST", None, "protest"),
}

# report, sentence, trigger, what, event, place, country, day, deaths, detained
MENTIONS: tuple[tuple[Any, ...], ...] = (
    (
        0,
        "Soldiers mutinied at the Kati garrison near Bamako on Tuesday.",
        "mutinied",
        "mutiny",
        "kati",
        "gn:2454268",
        "MLI",
        date(2020, 8, 18),
        None,
        None,
    ),
    (
        0,
        "The night before, police had arrested 11 protesters in Bamako.",
        "arrested",
        "arrest",
        "bamako",
        "gn:2460596",
        "MLI",
        date(2020, 8, 17),
        None,
        11,
    ),
    (
        1,
        "Soldiers mutinied in Kati on Tuesday, killing 4 people, a hospital said.",
        "mutinied",
        "mutiny",
        "kati",
        "gn:2454268",
        "MLI",
        date(2020, 8, 18),
        4,
        None,
    ),
    (
        2,
        "Traders in Ouagadougou protested on Wednesday against a new market tax.",
        "protested",
        "protest",
        "ouaga",
        "gn:2357048",
        "BFA",
        date(2020, 8, 19),
        None,
        None,
    ),
)


def _counts(name: str, value: int | None) -> dict[str, Any]:
    return {f"{name}_{bound}": value for bound in ("low", "best", "high")}


def _of_type(what: str) -> dict[str, Any]:
    """What follows from the type alone."""
    event_type, subtype, _ = CODES[what]
    return {
        "event_type": event_type,
        "modes": [],
        "cameo_code": cameo_code(event_type, None),
        "quad": quad(event_type),
        "score": score(event_type, None),
        "subtype": subtype,
    }


def _figure(name: str, report: int, sentence: str, value: int | None) -> dict[str, Any]:
    """A figure with the place of its digits in the text."""
    if value is None:
        return {}
    at = _text(report).index(str(value), _text(report).index(sentence))
    span = {f"{name}_start": at, f"{name}_end": at + len(str(value))}
    return _counts(name, value) | span


def _dead_by_side(deaths: int | None) -> dict[str, Any]:
    """Nobody says whose deaths they are."""
    sides = dict.fromkeys(("actor", "recipient", "civilians"), None if deaths is None else 0)
    return {f"deaths_{side}": n for side, n in (*sides.items(), ("unknown", deaths))}


def _mention_id(number: int) -> str:
    return _digest("m", f"mention {number}")


def _mentions() -> list[dict[str, Any]]:
    rows = []
    for number, told in enumerate(MENTIONS):
        report, sentence, trigger, what, event, place, country, day, deaths, detained = told
        rows.append(
            _report_key(report)
            | _spans(report, sentence, trigger)
            | _figure("deaths", report, sentence, deaths)
            | _dead_by_side(deaths)
            | _figure("detained", report, sentence, detained)
            | _of_type(what)
            | {
                "mention_id": _mention_id(number),
                "event_id": _digest("e", event),
                "rank": 2 if what == "arrest" else 1,
                "contexts": ["military"] if what == "mutiny" else [],
                "temporal": "current",
                "modality": "asserted",
                "place_id": place,
                "country_iso3": country,
                "where_precision": 1,
                "where_method": "sentence",
                "where_score": 0.5,
                "date_start": day,
                "date_end": day,
                "date_precision": 1,
                "date_rule": "weekday",
                "date_is_publication_default": False,
                "coder": "rules",
                "coder_version": "0.1.0",
                "abstained_fields": [],
                "confidence": 0.75,
            }
        )
    return rows


# name, admin1, ISO 3166-2, country, latitude, longitude
PLACES: dict[str, tuple[str, str, str, str, float, float]] = {
    "gn:2454268": ("Kati", "Koulikoro", "ML-2", "MLI", 12.7441, -8.0722),
    "gn:2460596": ("Bamako", "Bamako", "ML-BKO", "MLI", 12.65, -8.0),
    "gn:2357048": ("Ouagadougou", "Centre", "BF-03", "BFA", 12.36566, -1.53388),
}


def _gid(lat: float, lon: float) -> int:
    return int((lat + 90) * 2) * 720 + int((lon + 180) * 2) + 1


def _places() -> list[dict[str, Any]]:
    return [
        {
            "place_id": place_id,
            "geonameid": int(place_id.removeprefix("gn:")),
            "name": name,
            "lat": lat,
            "lon": lon,
            "feature_code": "PPL",
            "country_iso3": country,
            "admin1_name": admin1,
            "admin1_iso": iso,
            "radius_km": 5.0,
            "priogrid_gid": _gid(lat, lon),
        }
        for place_id, (name, admin1, iso, country, lat, lon) in PLACES.items()
    ]


def _event(name: str) -> dict[str, Any]:
    told = [mention for mention in MENTIONS if mention[4] == name]
    what, place_id, country, day = told[0][3], told[0][5], told[0][6], told[0][7]
    event_type, _, family = CODES[what]
    place = PLACES[place_id]
    reports = [REPORTS[mention[0]] for mention in told]
    deaths = next((m[8] for m in told if m[8] is not None), None)
    detained = next((m[9] for m in told if m[9] is not None), None)
    gw, cow = COUNTRIES[country]
    return (
        _counts("deaths", deaths)
        | _dead_by_side(deaths)
        | _counts("detained", detained)
        | _of_type(what)
        | {
            "event_id": _digest("e", name),
            "status": "corroborated" if len(told) > 1 else "candidate",
            "summary": f"{event_type} at {place[0]}, {day}",
            "source_urls": [r["url"] for r in _reports() if r["title"] in {x[2] for x in reports}],
            "contexts": ["military"] if what == "mutiny" else [],
            "family": family,
            "modality": "asserted",
            "country_iso3": country,
            "country_m49": M49[country],
            "country_gw": gw,
            "country_cow": cow,
            "place_id": place_id,
            "place_name": place[0],
            "admin1_name": place[1],
            "admin1_iso": place[2],
            "lat": place[4],
            "lon": place[5],
            "radius_km": 5.0,
            "where_precision": 1,
            "where_method": "sentence",
            "where_score": 0.5,
            "priogrid_gid": _gid(place[4], place[5]),
            "date_start": day,
            "date_end": day,
            "date_precision": 1,
            "disagreement_share": 0.25 if len(told) > 1 else 0.0,
            "n_mentions": len(told),
            "n_reports": len(told),
            "n_sources": len(told),
            "n_lineages": len(told),
            "first_reported_on": min(r[1] for r in reports),
            "last_reported_on": max(r[1] for r in reports),
            "confidence": 0.75,
            "abstained_fields": [],
        }
    )


# mention, role, words, actor, country, sectors
PARTIES: tuple[tuple[int, str, str, str, str, list[str]], ...] = (
    (0, "actor", "Soldiers", "ps-mli-military", "MLI", ["MIL"]),
    (1, "actor", "police", "ps-mli-police", "MLI", ["COP"]),
    (1, "recipient", "protesters", "ps-mli-protesters", "MLI", []),
    (2, "actor", "Soldiers", "ps-mli-military", "MLI", ["MIL"]),
    (3, "actor", "Traders", "ps-bfa-traders", "BFA", []),
)


def _mention_actors() -> list[dict[str, Any]]:
    rows = []
    for mention, role, words, actor_id, country, sectors in PARTIES:
        text = _text(MENTIONS[mention][0])
        at = text.index(words, text.index(MENTIONS[mention][1]))
        rows.append(
            {
                "mention_id": _mention_id(mention),
                "role": role,
                "position": 1,
                "actor_id": actor_id,
                "text": words,
                "span_start": at,
                "span_end": at + len(words),
                "country_iso3": country,
                "sectors": sectors,
            }
        )
    return rows


def _event_actors() -> list[dict[str, Any]]:
    counts: dict[tuple[str, str, str], int] = {}
    about = {p[3]: p for p in PARTIES}
    for mention, role, _, actor_id, _, _ in PARTIES:
        key = (MENTIONS[mention][4], role, actor_id)
        counts[key] = counts.get(key, 0) + 1
    return [
        {
            "event_id": _digest("e", event),
            "role": role,
            "position": 1,
            "actor_id": actor_id,
            "country_iso3": about[actor_id][4],
            "sectors": about[actor_id][5],
            "n_mentions": n,
        }
        for (event, role, actor_id), n in counts.items()
    ]


def _actors() -> list[dict[str, Any]]:
    return [
        {
            "actor_id": actor_id,
            "name": actor_id.removeprefix("ps-"),
            "aliases": [words],
            "kind": "group",
            "country_iso3": country,
            "sectors": sectors,
            "offices": [],
        }
        for actor_id, (_, _, words, _, country, sectors) in {p[3]: p for p in PARTIES}.items()
    ]


def _source_days() -> list[dict[str, Any]]:
    days = [date(2020, 8, 1) + timedelta(days=n) for n in range(31)]
    published = {(source, day) for source, day, _, _ in REPORTS}
    return [
        {
            "source_id": source_id,
            "date": day,
            "n_fetched": int((source_id, day) in published),
            "n_reports": int((source_id, day) in published),
            "n_political": int((source_id, day) in published),
            "n_uncoded": 0,
            "status": "ok",
        }
        for source_id in ("plain-wire", "river-post")
        for day in days
    ]


def _countries_of(event: dict[str, Any], attribution: str) -> set[str]:
    """The countries that an event counts for."""
    if attribution == "location":
        return {event["country_iso3"]}
    told = {n for n, m in enumerate(MENTIONS) if _digest("e", m[4]) == event["event_id"]}
    return {party[4] for party in PARTIES if party[0] in told and party[1] == attribution}


def _panel(period: str, starts: list[date]) -> list[dict[str, Any]]:
    rows = []
    events = [_event(name) for name in ("kati", "bamako", "ouaga")]
    for country, (gw, cow) in COUNTRIES.items():
        for start in starts:
            for attribution in ("location", "actor", "recipient"):
                covered = start.month == 8
                told = [
                    r for r in _reports()
                    if r["source_id"] != "notes"  # it has no declared period
                    and (r["published_on"] == start or (period == "month" and covered))
                ]  # fmt: skip
                here = [
                    e
                    for e in events
                    if country in _countries_of(e, attribution)
                    and (e["date_start"] == start or (period == "month" and covered))
                ]
                row = {
                    "country_iso3": country,
                    "country_gw": gw,
                    "country_cow": cow,
                    period if period == "month" else "date": start,
                    "attribution": attribution,
                    "coverage": "ok" if covered else "none",
                    "n_events": len(here) if covered else None,
                    "n_reports": len(told),
                    "n_sources": len({r["source_id"] for r in told}),
                }
                for family in FAMILIES:
                    own = [e for e in here if e["family"] == family]
                    deaths = sum(e["deaths_best"] or 0 for e in own)
                    row[f"events_{family}"] = len(own) if covered else None
                    row[f"deaths_{family}"] = deaths if covered else None
                if period == "month":
                    row["month_id"] = (start.year - 1980) * 12 + start.month
                rows.append(row)
    return rows


@cache
def _rows() -> dict[str, list[dict[str, Any]]]:
    days = [date(2020, 8, 1) + timedelta(days=n) for n in range(92)]
    return {
        "sources": _sources(),
        "reports": _reports(),
        "texts": [_report_key(n) | {"text": _text(n)} for n in range(len(REPORTS))],
        "mentions": _mentions(),
        "mention_actors": _mention_actors(),
        "events": [_event(name) for name in ("kati", "bamako", "ouaga")],
        "event_actors": _event_actors(),
        "actors": _actors(),
        "places": _places(),
        "source_days": _source_days(),
        "country_month": _panel("month", [date(2020, m, 1) for m in (8, 9, 10)]),
        "country_day": _panel("day", days),
        "corrections": [],
    }


def frames() -> dict[str, pl.DataFrame]:
    """A frame for every working table but the ledger of captures, valid by its contract."""
    rows = _rows()
    return {
        name: shaped(contract(name), frame(contract(name), rows[name]))
        for name in contracts()
        if name in rows
    }


def write_table(layout: Layout, name: str, data: pl.DataFrame) -> None:
    """One working table as a folder with one shard."""
    layout.table(name).mkdir(parents=True, exist_ok=True)
    data.write_parquet(layout.table(name) / "part-0000.parquet")


def write_working_tables(root: Path, dataset: str = DATASET) -> Layout:
    """The dataset below ``root``: declaration, sources and every working table.

    Point ``POLSTAB_DATA`` at ``root/data`` and ``POLSTAB_DATASETS`` at ``root/datasets``.
    """
    layout = Layout(root / "data" / dataset, root / "datasets" / dataset)
    declared = DECLARATION.replace("name: tiny", f"name: {dataset}", 1)
    (layout.declared / "sources").mkdir(parents=True, exist_ok=True)
    (layout.declared / "dataset.yml").write_text(declared, encoding="utf-8")
    for source_id, (name, kind, rights) in SOURCES.items():
        text = SOURCE.format(id=source_id, name=name, kind=kind, rights=rights)
        (layout.declared / "sources" / f"{source_id}.yml").write_text(text, encoding="utf-8")
    for name, data in frames().items():
        write_table(layout, name, data)
    return layout
