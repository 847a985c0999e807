"""Word forms, and the patterns that the trigger lexicon is made of."""

import pytest

from transforms.coding.morphology import plural, verb_forms
from transforms.coding.patterns import trigger_index, word_forms
from transforms.coding.words import sentences


@pytest.mark.parametrize(
    ("base", "third", "ing", "past", "participle"),
    [
        ("arrest", "arrests", "arresting", "arrested", "arrested"),
        ("stop", "stops", "stopping", "stopped", "stopped"),
        ("visit", "visits", "visiting", "visited", "visited"),
        ("carry", "carries", "carrying", "carried", "carried"),
        ("release", "releases", "releasing", "released", "released"),
        ("ban", "bans", "banning", "banned", "banned"),
        ("expel", "expels", "expelling", "expelled", "expelled"),
        ("attack", "attacks", "attacking", "attacked", "attacked"),
        ("flee", "flees", "fleeing", "fled", "fled"),
        ("take", "takes", "taking", "took", "taken"),
        ("die", "dies", "dying", "died", "died"),
        ("clash", "clashes", "clashing", "clashed", "clashed"),
        ("veto", "vetoes", "vetoing", "vetoed", "vetoed"),
        ("have", "has", "having", "had", "had"),
        ("overthrow", "overthrows", "overthrowing", "overthrew", "overthrown"),
    ],
)
def test_a_verb_has_its_forms(base, third, ing, past, participle):
    forms = [form for form, _ in verb_forms(base)]
    assert forms == [base, third, ing, past, participle]


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("soldier", "soldiers"),
        ("militia", "militias"),
        ("gunman", "gunmen"),
        ("church", "churches"),
        ("embassy", "embassies"),
        ("boy", "boys"),
        ("army officer", "army officers"),
        ("policewoman", "policewomen"),
    ],
)
def test_a_noun_has_its_plural(one, many):
    assert plural(one) == many


def test_be_has_all_its_forms():
    assert {form for form, _ in verb_forms("be")} == {
        "be", "is", "are", "am", "being", "was", "were", "been",
    }  # fmt: skip


def test_a_word_of_a_pattern_stands_in_any_form():
    assert {"curfew", "curfews"} <= word_forms("curfew")
    assert {"strike", "strikes", "struck"} <= word_forms("strike")


def test_longer_patterns_come_first():
    index = trigger_index()
    for patterns in index.verbs.values():
        weights = [pattern.weight for _, pattern in patterns]
        assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(
    ("text", "code", "trigger"),
    [
        ("The junta imposed a curfew in Mali.", "COERCE curfew", "imposed a curfew"),
        ("The junta imposed a strict night curfew in Mali.", "COERCE curfew", "imposed"),
        ("ECOWAS imposed sanctions on Mali.", "SANCTION discontinue", "imposed sanctions"),
        ("Soldiers shot two students in Gao.", "ASSAULT firearms", "shot"),
        ("Niger threatened to expel French diplomats.", "THREATEN expel", "threatened"),
        ("Mali recalled its ambassador from Algeria.", "SANCTION withdraw", "recalled"),
        ("Rebels laid down their arms in Kidal.", "RETREAT disarm", "laid down"),
        ("Students went on hunger strike in Gao.", "PROTEST hunger", "went on hunger strike"),
        ("Drivers went on strike in Gao.", "PROTEST strike", "went on strike"),
    ],
)
def test_a_pattern_matches_over_gaps_and_the_longer_one_wins(account, text, code, trigger):
    first = account(text).told[0]
    assert first.code == code
    assert first.trigger.startswith(trigger)


def test_a_comma_closes_the_gap_of_a_pattern(account):
    found = account("The junta imposed order, curfew or no curfew, the mayor of Gao said.")
    assert "imposed order, curfew" not in [one.trigger for one in found.told]


@pytest.mark.parametrize("text", ["The council met in March.", "Ministers arrive in May."])
def test_the_name_of_a_month_is_no_act(account, text):
    assert not [one for one in account(text).told if one.trigger in ("March", "May")]


def test_every_sense_of_the_lexicon_has_a_known_type_and_mode():
    from validation.contracts import codes  # noqa: PLC0415 - only here

    index = trigger_index()
    found = [p for patterns in index.verbs.values() for _, p in patterns]
    found += [p for patterns in index.nouns.values() for p in patterns]
    assert {p.sense.event_type for p in found} == set(codes.values("event_types"))
    assert {p.sense.mode for p in found if p.sense.mode} <= set(codes.values("modes"))
    assert {c for p in found for c in p.sense.contexts} <= set(codes.values("contexts"))


def test_a_sentence_without_an_act_tells_nothing(account):
    text = "The Niger rises in Guinea and is some 4,180 km long."
    assert sentences(text)
    assert account(text).codes == []
