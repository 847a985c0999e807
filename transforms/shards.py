"""Work by shard: a path goes in, a file comes out under a temporary name and is renamed.

A shard of pages belongs to one WARC file, which never grows once its crawl is over; a shard of
mentions to one shard of pages. Names carry a fingerprint of what made them, so that a shard is
made again only when its makers change.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import polars as pl

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Shard:
    """One piece of work: ``made`` is written by the function that gets this."""

    dataset: str
    source_id: str
    given: Path
    made: Path


def map_shards(
    work: Callable[[Shard], None], shards: Sequence[Shard], workers: int = 1
) -> list[Path]:
    """Makes every shard that is not there yet; the paths of those it made, in order."""
    missing = [shard for shard in shards if not shard.made.is_file()]
    if workers > 1 and len(missing) > 1:
        _in_pool(work, missing, workers)
    for shard in missing:  # what a broken pool left over, or all of it
        if not shard.made.is_file():
            work(shard)
    return [shard.made for shard in missing]


def write_shard(path: Path, rows: pl.DataFrame) -> None:
    """Writes a Parquet file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    rows.write_parquet(temporary, compression="zstd")
    temporary.replace(path)


def read_shards(paths: Iterable[Path], schema: pl.Schema) -> pl.DataFrame:
    """The rows of shards, in the order given."""
    frames = [pl.read_parquet(path) for path in paths]
    return pl.concat([schema.to_frame(), *frames])


@cache
def fingerprint(*parts: str) -> str:
    """Twelve hex digits that change with any code, lexicon or table below parts of this room."""
    digest = hashlib.sha256()
    for part in parts:
        root = HERE / part
        files = sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else [root]
        for path in files:
            if path.suffix in (".py", ".yml", ".csv"):
                digest.update(path.relative_to(HERE).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _in_pool(work: Callable[[Shard], None], shards: Sequence[Shard], workers: int) -> None:
    context = get_context("forkserver")
    try:
        with ProcessPoolExecutor(workers, mp_context=context, initializer=_one_thread) as pool:
            list(pool.map(work, shards))
    except BrokenProcessPool:
        return  # what is missing is made again by the caller


def _one_thread() -> None:
    os.environ["POLARS_MAX_THREADS"] = "1"
