"""Ask the lists of declared sources once, and say what they hold."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from polstab.commands.console import answer, say, working

if TYPE_CHECKING:
    from spiders.survey import Checked, Seen

Declared = list[tuple[str, Path]]


def check(ids: list[str], dataset: str | None, *, fixtures: bool, as_json: bool) -> None:
    """Looks at each source; a source without a single report is a failed check."""
    from validation.contracts.errors import FailedChecksError  # noqa: PLC0415

    declared, contact = _declared(ids, dataset)
    checked = [_check(path, contact, fixtures=fixtures, quiet=as_json) for _, path in declared]
    if as_json:
        answer({"sources": [_told(one) for one in checked]})
    empty = [one.source.id for one in checked if not one.has_reports]
    if empty:
        raise FailedChecksError(f"{len(empty)} of {len(checked)} list nothing: {', '.join(empty)}")


def _declared(ids: list[str], dataset: str | None) -> tuple[Declared, str | None]:
    """The YAML files of what is asked for: of a dataset, or of the catalogue."""
    from validation.contracts import declarations as d  # noqa: PLC0415
    from validation.contracts.errors import WrongUseError  # noqa: PLC0415

    contact = None
    if dataset is None and len(ids) == 1 and _is_dataset(ids[0]):
        dataset, ids = ids[0], []  # its name in place of those of all its sources
    if dataset is not None:
        wanted = d.load_dataset(dataset)
        contact = wanted.contact
        known = {use.id: d.source_file(dataset, use.id) for use in wanted.sources}
    else:
        known = {path.stem: path for path in sorted(d.CATALOGUE.rglob("*.yml"))}
    where = (
        f"dataset {dataset}"
        if dataset
        else f"the catalogue ({d.CATALOGUE}); --dataset NAME asks for a dataset's own"
    )
    for name in ids:
        if name not in known:
            raise WrongUseError(f"no source {name!r} in {where}")
    return [(name, known[name]) for name in ids or known], contact


def _is_dataset(name: str) -> bool:
    from validation.contracts.layout import datasets_root  # noqa: PLC0415

    return (datasets_root() / name / "dataset.yml").is_file()


def _check(path: Path, contact: str | None, *, fixtures: bool, quiet: bool) -> Checked:
    from spiders import survey  # noqa: PLC0415
    from spiders.asking import Asker  # noqa: PLC0415
    from spiders.draft import FixtureAsker  # noqa: PLC0415
    from spiders.limits import limits  # noqa: PLC0415
    from spiders.politeness.addresses import Door  # noqa: PLC0415
    from validation.contracts import clock  # noqa: PLC0415
    from validation.contracts.declarations import read_source  # noqa: PLC0415
    from validation.contracts.layout import data_root  # noqa: PLC0415

    source = read_source(path)
    if fixtures:
        asker: Asker = FixtureAsker(data_root() / "fixtures" / source.id)
    else:
        asker = Asker(contact, source.delay_seconds)
        asker.private_hosts |= {host for host, _ in Door.of(source, limits().ports).private}
    with working(f"asking {source.name}"):
        checked = survey.check(source, path, asker, clock.now())
    if not quiet:
        _tell(checked, clock.now())
    return checked


def _told(checked: Checked) -> dict[str, object]:
    ways = [asdict(way) | {"date_fill": way.date_fill} for way in checked.ways]
    source = checked.source
    return {"id": source.id, "name": source.name, "has_reports": checked.has_reports, "ways": ways}


def _tell(checked: Checked, now: datetime) -> None:
    say(
        f"{checked.source.id}  {checked.source.name}" + ("" if checked.has_reports else ": nothing")
    )
    for way in checked.ways:
        say(f"  {way.engine} {way.address}: {_line(way, now)}")
        for sample in way.samples:
            say(f"    {sample}")


def _line(way: Seen, now: datetime) -> str:
    if way.trouble:
        return way.trouble
    parts = [f"{way.entries} entries, {way.wanted} wanted"]
    if way.lists:
        parts.append(f"{way.lists} further lists, the newest looked at")
    if way.newest:
        parts.append(f"newest {way.newest:%Y-%m-%d %H:%M} UTC, {_age(now, way.newest)} old")
    if way.date_fill is not None:
        parts.append(f"{way.date_fill:.0%} dated")
    if way.samples_robots and way.samples_robots != "allowed":
        parts.append(f"reports {way.samples_robots} by robots.txt")
    return ", ".join(parts)


def _age(now: datetime, then: datetime) -> str:
    hours = int((now - then).total_seconds() // 3600)
    return f"{hours} h" if hours < 72 else f"{hours // 24} days"
