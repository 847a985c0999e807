"""Sentences and tokens keep their place in the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.coding.words import sentences, tokens

NEWS = st.text(
    st.one_of(
        st.sampled_from("aeinrst AEM.,'’-\n“”0129"), st.characters(exclude_categories=["Cs"])
    ),
    max_size=300,
)


def words_of(text: str) -> list[str]:
    return [token.text for token in tokens(text, 0, len(text))]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(NEWS)
def test_tokens_and_sentences_slice_to_their_words_and_never_overlap(text):
    reached = 0
    for number, sentence in enumerate(sentences(text)):
        assert sentence.index == number
        assert reached <= sentence.start < sentence.end <= len(text)
        reached = sentence.end
        at = sentence.start
        for token in sentence.tokens:
            assert text[token.start : token.end] == token.text != ""
            assert at <= token.start < token.end <= sentence.end
            at = token.end


@settings(max_examples=100, deadline=None, derandomize=True)
@given(NEWS)
def test_a_sentence_neither_begins_nor_ends_with_white_space(text):
    for sentence in sentences(text):
        piece = text[sentence.start : sentence.end]
        assert piece == piece.strip()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("U.S. envoys", ["U.S.", "envoys"]),
        ("in N'Djamena", ["in", "N'Djamena"]),
        ("in N’Djamena", ["in", "N’Djamena"]),
        ("Mali's army", ["Mali", "'s", "army"]),
        ("didn't", ["did", "n't"]),
        ("1,200 men", ["1,200", "men"]),
        ("self-defence group", ["self-defence", "group"]),
        ("Abdel-Fattah al-Burhan", ["Abdel-Fattah", "al-Burhan"]),
        ("the SPLM/A", ["the", "SPLM/A"]),
        ("killed.", ["killed", "."]),
    ],
)
def test_words_are_cut_as_a_reader_cuts_them(text, found):
    assert words_of(text) == found


def test_curly_apostrophes_are_straight_in_the_lower_form():
    assert [token.lower for token in tokens("N’Djamena", 0, 9)] == ["n'djamena"]


@pytest.mark.parametrize(
    "text",
    [
        "Lt. Gen. Salou Djibo spoke in Niamey.",
        "The U.S. embassy in Bamako closed.",
        "Col. Assimi Goita met Mr. Ouane.",
        "The bill passed by 92 votes to 4.5 per cent of the house.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text):
    assert [(s.start, s.end) for s in sentences(text)] == [(0, len(text))]


def test_the_first_line_of_a_longer_text_is_its_title():
    cut = sentences("Soldiers mutiny in Kati\n\nSoldiers fired into the air. Shops closed.")
    assert [s.is_title for s in cut] == [True, False, False]
    assert [s.opens_paragraph for s in cut] == [True, True, False]
    assert [s.paragraph for s in cut] == [0, 1, 1]


def test_a_text_of_one_paragraph_has_no_title():
    assert not sentences("Soldiers mutinied in Kati")[0].is_title


def test_a_first_line_that_ends_as_a_sentence_is_no_title():
    assert not sentences("Soldiers mutinied.\n\nShops closed.")[0].is_title


def test_copy_in_capitals_is_known_as_such():
    first, second = sentences("SOLDIERS SEIZE POWER IN MALI\n\nThe UN and the AU protested.")
    assert first.is_upper
    assert not second.is_upper


def test_a_line_break_inside_a_paragraph_cuts_no_sentence():
    assert len(sentences("Soldiers mutinied\nin Kati on Tuesday.")) == 1
