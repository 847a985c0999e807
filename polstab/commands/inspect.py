"""What is declared, and what this installation can do."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from polstab.commands.console import answer, say

PIPELINE = ("scrapy", "polars", "great_expectations", "duckdb", "trafilatura", "pyarrow", "marimo")


def sources(dataset: str, *, as_json: bool = False) -> None:
    """Lists the sources of a dataset."""
    declarations = import_module("validation.contracts.declarations")
    found = declarations.load_sources(declarations.load_dataset(dataset))
    if as_json:
        answer({name: source.model_dump(mode="json") for name, source in found.items()})
        return
    for name, source in found.items():
        ways = ", ".join(getattr(way, "url", None) or way.path for way in source.gather)
        kind = " ".join(str(v) for v in (source.kind, source.country_iso3, source.language) if v)
        about = "; ".join(part for part in (kind, f"rights {source.rights.status}") if part)
        say(f"{name}  {source.name} ({about}): {ways}")


def doctor() -> None:
    """Says versions, folders and what is missing."""
    say(f"Python {sys.version.split()[0]}, polstab {_version('polstab')}")
    for name in PIPELINE:
        say(f"  {name}: {_version(name) or 'not installed'}")
    try:
        layout = import_module("validation.contracts.layout")
    except ModuleNotFoundError:
        say("the pipeline is not here: only released datasets can be read")
        return
    say(f"data: {layout.data_root()}")
    say(f"datasets: {layout.datasets_root()}")
    names = sorted(p.parent.name for p in layout.datasets_root().glob("*/dataset.yml"))
    for name in names:
        place = layout.Layout.of(name)
        state = "crawled" if place.captures.is_file() else "not crawled"
        released = (place.releases / "latest.json").is_file()
        say(f"  {name}: {state}, {'released' if released else 'not released'}")


def _version(package: str) -> str | None:
    try:
        return version(package.replace("_", "-"))
    except PackageNotFoundError:
        return None
