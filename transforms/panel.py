"""Country panels: counts by family, true zeros where outlets were read, null where none was."""

from __future__ import annotations

from datetime import date
from typing import Literal

import polars as pl

from validation.contracts import codes, contract
from validation.contracts.declarations import Dataset
from validation.contracts.schema import shaped

Step = Literal["1mo", "1d"]
KEY = ["country_iso3", "period"]


def panel(
    step: Step, events: pl.DataFrame, actors: pl.DataFrame, coverage: pl.DataFrame
) -> pl.DataFrame:
    """``country_month`` (step "1mo") or ``country_day`` ("1d").

    Args:
        step: length of a period.
        events: the events table.
        actors: the event_actors table.
        coverage: country_iso3, period, coverage, n_reports, n_sources (see ``covered``).
    """
    counts = pl.concat(
        [_counts(part, step, name) for name, part in _attributed(events, actors).items()]
    )
    grid = coverage.join(
        pl.DataFrame({"attribution": ["location", "actor", "recipient"]}), how="cross"
    )
    joined = grid.join(counts, on=[*KEY, "attribution"], how="left")
    numbers = [
        name for name in counts.columns if name.startswith(("events_", "deaths_", "n_events"))
    ]
    none = pl.col("coverage") == "none"
    filled = joined.with_columns(
        pl.when(none).then(None).otherwise(pl.col(name).fill_null(0)).alias(name)
        for name in numbers
    )
    return _named(filled, step)


def covered(
    dataset: Dataset, step: Step, sources: pl.DataFrame, source_days: pl.DataFrame
) -> pl.DataFrame:
    """Coverage of each country and period by the outlets that look at it.

    An outlet covers its own country, a regional or international one all of the dataset's. It
    counts for a month in which it was read and published at least one coded report: an outlet
    that is silent for a month covers nothing. Days take the coverage of their month.
    """
    looks = _looks_at(dataset, sources)
    coded = pl.col("n_reports") - pl.col("n_uncoded")
    days = source_days.filter(pl.col("status") != "down").with_columns(
        coded=coded,
        month=pl.col("date").dt.truncate("1mo"),
        period=pl.col("date").dt.truncate(step),
    )
    seen = days.join(looks, on="source_id")
    by_month = seen.group_by("country_iso3", "month").agg(
        pl.col("source_id").filter(pl.col("coded") > 0).n_unique().alias("n_month")
    )
    by_period = seen.group_by(KEY).agg(
        pl.col("coded").sum().cast(pl.Int32).alias("n_reports"),
        pl.col("source_id")
        .filter(pl.col("coded") > 0)
        .n_unique()
        .cast(pl.Int32)
        .alias("n_sources"),
    )
    grid = _periods(dataset, step, source_days).with_columns(
        month=pl.col("period").dt.truncate("1mo")
    )
    joined = grid.join(by_month, on=["country_iso3", "month"], how="left").join(
        by_period, on=KEY, how="left"
    )
    n = pl.col("n_month").fill_null(0)
    verdict = (
        pl.when(n >= dataset.coverage.ok_sources).then(pl.lit("ok"))
        .when(n > 0).then(pl.lit("thin"))
        .otherwise(pl.lit("none"))
    )  # fmt: skip
    return joined.select(
        *KEY, verdict.alias("coverage"), pl.col("n_reports", "n_sources").fill_null(0)
    )


def _looks_at(dataset: Dataset, sources: pl.DataFrame) -> pl.DataFrame:
    wide = pl.col("scale").is_in(["regional", "international"])
    countries = pl.DataFrame({"covers": dataset.countries})
    everywhere = sources.filter(wide).select("source_id").join(countries, how="cross")
    at_home = sources.filter(~wide.fill_null(False)).select(
        "source_id", pl.col("country_iso3").alias("covers")
    )
    both = pl.concat([everywhere, at_home]).rename({"covers": "country_iso3"})
    return both.filter(pl.col("country_iso3").is_in(dataset.countries))


def _periods(dataset: Dataset, step: Step, source_days: pl.DataFrame) -> pl.DataFrame:
    newest = source_days["date"].max()
    first = dataset.start if step == "1d" else dataset.start.replace(day=1)
    last = dataset.end or (newest if isinstance(newest, date) else dataset.start)
    periods = pl.date_range(first, last, step, eager=True)
    countries = pl.DataFrame({"country_iso3": dataset.countries})
    return countries.join(pl.DataFrame({"period": periods}), how="cross")


def _attributed(events: pl.DataFrame, actors: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Events by the country that each attribution gives them, once a country."""
    live = events.filter(pl.col("status") != "withdrawn")
    found = {"location": live}
    for role in ("actor", "recipient"):
        sides = actors.filter(pl.col("role") == role).select("event_id", "country_iso3")
        known = sides.drop_nulls().unique(maintain_order=True)
        found[role] = live.drop("country_iso3").join(known, on="event_id")
    return found


def _counts(events: pl.DataFrame, step: Step, attribution: str) -> pl.DataFrame:
    families = codes.values("families")
    deaths = pl.col("deaths_best").fill_null(0)
    return (
        events.with_columns(period=pl.col("date_start").dt.truncate(step))
        .group_by(KEY)
        .agg(
            pl.len().cast(pl.Int32).alias("n_events"),
            *((pl.col("family") == f).sum().cast(pl.Int32).alias(f"events_{f}") for f in families),
            *(
                deaths.filter(pl.col("family") == f).sum().cast(pl.Int32).alias(f"deaths_{f}")
                for f in families
            ),
        )
        .with_columns(attribution=pl.lit(attribution))
    )


def _named(filled: pl.DataFrame, step: Step) -> pl.DataFrame:
    table, name = ("country_month", "month") if step == "1mo" else ("country_day", "date")
    period = pl.col("period")
    numbers = [
        pl.Series(
            f"country_{which}",
            [codes.state_number(which, iso3, day) for iso3, day in filled.select(KEY).iter_rows()],
            dtype=pl.Int32,
        )
        for which in ("gw", "cow")
    ]
    month_id = (period.dt.year() - 1980) * 12 + period.dt.month().cast(pl.Int32)
    return shaped(
        contract(table), filled.with_columns(*numbers, period.alias(name), month_id=month_id)
    )
