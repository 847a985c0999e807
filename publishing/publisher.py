"""Who publishes and under which terms, read from ``publisher.yml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from validation.contracts.errors import WrongUseError
from validation.contracts.plain_yaml import load

FILE = Path(__file__).parent / "publisher.yml"


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence by its SPDX name, with its address and what it says in short."""

    name: str
    title: str
    path: str
    text: str


def publisher() -> str:
    """The name that citations give."""
    return str(_read()["name"])


def citation(title: str, version: str, year: int) -> str:
    """How a release asks to be cited."""
    return f"{publisher()} ({year}). {title}, version {version} [data set]."


def reading_order(tables: Iterable[str]) -> list[str]:
    """Tables in the order in which a reader wants them."""
    order: list[str] = _read()["order"]
    return sorted(tables, key=lambda name: (order.index(name) if name in order else 99, name))


def licence(name: str) -> Licence:
    """The licence of that SPDX name."""
    known = _read()["licences"]
    if name not in known:
        raise WrongUseError(
            f"licence {name!r} is not in {FILE.name}; there are: {', '.join(known)}"
        )
    return Licence(name=name, **known[name])


@cache
def _read() -> dict[str, Any]:
    read: dict[str, Any] = load(FILE.read_text(encoding="utf-8"))
    return read
