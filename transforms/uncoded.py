"""Reports that a coder failed on: kept beside the shard of their mentions, shown in the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl

from transforms.shards import Shard, read_shards, write_shard

KEY = ["report_id", "revision"]
SCHEMA = pl.Schema(
    {
        "report_id": pl.String(),
        "revision": pl.String(),
        "reason": pl.String(),
        "again": pl.Boolean(),
    }
)


def write_uncoded(shard: Shard, failed: pl.DataFrame) -> None:
    """Keeps the reports that a shard lacks."""
    write_shard(_beside(shard), failed)


def read_uncoded(shards: Iterable[Shard]) -> pl.DataFrame:
    """The reports that shards lack, in ``SCHEMA``."""
    kept = [path for shard in shards if (path := _beside(shard)).is_file()]
    return read_shards(kept, SCHEMA)


def forget_unfinished(shards: Iterable[Shard]) -> None:
    """Removes the shards that another attempt may complete."""
    for shard in shards:
        if shard.made.is_file() and read_uncoded([shard])["again"].any():
            shard.made.unlink()


def with_is_coded(
    pages: pl.DataFrame, codes: Callable[[str | None], bool], failed: pl.DataFrame
) -> pl.DataFrame:
    """Pages with ``is_coded`` by a coder's languages and by what it failed on."""
    by_lang = pl.Series("is_coded", [codes(lang) for lang in pages["lang"]], dtype=pl.Boolean)
    lacking = failed.select(KEY).unique().with_columns(is_lacking=pl.lit(True))
    joined = pages.with_columns(by_lang).join(lacking, on=KEY, how="left", maintain_order="left")
    has = pl.col("is_lacking").is_null()
    return joined.with_columns(is_coded=pl.col("is_coded") & has).drop("is_lacking")


def _beside(shard: Shard) -> Path:
    return shard.made.with_name(f"{shard.made.stem}.uncoded.parquet")
