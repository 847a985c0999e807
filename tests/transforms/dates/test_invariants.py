"""Whatever the text, mentions slice to it, keep their order and hold a sound interval."""

from datetime import date
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.dates import caption_spans, find_dates
from transforms.dates.calendars import easter, hijri_day, orthodox_easter, rosh_hashanah
from transforms.dates.intervals import plus_months
from transforms.dates.lexicon import lexicon
from transforms.dates.makers import MAKERS
from transforms.dates.patterns import matcher
from transforms.dates.tokens import tokens_of

WORDS = sorted({w for entries in lexicon().classes.values() for w in entries if w.isascii()})
texts = st.lists(
    st.one_of(
        st.sampled_from(WORDS).map(str.title),
        st.sampled_from(WORDS),
        st.integers(0, 2200).map(str),
        st.sampled_from(
            ["of", "the", "from", "to", "between", "and", "-", ",", ".", "\n\n", "é🙂", "'s"]
        ),
    ),
    max_size=25,
).map(" ".join)
days = st.one_of(st.none(), st.dates(date(1600, 1, 1), date(2099, 12, 31)))


@settings(max_examples=300, deadline=None)
@given(texts, days)
def test_mentions_slice_to_the_text_in_order(text, published):
    end = 0
    for mention in find_dates(text, published):
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        if mention.date_start and mention.date_end:
            assert mention.date_start <= mention.date_end
        end = mention.end


@settings(max_examples=200, deadline=None)
@given(texts)
def test_no_rule_that_matches_is_passed_over(text):
    rules, codes = matcher(), matcher().codes_of(tokens_of(text))
    for place in range(len(codes)):
        matching = {id(rule) for rule in rules.rules if rule.pattern.match(codes, place)}
        if matching:
            assert rules.next_start(codes, place) == place
            found = rules.candidates(codes, place, len(codes))
            assert {id(candidate.rule) for candidate in found} == matching


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_asides_are_ordered_spans_of_any_text(text):
    end = 0
    for start, stop in caption_spans(text):
        assert end <= start < stop <= len(text)
        end = stop


def test_every_rule_names_a_maker_and_every_maker_has_a_rule():
    assert {rule["make"] for rule in lexicon().data["rules"]} == set(MAKERS)


def test_calendars_agree_with_known_days():
    assert easter(2020) == date(2020, 4, 12)
    assert easter(2000) == date(2000, 4, 23)
    assert abs((hijri_day(1441, 10, 1) - date(2020, 5, 24)).days) <= 1
    assert orthodox_easter(2020) == date(2020, 4, 19)
    assert [rosh_hashanah(year) for year in (2019, 2020, 2023)] == [
        date(2019, 9, 30),
        date(2020, 9, 19),
        date(2023, 9, 16),
    ]
    assert plus_months(date(2020, 3, 31), -1) == date(2020, 2, 29)


def test_endless_repetition_is_read_in_time_that_grows_with_the_text():
    assert find_dates("about " * 20_000 + "two days ago", date(2020, 8, 18))[-1].text.endswith(
        "ago"
    )


def test_the_same_text_has_the_same_answer():
    text = "On Friday, two weeks after the 2013 vote, troops fired; Ramadan began on 6 May 2019."
    assert find_dates(text, date(2020, 8, 18)) == find_dates(text, date(2020, 8, 18))


@pytest.mark.parametrize(
    ("unit", "language"),
    [
        ("the end of ", "en"),
        ("anniversary of the 5 May ", "en"),
        ("Friday to ", "en"),
        ("5 - ", "en"),
        ("''60 ", "en"),
        ("mardi 5 ", "fr"),
        ("il y a ", "fr"),
        ("قبل ", "ar"),
        ("2020年", "zh"),
    ],
)
def test_hostile_repetition_costs_no_more_than_the_text_is_long(unit, language):
    day = date(2020, 8, 18)
    find_dates(unit, day, language)

    def seconds(times: int) -> float:
        text, start = unit * times, process_time()
        find_dates(text, day, language)
        return process_time() - start

    short = min(seconds(2_000) for _ in range(3))
    assert min(seconds(16_000) for _ in range(3)) < 8 * 4 * max(short, 0.005)
