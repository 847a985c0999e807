"""The family of an event for panels: the first row of families.csv that fits."""

from __future__ import annotations

from collections.abc import Sequence

from validation.contracts import codes


def family(
    subtype: str | None,
    event_type: str,
    modes: Sequence[str],
    actor_sector: str | None,
    recipient_sector: str | None,
) -> str:
    """The family, by subtype, type, primary mode and the sectors of the first parties."""
    found = {
        "subtype": subtype or "",
        "event_type": event_type,
        "mode": modes[0] if modes else "",
        "actor_sector": actor_sector or "",
        "recipient_sector": recipient_sector or "",
    }
    for row in codes.rows("families.csv"):
        if all(not row[key] or value in row[key].split("|") for key, value in found.items()):
            return row["family"]
    raise LookupError("families.csv has no row that fits everything")
