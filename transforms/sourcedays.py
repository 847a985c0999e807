"""The denominators: what each outlet published on each day that the dataset declares for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from validation.contracts import contract
from validation.contracts.declarations import Dataset, Source
from validation.contracts.schema import shaped


def sources_table(sources: Mapping[str, Source]) -> pl.DataFrame:
    """``sources``, from their declarations."""
    names = ("name", "domain", "country_iso3", "timezone", "language", "kind", "scale", "ownership")
    rows = [
        {"source_id": source.id, **{name: getattr(source, name) for name in names},
         "rights": source.rights.status, "licence": source.rights.licence}
        for source in sources.values()
    ]  # fmt: skip
    return shaped(contract("sources"), pl.DataFrame(rows, infer_schema_length=None))


def source_days_table(  # noqa: PLR0913 - all that the counts are taken from
    dataset: Dataset,
    pages: pl.DataFrame,
    reports: pl.DataFrame,
    political: pl.DataFrame,
    captures: pl.DataFrame,
    zones: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """``source_days``, a row an outlet and day of its declared period.

    Args:
        dataset: its sources with their periods.
        pages: all pages read, reports or not.
        reports: newest revisions.
        political: report_id of the reports with a coded mention.
        captures: the ledger.
        zones: time zone of each outlet, UTC where it is not given.
    """
    captures = _in_local_time(captures, zones or {})
    grid = _declared_days(dataset, captures)
    counts = [
        _per_day(pages.unique("url", keep="last", maintain_order=True), "n_fetched"),
        _per_day(reports, "n_reports"),
        _per_day(reports.join(political, on="report_id", how="semi"), "n_political"),
        _per_day(reports.filter(~pl.col("is_coded")), "n_uncoded"),
        _failed(captures),
    ]
    for count in counts:
        grid = grid.join(count, on=["source_id", "date"], how="left")
    status = (
        pl.when(~pl.col("read")).then(pl.lit("down"))
        .when(pl.col("n_failed").fill_null(0) > 0).then(pl.lit("partial"))
        .otherwise(pl.lit("ok"))
    )  # fmt: skip
    numbers = pl.col("n_fetched", "n_reports", "n_political", "n_uncoded").fill_null(0)
    return shaped(contract("source_days"), grid.with_columns(numbers, status=status))


def gathered(captures: pl.DataFrame) -> str:
    """All of a ledger that tables depend on, as text: pages, failures, days of lists."""
    pages = captures.filter(pl.col("kind") == "report").sort("capture_id")
    rows = pages.select("capture_id", "outcome", "listed_at", "warc_file", "warc_offset").rows()
    return repr((rows, _last_crawl(captures), sorted(_last_list_read(captures).items())))


def _in_local_time(captures: pl.DataFrame, zones: Mapping[str, str]) -> pl.DataFrame:
    """The ledger with its moments on each outlet's own clock, so that days are its days."""
    moments = pl.col("fetched_at", "listed_at")
    parts = [
        part.with_columns(
            moments.dt.convert_time_zone(zones.get(str(key[0]), "UTC")).dt.replace_time_zone(None)
        )
        for key, part in captures.partition_by("source_id", as_dict=True).items()
    ]
    return pl.concat(parts) if parts else captures


def _declared_days(dataset: Dataset, captures: pl.DataFrame) -> pl.DataFrame:
    """Each declared day up to the last crawl, and whether a list was read on that day or later."""
    last_read, crawled = _last_list_read(captures), _last_crawl(captures)
    # A folder of texts has no lists: what is declared of it stands.
    until = min(filter(None, (crawled, dataset.end)), default=dataset.start)
    rows = []
    for use in dataset.sources:
        if use.start is None:
            continue
        read = last_read.get(use.id)
        for day in pl.date_range(use.start, min(use.end or until, until), eager=True):
            rows.append((use.id, day, read is not None and day <= read))
    schema = {"source_id": pl.String, "date": pl.Date, "read": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _last_crawl(captures: pl.DataFrame) -> date | None:
    """The last day on which any list or robots.txt was asked for, whatever came of it."""
    asked = captures.filter(pl.col("kind") != "report")
    latest = asked.select(pl.col("fetched_at").max().dt.date()).item()
    return latest if isinstance(latest, date) else None


def _last_list_read(captures: pl.DataFrame) -> dict[str, date]:
    """The last day on which each outlet gave a list that could be read as one."""
    read = pl.col("outcome").is_in(["ok", "unchanged"]) & pl.col("reason").is_null()
    lists = captures.filter(~pl.col("kind").is_in(["report", "robots"]), read)
    latest = lists.group_by("source_id").agg(pl.col("fetched_at").max().dt.date())
    return dict(latest.iter_rows())


def _per_day(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    dated = rows.filter(pl.col("published_on").is_not_null())
    counted = dated.group_by("source_id", pl.col("published_on").alias("date"))
    return counted.agg(pl.len().cast(pl.Int32).alias(name))


def _failed(captures: pl.DataFrame) -> pl.DataFrame:
    """Pages listed for a day that never came whole. A refusal by robots.txt is no failure."""
    pages = captures.filter(pl.col("kind") == "report", pl.col("listed_at").is_not_null())
    newest = pages.sort("fetched_at").group_by("source_id", "url", maintain_order=True).last()
    failed = newest.filter(pl.col("outcome").is_in(["failed", "error"]))
    counted = failed.group_by("source_id", pl.col("listed_at").dt.date().alias("date"))
    return counted.agg(pl.len().alias("n_failed"))
