"""Numbers of people with their bounds: how many, what happened to them and which act bears them."""

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
        ("Gunmen killed a farmer at 5 p.m. near Djibo.", (1, 1, 1)),
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
        ("Police arrested a man with 20 rifles near Djibo.", "detained", 1),
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
        "The dead in the attack on Solhan included seven children.",
        "Gunmen killed 12 cows and burnt 30 houses near Djibo.",
        "Rebels attacked Gao and threatened to kill 12 hostages.",
    ],
)
def test_years_parts_things_and_threats_are_no_toll(account, text):
    assert bounds(account, text) == {}


def test_a_part_of_the_dead_does_not_hide_the_toll(account):
    text = (
        "Seven children were among those killed in Solhan, where the attack left 132 people dead."
    )
    assert bounds(account, text).get("deaths") in ((132, 132, 132), None)


@pytest.mark.parametrize(
    "text",
    [
        "Rebels attacked Gao, where more than 300 people have been killed since 2012.",
        "An attack on Gao killed three more men, bringing the toll of the war this year to 300.",
    ],
)
def test_the_toll_of_a_war_or_a_year_is_not_that_of_todays_attack(account, text):
    assert bounds(account, text).get("deaths") in ((3, 3, 3), None)


def test_the_toll_of_a_decade_is_no_events(account):
    text = "Fighting in Gao had killed 1,500 people over the past decade."
    assert account(text).told
    assert bounds(account, text) == {}


def test_a_ban_kills_nobody(account):
    text = "The junta banned marches in Conakry, where five people have died since the vote."
    assert "deaths" not in bounds(account, text)


def test_two_attacks_of_a_sentence_are_not_added_up(account):
    text = "Gunmen killed two soldiers in Gao and rebels shot dead three farmers in Djibo."
    tolls = {m.mention.deaths.best for m in account(text).told if m.mention.deaths is not None}
    assert 5 not in tolls
    assert 2 in tolls


def test_figures_that_sources_dispute_are_a_range_with_the_lower_as_best(account):
    text = "The army said five civilians were killed in an air strike on Gao, residents said 12."
    assert bounds(account, text)["deaths"] == (5, 5, 12)


def test_an_unreported_number_stays_unknown(account):
    assert bounds(account, "Rebels attacked Gao on Monday.") == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("On Monday at least 12 soldiers were killed near Menaka.", "at least 12"),
        ("Gunmen killed a policeman near Menaka.", "a policeman"),
        ("One soldier and seven attackers were killed near Menaka.", "One soldier and seven"),
    ],
)
def test_the_span_of_a_number_slices_to_its_words(account, text, words):
    deaths = account(text).one("ASSAULT").mention.deaths
    assert text[deaths.start : deaths.end] == words
