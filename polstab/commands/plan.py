"""What a crawl would ask for."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from polstab.commands.console import answer, say


def plan(
    dataset: str, since: date | None = None, until: date | None = None, *, as_json: bool = False
) -> None:
    """Says it source by source; asks nobody."""
    from spiders import plan as planning  # noqa: PLC0415

    plans = planning.plan(dataset, (since, until))
    if as_json:
        answer([asdict(one) for one in plans])
        return
    say("\n".join(planning.lines(plans)))
    total = sum(one.requests for one in plans if not one.shut)
    longest = max((one.seconds for one in plans if not one.shut), default=0.0)
    say(
        f"{dataset}: {planning.counted(total, 'request')} to "
        f"{planning.counted(len(plans), 'source')}, at least {longest:,.0f} s, "
        "and what the lists name anew"
    )
