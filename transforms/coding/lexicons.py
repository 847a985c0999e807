"""Lexicons, read once."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from validation.contracts.plain_yaml import load

LEXICONS = Path(__file__).parents[1] / "lexicons"
KNOWLEDGE = Path(__file__).parents[1] / "knowledge"


@cache
def read(name: str, lang: str = "en") -> Any:
    """A lexicon by name, as its YAML has it."""
    path = LEXICONS / lang / f"{name}.yml"
    return load(path.read_text(encoding="utf-8"))


@cache
def listed(name: str, key: str, lang: str = "en") -> frozenset[str]:
    """A list of a lexicon, as a set."""
    return frozenset(read(name, lang)[key])


@cache
def facts(name: str) -> tuple[dict[str, str], ...]:
    """A table of facts by name, every cell a string."""
    with (KNOWLEDGE / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def base_language(lang: str | None) -> str:
    """The language of a code (BCP 47) without region or script; English where there is none."""
    return (lang or "en").split("-")[0]


@cache
def has_lexicons(lang: str | None) -> bool:
    """Whether reports in a language (BCP 47) can be coded."""
    return bool(lang) and (LEXICONS / base_language(lang) / "triggers.yml").is_file()


@cache
def fingerprint() -> str:
    """Eight hex digits that change with any lexicon or fact."""
    digest = hashlib.sha256()
    for path in sorted([*LEXICONS.rglob("*.yml"), *KNOWLEDGE.glob("*.*")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
