"""The table of officials is consistent, and right on well-known days."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import pytest

from validation.contracts.layout import CHECKOUT

CODES = CHECKOUT / "validation" / "contracts" / "codes"
TABLE = CHECKOUT / "transforms" / "knowledge" / "officials.csv"
BODIES = {"IGO", "UNO", "EUR", "NGO", "ISM", "IMG"}
MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")
# Words and first names that would match where nobody in office is meant.
COMMON = {"May", "Major", "Brown", "Bush", "Rice", "Powell", "Gates", "Blair", "Hunt", "Kim", "Ali"}
# Held by one person at a time, wherever it exists.
SINGLE = re.compile(
    r"(President|Prime Minister|Foreign Minister|Defence Minister|King|Chancellor) of "
    r"|Secretary-General of the United Nations|Secretary of (State|Defense) of |Pope$"
)
# Two presidents were sworn in after the vote of December 2001.
RIVALS = {"President of Madagascar"}


class Term(NamedTuple):
    """An office held by a person: months as YYYY-MM, the last one empty while still held."""

    name: str
    aliases: str
    country_iso3: str
    international: str
    sector: str
    office: str
    first_month: str
    last_month: str
    wikidata_qid: str

    @property
    def last(self) -> str:
        return self.last_month or "9999-12"

    @property
    def forms(self) -> list[str]:
        return [self.name, *filter(None, self.aliases.split("|"))]

    def meets(self, other: Term) -> bool:
        """Both hold for more than the month in which one hands over to the other."""
        return max(self.first_month, other.first_month) < min(self.last, other.last)


def read() -> list[Term]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    assert tuple(header) == Term._fields
    return [Term(*row) for row in rows]


TERMS = read()


def codes(path: str, column: str) -> set[str]:
    with (CODES / path).open(encoding="utf-8", newline="") as lines:
        return {row[column] for row in csv.DictReader(lines)}


def meeting(terms: list[Term]) -> Iterator[tuple[Term, Term]]:
    return ((a, b) for a, b in combinations(terms, 2) if a.meets(b))


def grouped(by: str) -> dict[str, list[Term]]:
    groups: dict[str, list[Term]] = defaultdict(list)
    for term in TERMS:
        groups[getattr(term, by)].append(term)
    return groups


def held(form: str, month: str) -> list[str]:
    """The offices that a form of a name stood for in a month: "MLI GOV President of Mali"."""
    return [
        " ".join(filter(None, (t.country_iso3 or t.international, t.sector, t.office)))
        for t in TERMS
        if form in t.forms and t.first_month <= month <= t.last
    ]


def test_everybody_belongs_to_one_known_country_or_body():
    countries = codes("countries.csv", "iso3")
    assert {t for t in TERMS if t.country_iso3 and t.international} == set()
    assert {t.country_iso3 for t in TERMS if not t.international} <= countries
    assert {t.international for t in TERMS if not t.country_iso3} <= BODIES


def test_every_sector_is_of_plover_and_only_bodies_go_without():
    sectors = codes("plover/sectors.csv", "sector")
    assert [
        t for t in TERMS if t.sector not in sectors and not (t.international and not t.sector)
    ] == []


def test_months_are_written_as_such_and_stand_in_order():
    assert [
        t
        for t in TERMS
        if not MONTH.fullmatch(t.first_month)
        or (t.last_month and not MONTH.fullmatch(t.last_month))
        or t.first_month > t.last
    ] == []


def test_names_are_trimmed_and_told_once_a_row():
    assert [
        t
        for t in TERMS
        if not t.office
        or any(not f or f != " ".join(f.split()) for f in t.forms)
        or len(set(t.forms)) < len(t.forms)
    ] == []


def test_no_name_is_a_common_word_or_first_name_alone():
    assert [t for t in TERMS for form in t.forms if form in COMMON] == []
    assert [
        f for t in TERMS for f in t.forms if " " not in f and f[0].islower() and "-" not in f
    ] == []


def test_names_with_accents_are_there_without_them_too():
    assert [t for t in TERMS if not t.name.isascii()] == []


def test_wikidata_items_look_like_items_and_belong_to_one_person():
    people = {(t.wikidata_qid, t.name) for t in TERMS if t.wikidata_qid}
    assert all(re.fullmatch(r"Q[1-9]\d*", qid) for qid, _ in people)
    assert len(people) == len({qid for qid, _ in people}) == len({name for _, name in people})


def test_a_name_holds_one_office_at_a_time():
    assert [pair for terms in grouped("name").values() for pair in meeting(terms)] == []


def test_a_form_never_stands_for_two_people_at_once():
    forms: dict[str, list[Term]] = defaultdict(list)
    for term in TERMS:
        for form in {f.casefold() for f in term.forms}:
            forms[form].append(term)
    assert [
        (form, a.name, b.name)
        for form, terms in forms.items()
        for a, b in meeting(terms)
        if a.name != b.name
    ] == []


def test_an_office_of_one_is_held_by_one_at_a_time():
    assert [
        (office, a.name, b.name)
        for office, terms in grouped("office").items()
        if SINGLE.match(office) and office not in RIVALS
        for a, b in meeting(terms)
    ] == []


def test_rows_stand_in_order_and_once():
    keys = [
        (t.country_iso3 or f"~{t.international}", t.office, t.first_month, t.name) for t in TERMS
    ]
    assert keys == sorted(set(keys))


def test_every_state_of_the_world_has_somebody_in_government():
    with (CODES / "states.csv").open(encoding="utf-8", newline="") as lines:
        states = {
            row["iso3"]
            for row in csv.DictReader(lines)
            if row["list"] == "cow" and row["end"] > "2000"
        }
    governed = {t.country_iso3 for t in TERMS if t.sector in {"GOV", "MIL", "REL"}}
    assert states - governed - {"SMR"} == set()


@pytest.mark.parametrize(
    ("form", "month", "office"),
    [
        ("Vladimir Putin", "1999-10", "RUS GOV Prime Minister of Russia"),
        ("Putin", "2004-05", "RUS GOV President of Russia"),
        ("Vladimir Putin", "2010-06", "RUS GOV Prime Minister of Russia"),
        ("George Bush", "1991-01", "USA GOV President of the United States"),
        ("George Bush", "2003-03", "USA GOV President of the United States"),
        (
            "Colin Powell",
            "1991-02",
            "USA MIL Chairman of the Joint Chiefs of Staff of the United States",
        ),
        ("Colin Powell", "2003-02", "USA GOV Secretary of State of the United States"),
        ("Nelson Mandela", "1991-06", "ZAF OPP Leader of the African National Congress"),
        ("Nelson Mandela", "1996-06", "ZAF GOV President of South Africa"),
        ("Moammar Gadhafi", "1998-08", "LBY GOV Leader of Libya"),
        ("Lula", "2024-01", "BRA GOV President of Brazil"),
        ("Morgan Tsvangirai", "2008-06", "ZWE OPP Leader of the opposition of Zimbabwe"),
        ("Joseph Kony", "2005-10", "UGA REB Leader of the Lord's Resistance Army"),
        ("IBK", "2018-07", "MLI GOV President of Mali"),
        ("Assimi Goïta", "2020-08", "MLI MIL Head of the junta of Mali"),
        ("Hemedti", "2023-04", "SDN PRM Head of the Rapid Support Forces"),
        ("Bashar Assad", "2013-08", "SYR GOV President of Syria"),
        ("Abu Mohammed al-Golani", "2019-01", "SYR REB Leader of Hayat Tahrir al-Sham"),
        ("Javier Solana", "1994-05", "ESP GOV Foreign Minister of Spain"),
        ("Javier Solana", "1999-03", "IGO MIL Secretary General of NATO"),
        ("Javier Solana", "2005-07", "EUR High Representative of the European Union"),
        ("Kofi Annan", "2003-03", "UNO Secretary-General of the United Nations"),
        ("Pope John Paul II", "1998-01", "VAT REL Pope"),
        ("Kim Jong Un", "2017-09", "PRK GOV Leader of North Korea"),
        ("Aung San Suu Kyi", "1995-07", "MMR OPP Leader of the National League for Democracy"),
        ("Imran Khan", "2019-07", "PAK GOV Prime Minister of Pakistan"),
    ],
)
def test_a_name_on_a_day_stands_for_an_office(form, month, office):
    assert held(form, month) == [office]


@pytest.mark.parametrize(
    ("form", "month"),
    [("Barack Obama", "2018-01"), ("Margaret Thatcher", "1995-01"), ("Emmanuel Macron", "2010-01")],
)
def test_out_of_office_a_name_stands_for_none(form, month):
    assert held(form, month) == []
