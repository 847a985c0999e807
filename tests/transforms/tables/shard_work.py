"""Work on shards for the tests of ``map_shards``; here so that a pool's processes can find it."""

from __future__ import annotations

import os
from multiprocessing import parent_process

import polars as pl

from transforms.shards import Shard, write_shard


def copy_lines(shard: Shard) -> None:
    """One row a line of the given file."""
    lines = shard.given.read_text(encoding="utf-8").splitlines()
    write_shard(shard.made, pl.DataFrame({"line": lines}))


def die_in_a_pool(shard: Shard) -> None:
    """As ``copy_lines``, but a process of a pool is gone at the file called "deadly"."""
    if parent_process() is not None and shard.given.stem == "deadly":
        os._exit(9)
    copy_lines(shard)


def refuse(shard: Shard) -> None:
    """Fails at a file called "bad"."""
    if shard.given.stem == "bad":
        raise ValueError(f"{shard.given}: bad")
    copy_lines(shard)
