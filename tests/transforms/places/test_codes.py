"""Country numbers by day: ISO, M49, Gleditsch-Ward and Correlates of War."""

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from validation.contracts import codes

FACTS = Path(__file__).resolve().parents[4] / "shared" / "facts"
FOREVER = date(9999, 12, 31)
DAY = timedelta(days=1)
# Spells of states whose land is no country of ISO's own today, or of several: nobody has the code.
GONE = {
    "gw": "89 99 240 245 265 267 269 271 273 275 280 300 315 327 329 332 335 337 396 397 511 563 "
    "564 680 711 730 817",
    "cow": "240 245 265 267 269 271 273 275 280 300 315 327 329 332 335 337 511 680 730 817",
}


def numbers(iso3, day):
    """Gleditsch-Ward and Correlates of War numbers."""
    on = date.fromisoformat(day)
    return codes.state_number("gw", iso3, on), codes.state_number("cow", iso3, on)


@pytest.mark.parametrize(
    ("iso3", "day", "gw", "cow"),
    [
        ("MLI", "1960-06-19", None, None),
        ("MLI", "1960-06-20", None, 432),
        ("MLI", "1960-09-21", None, 432),
        ("MLI", "1960-09-22", 432, 432),
        ("SRB", "2006-06-04", 345, 345),
        ("SRB", "2006-06-05", 340, 345),
        ("SRB", "2023-05-01", 340, 345),
        ("SDN", "2011-07-08", 625, 625),
        ("SDN", "2011-07-09", 625, 625),
        ("SSD", "2011-07-08", None, None),
        ("SSD", "2011-07-09", 626, 626),
        ("XKX", "2008-02-16", None, None),
        ("XKX", "2008-02-17", 347, None),
        ("XKX", "2008-02-20", 347, 347),
        ("YEM", "1990-05-21", 678, 678),
        ("YEM", "1990-05-22", 678, 679),
        ("DEU", "1990-10-02", 260, 260),
        ("DEU", "1990-10-03", 260, 255),
        ("NAM", "1990-03-20", None, None),
        ("NAM", "1990-03-21", 565, 565),
        ("ETH", "2021-06-01", 530, 530),
        ("ERI", "1993-05-24", 531, 531),
        ("TWN", "2023-01-01", 713, 713),
        ("PSE", "2023-10-07", None, None),
        ("ESH", "2023-01-01", None, None),
        ("HKG", "2019-06-12", None, None),
        ("MAC", "2019-06-12", None, None),
        (None, "2023-01-01", None, None),
    ],
)
def test_numbers_of_a_day(iso3, day, gw, cow):
    assert numbers(iso3, day) == (gw, cow)


@pytest.mark.parametrize(
    ("iso3", "day", "number"),
    [
        ("MLI", "2023-01-01", 466),
        ("NAM", "2023-01-01", 516),
        ("SDN", "2011-07-08", 736),
        ("SDN", "2011-07-09", 729),
        ("SSD", "2011-07-08", None),
        ("SSD", "2011-07-09", 728),
        ("DEU", "1990-10-02", 280),
        ("DEU", "1990-10-03", 276),
        ("YEM", "1990-05-22", 887),
        ("SRB", "2006-06-02", 891),
        ("SRB", "2006-06-03", 688),
        ("XKX", "2023-01-01", None),
        ("PSE", "2023-01-01", 275),
        (None, "2023-01-01", None),
    ],
)
def test_m49_numbers_of_a_day(iso3, day, number):
    assert codes.m49(iso3, date.fromisoformat(day)) == number


def test_every_country_but_kosovo_has_an_m49_number_today():
    without = {c for c in codes.values("countries") if codes.m49(c, date(2024, 1, 1)) is None}
    assert without == {"XKX"}


def test_namibia_has_its_letters():
    (namibia,) = [row for row in codes.rows("countries.csv") if row["iso3"] == "NAM"]
    assert namibia["iso2"] == "NA"


def test_a_country_has_one_number_a_day_in_a_list():
    spells = {}
    for row in codes.rows("states.csv"):
        spells.setdefault((row["list"], row["iso3"]), []).append((row["start"], row["end"]))
    for found in spells.values():
        ordered = sorted(found)
        assert all(start <= end for start, end in ordered)
        assert all(one[1] < two[0] for one, two in pairwise(ordered))


def test_countries_of_the_state_lists_are_countries():
    assert {row["iso3"] for row in codes.rows("states.csv")} <= set(codes.values("countries"))


def facts(name):
    path = FACTS / name
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def holders(of, code, day):
    """Countries that have a number on a day."""
    known = codes.values("countries")
    return {iso3 for iso3 in known if codes.state_number(of, iso3, day) == code}


@pytest.mark.parametrize("of", ["gw", "cow"])
def test_every_spell_of_the_lists_begins_and_ends_on_its_days(of):
    spells = facts(f"{of}_states.csv")
    gone = {int(code) for code in GONE[of].split()}
    for row in spells:
        code = int(row[f"{of}code"])
        start, end = (date.fromisoformat(row[at]) for at in ("start", "end"))
        inside = 0 if code in gone else 1
        assert len(holders(of, code, start)) == inside, row
        assert len(holders(of, code, min(end, date(2100, 1, 1)))) == inside, row
        if not any(r[f"{of}code"] == str(code) and r["end"] == str(start - DAY) for r in spells):
            assert holders(of, code, start - DAY) == set(), row
        if end < FOREVER:
            assert holders(of, code, end + DAY) == set(), row


def test_iso_and_m49_agree_with_the_country_list():
    for row in facts("country_codes.csv"):
        (ours,) = [one for one in codes.rows("countries.csv") if one["iso3"] == row["iso3"]]
        assert (ours["iso2"], ours["m49"]) == (row["iso2"], row["m49"])
        assert codes.m49(row["iso3"], date(2024, 1, 1)) == int(row["m49"])
