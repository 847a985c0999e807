"""Three runs of the gate, shared: clean tables, damaged rows, damaged columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from tests.working_tables import DATASET, frames, write_table, write_working_tables
from validation.contracts.layout import Layout
from validation.gate import check
from validation.verdict import Outcome, Verdict

Damage = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass
class Run:
    layout: Layout
    verdict: Verdict

    def broken(self, table: str, rule: str) -> Outcome:
        return next(o for o in self.verdict.of(table) if o.rule == rule and not o.ok)

    def quarantine(self, table: str) -> pl.DataFrame:
        return pl.read_parquet(self.layout.quarantine(table))


def first_row(**values: pl.Expr) -> Damage:
    """Other values in the first row."""
    at_first = pl.int_range(pl.len()) == 0
    return lambda data: data.with_columns(
        pl.when(at_first).then(value).otherwise(pl.col(name)).alias(name)
        for name, value in values.items()
    )


DAMAGED_ROWS: dict[str, Damage] = {
    "source_days": first_row(source_id=pl.lit(None)),
    "sources": first_row(country_iso3=pl.lit("QQQ")),
    "country_month": lambda data: pl.concat([data, data.head(1)]),
    "event_actors": first_row(actor_id=pl.lit("ps-nobody")),
    "events": first_row(
        deaths_low=pl.lit(9, pl.Int32),
        deaths_best=pl.lit(4, pl.Int32),
        deaths_high=pl.lit(5, pl.Int32),
        deaths_actor=pl.lit(0, pl.Int32),
        deaths_recipient=pl.lit(0, pl.Int32),
        deaths_civilians=pl.lit(0, pl.Int32),
        deaths_unknown=pl.lit(4, pl.Int32),
        source_urls=pl.lit([], pl.List(pl.String)),
        modes=pl.lit(["dancing"], pl.List(pl.String)),
    ),
    "mentions": first_row(quote=pl.lit("word " * 60), rank=pl.lit(0, pl.Int32)),
    "places": first_row(lat=pl.lit(95.0)),
    "reports": first_row(lineage_id=pl.lit("l-short")),
    "country_day": lambda data: data.clear(),
}
DAMAGED_COLUMNS: dict[str, Damage] = {
    "events": lambda data: data.with_columns(deaths_best=pl.lit("many")),
    "places": lambda data: data.drop("lat"),
    "sources": lambda data: data.with_columns(nickname=pl.lit("x")),
    "country_month": first_row(country_iso3=pl.lit("QQQ")),
}


def damaged(root: Path, damages: dict[str, Damage]) -> Layout:
    layout = write_working_tables(root)
    for table, damage in damages.items():
        write_table(layout, table, damage(frames()[table]))
    return layout


@contextmanager
def pointed(root: Path) -> Iterator[pytest.MonkeyPatch]:
    """Points polstab at a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLSTAB_DATA", str(root / "data"))
        patch.setenv("POLSTAB_DATASETS", str(root / "datasets"))
        yield patch


@pytest.fixture(scope="module")
def environment() -> Iterator[Callable[[Path], None]]:
    """Points polstab at a folder until the tests of a module are over."""
    with ExitStack() as stack:

        def point_to(root: Path) -> None:
            stack.enter_context(pointed(root))

        yield point_to


def run(root: Path, damages: dict[str, Damage]) -> Run:
    with pointed(root):
        layout = damaged(root, damages)
        return Run(layout, check(DATASET))


@pytest.fixture(scope="session")
def clean_run(tmp_path_factory) -> Run:
    return run(tmp_path_factory.mktemp("clean"), {})


@pytest.fixture(scope="session")
def row_run(tmp_path_factory) -> Run:
    return run(tmp_path_factory.mktemp("rows"), DAMAGED_ROWS)


@pytest.fixture(scope="session")
def column_run(tmp_path_factory) -> Run:
    root = tmp_path_factory.mktemp("columns")
    with pointed(root):
        layout = damaged(root, DAMAGED_COLUMNS)
        torn = layout.table("actors") / "part-0000.parquet"
        torn.write_bytes(torn.read_bytes()[:200])
        return Run(layout, check(DATASET, certified=False))
