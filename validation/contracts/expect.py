"""The shape of ``expect`` in ``dataset.yml``: what this dataset must hold, and why."""

from __future__ import annotations

from pydantic import Field, model_validator

from validation.contracts.table import Severity, Strict


class Floor(Strict):
    """The fewest rows that a table may have. It also says how far the table may shrink."""

    at_least: int = Field(ge=0)
    reason: str = Field(min_length=1)
    severity: Severity = "critical"


class Coverage(Strict):
    """How often a source must have been heard in the period declared for it.

    ``least_share`` of its days were read whole and have a report; ``most_silent_days`` is the
    longest stretch of days that may have none.
    """

    least_share: float | None = Field(default=None, ge=0, le=1)
    most_silent_days: int | None = Field(default=None, ge=0)
    reason: str = Field(min_length=1)
    severity: Severity = "warning"

    @model_validator(mode="after")
    def _asks_something(self) -> Coverage:
        if self.least_share is None and self.most_silent_days is None:
            raise ValueError("least_share or most_silent_days is wanted")
        return self


class Expect(Strict):
    """Floors by table, coverage by source."""

    rows: dict[str, Floor] = Field(default_factory=dict)
    coverage: dict[str, Coverage] = Field(default_factory=dict)
