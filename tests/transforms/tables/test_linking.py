"""Which mentions tell of one happening, and how its identifier lives on."""

from datetime import date, timedelta

import pytest

from tests.transforms.tables.authored import (
    DJIBO,
    GAO,
    KIDAL,
    MALI,
    MONDAY,
    coded,
    mention,
    on,
    party,
    place,
)
from transforms.linking import event_ids, linked

TUESDAY = MONDAY + timedelta(days=1)


def groups(*rows, published=None):
    """Reports of each event, as sorted lists."""
    told = linked(coded(*rows), published or {})
    return sorted(sorted(one.report_id for one in group) for group in told)


def ids(known, *rows):
    """(report and trigger offset -> event, registry)."""
    frame = coded(*rows)
    by_mention, registry = event_ids(linked(frame, {}), known)
    named = {row["mention_id"]: (row["report_id"], row["trigger_start"]) for row in rows}
    return {named[m]: event for m, event in by_mention.items()}, registry


def test_two_reports_of_one_attack_are_one_event():
    assert groups(mention("a"), mention("b")) == [["a", "b"]]


def test_reports_that_differ_by_a_day_still_join():
    assert groups(mention("a"), mention("b", **on(TUESDAY))) == [["a", "b"]]


def test_attacks_three_days_apart_are_two():
    later = on(MONDAY + timedelta(days=3))
    assert groups(mention("a"), mention("b", **later)) == [["a"], ["b"]]


def test_attacks_on_two_towns_are_two():
    assert groups(mention("a", **GAO), mention("b", **KIDAL)) == [["a"], ["b"]]


def test_a_village_beside_the_town_may_be_the_same_place():
    near = place("Koima", 2454950, 16.28, -0.12)
    assert groups(mention("a", **GAO), mention("b", **near)) == [["a", "b"]]


def test_a_town_and_its_own_province_may_be_the_same_place():
    town = GAO | {"admin1_iso": "ML-7"}
    province = town | {"place_id": "ps:adm1-ml-gao", "where_precision": 4}
    told = [mention("a", **town, parties=[]), mention("b", **province, parties=[])]
    assert groups(*told) == [["a", "b"]]
    assert groups(told[0], told[1] | {"admin1_iso": "ML-8"}) == [["a"], ["b"]]


def test_two_unlisted_villages_near_one_town_are_two_places():
    villages = [GAO | {"place_id": f"ps:near-gn-2457161-{name}"} for name in ("tinkat", "erssane")]
    assert groups(mention("a", **villages[0]), mention("b", **villages[1])) == [["a"], ["b"]]
    assert groups(mention("a", **villages[0]), mention("b", **villages[0])) == [["a", "b"]]


@pytest.mark.parametrize(
    "other", [{"event_type": "MOBILIZE"}, DJIBO, {"country_iso3": "NER", "place_id": None}]
)
def test_another_type_or_country_is_another_event(other):
    assert groups(mention("a"), mention("b", **other)) == [["a"], ["b"]]


def test_a_report_that_names_the_country_alone_joins_by_day_and_parties():
    assert groups(mention("a"), mention("b", **MALI)) == [["a", "b"]]


def test_other_parties_in_the_same_country_are_another_event():
    others = [party("actor", "FRA", "MIL"), party("recipient", "MLI", "REB")]
    assert groups(mention("a"), mention("b", **MALI, parties=others)) == [["a"], ["b"]]


def test_history_joins_the_news_of_its_day():
    told = mention("b", temporal="past")
    assert groups(mention("a"), told) == [["a", "b"]]


def test_history_founds_no_event():
    assert groups(mention("a", temporal="past"), mention("b", temporal="past")) == []


def test_history_of_another_day_stays_without_an_event():
    old = mention("b", temporal="past", **on(date(2012, 3, 22)))
    assert groups(mention("a"), old) == [["a"]]


@pytest.mark.parametrize(
    "what",
    [
        {"modality": "denied"},
        {"modality": "hypothetical"},
        {"temporal": "future"},
        {"date_start": None, "date_end": None, "date_precision": None},
    ],
)
def test_what_did_not_happen_or_has_no_date_belongs_to_no_event(what):
    assert groups(mention("a"), mention("b", **what)) == [["a"]]


def test_an_alleged_act_may_be_an_event():
    assert groups(mention("a", modality="alleged")) == [["a"]]


def test_later_words_take_date_and_place_of_the_lead():
    lead = mention("a", 0)
    later = mention(
        "a", 100, trigger="wounded", parties=[], **MALI, **on(MONDAY + timedelta(days=4), own=False)
    )
    assert groups(lead, later) == [["a", "a"]]


def test_a_title_takes_date_and_place_of_its_lead():
    title = mention("a", 0, trigger="attack", parties=[], **MALI, **on(TUESDAY, own=False))
    told = linked(coded(title, mention("a", 60)), {})
    assert [(one.place_id, one.start) for group in told for one in group] == [
        (GAO["place_id"], MONDAY)
    ] * 2


def test_later_words_with_a_place_of_their_own_keep_it():
    elsewhere = mention("a", 100, **KIDAL, **on(MONDAY, own=False))
    assert groups(mention("a", 0), elsewhere) == [["a"], ["a"]]


def test_the_order_of_the_rows_does_not_matter():
    rows = [mention("a"), mention("b", **KIDAL), mention("c", **on(TUESDAY)), mention("d", **MALI)]
    assert groups(*rows) == groups(*reversed(rows))


def test_an_event_keeps_its_identifier_when_a_report_is_corrected():
    first, registry = ids({}, mention("a"))
    again, _ = ids(registry, mention("a", 7, revision="1" * 12, sentence_start=7))
    assert list(first.values()) == list(again.values())


def test_an_event_keeps_its_identifier_when_an_earlier_report_is_found():
    first, registry = ids({}, mention("b", trigger="raided"))
    both, _ = ids(registry, mention("a"), mention("b", trigger="raided"))
    assert set(both.values()) == set(first.values())


def test_the_same_input_gives_the_same_identifiers():
    rows = [mention("a"), mention("b", **KIDAL)]
    assert ids({}, *rows) == ids({}, *rows)


def test_two_events_of_one_report_told_by_the_same_word_have_two_identifiers():
    rows = [mention("a", 0, **GAO), mention("a", 100, **KIDAL)]
    found, registry = ids({}, *rows)
    assert len(set(found.values())) == 2
    assert ids(registry, *rows)[0] == found


def test_an_event_that_falls_apart_leaves_its_identifier_to_one_part():
    joined, registry = ids({}, mention("a"), mention("b", trigger="raided"))
    apart, _ = ids(registry, mention("a", **KIDAL), mention("b", trigger="raided"))
    assert len(set(joined.values())) == 1
    assert len(set(apart.values())) == 2
    assert set(joined.values()) < set(apart.values())


def test_no_two_events_share_an_identifier_when_the_founder_leaves():
    _, registry = ids({}, mention("b", trigger="raided"))
    joined, registry = ids(registry, mention("a"), mention("b", trigger="raided"))
    apart, _ = ids(registry, mention("a"), mention("b", trigger="raided", **KIDAL))
    assert len(set(joined.values())) == 1
    assert len(set(apart.values())) == 2


def test_events_that_turn_out_to_be_one_keep_one_identifier():
    apart, registry = ids({}, mention("a", **KIDAL), mention("b", trigger="raided"))
    joined, _ = ids(registry, mention("a"), mention("b", trigger="raided"))
    assert len(set(joined.values())) == 1
    assert set(joined.values()) < set(apart.values())
