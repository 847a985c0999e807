"""A file of anybody's, held against a contract: the rules of the gate, without a dataset.

Parquet is taken as it is, a folder of it too. CSV and TSV are read cell by cell: lists as JSON or
with their parts joined by a bar, days and times as ISO 8601, an empty cell as null.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from validation.contracts import Contract, contract
from validation.contracts.cells import JOINT, row_id
from validation.contracts.errors import WrongUseError
from validation.contracts.quarantine import SCHEMA, schema_rows, together
from validation.contracts.schema import DTYPES, polars_schema
from validation.declared import clock
from validation.drift import KIND as DRIFT
from validation.examination import examined, examples
from validation.verdict import Outcome, Verdict
from validation.working import rows_in, working_contracts

SEPARATORS = {".csv": ",", ".tsv": "\t"}
PACKED = (".gz", ".zst")
RUN = "file"


@dataclass(slots=True)
class _Cells:
    """Cells of a CSV that are not what their column holds, and the rows without them."""

    typed: pl.DataFrame
    outcomes: list[Outcome] = field(default_factory=list)
    parts: list[pl.DataFrame] = field(default_factory=list)


def check_file(path: Path, table: str) -> tuple[Verdict, pl.DataFrame]:
    """The verdict on one file, and its bad rows as they would lie in quarantine.

    A folder is taken as a table that was cut into files, as a release cuts a large one. Rules
    that need other tables are named as not run.

    Raises:
        WrongUseError: there is no such file or contract, or the CSV cannot be read at all.
    """
    shape, parts = _contract(table), _parts(path)
    run_id = _digest(parts)
    made = _Cells(polars_schema(shape).to_frame())
    with tempfile.TemporaryDirectory(prefix="polstab-file-") as folder:
        files = [Path(folder) / f"{number}.parquet" for number in range(len(parts))]
        for part, file in zip(parts, files, strict=True):
            separator = _separator(part)
            if separator is None:  # under a plain name: DuckDB reads some characters as patterns
                file.symlink_to(part.resolve())
            else:
                made = _read(part, separator, shape, run_id)
                made.typed.write_parquet(file)
        outcomes, bad = examined({table: files}, run_id, None, clock())
        n_rows = rows_in(files)
    n_bad = sum(part["row_id"].n_unique() for part in made.parts[:1])
    rows = {table: n_rows + n_bad}
    found = (*made.outcomes, _has_rows(shape, rows[table]), *outcomes)
    quarantined = together([*made.parts, _one(bad)])
    return Verdict(path.name, run_id, path.parent / RUN, rows, found), quarantined


def _parts(path: Path) -> list[Path]:
    """The files of a table: one, or those of a folder."""
    if path.is_file():
        return [path]
    found = sorted(path.rglob("*.parquet"))
    if not found:
        raise WrongUseError(f"{path}: no such file, and no folder with Parquet files")
    return found


def _separator(path: Path) -> str | None:
    """What parts the cells of a text file, by its name; None of what is read as Parquet."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] and suffixes[-1] in PACKED:
        suffixes.pop()
    return SEPARATORS.get(suffixes[-1]) if suffixes else None


def _digest(parts: Sequence[Path]) -> str:
    total = hashlib.sha256()
    for part in parts:
        total.update(part.read_bytes())
    return total.hexdigest()[:16]


def _has_rows(shape: Contract, n_rows: int) -> Outcome:
    """A table without rows is told of, unless its contract allows it."""
    ok = n_rows > 0 or shape.may_be_empty
    return Outcome(shape.table, "not_empty", DRIFT, "warning", (), "has rows", ok=ok)


def _contract(table: str) -> Contract:
    if table not in working_contracts():
        contract(table)  # tells which there are
        raise WrongUseError(f"{table}: written by polstab itself; there is nothing to check it by")
    return working_contracts()[table]


def _one(bad: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return together(list(bad.values())) if bad else SCHEMA.to_frame()


def _read(path: Path, separator: str, shape: Contract, run_id: str) -> _Cells:
    try:
        with path.open("rb") as handle:  # a name may look like a pattern
            raw = pl.read_csv(handle, infer_schema=False, separator=separator)
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
        ok=False,
        n_bad=rows.height,
        examples=shown,
    )
    made.outcomes.append(outcome)
    made.parts.append(schema_rows(shape, rows, [(name, reason)], run_id, "check"))


def _json_list(cell: str) -> list[str | None] | None:
    """The texts of a JSON list; None of what is none."""
    try:
        read = json.loads(cell)
    except ValueError:
        return None
    texts = isinstance(read, list) and all(x is None or isinstance(x, str) for x in read)
    return read if texts else None


def _typed(name: str, dtype: pl.DataType) -> pl.Expr:
    cell = pl.col(name)
    if dtype == DTYPES["list[string]"]:
        as_json = cell.map_elements(_json_list, return_dtype=dtype)
        split = pl.when(cell == "").then(pl.lit([], dtype)).otherwise(cell.str.split(JOINT))
        return pl.when(cell.str.starts_with("[")).then(as_json).otherwise(split)
    if dtype == pl.Boolean():
        return cell.str.to_lowercase().replace_strict({"true": True, "false": False}, default=None)
    if dtype == pl.Date():
        return cell.str.to_date("%Y-%m-%d", strict=False)
    if dtype == DTYPES["timestamp"]:
        return cell.str.to_datetime(time_unit="us", time_zone="UTC", strict=False)
    return cell.cast(dtype, strict=False)
