"""Crawl, build, check, release: the way through the house, told on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import typer

from polstab.commands.console import answer, err, say, working
from polstab.commands.progress import crawling

if TYPE_CHECKING:
    from transforms.monitor import Alarm


def crawl(
    dataset: str,
    since: date | None = None,
    until: date | None = None,
    *,
    as_json: bool = False,
) -> None:
    """Gathers and says what came, source by source; exit code 1 when part could not be gathered."""
    if not gathered(dataset, since, until, as_json=as_json):
        raise typer.Exit(1)


def gathered(
    dataset: str, since: date | None = None, until: date | None = None, *, as_json: bool = False
) -> bool:
    """Gathers and says what came; whether every way and file could be gathered."""
    from spiders.crawl import crawl as gather  # noqa: PLC0415
    from spiders.politeness.hours import closed_sources  # noqa: PLC0415

    try:
        with crawling(dataset, shown=err.is_terminal and not as_json) as tell:
            summary = gather(dataset, since, until, tell)
    except KeyboardInterrupt:
        err.print(f"stopped; `polstab crawl {dataset}` goes on where it was", markup=False)
        raise
    closed = closed_sources(dataset, summary.moment)
    whole = not (summary.troubles or summary.is_blind)
    if as_json:
        answer(asdict(summary) | {"closed": closed, "whole": whole})
        return whole
    for one in summary.sources:
        say(
            f"  {one.source_id}: {one.listed} listed, {one.fetched} fetched, {one.new} new"
            + (f", {one.forbidden} forbidden by robots.txt" if one.forbidden else "")
            + (f", {one.opted_out} opted out of text mining" if one.opted_out else "")
            + (f", {one.failed} failed" if one.failed else "")
            + (f"; {closed[one.source_id]}" if one.source_id in closed else "")
        )
        for trouble in one.troubles:
            say(f"    not gathered: {trouble}")
    if summary.is_blind:
        say(f"  no list could be read; see `polstab crawl {dataset} --plan` for the reasons")
    say(f"crawled {dataset}: {summary.total('new')} new pages from {len(summary.sources)} sources")
    return whole


def build(dataset: str, workers: int = 1, *, as_json: bool = False, strict: bool = False) -> None:
    """Builds and says how many rows each table has; warns of outlets that fell silent."""
    from transforms.build import build as shape  # noqa: PLC0415

    with working(f"building {dataset}") as status:
        summary = shape(dataset, workers, lambda step: status.update(f"building {dataset}: {step}"))
    alarms = watch(dataset)
    if as_json:
        answer(asdict(summary) | {"alarms": [asdict(alarm) for alarm in alarms]})
    elif not summary.changed:
        say(f"built {dataset}: nothing new")
    else:
        refused = ", ".join(f"{n} {reason}" for reason, n in summary.not_reports.items())
        say(f"  {summary.n_pages} pages read" + (f"; no reports: {refused}" if refused else ""))
        say("  " + ", ".join(f"{name} {n:,}" for name, n in summary.rows.items()))
        if summary.coding is not None:
            from transforms.models.cost import lines  # noqa: PLC0415

            say("\n".join(f"  {line}" for line in lines(summary.coding)))
        for name, n in summary.quarantined.items():
            say(f"  {n} rows of {name} set aside, see `polstab check {dataset}`")
        say(f"built {dataset}: {len(summary.rows)} tables")
    if not as_json:
        warn_of(alarms)
    if strict and alarms:
        raise typer.Exit(1)


def watch(dataset: str) -> list[Alarm]:
    """What the outlets' latest days lack."""
    from transforms import monitor  # noqa: PLC0415

    return monitor.watch(dataset)


def warn_of(alarms: Sequence[Alarm]) -> None:
    """Says each alarm in a line of its own."""
    for alarm in alarms:
        say(f"  warning: {alarm}")


def check(dataset: str, *, as_json: bool = False) -> None:
    """Checks; exit code 1 when a critical check fails."""
    from validation.gate import check as gate  # noqa: PLC0415

    with working(f"checking {dataset}"):
        verdict = gate(dataset)
    if as_json:
        answer(verdict.as_dict())
    else:
        say("\n".join([*_set_aside(dataset), *verdict.lines()]))
    if not verdict.ok:
        raise typer.Exit(1)


def _set_aside(dataset: str) -> list[str]:
    """A line a table whose build took rows out: how many by rule, and where they lie."""
    from validation.contracts.layout import Layout  # noqa: PLC0415
    from validation.contracts.quarantine import set_aside  # noqa: PLC0415
    from validation.working import working_contracts  # noqa: PLC0415

    told = []
    for name in working_contracts():
        path = Layout.of(dataset).quarantine(name)
        found = ", ".join(f"{rule} {n:,}" for rule, n in set_aside(path).items())
        if found:
            told.append(f"set aside by the build: {name}: {found}; see {path}")
    return told


def release(dataset: str, *, as_json: bool = False) -> None:
    """Publishes a version, or says that nothing changed."""
    from publishing.release import latest_folder  # noqa: PLC0415
    from publishing.release import release as publish  # noqa: PLC0415

    with working(f"checking and releasing {dataset}"):
        made = publish(dataset)
    if as_json:
        answer(None if made is None else asdict(made))
    elif made is None:
        last = latest_folder(dataset)
        say(f"released {dataset}: nothing changed, {last.name} stands: {last}")
        say(f"  its page: {last / 'index.html'} (or `polstab serve`)")
    else:
        say(f"released {dataset} {made.version}: {made.folder}")
        say(f"  its page: {made.page} (or `polstab serve`)")


def run(dataset: str, workers: int = 1, *, strict: bool = False) -> None:
    """The four steps in order; the release step checks by itself.

    What could not be gathered, and with ``strict`` outlets that fell silent, end it with 1, once
    all the rest is released.
    """
    whole = gathered(dataset)
    build(dataset, workers)
    release(dataset)
    if not whole or (strict and watch(dataset)):
        raise typer.Exit(1)


def serve(dataset: str | None, port: int) -> None:
    """Shows the site until interrupted."""
    from publishing.site import serve as show  # noqa: PLC0415

    show(dataset, port, lambda address: say(f"{address} (stop with Ctrl-C)"))
