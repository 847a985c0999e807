"""What a dataset declares, as tables that the rules of contracts may ask.

The gate would otherwise hold rights and periods against the very tables that it checks.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from validation.contracts.clock import now
from validation.contracts.declarations import Dataset, LocalFolder, Source

DATASET = pl.Schema({"start": pl.Date(), "end": pl.Date(), "ok_sources": pl.Int32()})
OF_SOURCE = (
    "name", "domain", "country_iso3", "timezone", "language", "kind", "scale", "ownership",
)  # fmt: skip
SOURCES = pl.Schema(
    {
        "source_id": pl.String(), **dict.fromkeys(OF_SOURCE, pl.String()), "rights": pl.String(),
        "licence": pl.String(), "start": pl.Date(), "end": pl.Date(), "is_folder": pl.Boolean(),
    }
)  # fmt: skip


def clock() -> dict[str, pl.DataFrame]:
    """``clock``: the moment that counts as now."""
    return {"clock": pl.DataFrame({"now": [now()]}, {"now": pl.Datetime("us", "UTC")})}


def declared_tables(dataset: Dataset, sources: Mapping[str, Source]) -> dict[str, pl.DataFrame]:
    """``declared_dataset`` (one row), ``declared_countries`` and ``declared_sources``.

    Of a source: what its YAML says, the period that the dataset counts it for, and whether any
    of its reports are files of a local folder, which need no address.
    """
    own = (dataset.start, dataset.end, dataset.coverage.ok_sources)
    rows = []
    for use in dataset.sources:
        source = sources[use.id]
        about = {name: getattr(source, name) for name in OF_SOURCE}
        rights = {"rights": source.rights.status, "licence": source.rights.licence}
        is_folder = any(isinstance(way, LocalFolder) for way in source.gather)
        period = {"start": use.start, "end": use.end, "is_folder": is_folder}
        rows.append({"source_id": use.id, **about, **rights, **period})
    return {
        "declared_dataset": pl.DataFrame([own], DATASET, orient="row"),
        "declared_countries": pl.DataFrame({"country_iso3": dataset.countries}),
        "declared_sources": pl.DataFrame(rows, SOURCES),
    }
