"""A dataset on disk with a gate that is told what to say, and golden files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from publishing.release import Release, release
from tests.working_tables import DATASET, frames, write_table, write_working_tables
from validation.contracts.layout import Layout
from validation.verdict import Outcome, Verdict


@dataclass
class House:
    layout: Layout

    def gate(self, dataset: str, *broken: Outcome) -> Verdict:
        rows = {name: data.height for name, data in frames().items()}
        sound = Outcome("events", "dates_ordered", "rule", "critical", (), "in order", ok=True)
        return Verdict(dataset, "run", self.layout.runs / "run", rows, (sound, *broken))

    def release(self, *broken: Outcome) -> Release | None:
        return release(DATASET, lambda dataset: self.gate(dataset, *broken))

    def change(self, table: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
        write_table(self.layout, table, change(frames()[table]))

    def published(self) -> dict[str, str]:
        """A digest of every file below the releases but the lock."""
        files = [p for p in self.layout.releases.rglob("*") if p.is_file() and p.name != ".lock"]
        return {
            str(p.relative_to(self.layout.releases)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in files
        }


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("POLSTAB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("POLSTAB_DATASETS", str(tmp_path / "datasets"))
    monkeypatch.delenv("POLSTAB_RELEASES", raising=False)
    return House(write_working_tables(tmp_path))


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    """One release, for tests that only read it."""
    root = tmp_path_factory.mktemp("released")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLSTAB_DATA", str(root / "data"))
        patch.setenv("POLSTAB_DATASETS", str(root / "datasets"))
        found = House(write_working_tables(root)).release()
    assert found is not None
    yield found
