"""The moment that counts as now: the wall clock, or the one that a demonstration is told."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from validation.contracts.errors import WrongUseError

VARIABLE = "POLSTAB_CLOCK"


def now() -> datetime:
    """The moment of ``POLSTAB_CLOCK`` if it is set, else the wall clock; UTC."""
    told = os.environ.get(VARIABLE)
    return moment(told, VARIABLE) if told else datetime.now(UTC)


def is_told() -> bool:
    """Whether the clock is one that was told, and so stands still."""
    return bool(os.environ.get(VARIABLE))


def moment(text: str, where: str = "clock") -> datetime:
    """An ISO 8601 instant in UTC; without an offset or malformed it is wrong use."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise WrongUseError(
            f"{where}: {text!r} is no instant; write it like 2023-07-29T12:00:00Z"
        ) from None
    return read.astimezone(UTC)
