"""Numbers of people with their bounds: how many, and what happened to them."""

import pytest

FIELDS = ("deaths", "injured", "detained", "crowd")


def bounds(account, text):
    """Every count of the text: name -> (low, best, high)."""
    found = {}
    for told in account(text).told:
        for name in FIELDS:
            amount = getattr(told.mention, name)
            if amount is not None:
                found[name] = (amount.low, amount.best, amount.high)
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Eight soldiers were killed near Menaka.", (8, 8, 8)),
        ("Gunmen killed eight soldiers near Menaka.", (8, 8, 8)),
        ("Gunmen attacked a camp near Menaka, killing 71 soldiers.", (71, 71, 71)),
        ("At least 12 soldiers were killed near Menaka.", (12, 12, None)),
        ("More than 12 soldiers were killed near Menaka.", (12, 12, None)),
        ("Up to 40 people were killed near Menaka.", (None, 40, 40)),
        ("Between 20 and 30 villagers were killed near Menaka.", (20, 25, 30)),
        ("Gunmen killed 1,200 people near Menaka.", (1200, 1200, 1200)),
        ("Twenty-two people died in an attack near Menaka.", (22, 22, 22)),
        ("No one was hurt and there were no deaths in the attack on Gao.", (0, 0, 0)),
    ],
)
def test_deaths_have_bounds(account, text, found):
    assert bounds(account, text)["deaths"] == found


def test_dozens_are_a_range_around_a_best_guess(account):
    low, best, high = bounds(account, "Dozens of people were killed near Menaka.")["deaths"]
    assert 20 <= low < best < high < 100


def test_no_casualties_are_none_dead_and_none_hurt(account):
    found = bounds(account, "The army said there were no casualties in the attack on Gao.")
    assert found == {"deaths": (0, 0, 0), "injured": (0, 0, 0)}


@pytest.mark.parametrize(
    ("text", "name", "best"),
    [
        ("The blast wounded six soldiers near Kidal.", "injured", 6),
        ("Police detained 100 protesters in Gao.", "detained", 100),
        ("Some 3,000 people marched in Gao on Saturday.", "crowd", 3000),
        ("Police arrested 11 teachers in Gao.", "detained", 11),
    ],
)
def test_what_happened_to_the_people_says_which_number_it_is(account, text, name, best):
    found = bounds(account, text)
    assert set(found) == {name}
    assert found[name][1] == best


def test_dead_and_wounded_are_counted_apart(account):
    text = "Police shot dead two protesters and wounded five others in Kita."
    found = bounds(account, text)
    assert (found["deaths"][1], found["injured"][1]) == (2, 5)


@pytest.mark.parametrize(
    "text",
    [
        "In 2012 rebels attacked Gao and killed soldiers.",
        "Seven children were among those killed in the attack on Solhan.",
        "Gunmen killed a farmer at 5 p.m. near Djibo.",
        "Police arrested a man with 20 rifles near Djibo.",
    ],
)
def test_years_hours_parts_and_things_are_no_toll(account, text):
    assert bounds(account, text) == {}


def test_a_part_of_the_dead_does_not_hide_the_toll(account):
    text = (
        "Seven children were among those killed in Solhan, where the attack left 132 people dead."
    )
    assert bounds(account, text).get("deaths") in ((132, 132, 132), None)


def test_an_unreported_number_stays_unknown(account):
    assert bounds(account, "Rebels attacked Gao on Monday.") == {}


def test_the_span_of_a_number_slices_to_its_words(account):
    text = "On Monday morning at least 12 soldiers were killed near Menaka."
    deaths = account(text).one("ASSAULT").mention.deaths
    assert text[deaths.start : deaths.end] == "at least 12"
