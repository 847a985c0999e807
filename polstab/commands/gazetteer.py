"""Put a full GeoNames file into the gazetteer, say what it holds, take the file out again."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from polstab.commands.console import answer, err, say, working

if TYPE_CHECKING:
    from transforms.places.installed import Fault, Installed


def install(paths: list[Path], *, as_json: bool = False) -> None:
    """Installs files in place of those before; lines passed over are told one by one."""
    from transforms.places import gazetteer  # noqa: PLC0415

    names = ", ".join(path.name for path in paths)
    with working(f"reading {names}; all countries take some minutes"):
        what, faults = gazetteer.install(_folder(), paths)
    _tell_faults(what, faults)
    if as_json:
        answer({**_told(what), "faults": [asdict(fault) for fault in faults]})
        return
    _say_files(what)
    say(f"installed {what.places:,} places; gazetteer {gazetteer.gazetteer_stamp(_folder())}")


def status(*, as_json: bool = False) -> None:
    """Says which gazetteer is read and what is installed."""
    from transforms.places import gazetteer  # noqa: PLC0415
    from transforms.places.installed import installed  # noqa: PLC0415

    folder = _folder()
    what, stamp = installed(folder), gazetteer.gazetteer_stamp(folder)
    built = (folder / stamp / "names.parquet").is_file()
    if as_json:
        answer({"folder": folder, "gazetteer": stamp, "built": built, **_told(what)})
        return
    say(f"gazetteer {stamp} in {folder}: {'built' if built else 'built at first use'}")
    if what is None:
        say("no GeoNames file is installed: cities from 500 people and our own tables")
        return
    _say_files(what)


def remove() -> None:
    """Takes the installed file out of the gazetteer."""
    from transforms.places import gazetteer  # noqa: PLC0415

    folder = _folder()
    was_there = any(folder.glob("installed*"))
    gazetteer.remove(folder)
    say("removed the installed file" if was_there else "no GeoNames file was installed")


def _folder() -> Path:
    from transforms.places import gazetteer_path  # noqa: PLC0415
    from validation.contracts.layout import data_root  # noqa: PLC0415

    return gazetteer_path(data_root())


def _told(what: Installed | None) -> dict[str, object]:
    return {"installed": None if what is None else asdict(what)}


def _tell_faults(what: Installed, faults: list[Fault]) -> None:
    for fault in faults:
        line = f"polstab: {fault.file}, line {fault.line}: {fault.what}; passed over"
        err.print(line, markup=False, soft_wrap=True)
    more = sum(file.faulty for file in what.files) - len(faults)
    if more:
        err.print(f"polstab: {more} more such lines", markup=False)


def _say_files(what: Installed) -> None:
    for file in what.files:
        faulty = f", {file.faulty:,} passed over" if file.faulty else ""
        say(f"  {file.name}: {file.lines:,} lines, {file.kept:,} places kept{faulty}")
