"""Whose deaths they are: the side of the event on which people died."""

import pytest

from transforms.coding.mention import Amount, Sides
from validation.contracts import contract
from validation.contracts.quarantine import split


def dead(account, text):
    """The dead of the first act with a toll, by side, those of nobody left out."""
    told = next(one.mention for one in account(text).told if one.mention.deaths is not None)
    sides = told.dead
    named = {name: getattr(sides, name) for name in ("actor", "recipient", "civilians", "unknown")}
    assert sum(named.values()) == told.deaths.best
    return {name: n for name, n in named.items() if n}


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        (
            "One soldier and seven attackers were killed at Kati.",
            {"recipient": 1, "actor": 7},
        ),
        (
            "Gunmen attacked a bus near Gao, killing three soldiers and two civilians.",
            {"recipient": 3, "civilians": 2},
        ),
        ("Gunmen killed a policeman near Gao.", {"recipient": 1}),
        ("The army killed 20 militants near Menaka.", {"recipient": 20}),
        ("Militants attacked an army post, leaving 12 soldiers dead.", {"recipient": 12}),
        (
            "The junta said 12 soldiers and about 40 assailants died in the attack on Labbezanga.",
            {"recipient": 12, "actor": 40},
        ),
        (
            "Gunmen attacked a camp of the army near Gao, and seven of the gunmen were killed.",
            {"actor": 7},
        ),
    ],
)
def test_fighters_are_of_their_own_side(account, text, sides):
    assert dead(account, text) == sides


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Gunmen killed 30 villagers near Kodyel.", {"civilians": 30}),
        ("Suicide bombers killed 12 worshippers in Maroua.", {"civilians": 12}),
        ("Police killed two students and a teacher in Bambari.", {"civilians": 3}),
        ("Security forces shot dead 15 protesters in Khartoum.", {"civilians": 15}),
        (
            "At least 10 civilians, mostly women and children, were killed in Togoga.",
            {"civilians": 10},
        ),
    ],
)
def test_those_who_bear_no_arms_are_civilians(account, text, sides):
    assert dead(account, text) == sides


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Gunmen killed 12 people near Gao.", {"unknown": 12}),
        (
            "69 people, including 20 children, were killed in an attack near Gao.",
            {"civilians": 20, "unknown": 49},
        ),
        (
            "Gunmen killed 12 people near Gao, among them four soldiers.",
            {"recipient": 4, "unknown": 8},
        ),
        (
            "Twelve people, all of them soldiers, were killed in an attack near Gao.",
            {"recipient": 12},
        ),
        (
            "The attack on Inata killed 53 people, 49 gendarmes and four civilians.",
            {"recipient": 49, "civilians": 4},
        ),
    ],
)
def test_people_are_of_no_side_but_for_the_parts_that_are_told_apart(account, text, sides):
    assert dead(account, text) == sides


def test_the_dead_of_a_coder_that_knows_no_sides_are_unknown(account):
    mention = account("Gunmen killed 12 villagers near Gao.").one("ASSAULT").mention
    plain = Amount(12, 12, 12, 14, 16)
    assert type(mention)(
        **{name: getattr(mention, name) for name in mention.__slots__} | {"deaths": plain}
    ).dead == Sides(0, 0, 0, 12)


def test_sides_that_do_not_add_up_break_the_contract():
    from tests.working_tables import frames  # noqa: PLC0415 - heavy, and for this test alone

    mentions = frames()["mentions"]
    bad = mentions.with_columns(deaths_civilians=mentions["deaths_best"])
    clean, broken = split(contract("mentions"), bad, "test")
    told = mentions.filter(mentions["deaths_best"].is_not_null())
    assert broken.height == told.height > 0
    assert set(broken["rule"]) == {"deaths_add_up"}
    assert clean.height == mentions.height - told.height
