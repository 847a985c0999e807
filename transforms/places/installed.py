"""A GeoNames file that somebody has: put beside the gazetteer, told of, taken away again.

Under the gazetteer's folder lie `installed.json`, which says what is installed, and
`installed-<digest>.parquet`, the places kept of it. The first is moved into place last, so that
a killed installation leaves what was there before.
"""

import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import polars as pl

from transforms.places import geonames
from validation.contracts.errors import WrongUseError

RECORD = "installed.json"
_MOST_FAULTS = 20  # so many are told one by one
_FAULTY_SHARE = 0.01  # with more, the file is not what it is taken for
# allCountries.txt has 1.7 GB; a small archive that grows beyond this is no GeoNames file.
_MOST_BYTES = 8 << 30


@dataclass(frozen=True, slots=True)
class InstalledFile:
    """A file that was read: its name and digest, its lines, how many were kept and faulty."""

    name: str
    sha256: str
    lines: int
    kept: int
    faulty: int


@dataclass(frozen=True, slots=True)
class Installed:
    """What is installed: the digest of the places kept, their number, the files."""

    digest: str
    places: int
    files: tuple[InstalledFile, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that was passed over, and why."""

    file: str
    line: int
    what: str


def installed(folder: Path) -> Installed | None:
    """What is installed in the gazetteer's folder, if anything.

    Raises:
        WrongUseError: the record is there and cannot be read, or its places are gone.
    """
    try:
        told: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        files = tuple(InstalledFile(**one) for one in told.pop("files"))
        found = Installed(**told, files=files)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WrongUseError(f"{folder / RECORD} cannot be read: `polstab gazetteer remove`, "
                            "then install the file again") from error  # fmt: skip
    if not places_file(folder, found).is_file():
        raise WrongUseError(f"{places_file(folder, found)} is gone: `polstab gazetteer remove`, "
                            "then install the file again")  # fmt: skip
    return found


def places_file(folder: Path, what: Installed) -> Path:
    """The places of an installation, in the columns of `geonames.KEPT`."""
    return folder / f"installed-{what.digest}.parquet"


@contextmanager
def staged(folder: Path, paths: Sequence[Path]) -> Iterator[tuple[Installed, list[Fault]]]:
    """Read files and lay their places down; they count as installed if the body ends well."""
    folder.mkdir(parents=True, exist_ok=True)
    before = _before(folder)
    work = Path(tempfile.mkdtemp(prefix="installing-", dir=folder))
    try:
        read = [_read(path, work / str(at)) for at, path in enumerate(paths)]
        what = _laid_down(folder, work, [file for file, _ in read])
        yield what, [fault for _, faults in read for fault in faults]
        record = work / RECORD
        record.write_text(json.dumps(asdict(what), indent=1) + "\n", encoding="utf-8")
        record.replace(folder / RECORD)
    finally:
        shutil.rmtree(work, ignore_errors=True)
        _sweep(folder, before)


def _before(folder: Path) -> Installed | None:
    try:
        return installed(folder)
    except WrongUseError:
        return None


def remove(folder: Path) -> None:
    """Take away what is installed; nothing happens where nothing is."""
    (folder / RECORD).unlink(missing_ok=True)
    _sweep(folder, None)


def _sweep(folder: Path, before: Installed | None) -> None:
    """Remove places that no record names, of a replaced or failed installation."""
    now = _before(folder) or (before if (folder / RECORD).exists() else None)
    for path in folder.glob("installed-*.parquet"):
        if now is None or path != places_file(folder, now):
            path.unlink(missing_ok=True)


def _read(path: Path, parts: Path) -> tuple[InstalledFile, list[Fault]]:
    """Keep what is wanted of a file as Parquet in `parts`; its first faults."""
    parts.mkdir()
    digest, lines, kept, faulty = hashlib.sha256(), 0, 0, 0
    faults: list[Fault] = []
    with _opened(path) as stream:
        for at, block in enumerate(_blocks(path, stream)):
            digest.update(block)
            read = geonames.read_lines(block, first=lines + 1)
            lines += block.count(b"\n") + (not block.endswith(b"\n"))
            wrong = read.filter(pl.col("fault").is_not_null()).select("line", "fault")
            faulty += wrong.height
            more = wrong.head(_MOST_FAULTS - len(faults))
            faults += [Fault(path.name, line, what) for line, what in more.iter_rows()]
            good = read.filter(pl.col("fault").is_null()).select(*geonames.KEPT)
            kept += good.height
            good.write_parquet(parts / f"{at:06}.parquet")
    told = InstalledFile(path.name, digest.hexdigest(), lines, kept, faulty)
    _refuse(path, told, faults)
    return told, faults


def _refuse(path: Path, told: InstalledFile, faults: Sequence[Fault]) -> None:
    if told.faulty > max(told.lines * _FAULTY_SHARE, 1):
        first = faults[0]
        raise WrongUseError(
            f"{path}: {told.faulty} of {told.lines} lines are not as GeoNames writes them, first "
            f"line {first.line}: {first.what}; give allCountries.txt or a country file"
        )
    if told.kept == 0:
        raise WrongUseError(
            f"{path}: no place to keep among {told.lines} lines; "
            "give allCountries.txt or a country file"
        )


def _blocks(path: Path, stream: IO[bytes]) -> Iterator[bytes]:
    mend = "give a text file of GeoNames, or its zip"
    size = 0
    try:
        for block in geonames.blocks(stream):
            yield block
            size += len(block)
            if size > _MOST_BYTES:
                break
    except (ValueError, zipfile.BadZipFile, zlib.error, OSError) as error:
        raise WrongUseError(f"{path}: {error}; {mend}") from error
    if size > _MOST_BYTES:
        raise WrongUseError(f"{path}: more than {_MOST_BYTES >> 30} GB; {mend}")


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """A file, or the one table in a zip of GeoNames'."""
    try:
        with path.open("rb") as stream:
            if not zipfile.is_zipfile(stream):
                stream.seek(0)
                yield stream
                return
            with zipfile.ZipFile(stream) as archive, archive.open(_member(path, archive)) as table:
                yield table
    except (FileNotFoundError, IsADirectoryError, PermissionError, zipfile.BadZipFile) as error:
        reason = getattr(error, "strerror", None) or error
        raise WrongUseError(
            f"{path}: {reason}; name a text file of GeoNames, or its zip"
        ) from error


def _member(path: Path, archive: zipfile.ZipFile) -> str:
    names = [n for n in archive.namelist() if n.endswith(".txt") and "readme" not in n.lower()]
    if len(names) != 1:
        raise WrongUseError(f"{path}: {len(names)} tables in the zip; unpack it and name the one")
    return names[0]


def _laid_down(folder: Path, work: Path, files: Iterable[InstalledFile]) -> Installed:
    """One file of all the places, each once: of two rows with one id the last counts."""
    parts = pl.concat([pl.scan_parquet(part) for part in sorted(work.glob("*/*.parquet"))])
    ids = parts.select("geonameid").with_row_index("at").collect()
    last = ids.unique("geonameid", keep="last", maintain_order=True).select("at")
    target = work / "places.parquet"
    chosen = parts.with_row_index("at").join(last.lazy(), on="at", how="semi").sort("geonameid")
    chosen.drop("at").sink_parquet(target, compression="zstd")
    with target.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()[:16]
    what = Installed(digest, last.height, tuple(files))
    target.replace(places_file(folder, what))
    return what
