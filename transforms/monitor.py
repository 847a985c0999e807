"""Outlets that fell silent or lost a field: what the latest days are beside those before.

An outlet's YAML may say what to expect of it (``expects``); what it does not say is taken from
its own last weeks. Nothing is stopped here: a person looks, and `--strict` ends with 1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from validation.contracts.declarations import Source, load_dataset, load_sources
from validation.contracts.layout import Layout
from validation.contracts.plain_yaml import load
from validation.contracts.table import Strict

FIELDS = ("authors", "published_at", "section")  # that a broken layout takes away
FILE = "monitor.json"  # beside the tables of a dataset
_FILE = Path(__file__).with_name("monitor.yml")


class Thresholds(Strict):
    """What makes an outlet's latest days worth a look; units and reasons stand in the YAML."""

    recent_days: int
    earlier_days: int
    fewest_reports: int
    least_share_of_usual: float
    most_days_down: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """What an outlet's latest days lack: ``usual`` is what was expected, in the same unit."""

    source_id: str
    what: str
    found: float
    usual: float

    def __str__(self) -> str:
        return f"{self.source_id}: {self.what}: {self.found:g}, expected {self.usual:g}"


@cache
def thresholds() -> Thresholds:
    """The thresholds in force."""
    return Thresholds.model_validate(load(_FILE.read_text(encoding="utf-8")))


def watch(dataset: str) -> list[Alarm]:
    """The alarms of a dataset's working tables, by outlet; none before its first build.

    They are written to ``FILE`` beside the tables, with the fill rates of the same weeks.
    """
    layout = Layout.of(dataset)
    if not (layout.table("source_days").is_dir() and layout.table("reports").is_dir()):
        return []
    days, reports = (pl.read_parquet(layout.table(name)) for name in ("source_days", "reports"))
    alarms = found(days, reports, load_sources(load_dataset(dataset)))
    told = {"alarms": [asdict(alarm) for alarm in alarms], "fill_rates": fill_rates(reports)}
    temporary = layout.work / f"{FILE}.part"
    temporary.write_text(json.dumps(told, indent=1, default=date.isoformat), encoding="utf-8")
    temporary.replace(layout.work / FILE)
    return alarms


def fill_rates(reports: pl.DataFrame) -> list[dict[str, Any]]:
    """Of each outlet and publication day of the weeks looked at, the share of reports with a field.

    ``source_id``, ``date``, ``n_reports``, and a share from 0 to 1 for each of ``FIELDS``.
    """
    newest = reports.filter("is_latest").rename({"published_on": "date"})
    span = timedelta(days=thresholds().recent_days + thresholds().earlier_days)
    counted = (
        newest.filter(pl.col("date") > pl.col("date").max() - span)
        .group_by("source_id", "date")
        .agg(
            pl.len().alias("n_reports"),
            *(_is_filled(newest.schema[name], name).mean().round(2) for name in FIELDS),
        )
    )
    return counted.sort("source_id", "date").to_dicts()


def found(days: pl.DataFrame, reports: pl.DataFrame, sources: Mapping[str, Source]) -> list[Alarm]:
    """The alarms of ``source_days`` and ``reports``, in the order of the sources."""
    newest = reports.filter("is_latest")
    told: list[Alarm] = []
    for name, source in sources.items():
        own = days.filter(pl.col("source_id") == name).sort("date")
        if not own.is_empty():
            last = own["date"][-1]
            told += _down(name, own)
            told += _silent(name, source, own, last)
            told += _emptied(name, newest.filter(pl.col("source_id") == name), last)
    return told


def _down(name: str, days: pl.DataFrame) -> Iterator[Alarm]:
    most, run = thresholds().most_days_down, 0
    for status in days["status"].reverse():
        if status != "down":
            break
        run += 1
    if run >= most:
        yield Alarm(name, "days in a row without a list that was read", run, 0)


def _silent(name: str, source: Source, days: pl.DataFrame, last: date) -> Iterator[Alarm]:
    """Fewer reports than the outlet's YAML says, or far fewer than it had; pages that are none."""
    now, before = _weeks(days, "date", last)
    limits, weeks = thresholds(), thresholds().earlier_days / thresholds().recent_days
    count, usual = int(now["n_reports"].sum()), float(before["n_reports"].sum()) / weeks
    if source.expects is not None:
        floor, enough = float(source.expects.reports_per_week), True
    else:
        floor, enough = usual * limits.least_share_of_usual, usual >= limits.fewest_reports
    if enough and count < floor:
        asked = floor if source.expects is not None else usual
        yield Alarm(name, "reports in the last week", count, round(asked, 1))
    share, usual_share = _share(now), _share(before)
    if share is None or usual_share is None:
        return
    if share < limits.least_share_of_usual * usual_share:
        yield Alarm(name, "share of pages that are reports", share, usual_share)


def _share(days: pl.DataFrame) -> float | None:
    """Reports of all pages fetched; None of too few pages."""
    pages = int(days["n_fetched"].sum())
    if pages < thresholds().fewest_reports:
        return None
    return round(int(days["n_reports"].sum()) / pages, 2)


def _emptied(name: str, reports: pl.DataFrame, last: date) -> Iterator[Alarm]:
    """Fields that most reports had and that few of the latest have."""
    now, before = _weeks(reports, "published_on", last)
    limits = thresholds()
    if min(now.height, before.height) < limits.fewest_reports:
        return
    for field in FIELDS:
        has = _is_filled(reports.schema[field], field)
        filled = [round(float(part.select(has.mean()).item()), 2) for part in (now, before)]
        if filled[0] < limits.least_share_of_usual * filled[1]:
            yield Alarm(name, f"share of reports with {field}", *filled)


def _is_filled(dtype: pl.DataType, name: str) -> pl.Expr:
    """Whether a value is there; an empty list is none."""
    values = pl.col(name)
    return values.list.len().fill_null(0) > 0 if dtype == pl.List else values.is_not_null()


def _weeks(rows: pl.DataFrame, day: str, last: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of the last days, and those of the weeks before them."""
    limits = thresholds()
    recent = last - timedelta(days=limits.recent_days)
    first = recent - timedelta(days=limits.earlier_days)
    on = pl.col(day)
    return rows.filter(on > recent, on <= last), rows.filter(on > first, on <= recent)
