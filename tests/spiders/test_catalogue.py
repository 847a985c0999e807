"""The catalogue of real sources is in order, and so is the dataset that draws on it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from babel import Locale
from babel.core import get_global

from validation.contracts import codes, declarations
from validation.contracts.declarations import Dataset, Source, Use
from validation.contracts.layout import CHECKOUT
from validation.contracts.plain_yaml import load

FUNDUS = CHECKOUT.parent / "shared" / "facts" / "publisher_urls.csv"
FILES = sorted(declarations.CATALOGUE.rglob("*.yml"))
REGIONS = {"africa", "americas", "asia", "europe", "middle-east", "world"}
WIDE = {"regional", "international"}
ADDRESSES = re.compile(r"^Address(es)?: (fundus, MIT|own knowledge)\b")
# Licences under which a text may be passed on and changed, for any purpose.
OPEN = re.compile(r"^(CC0-1\.0|CC-BY(-SA)?-\d\.\d|OGL-UK-3\.0)$")


def read(path: Path) -> Source:
    return Source.model_validate(load(path.read_text(encoding="utf-8")))


def column(name: str) -> dict[str | None, str]:
    """A column of the table of countries, by ISO 3166-1 alpha-3."""
    return {row["iso3"]: row[name] for row in codes.rows("countries.csv")}


def urls(source: Source) -> list[str]:
    return [way.url for way in source.gather if not isinstance(way, declarations.LocalFolder)]


@pytest.fixture(scope="module")
def catalogue() -> dict[Path, Source]:
    return {path: read(path) for path in FILES}


@pytest.fixture(scope="module")
def sahel() -> Dataset:
    return declarations.load_dataset("sahel")


def test_it_is_broad_enough_to_be_of_use(catalogue: dict[Path, Source]) -> None:
    kinds = Counter(source.kind for source in catalogue.values())
    assert len(catalogue) >= 60
    assert len({source.country_iso3 for source in catalogue.values()}) >= 25
    assert {"wire", "press", "broadcaster", "government", "igo", "ngo"} <= kinds.keys()


def test_every_region_that_it_has_an_eye_to_is_there(catalogue: dict[Path, Source]) -> None:
    subregions = column("subregion")
    seen = Counter(subregions[source.country_iso3] for source in catalogue.values())
    for subregion, at_least in {
        "Sub-Saharan Africa": 30,
        "Northern Africa": 5,
        "Western Asia": 8,
        "Southern Asia": 8,
        "South-eastern Asia": 8,
        "Central Asia": 3,
        "Eastern Europe": 8,
        "Latin America and the Caribbean": 15,
    }.items():
        assert seen[subregion] >= at_least, subregion


def test_a_dataset_may_draw_on_any_of_it(sahel: Dataset) -> None:
    everything = sahel.model_copy(update={"sources": [Use(id=path.stem) for path in FILES]})
    assert len(declarations.load_sources(everything)) == len(FILES)


def test_no_identifier_is_taken_twice() -> None:
    assert [name for name, n in Counter(path.stem for path in FILES).items() if n > 1] == []


def test_no_two_sources_gather_from_one_address(catalogue: dict[Path, Source]) -> None:
    # BBC's world pages hold its African ones; the note of either says to take one.
    taken = Counter(
        url
        for source in catalogue.values()
        for url in set(urls(source))
        if source.id != "bbc-world"
    )
    assert [url for url, n in taken.items() if n > 1] == []


def test_a_file_lies_where_its_outlet_looks(catalogue: dict[Path, Source]) -> None:
    for path, source in catalogue.items():
        wide = source.scale in WIDE and path.parent.name in REGIONS
        assert source.id == path.stem
        assert wide or path.parent.name == (source.country_iso3 or "").lower(), path


def test_what_an_outlet_is_is_declared(catalogue: dict[Path, Source]) -> None:
    for path, source in catalogue.items():
        assert source.name and source.domain and source.kind and source.scale, path
        assert Locale.parse(source.language or "", sep="-").english_name, path
        assert source.delay_seconds >= 1, path


def test_days_are_counted_in_a_zone_of_the_outlets_country(catalogue: dict[Path, Source]) -> None:
    iso2, countries = column("iso2"), get_global("zone_territories")
    for path, source in catalogue.items():
        if countries.get(source.timezone) != iso2[source.country_iso3]:
            elsewhere = source.timezone == "UTC" or "Newsroom in" in (source.note or "")
            assert source.scale in WIDE and elsewhere, path


def test_addresses_are_of_the_outlets_own_hosts(catalogue: dict[Path, Source]) -> None:
    for path, source in catalogue.items():
        assert urls(source), path
        for url in urls(source):
            host = urlsplit(url).hostname or ""
            own = f".{host}".endswith(f".{source.domain}")
            assert own or host in (source.note or ""), f"{path}: {host} is not noted"


def test_addresses_are_https_unless_the_outlet_has_none(catalogue: dict[Path, Source]) -> None:
    for path, source in catalogue.items():
        secure = all(url.startswith("https://") for url in urls(source))
        assert secure or "http only" in (source.note or ""), path


def test_the_note_says_where_the_addresses_are_from(catalogue: dict[Path, Source]) -> None:
    assert [p for p, source in catalogue.items() if not ADDRESSES.match(source.note or "")] == []


def test_only_a_named_open_licence_makes_a_source_open(catalogue: dict[Path, Source]) -> None:
    for path, source in catalogue.items():
        open_licence = bool(OPEN.match(source.rights.licence or ""))
        assert (source.rights.status == "open") == open_licence, path
        assert source.rights.note, path


def test_addresses_said_to_be_of_fundus_are(catalogue: dict[Path, Source]) -> None:
    if not FUNDUS.is_file():
        pytest.skip(f"{FUNDUS} is not here")
    with FUNDUS.open(encoding="utf-8", newline="") as handle:
        known = {row["url"] for row in csv.DictReader(handle)}
    said = [s for s in catalogue.values() if "fundus, MIT" in (s.note or "")]
    assert len(said) > 20
    assert [url for source in said for url in urls(source) if url not in known] == []


def test_the_sahel_is_the_three_countries_and_all_that_border_on_them(sahel: Dataset) -> None:
    borders = {  # by land; CIA World Factbook
        "MLI": "DZA BFA CIV GIN MRT NER SEN",
        "BFA": "BEN CIV GHA MLI NER TGO",
        "NER": "DZA BEN BFA TCD LBY MLI NGA",
    }
    around = {iso3 for line in borders.values() for iso3 in line.split()}
    assert set(sahel.countries) == around | borders.keys()


def test_every_source_of_the_sahel_is_in_the_catalogue(sahel: Dataset) -> None:
    assert list(declarations.load_sources(sahel)) == [use.id for use in sahel.sources]
    own = CHECKOUT / "datasets" / "sahel" / "sources"
    assert {use.id for use in sahel.sources} <= {path.stem for path in [*FILES, *own.glob("*.yml")]}


def test_each_country_of_the_sahel_has_an_outlet_of_its_own(sahel: Dataset) -> None:
    sources = declarations.load_sources(sahel).values()
    own = Counter(s.country_iso3 for s in sources if s.scale not in WIDE)
    assert all(own[country] >= 1 for country in sahel.countries)
    assert all(own[country] >= 5 for country in ("MLI", "BFA", "NER"))


def test_a_covered_month_of_the_sahel_takes_more_than_half_of_the_wide_outlets(
    sahel: Dataset,
) -> None:
    started = {use.id for use in sahel.sources if use.start}
    wide = [
        source
        for source in declarations.load_sources(sahel).values()
        if source.id in started and source.scale in WIDE and source.language == "en"
    ]
    assert len(wide) / 2 < sahel.coverage.ok_sources <= len(wide)


def test_bodies_that_speak_when_they_wish_do_not_cover_the_sahel(sahel: Dataset) -> None:
    sources = declarations.load_sources(sahel)
    started = {use.id for use in sahel.sources if use.start}
    covering = [sources[name] for name in started]
    assert not any(s.kind in {"government", "igo"} for s in covering if s.id != "un-news")


def test_the_page_on_the_sahel_says_what_its_declaration_holds(sahel: Dataset) -> None:
    page = (CHECKOUT / "datasets" / "sahel" / "README.md").read_text(encoding="utf-8")
    sources = declarations.load_sources(sahel).values()
    french = [source for source in sources if source.language == "fr"]
    assert "sixty-four real outlets" in page and len(sahel.sources) == 64
    assert "More than half of the outlets write French" in page
    assert len(french) > len(sahel.sources) / 2
    assert f"s/{sahel.start.isoformat()}/" in page
    assert "Every source here is `link_only`" in page
    assert {source.rights.status for source in sources} == {"link_only"}
