"""The hours at which a source may be asked, in its own time zone."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from validation.contracts.declarations import Source, load_dataset, load_sources


def shut(source: Source, moment: datetime) -> str | None:
    """Why a source is not asked at a moment; None where it may be.

    ``22:00-06:00`` spans midnight; the first minute belongs to the window, the last does not.
    """
    if source.hours is None:
        return None
    start, end = (time.fromisoformat(part) for part in source.hours.split("-"))
    local = moment.astimezone(ZoneInfo(source.timezone)).time()
    inside = start <= local < end if start < end else local >= start or local < end
    return None if inside else f"outside its hours, {source.hours} in {source.timezone}"


def closed_sources(dataset_name: str, moment: datetime) -> dict[str, str]:
    """The sources of a dataset that are not asked at a moment, and why."""
    sources = load_sources(load_dataset(dataset_name))
    return {name: why for name, source in sources.items() if (why := shut(source, moment))}
