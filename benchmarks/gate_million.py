"""A million events through the gate: the Polars pass, the certificate, and pandera beside them.

``python benchmarks/gate_million.py [FOLDER]`` makes the events (56 columns), then runs each
measure in a process of its own, so that the peaks of memory are its own. ``pandera`` is measured
where it is installed: ``GATE_PYTHON=/path/to/venv/bin/python`` names an interpreter that has it
together with Polars and this project's requirements.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from tests.working_tables import frames
from validation.contracts import contract
from validation.contracts.checks import checks
from validation.contracts.quarantine import split
from validation.contracts.schema import polars_schema

ROWS = 1_000_000
ROUNDS = 3


def main() -> None:
    """Prints the table."""
    if len(sys.argv) > 2 and sys.argv[1] == "make":
        events().write_parquet(sys.argv[2])
        return
    if len(sys.argv) > 2:
        measure(sys.argv[1], Path(sys.argv[2]))
        return
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    file = folder / "events.parquet"
    if not file.is_file():  # in a process of its own: a child takes over its parent's peak
        subprocess.run([sys.executable, __file__, "make", str(file)], check=True)
    shape = contract("events")
    print(
        f"{ROWS:,} events, {len(shape.columns)} columns, {len(checks(shape))} checks; "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start"
    )
    for name in MEASURES:
        python = os.environ.get("GATE_PYTHON", sys.executable)
        used = python if name == "pandera" else sys.executable
        subprocess.run([used, __file__, name, str(file)], check=False)


def events() -> pl.DataFrame:
    """The hand-made events, over and over, each with an identifier and figures of its own."""
    few = frames()["events"]
    number = pl.int_range(pl.len(), dtype=pl.UInt64)
    many = pl.concat([few] * (ROWS // few.height + 1)).head(ROWS)
    hexed = (number.hash(7) % 16**7).cast(pl.String).str.zfill(9)
    return many.with_columns(
        event_id=pl.format("e-{}{}", hexed, number.cast(pl.String).str.zfill(7)),
        where_score=(number % 1000).cast(pl.Float64) / 1000,
        summary=pl.format("{} no. {}", "summary", number),
        crowd_low=(number % 50).cast(pl.Int32),
        crowd_best=(number % 50).cast(pl.Int32) + 7,
        crowd_high=(number % 50).cast(pl.Int32) + 20,
    )


def measure(name: str, file: Path) -> None:
    """Best of a few runs of one measure, in wall and CPU seconds."""
    try:
        run = MEASURES[name](file)
    except ModuleNotFoundError as error:
        print(f"{name:<12} not measured: {error.name} is not installed")
        return
    walls, cpus = [], []
    for _ in range(ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        bad = run()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{name:<12} {min(walls):6.2f} s wall, {min(cpus):6.2f} s CPU, best of {ROUNDS}; "
        f"{peak:.2f} GB at most; bad rows {bad}",
        flush=True,
    )


def polars_pass(file: Path):  # noqa: ANN201 - a closure
    """The gate inside the build: one pass, rows with a fault set apart."""
    shape, data = contract("events"), pl.read_parquet(file)
    return lambda: split(shape, data, "bench")[1].height


def sql_pass(file: Path):  # noqa: ANN201 - a closure
    """The gate's own SQL on the file, as ``polstab check FILE --contract events`` runs it."""
    from validation.examination import examined  # noqa: PLC0415

    return lambda: sum(o.n_bad for o in examined({"events": [file]}, "bench", None)[0])


def certificate(file: Path):  # noqa: ANN201 - a closure
    """Great Expectations on the same file, with Data Docs."""
    from validation import duck  # noqa: PLC0415
    from validation.certificate import certify  # noqa: PLC0415

    def run() -> int:
        with tempfile.TemporaryDirectory() as temporary:
            database = Path(temporary) / "gate.duckdb"
            duck.build(database, {"events": [file]})
            found = certify(database, [contract("events")], Path(temporary) / "docs")
            return sum(not one.ok for one in found)

    return run


def pandera(file: Path):  # noqa: ANN201 - a closure
    """The same columns and row rules in pandera's Polars engine."""
    import pandera.polars as pa  # noqa: PLC0415

    shape, data = contract("events"), pl.read_parquet(file)
    dtypes = polars_schema(shape)

    def of(sql: str) -> pa.Check:
        return pa.Check(
            lambda data, sql=sql: data.lazyframe.select(pl.sql_expr(sql).fill_null(True))
        )

    rules = [one for one in checks(shape) if one.kind not in ("unique", "foreign_key", "query")]
    columns = {
        column.name: pa.Column(
            dtypes[column.name],
            nullable=not column.required,
            unique=column.name in shape.primary_key,
            checks=[of(r.sql) for r in rules if r.column == column.name and r.kind != "required"],
        )
        for column in shape.columns
    }
    schema = pa.DataFrameSchema(
        columns, checks=[of(r.sql) for r in rules if r.kind == "rule"], strict=True
    )

    def run() -> int:
        try:
            schema.validate(data, lazy=True)
        except pa.errors.SchemaErrors as error:
            return len(error.failure_cases)
        return 0

    return run


MEASURES = {
    "polars": polars_pass,
    "sql": sql_pass,
    "certificate": certificate,
    "pandera": pandera,
}

if __name__ == "__main__":
    main()
