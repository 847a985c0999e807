"""How releases are written, read from ``settings.yml``, and the version of the contracts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from validation.contracts.plain_yaml import load

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Rows of a row group, shares, sizes in bytes, and the column whose year cuts a table."""

    row_group_rows: int
    bloom_false_positives: float
    partition_bytes: int
    csv_bytes: int
    quote_characters: int
    years: dict[str, str] = field(default_factory=dict)


@cache
def settings() -> Settings:
    """What ``settings.yml`` says."""
    return Settings(**load((FOLDER / "settings.yml").read_text(encoding="utf-8")))


@cache
def contract_version() -> str:
    """The version of the public contracts."""
    return str(load((FOLDER / "contract.yml").read_text(encoding="utf-8"))["version"])
