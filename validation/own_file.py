"""A file of anybody's, held against a contract: the rules of the gate, without a dataset.

Parquet is taken as it is. CSV is read cell by cell: lists as JSON or with their parts joined by
a bar, days and times as ISO 8601, an empty cell as null.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from validation.contracts import Contract, contract
from validation.contracts.cells import JOINT, row_id
from validation.contracts.errors import WrongUseError
from validation.contracts.quarantine import SCHEMA, schema_rows, together
from validation.contracts.schema import DTYPES, polars_schema
from validation.examination import examined, examples
from validation.verdict import Outcome, Verdict
from validation.working import rows_in, working_contracts

CSV = (".csv", ".csv.gz", ".csv.zst")
RUN = "file"


@dataclass(slots=True)
class _Cells:
    """Cells of a CSV that are not what their column holds, and the rows without them."""

    typed: pl.DataFrame
    outcomes: list[Outcome] = field(default_factory=list)
    parts: list[pl.DataFrame] = field(default_factory=list)


def check_file(path: Path, table: str) -> tuple[Verdict, pl.DataFrame]:
    """The verdict on one file, and its bad rows as they would lie in quarantine.

    Rules that need other tables are named as not run.

    Raises:
        WrongUseError: there is no such file or contract, or the CSV cannot be read at all.
    """
    shape = _contract(table)
    if not path.is_file():
        raise WrongUseError(f"{path}: no such file")
    run_id = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    if not path.name.endswith(CSV):
        outcomes, bad = examined({table: [path]}, run_id, None)
        rows = {table: rows_in([path])}
        return Verdict(path.name, run_id, path.parent / RUN, rows, tuple(outcomes)), _one(bad)
    cells = _read(path, shape, run_id)
    with tempfile.TemporaryDirectory(prefix="polstab-file-") as folder:
        whole = Path(folder) / "whole.parquet"
        cells.typed.write_parquet(whole)
        outcomes, bad = examined({table: [whole]}, run_id, None)
    n_bad = sum(part["row_id"].n_unique() for part in cells.parts[:1])
    rows = {table: cells.typed.height + n_bad}
    found = (*cells.outcomes, *outcomes)
    quarantined = together([*cells.parts, _one(bad)])
    return Verdict(path.name, run_id, path.parent / RUN, rows, found), quarantined


def _contract(table: str) -> Contract:
    if table not in working_contracts():
        contract(table)  # tells which there are
        raise WrongUseError(f"{table}: written by polstab itself; there is nothing to check it by")
    return working_contracts()[table]


def _one(bad: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return together(list(bad.values())) if bad else SCHEMA.to_frame()


def _read(path: Path, shape: Contract, run_id: str) -> _Cells:
    try:
        raw = pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise WrongUseError(f"{path}: not readable as CSV in UTF-8: {reason}") from error
    wanted = polars_schema(shape)
    typed = raw.select(
        _typed(name, wanted[name]).alias(name) if name in wanted else pl.col(name)
        for name in raw.columns
    )
    wrong = {
        name: typed[name].is_null() & raw[name].is_not_null()
        for name in raw.columns
        if name in wanted
    }
    made = _Cells(typed)
    broken = {name: mask for name, mask in wrong.items() if mask.any()}
    for name, mask in broken.items():
        _add(made, shape, name, raw.filter(mask), run_id)
    if broken:
        made.typed = typed.filter(
            ~pl.Series(pl.DataFrame(broken).select(pl.any_horizontal("*")).to_series())
        )
    return made


def _add(made: _Cells, shape: Contract, name: str, rows: pl.DataFrame, run_id: str) -> None:
    """An outcome for the cells of a column that are not of its type."""
    reason = f"not readable as {shape.column(name).type}"
    keys = row_id(shape.primary_key, dict(rows.schema)).alias("row_id")
    shown = examples(rows.select(keys, pl.col(name).alias("value")))
    outcome = Outcome(
        shape.table,
        f"{name}.schema",
        "schema",
        "critical",
        (name,),
        reason,
        False,
        rows.height,
        shown,
    )
    made.outcomes.append(outcome)
    made.parts.append(schema_rows(shape, rows, [(name, reason)], run_id, "check"))


def _typed(name: str, dtype: pl.DataType) -> pl.Expr:
    cell = pl.col(name)
    if dtype == DTYPES["list[string]"]:
        as_json = cell.str.json_decode(dtype)
        split = pl.when(cell == "").then(pl.lit([], dtype)).otherwise(cell.str.split(JOINT))
        return pl.when(cell.str.starts_with("[")).then(as_json).otherwise(split)
    if dtype == pl.Boolean():
        return cell.str.to_lowercase().replace_strict({"true": True, "false": False}, default=None)
    if dtype == pl.Date():
        return cell.str.to_date("%Y-%m-%d", strict=False)
    if dtype == DTYPES["timestamp"]:
        return cell.str.to_datetime(time_unit="us", time_zone="UTC", strict=False)
    return cell.cast(dtype, strict=False)
