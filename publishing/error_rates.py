"""The coder's known error rates, as ``error_rates.yml`` records them."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from validation.contracts.errors import WrongUseError
from validation.contracts.plain_yaml import load

FILE = Path(__file__).parent / "error_rates.yml"


class Figure(BaseModel):
    """One measured figure: of what, on which gold set, by which measure."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    part: str
    set: str
    measure: str
    value: float = Field(ge=0, le=1)


class ErrorRates(BaseModel):
    """Figures with the day and the command that gave them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: date
    command: str
    figures: list[Figure]


@cache
def error_rates() -> dict[str, Any]:
    """The recorded figures.

    Raises:
        WrongUseError: the file has a key that is not known, or a figure that is no share.
    """
    try:
        read = ErrorRates.model_validate(load(FILE.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise WrongUseError(f"{FILE.name}: {error}") from error
    return read.model_dump(mode="json")
