"""How lexicons are read: by the language of a report, words as words."""

import pytest

from transforms.coding.checks.overlay import answers_with
from transforms.coding.lexicons import base_language, has_lexicons, listed

RUMOUR = "Officials discussed the rumoured attack on Gao by rebels."


@pytest.mark.parametrize(
    ("code", "lang"),
    [("en", "en"), ("en-GB", "en"), ("zh-Hant-TW", "zh"), (None, "en"), ("", "en")],
)
def test_a_code_is_read_by_its_language_and_a_missing_one_as_english(code, lang):
    assert base_language(code) == lang


@pytest.mark.parametrize(
    ("code", "is_coded"), [("en", True), ("en-NG", True), ("fr", False), (None, False), ("", False)]
)
def test_only_a_language_that_is_told_and_has_lexicons_is_coded(code, is_coded):
    assert has_lexicons(code) is is_coded


@pytest.mark.parametrize(
    ("key", "word"), [("negation", "no"), ("absence", "no"), ("prepositions", "on")]
)
def test_prepositions_and_negations_are_words_and_no_truth_values(key, word):
    assert word in listed("modality", key)


def test_a_word_that_hedges_is_an_entry_of_the_lexicon_and_not_of_the_code(account):
    line = {"id": "1", "text": RUMOUR, "published_at": "2022-06-15"}
    told = answers_with([line], {"modality": {"hedging": ["rumoured"]}})[0]["events"]
    assert account(RUMOUR).one("ASSAULT").mention.modality == "asserted"
    assert [e["modality"] for e in told if e["event_type"] == "ASSAULT"] == ["alleged"]
