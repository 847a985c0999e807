"""Clean builds of several sizes and shapes, made from the dataset by hand."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import polars as pl

from tests.working_tables import DECLARATION, frames, write_table, write_working_tables
from validation.contracts.layout import Layout

Frames = dict[str, pl.DataFrame]
COPIES = 20
IDS = ("report_id", "mention_id", "event_id", "lineage_id")
COUNTED = ("source_days", "country_month", "country_day")
NOT_COUNTED = ("n_sources",)
LISTED = ("source_urls",)

EXPECT = """\
expect:
  rows:
    mentions: {at_least: 3, reason: the hand-made texts hold four}
    source_days: {at_least: 60, reason: two outlets in August}
  coverage:
    river-post: {least_share: 0.03, most_silent_days: 20, reason: one day of August}
"""
EXPECTED = """\
id,event_type,subtype,place,admin1,country_iso3,from,to,at_least,at_most,severity,reason
kati,MOBILIZE,mutiny,Kati,,MLI,2020-08-18,2020-08-18,1,,critical,the mutiny that began the coup
arrests,COERCE,,,ML-BKO,,2020-08-17,2020-08-17,1,,warning,arrests in Bamako the night before
no-assault,ASSAULT,,Bamako,,,,,0,0,warning,nobody was attacked there
"""


def grown(copies: int) -> Frames:
    """As many of everything that is told, at the same places on the same days."""
    made = {}
    for name, data in frames().items():
        if name in COUNTED:
            numbers = [c for c in data.columns if c.startswith(("n_", "events_", "deaths_"))]
            made[name] = data.with_columns(pl.col(set(numbers) - set(NOT_COUNTED)) * copies)
        elif name in ("sources", "places", "actors", "corrections"):
            made[name] = data
        else:
            made[name] = pl.concat([_copy(data, number) for number in range(copies)])
    return made


def _copy(data: pl.DataFrame, number: int) -> pl.DataFrame:
    def other(value: str) -> str:
        digest = hashlib.sha256(f"{value} {number}".encode()).hexdigest()[:16]
        return value if number == 0 else f"{value[:2]}{digest}"

    ids = [pl.col(c).map_elements(other, pl.String) for c in IDS if c in data.columns]
    addresses = [pl.col(c) + f"?{number}" for c in ("url", "canonical_url") if c in data.columns]
    told = [pl.col(c).list.eval(pl.element() + f"?{number}") for c in LISTED if c in data.columns]
    return data.with_columns(*ids, *addresses, *told)


def uncovered() -> Frames:
    """Of sources without a declared period: no days, and nulls where nothing is covered."""
    made = frames()
    made["source_days"] = made["source_days"].clear()
    for name in ("country_month", "country_day"):
        counts = [c for c in made[name].columns if c.startswith(("n_events", "events_", "deaths_"))]
        made[name] = made[name].with_columns(
            pl.lit("none").alias("coverage"),
            *(pl.lit(None, pl.Int32).alias(c) for c in counts),
            *(pl.lit(0, pl.Int32).alias(c) for c in ("n_reports", "n_sources")),
        )
    return made


def varied() -> Frames:
    """With a plan, an older revision, an undated report in Arabic and one narrowed by its note."""
    made = grown(COPIES)
    plan = (
        made["mentions"]
        .head(1)
        .with_columns(
            pl.lit("m-" + "0" * 16).alias("mention_id"),
            pl.lit(None, pl.String).alias("event_id"),
            pl.lit("future").alias("temporal"),
            pl.lit(3, pl.Int32).alias("rank"),
            pl.col("date_end") + timedelta(days=30),
            pl.lit(4, pl.Int32).alias("date_precision"),
        )
    )
    made["mentions"] = pl.concat([made["mentions"], plan])
    made["reports"] = made["reports"].with_columns(
        pl.when(pl.col("report_id") == narrowed())
        .then(pl.lit("link_only"))
        .otherwise("rights")
        .alias("rights")
    )
    undated = {"published_at": None, "published_on": None, "published_precision": None}
    about = {"report_id": "r-" + "0" * 16, "source_id": "notes", "lang": "ar", "rights": "open"}
    _add_report(made, "مظاهرة في باماكو\n\nخرج المئات إلى الشوارع.", undated | about)
    _add_report(made, "Soldiers mutiny\n\nShots were heard at Kati.", {"is_latest": False})
    return made


def narrowed() -> str:
    """The report of an open source whose own note allows links only."""
    found: str = frames()["reports"].filter(rights="open")["report_id"].item()
    return found


def _add_report(made: Frames, text: str, other: dict[str, object]) -> None:
    sha = hashlib.sha256(text.encode()).hexdigest()
    title = text.partition("\n")[0]
    own = {"revision": sha[:12], "text_sha256": sha, "n_chars": len(text), "title": title}
    reports = made["reports"]
    row = reports.row(0, named=True) | own | other
    made["reports"] = pl.concat([reports, pl.DataFrame([row], schema=reports.schema)])
    key = {name: row[name] for name in ("report_id", "revision")}
    texts = pl.DataFrame([key | {"text": text}], schema=made["texts"].schema)
    made["texts"] = pl.concat([made["texts"], texts])


def lay_out(root: Path, build: Frames, last: Frames | None, declared: str = "") -> Layout:
    """A dataset below ``root`` with its declaration, its tables and its last release."""
    layout = write_working_tables(root)
    for name, data in build.items():
        write_table(layout, name, data)
    text = declared or DECLARATION + EXPECT
    (layout.declared / "dataset.yml").write_text(text, encoding="utf-8")
    (layout.declared / "expected.csv").write_text(EXPECTED, encoding="utf-8")
    if last is not None:
        _release(layout, last)
    return layout


def _release(layout: Layout, tables: Frames) -> None:
    folder = layout.releases / "2020.08.0"
    folder.mkdir(parents=True)
    public = {name: data for name, data in tables.items() if name != "texts"}
    for name, data in public.items():
        data.write_parquet(folder / f"{name}.parquet")
    resources = [
        {
            "name": name,
            "rows": data.height,
            "path": f"{name}.parquet",
            "bytes": (folder / f"{name}.parquet").stat().st_size,
        }
        for name, data in public.items()
    ]
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}))
