"""The trail of an event: event -> mentions -> sentences -> captures, from the released tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from polstab import client
from polstab.commands.console import answer, say

if TYPE_CHECKING:
    import polars as pl

Row = Mapping[str, Any]


class UnknownEventError(LookupError):
    """No released dataset has the event."""

    exit_code = 2


def explain(event_id: str, dataset: str | None, *, as_json: bool = False) -> None:
    """Prints the trail of an event, or of the event that a mention tells."""
    names = [dataset] if dataset else _released()
    for name in names:
        event = _event(name, event_id)
        if event is not None:
            found = trail(name, event)
            if as_json:
                answer(found)
            else:
                _tell(name, found)
            return
    where = ", ".join(names) or "no released dataset"
    raise UnknownEventError(f"no event {event_id!r} in the latest release of: {where}")


def trail(dataset: str, event: Row) -> dict[str, Any]:
    """Everything that stands behind an event of a release."""
    mentions = _where(dataset, "mentions", "event_id", event["event_id"])
    reports = {
        (row["report_id"], row["revision"]): row
        for row in client.load(dataset, "reports").collect().iter_rows(named=True)
    }
    told = []
    for mention in mentions.sort("report_id", "trigger_start").iter_rows(named=True):
        report = reports[mention["report_id"], mention["revision"]]
        parties = _where(dataset, "mention_actors", "mention_id", mention["mention_id"])
        told.append({"mention": mention, "report": report, "parties": parties.to_dicts()})
    return {"dataset": dataset, "event": dict(event), "told": told}


def _released() -> list[str]:
    """Datasets on the shelves of this machine; what an address holds cannot be listed."""
    roots = [Path(shelf) for shelf in client.shelves() if "://" not in shelf]
    shapes = ("*/latest.json", "*/releases/latest.json")
    folders = [found for root in roots for shape in shapes for found in root.glob(shape)]
    names = (
        p.parent.parent.name if p.parent.name == "releases" else p.parent.name for p in folders
    )
    return sorted(set(names))


def _where(dataset: str, table: str, column: str, value: str) -> pl.DataFrame:
    import polars as pl  # noqa: PLC0415

    return client.load(dataset, table).filter(pl.col(column) == value).collect()


def _event(dataset: str, named: str) -> Row | None:
    """The event of an identifier, its own or that of one of its mentions."""
    mentions = _where(dataset, "mentions", "mention_id", named)
    key = mentions["event_id"].item() if mentions.height else named
    rows = _where(dataset, "events", "event_id", key).to_dicts()
    return rows[0] if rows else None


def _tell(dataset: str, found: Mapping[str, Any]) -> None:
    event = found["event"]
    say(f"{event['event_id']}  {event['summary']}")
    say(
        f"  dataset {dataset}; {event['status']}, confidence {event['confidence']}; "
        f"family {event['family']}"
    )
    say(
        f"  {event['event_type']} {' '.join(event['modes'])}; "
        f"{_span(event, 'deaths')}; {_when(event)}"
    )
    say(
        f"  told by {_n(event, 'mention')} in {_n(event, 'report')} "
        f"of {event['n_sources']} outlets, {event['n_lineages']} independent accounts"
    )
    for one in found["told"]:
        _tell_mention(one["mention"], one["report"], one["parties"])


def _tell_mention(mention: Row, report: Row, parties: list[Row]) -> None:
    say("")
    say(f"  {mention['mention_id']}  {report['title']}")
    say(f"    {report['source_id']}, {report['published_on']}: {report['url']}")
    say(f"    “{mention['quote']}”")
    say(
        f"    characters {mention['quote_start']}-{mention['quote_end']} of revision "
        f"{report['revision']}; the act: “{mention['trigger']}” "
        f"({mention['trigger_start']}-{mention['trigger_end']})"
    )
    for party in parties:
        where = party["country_iso3"] or party["international"] or "?"
        say(f"    {party['role']}: “{party['text']}” {where} {' '.join(party['sectors'])}".rstrip())
    say(f"    when: {_when(mention)} by {mention['date_rule']}; {_span(mention, 'deaths')}")
    at = "" if report["warc_offset"] is None else f" at byte {report['warc_offset']}"
    say(f"    captured {report['fetched_at']:%Y-%m-%d %H:%M} UTC: {report['warc_file']}{at}")


def _n(event: Row, what: str) -> str:
    n = event[f"n_{what}s"]
    return f"{n} {what}{'' if n == 1 else 's'}"


def _when(row: Row) -> str:
    first, last = row["date_start"], row["date_end"]
    if first is None:
        return "undated"
    return f"{first}" if first == last else f"{first} to {last}"


def _span(row: Row, name: str) -> str:
    low, best, high = (row[f"{name}_{bound}"] for bound in ("low", "best", "high"))
    if best is None:
        return f"{name} not reported"
    if low == high == best:
        return f"{name} {best}"
    if high is None:
        return f"{name} at least {low}"
    return f"{name} up to {high}" if low is None else f"{name} {best} ({low} to {high})"
