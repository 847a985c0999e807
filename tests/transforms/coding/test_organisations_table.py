"""The table of organisations says who a body is, one thing at a time, in codes that are known."""

import re
from collections import defaultdict
from itertools import combinations, pairwise

import pytest

from transforms.coding.lexicons import facts
from validation.contracts.codes import values

Row = dict[str, str]

BODIES = ("IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC")
KINDS = (
    "armed_group", "militia", "party", "union", "movement", "igo", "court", "media", "company",
    "ngo", "government_body", "security_force", "religious_body", "criminal_group",
)  # fmt: skip
# Names that two well-known bodies bear at once; the report's country decides between them.
SHARED = {
    "ansar al sharia", "ansar al-sharia", "ba'ath party", "baath party", "cgt",
    "conservative party", "democratic unionist party", "general people's congress",
    "jamaat-e-islami", "justice and development party", "labour party", "national civil police",
    "national civilian police", "national democratic alliance", "national liberation army",
    "national union of mineworkers", "num", "people's democratic party",
    "people's national congress", "peoples democratic party", "pti", "supreme electoral council",
    "tuc",
}  # fmt: skip
ROWS = facts("organisations")


def whose(row: Row) -> str:
    return row["country_iso3"] or row["international"]


def names(row: Row) -> list[str]:
    return [row["name"], *(text for text in row["aliases"].split("|") if text)]


def span(row: Row) -> tuple[str, str]:
    """First and last month; an open end is before or after any month."""
    return row["first_month"] or "0000-00", row["last_month"] or "9999-99"


def meet(one: Row, other: Row) -> bool:
    return span(one)[0] <= span(other)[1] and span(other)[0] <= span(one)[1]


def bodies() -> list[list[Row]]:
    """The rows of each body, by time."""
    found = defaultdict(list)
    for row in ROWS:
        found[row["name"], whose(row)].append(row)
    return [sorted(rows, key=span) for rows in found.values()]


def next_month(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + 1}-01" if number == 12 else f"{year}-{number + 1:02}"


def known(text: str, month: str) -> set[tuple[str, str]]:
    """Who a name is in a month, as country or kind of international body, and sector."""
    return {
        (whose(row), row["sector"])
        for row in ROWS
        if text in names(row) and span(row)[0] <= month <= span(row)[1]
    }


def test_it_names_the_bodies_of_the_world():
    assert len({row["name"] for row in ROWS}) >= 700
    assert len({row["country_iso3"] for row in ROWS}) >= 150


def test_a_body_belongs_to_one_known_country_or_is_international():
    countries = set(values("countries"))
    for row in ROWS:
        assert bool(row["country_iso3"]) != bool(row["international"]), row
        assert whose(row) in countries | set(BODIES), row


def test_every_sector_is_known_and_only_international_bodies_go_without():
    sectors = set(values("sectors"))
    for row in ROWS:
        assert row["sector"] in sectors or row["international"] in ("IGO", "UNO", "EUR", "NGO"), row
        assert row["sector"] in sectors | {""}, row


def test_every_kind_is_known():
    assert {row["kind"] for row in ROWS} <= set(KINDS)


def test_months_are_months_and_in_order():
    for row in ROWS:
        for month in (row["first_month"], row["last_month"]):
            assert re.fullmatch(r"((19|20)\d\d-(0[1-9]|1[0-2]))?", month), row
        assert span(row)[0] <= span(row)[1], row


def test_a_body_is_of_one_sector_at_a_time():
    for rows in bodies():
        assert not any(meet(*pair) for pair in pairwise(rows)), rows


def test_a_body_that_changes_its_sector_is_never_without_one():
    for rows in bodies():
        for before, after in pairwise(rows):
            assert after["first_month"] == next_month(before["last_month"]), rows


def test_a_name_is_one_body_at_a_time_unless_the_report_has_to_decide():
    bearers = defaultdict(list)
    for row in ROWS:
        for text in {text.casefold() for text in names(row)}:
            bearers[text].append(row)
    clashes = {
        text
        for text, rows in bearers.items()
        for one, other in combinations(rows, 2)
        if (one["name"], whose(one)) != (other["name"], whose(other)) and meet(one, other)
    }
    assert clashes <= SHARED


def test_names_are_written_once_and_cleanly():
    for row in ROWS:
        written = names(row)
        assert len(written) == len(set(written)), row
        assert all(text == " ".join(text.split()) for text in written), row


def test_a_day_of_the_calendar_is_nobodys_name():
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    day = re.compile(rf"\d{{1,2}} ({months})|({months}) \d{{1,2}}")
    assert not [text for row in ROWS for text in names(row) if day.fullmatch(text)]


def test_seats_of_government_are_left_to_the_lexicon():
    seats = {"White House", "Kremlin", "Downing Street", "Pentagon", "Whitehall"}
    assert not seats & {text for row in ROWS for text in names(row)}


@pytest.mark.parametrize(
    ("name", "month", "who"),
    [
        ("Taliban", "1995-05", "AFG REB"),
        ("Taleban", "1998-08", "AFG GOV"),
        ("Taliban", "2010-06", "AFG REB"),
        ("Taliban", "2022-06", "AFG GOV"),
        ("FMLN", "1989-11", "SLV REB"),
        ("FMLN", "2009-06", "SLV PTY"),
        ("Renamo", "1988-01", "MOZ REB"),
        ("Renamo", "1999-12", "MOZ OPP"),
        ("African National Congress", "1986-06", "ZAF REB"),
        ("ANC", "2012-08", "ZAF PTY"),
        ("Sinn Fein", "1986-01", "GBR OPP"),
        ("Sinn Féin", "2007-05", "GBR PTY"),
        ("CNDD-FDD", "2002-01", "BDI REB"),
        ("CNDD-FDD", "2015-05", "BDI PTY"),
        ("HTS", "2020-01", "SYR REB"),
        ("HTS", "2024-12", "SYR GOV"),
        ("National League for Democracy", "2007-09", "MMR OPP"),
        ("National League for Democracy", "2018-01", "MMR PTY"),
        ("Rapid Support Forces", "2019-06", "SDN PRM"),
        ("Rapid Support Forces", "2023-05", "SDN REB"),
        ("SPLA", "1998-01", "SDN REB"),
        ("SPLA", "2013-12", "SSD MIL"),
        ("UNITA", "1999-01", "AGO REB"),
        ("UNITA", "2022-08", "AGO OPP"),
        ("TPLF", "2021-06", "ETH REB"),
        ("CNSP", "2020-09", "MLI MIL"),
        ("CNSP", "2023-08", "NER MIL"),
        ("Solidarity", "1988-08", "POL LAB"),
        ("Mossad", "2010-01", "ISR SPY"),
        ("CIA", "1986-11", "USA SPY"),
        ("Cali Cartel", "1994-01", "COL CRM"),
        ("International Criminal Court", "2009-03", "IGO JUD"),
        ("Xinhua", "1999-05", "CHN JRN"),
        ("al-Qaeda", "2001-09", "IMG REB"),
    ],
)
def test_a_name_is_resolved_as_of_its_month(name, month, who):
    assert known(name, month) == {tuple(who.split())}


@pytest.mark.parametrize(("name", "month"), [("UN", "1991-01"), ("ECOWAS", "2023-07")])
def test_intergovernmental_bodies_have_no_sector(name, month):
    assert [sector for _, sector in known(name, month)] == [""]


def test_a_shared_name_is_listed_first_with_the_country_that_bears_it_most():
    first = next(row for row in ROWS if "Labour Party" in names(row))
    assert whose(first) == "GBR"
