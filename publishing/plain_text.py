"""Tables as gzipped CSV, for those who cannot read Parquet."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl

from validation.contracts.cells import as_text
from validation.contracts.schema import polars_schema
from validation.contracts.table import Contract

FOLDER = "csv"
# Rows held as text at once.
SLICE = 200_000
LEVEL = 6
MOMENT = "%Y-%m-%dT%H:%M:%S%.fZ"


def write_csv(contract: Contract, rows: pl.LazyFrame, folder: Path) -> Path:
    """``csv/<table>.csv.gz``: UTF-8, a line of names, the parts of a list joined by a bar.

    Null is an empty cell and an empty text is ``""``, so that the two stay apart.
    """
    path = folder / FOLDER / f"{contract.table}.csv.gz"
    path.parent.mkdir(exist_ok=True)
    cells = [
        as_text(name, dtype).alias(name) if isinstance(dtype, pl.List) else pl.col(name)
        for name, dtype in polars_schema(contract).items()
    ]
    data = rows.select(cells).collect()
    # Neither name nor moment go into the header: the same rows give the same bytes.
    with path.open("wb") as raw, gzip.GzipFile("", "wb", LEVEL, raw, mtime=0) as packed:
        for start in range(0, max(1, data.height), SLICE):
            part = data.slice(start, SLICE)
            text = part.write_csv(include_header=start == 0, datetime_format=MOMENT)
            packed.write(text.encode())
    return path


def remove_csv(contract: Contract, folder: Path) -> None:
    """Take away a CSV that an earlier, smaller form of the table left."""
    (folder / FOLDER / f"{contract.table}.csv.gz").unlink(missing_ok=True)
