"""What holds of every text, whatever it says."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.coding import Report
from validation.contracts import codes

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "No"]), max_size=400)
JUMBLE = """
Malian soldiers police killed arrested at least 12 protesters in Gao Bamako on Monday and the of
said that who were by to threatened refused will not if , . ; “ ” ' - — 2012 dozens no casualties
ECOWAS France urged denied after attack coup President Bazoum he they its between 20 dead toll
"""
WORDS = st.sampled_from([*JUMBLE.split(), "\n\n", "'s"])
NEWS_SALAD = st.lists(WORDS, max_size=60).map(" ".join)
COUNTS = ("deaths", "injured", "detained", "crowd")
REPORT = """Soldiers detain minister in Mali

GAO, Mali (Wire) - Soldiers detained the defence minister near Gao on Monday, officials said. On \
Tuesday at least 12 people were wounded when gunmen opened fire on a crowd of some 300 protesters.

ECOWAS threatened to impose sanctions on Mali. The junta will meet French diplomats next week. \
“We did not kill anybody. We arrested thieves,” said Colonel Moussa Diarra.

In January 2013 French troops attacked Islamist rebels at Konna.
"""


def check(report: Report, mentions) -> None:
    text = report.text
    assert [m.rank for m in mentions] == list(range(1, len(mentions) + 1))
    for m in mentions:
        assert 0 <= m.sentence[0] <= m.trigger[0] < m.trigger[1] <= m.sentence[1] <= len(text)
        check_codes(m)
        for party in m.parties:
            assert text[party.start : party.end] == party.text
        for amount in (getattr(m, name) for name in COUNTS):
            if amount is not None:
                check_amount(amount, text)
        if m.where is not None and m.where.start is not None:
            assert m.where.name and text[m.where.start : m.where.end].strip()
        assert (m.date_start is None) == (m.date_end is None)
        assert m.date_start is None or m.date_start <= m.date_end
        assert 0 <= m.confidence <= 1


def check_codes(m) -> None:
    assert m.event_type in codes.values("event_types")
    known = {
        row["mode"]
        for row in codes.rows("plover/scores.csv")
        if row["event_type"] == m.event_type and row["mode"]
    }
    assert set(m.modes) <= known
    assert set(m.contexts) <= set(codes.values("contexts"))
    assert m.temporal in ("current", "past", "future")
    assert m.modality in ("asserted", "alleged", "denied", "hypothetical")
    for party in m.parties:
        assert set(party.sectors) <= set(codes.values("sectors"))
        assert party.country_iso3 is None or party.country_iso3 in codes.values("countries")
        assert party.role in ("actor", "recipient", "speaker", "victim", "mediator")


def check_amount(amount, text: str) -> None:
    given_bounds = [n for n in (amount.low, amount.best, amount.high) if n is not None]
    assert given_bounds == sorted(given_bounds)
    assert all(n >= 0 for n in given_bounds)
    assert text[amount.start : amount.end].strip()


@settings(max_examples=600, deadline=None, derandomize=True)
@given(ANY_TEXT)
def test_any_text_can_be_read(coder, text):
    report = Report(text, date(2022, 6, 15))
    check(report, coder.mentions(report))


@settings(max_examples=400, deadline=None, derandomize=True)
@given(NEWS_SALAD)
def test_jumbled_words_of_news_break_nothing(coder, text):
    report = Report(text, date(2022, 6, 15))
    check(report, coder.mentions(report))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, len(REPORT)), st.integers(0, len(REPORT)))
def test_any_piece_of_a_report_keeps_the_rules(coder, one, other):
    report = Report(REPORT[min(one, other) : max(one, other)], date(2022, 6, 15))
    check(report, coder.mentions(report))


def test_a_report_keeps_the_rules(coder):
    report = Report(REPORT, date(2022, 6, 15))
    mentions = coder.mentions(report)
    check(report, mentions)
    assert len(mentions) >= 5


def test_the_same_text_has_the_same_answer(coder):
    report = Report(REPORT, date(2022, 6, 15))
    assert coder.read(report) == coder.read(report)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "“", "A\n\n", "'s", "1,200", "killed"])
def test_next_to_nothing_can_be_read(coder, text):
    assert isinstance(coder.mentions(Report(text)), list)


def test_the_version_names_the_lexicons(coder):
    number, _, lexicons = coder.version.partition("+")
    assert number.isdigit()
    assert len(lexicons) == 8
