"""Where the files of a dataset lie; the rooms speak to each other through these paths."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def data_root() -> Path:
    """Where everything but releases lies: ``POLSTAB_DATA`` or ``data/`` of the checkout."""
    return Path(os.environ.get("POLSTAB_DATA") or CHECKOUT / "data")


def datasets_root() -> Path:
    """Where datasets are declared: ``POLSTAB_DATASETS`` or ``datasets/`` of the checkout."""
    return Path(os.environ.get("POLSTAB_DATASETS") or CHECKOUT / "datasets")


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders and files of one dataset."""

    work: Path
    declared: Path

    @classmethod
    def of(cls, dataset: str) -> Layout:
        """The layout of a dataset by name."""
        return cls(data_root() / dataset, datasets_root() / dataset)

    @property
    def archive(self) -> Path:
        """WARC files, a folder a source."""
        return self.work / "archive"

    @property
    def captures(self) -> Path:
        """The ledger of everything fetched."""
        return self.archive / "captures.parquet"

    @property
    def state(self) -> Path:
        """What a stage remembers between runs (identifiers once minted, input digests)."""
        return self.work / "state"

    @property
    def tables(self) -> Path:
        """The working tables, a folder each."""
        return self.work / "tables"

    def table(self, name: str) -> Path:
        """The folder of a working table."""
        return self.tables / name

    def quarantine(self, table: str) -> Path:
        """The rows of a table that broke a rule, with the reason."""
        return self.work / "quarantine" / f"{table}.parquet"

    @property
    def runs(self) -> Path:
        """A folder a validation run."""
        return self.work / "runs"

    @property
    def releases(self) -> Path:
        """Published versions."""
        return self.declared / "releases"
