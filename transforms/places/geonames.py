"""Files in the format of GeoNames' allCountries.txt: 19 fields a line, split by tabs, no header.

Lines are read block by block: memory stays bounded whatever the size of the file.
"""

from collections.abc import Iterator
from typing import IO, Any

import polars as pl

from transforms.places import sources

FIELDS = (
    "geonameid", "name", "asciiname", "aliases", "lat", "lon", "class", "code", "iso2", "cc2",
    "admin1_code", "admin2_code", "admin3_code", "admin4_code", "population", "elevation", "dem",
    "timezone", "modified",
)  # fmt: skip
# What is kept of a line, besides `line` (its number) and `fault`.
KEPT: dict[str, Any] = {
    "geonameid": pl.Int64,
    "name": pl.String,
    "aliases": pl.List(pl.String),
    "lat": pl.Float64,
    "lon": pl.Float64,
    "kind": pl.String,
    "iso2": pl.String,
    "admin1_code": pl.String,
    "population": pl.Int64,
    "radius_km": pl.Float64,
}
_CLASSES = "AHLPRSTUV"
_BLOCK = 1 << 23
# GeoNames' longest lines have some 15,000 bytes; without line ends, a file is something else.
_MAX_LINE = 1 << 20


def features() -> pl.DataFrame:
    """class, code, kind, radius_km, min_aliases of the features that are kept."""
    return sources.curated_table("features")


def blocks(stream: IO[bytes], size: int = _BLOCK) -> Iterator[bytes]:
    """A file in pieces of about `size` bytes that end where a line ends.

    Raises:
        ValueError: a line is longer than any of GeoNames'.
    """
    rest = b""
    while block := stream.read(size):
        whole, end, after = block.rpartition(b"\n")
        if end:
            yield rest + whole + end
            rest = after
        else:
            rest += block
        if len(rest) > max(_MAX_LINE, size):
            raise ValueError("a line of more than a million bytes")
    if rest:
        yield rest


def read_lines(block: bytes, first: int = 1) -> pl.DataFrame:
    """Kept and faulty lines of a block, in the columns `line`, `fault` and those of KEPT.

    `fault` tells in a few words what is wrong, null where nothing is. Bytes that are no UTF-8 are
    replaced, blank lines are passed over. `first` is the number of the block's first line.
    """
    text = block.decode("utf-8", "replace").encode()
    lines = pl.scan_lines(text, name="text", row_index_name="line", row_index_offset=first).filter(
        pl.col("text").str.strip_chars() != ""
    )
    parts = pl.col("text").str.strip_chars_end("\r").str.split("\t")
    split = lines.select("line", parts=parts).with_columns(n=pl.col("parts").list.len())
    named = [
        pl.col("parts").list.get(at, null_on_oob=True).alias(name) for at, name in enumerate(FIELDS)
    ]
    told = split.select("line", "n", *named).with_columns(_numbers()).with_columns(fault=_fault())
    return _chosen(told).collect()


def _numbers() -> list[pl.Expr]:
    """Fields that are numbers, null where they are not."""
    population = pl.col("population").replace({"": "0"})
    return [
        pl.col("geonameid").cast(pl.Int64, strict=False),
        pl.col("lat", "lon").cast(pl.Float64, strict=False),
        population.cast(pl.Int64, strict=False),
    ]


def _fault() -> pl.Expr:
    """The first thing wrong in a line, as words."""
    on_globe = pl.col("lat").is_between(-90, 90) & pl.col("lon").is_between(-180, 180)
    iso2, kind = pl.col("iso2"), pl.col("class")
    faults = [
        (pl.col("n") != len(FIELDS), pl.format("{} fields where there are 19", "n")),
        (pl.col("geonameid").is_null() | (pl.col("geonameid") < 1), pl.lit("no GeoNames id")),
        (pl.col("name").str.strip_chars() == "", pl.lit("no name")),
        (~on_globe.fill_null(value=False), pl.lit("no latitude and longitude on the globe")),
        (~kind.is_in(["", *_CLASSES]), pl.lit("a feature class that GeoNames has not")),
        (~iso2.str.contains("^([A-Z]{2})?$"), pl.lit("a country code that is not two letters")),
        (pl.col("population").is_null(), pl.lit("a population that is no number")),
    ]
    return pl.coalesce(*(pl.when(wrong).then(words) for wrong, words in faults))


def _chosen(told: pl.LazyFrame) -> pl.LazyFrame:
    """Faulty lines bare, and of the others those whose feature is kept."""
    joined = told.join(
        features().lazy(), on=["class", "code"], how="left", maintain_order="left"
    ).with_columns(aliases=pl.col("aliases").str.split(","))
    known = pl.col("kind").is_not_null() & (_n_aliases() >= pl.col("min_aliases"))
    good = pl.col("fault").is_null()
    return joined.filter(~good | known).select(
        pl.col("line").cast(pl.Int64),
        "fault",
        *(pl.when(good).then(pl.col(name).cast(dtype)).alias(name) for name, dtype in KEPT.items()),
    )


def _n_aliases() -> pl.Expr:
    return pl.col("aliases").list.eval(pl.element() != "").list.sum()
