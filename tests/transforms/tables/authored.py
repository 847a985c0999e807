"""Rows by hand for the table makers: mentions as a coder leaves them, and their reports."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from transforms.coding.plover import quad, score
from transforms.identifiers import digest
from transforms.mentions import coded_schema

MONDAY = date(2022, 6, 13)


def place(name: str, geonameid: int, lat: float, lon: float, iso3: str = "MLI") -> dict[str, Any]:
    """A town that the sentence names."""
    return {
        "place_id": f"gn:{geonameid}", "place_name": name, "geonameid": geonameid, "lat": lat,
        "lon": lon, "where_precision": 1, "where_method": "clause", "where_score": 0.5,
        "country_iso3": iso3, "feature_code": "PPL", "radius_km": 5.0,
    }  # fmt: skip


GAO = place("Gao", 2457161, 16.27, -0.04)
KIDAL = place("Kidal", 2455290, 18.44, 1.41)
DJIBO = place("Djibo", 2360886, 14.10, -1.63, "BFA")
MALI = {
    "place_id": "gn:2453866", "place_name": "Mali", "geonameid": 2453866, "lat": 17.57,
    "lon": -4.0, "where_precision": 6, "where_method": "report", "where_score": None,
    "country_iso3": "MLI", "feature_code": "PCLI", "radius_km": 900.0,
}  # fmt: skip


def party(role: str, country: str | None, *sectors: str, position: int = 1) -> dict[str, Any]:
    """One side of a mention."""
    name = " ".join((country or "?", *sectors))
    return {
        "role": role, "position": position, "text": name, "span_start": 0, "span_end": 1,
        "name": name, "actor_id": f"ps-{name.lower().replace(' ', '-')}", "kind": "group",
        "country_iso3": country, "international": None, "sectors": list(sectors), "office": None,
    }  # fmt: skip


REBELS = party("actor", "MLI", "REB")
SOLDIERS = party("recipient", "MLI", "MIL")


def on(day: date, *, own: bool = True) -> dict[str, Any]:
    """A date: the mention's own, or the day of publication for want of one."""
    rule = "clause:weekday.latest" if own else "publication_default"
    return {
        "date_start": day, "date_end": day, "date_precision": 1, "date_rule": rule,
        "date_is_publication_default": not own,
    }  # fmt: skip


def toll(name: str, best: int, low: int | None = None, high: int | None = None) -> dict[str, Any]:
    """A number of people with its bounds."""
    return {
        f"{name}_low": best if low is None else low,
        f"{name}_best": best,
        f"{name}_high": best if high is None else high,
    }


def mention(report: str, at: int = 0, **fields: Any) -> dict[str, Any]:
    """An attack by rebels on soldiers in Gao on Monday, unless said otherwise."""
    event_type = fields.get("event_type", "ASSAULT")
    row: dict[str, Any] = dict.fromkeys(coded_schema())
    row |= {
        "report_id": report, "revision": "0" * 12, "rank": 1, "event_type": event_type,
        "modes": [], "contexts": [], "quad": quad(event_type), "score": score(event_type, None),
        "temporal": "current", "modality": "asserted", "trigger": "attacked",
        "trigger_start": at, "trigger_end": at + 8, "sentence_start": at, "sentence_end": at + 40,
        "quote": "", "quote_start": at, "quote_end": at + 40, "coder": "rules",
        "coder_version": "1", "confidence": 0.6, "abstained_fields": [],
        "parties": [REBELS, SOLDIERS],
    }  # fmt: skip
    row |= {**GAO, **on(MONDAY)}
    row |= fields
    row["mention_id"] = digest("m", report, row["revision"], at, event_type)
    return row


def coded(*rows: dict[str, Any]) -> pl.DataFrame:
    """A shard of mentions."""
    return pl.DataFrame(list(rows), schema=coded_schema(), orient="row")


def reports(*ids: str, **lineages: str) -> pl.DataFrame:
    """Newest revisions, published on Tuesday by an outlet each; a lineage each unless named."""
    return pl.DataFrame(
        [
            {
                "report_id": name,
                "source_id": f"outlet-{name}",
                "lineage_id": lineages.get(name, f"l-{name}"),
                "published_on": date(2022, 6, 14),
                "url": f"https://{name}.example/report",
                "first_fetched_at": datetime(2022, 6, 14, 12, tzinfo=UTC),
            }
            for name in ids
        ]
    )
