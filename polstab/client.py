"""Released tables as lazy frames, from a folder, an address or a checkout."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

if TYPE_CHECKING:
    import polars as pl

VERSION = re.compile(r"(\d{4})\.(\d{2})\.(\d+)")
SECONDS = 30
# A descriptor is some hundred kilobytes; anything near this is something else.
MOST_BYTES = 50_000_000


class ReleaseNotFoundError(LookupError):
    """No such dataset, version or table; the message says where was looked and what there is."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The releases of one dataset: a folder or an address that holds a folder a version."""

    dataset: str
    base: str

    @property
    def remote(self) -> bool:
        return self.base.startswith(("http://", "https://"))

    def at(self, *parts: str) -> str:
        """The path or address of a file."""
        if self.remote:
            return "/".join([self.base.rstrip("/"), *parts])
        return str(Path(self.base, *parts))

    def json(self, *parts: str) -> dict[str, Any] | None:
        """A JSON file of the shelf; None where it is not there."""
        content = _fetched(self.at(*parts)) if self.remote else _read(Path(self.at(*parts)))
        if content is None:
            return None
        try:
            found: dict[str, Any] = json.loads(content)
        except ValueError:
            return None
        return found

    def versions(self) -> list[str]:
        """The versions on the shelf, oldest first."""
        if self.remote:
            names = list((self.json("latest.json") or {}).get("versions", []))
        else:
            names = [path.parent.name for path in Path(self.base).glob("*/datapackage.json")]
        return sorted((n for n in names if VERSION.fullmatch(n)), key=_number)


def load(dataset: str, table: str, version: str = "latest") -> pl.LazyFrame:
    """One table of a released dataset as a Polars LazyFrame.

    Looks in ``POLSTAB_RELEASES`` (a folder or an http address), then in ``datasets/`` of a
    checkout.

    Raises:
        ReleaseNotFoundError: no such dataset, version or table.
    """
    import polars as pl  # noqa: PLC0415 - so that importing polstab stays quick

    shelf, found, package = _package(dataset, version)
    described = _resource(package, dataset, found, table)
    named = described["path"]
    # A large table is cut into files a year; the year is in their names and no column of its own.
    paths = [shelf.at(found, path) for path in ([named] if isinstance(named, str) else named)]
    return pl.scan_parquet(paths, hive_partitioning=False)


def releases(dataset: str) -> list[str]:
    """The released versions of a dataset, oldest first."""
    return _shelf(dataset).versions()


def tables(dataset: str, version: str = "latest") -> list[str]:
    """The tables of a released dataset."""
    _, _, package = _package(dataset, version)
    return [str(resource["name"]) for resource in package["resources"]]


def describe(dataset: str, table: str, version: str = "latest") -> pl.DataFrame:
    """The columns of a table: column, type, unit, description, required."""
    import polars as pl  # noqa: PLC0415 - so that importing polstab stays quick

    _, found, package = _package(dataset, version)
    fields = _resource(package, dataset, found, table)["schema"]["fields"]
    rows = [
        (
            field["name"],
            field["type"],
            field.get("unit"),
            field.get("description"),
            bool(field.get("constraints", {}).get("required")),
        )
        for field in fields
    ]
    schema = {
        "column": pl.String,
        "type": pl.String,
        "unit": pl.String,
        "description": pl.String,
        "required": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _package(dataset: str, version: str) -> tuple[_Shelf, str, dict[str, Any]]:
    shelf = _shelf(dataset)
    known = shelf.versions()
    found = _latest(shelf, known) if version == "latest" else version
    package = shelf.json(found, "datapackage.json") if found in known else None
    if package is None:
        raise ReleaseNotFoundError(
            f"{dataset} has no version {version!r} in {shelf.base}; there are: {', '.join(known)}"
        )
    return shelf, found, package


def _latest(shelf: _Shelf, known: list[str]) -> str:
    """What ``latest.json`` names; the newest where a release was cut off before writing it."""
    announced = (shelf.json("latest.json") or {}).get("version")
    return announced if announced in known else known[-1]


def _resource(package: dict[str, Any], dataset: str, version: str, table: str) -> dict[str, Any]:
    by_name: dict[str, dict[str, Any]] = {r["name"]: r for r in package["resources"]}
    if table not in by_name:
        raise ReleaseNotFoundError(
            f"{dataset} {version} has no table {table!r}; there are: {', '.join(by_name)}"
        )
    return by_name[table]


def _shelf(dataset: str) -> _Shelf:
    """The first place that holds releases of the dataset."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", dataset):
        raise ReleaseNotFoundError(f"{dataset!r} is no name of a dataset")
    roots = shelves()
    for root in roots:
        # A mirror may hold <dataset>/<version>, a checkout holds <dataset>/releases/<version>.
        for parts in ((dataset, "releases"), (dataset,)):
            shelf = _Shelf(dataset, _Shelf(dataset, root).at(*parts))
            if shelf.versions():
                return shelf
    looked = ", ".join(roots) or "nowhere: set POLSTAB_RELEASES to a folder or an address"
    raise ReleaseNotFoundError(f"no release of {dataset!r}; looked in {looked}")


def shelves() -> list[str]:
    """The folders and addresses where releases are looked for, in their order."""
    named = os.environ.get("POLSTAB_RELEASES")
    declared = os.environ.get("POLSTAB_DATASETS")
    checkouts = [Path(__file__).resolve().parents[1], Path.cwd(), *Path.cwd().parents]
    found = [str(root / "datasets") for root in checkouts if (root / "datasets").is_dir()]
    return list(dict.fromkeys([*filter(None, (named, declared)), *found]))


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _fetched(address: str) -> bytes | None:
    try:
        with urlopen(address, timeout=SECONDS) as answer:
            content: bytes = answer.read(MOST_BYTES)
    except (URLError, OSError, ValueError):
        return None
    return content
