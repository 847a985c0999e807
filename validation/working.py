"""Working tables on disk, as the gate finds them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from validation.contracts import Contract, contracts
from validation.contracts import table as table_module
from validation.contracts.errors import WrongUseError
from validation.contracts.layout import Layout
from validation.contracts.schema import schema_faults

# The ledger belongs to the archive; the record of changes is made by publishing.
NOT_WORKING = ("captures", "changes")
UNREADABLE = "file is not readable as Parquet"
BATCH_ROWS = 65_536


@dataclass(frozen=True, slots=True)
class Fault:
    """A file of a table whose columns are not the contract's."""

    file: Path
    column: str
    reason: str


def working_contracts() -> dict[str, Contract]:
    """The contracts of the tables that the pipeline leaves for the gate."""
    return {name: c for name, c in contracts().items() if name not in NOT_WORKING}


def table_files(dataset: str) -> dict[str, list[Path]]:
    """The Parquet files of every working table; a table that is not there is wrong use."""
    layout = Layout.of(dataset)
    files = {name: sorted(layout.table(name).glob("*.parquet")) for name in working_contracts()}
    missing = [name for name, found in files.items() if not found]
    if missing:
        where = layout.table(missing[0]).parent
        raise WrongUseError(
            f"{where}: no files for {', '.join(missing)}; run polstab build {dataset} first"
        )
    return files


def file_faults(contract: Contract, files: Sequence[Path]) -> list[Fault]:
    """What is wrong with the columns of each file of a table."""
    found = []
    for file in files:
        try:
            schema = pl.Schema(pl.read_parquet_schema(file))
        except (pl.exceptions.PolarsError, OSError):
            found.append(Fault(file, "", UNREADABLE))
            continue
        faults = schema_faults(contract, schema.to_frame())
        if not faults and not _is_whole(file):
            faults = [("", UNREADABLE)]
        found += [Fault(file, column, reason) for column, reason in faults]
    return found


def _is_whole(file: Path) -> bool:
    """Whether every page of a file can be decoded; its footer alone says nothing of that."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - heavy, and the build needs no check

    try:
        with pq.ParquetFile(file) as opened:
            for _ in opened.iter_batches(batch_size=BATCH_ROWS):
                pass
    except (OSError, ValueError):
        return False
    return True


def rows_in(files: Sequence[Path]) -> int:
    """The number of rows of those files that can be read."""
    total = 0
    for file in files:
        try:
            total += pl.scan_parquet(file).select(pl.len()).collect().item()
        except (pl.exceptions.PolarsError, OSError):
            continue
    return total


def digest(
    files: Mapping[str, Sequence[Path]], declared: Mapping[str, pl.DataFrame] | None = None
) -> str:
    """A name for exactly these bytes under these contracts, this gate and this declaration."""
    total = hashlib.sha256()
    rules = [p for p in table_module.FOLDER.rglob("*") if p.suffix in (".yml", ".csv", ".py")]
    for path in sorted([*rules, *Path(__file__).parent.glob("*.py")]):
        total.update(path.read_bytes())
    for name, found in files.items():
        for file in found:
            with file.open("rb") as handle:
                content = hashlib.file_digest(handle, "sha256").hexdigest()
            total.update(f"{name}/{file.name} {content}\n".encode())
    for name, frame in (declared or {}).items():
        total.update(f"{name} {frame.rows()}\n".encode())
    return total.hexdigest()[:16]
