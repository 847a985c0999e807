"""The language of a text: what it reads like, unless the page knows better."""

from __future__ import annotations

import pytest

from transforms.pages.language import language_of


@pytest.mark.parametrize(
    "text",
    [
        "Pirates attacked a tanker 150 km south of Lagos, Nigeria, on Sunday.",
        "GAO, Mali - Gunmen killed 12 farmers on Monday.",
    ],
)
def test_english_of_a_wire_is_no_pidgin(text):
    assert language_of(text, None) == "en"
    assert language_of(text, "en") == "en"


def test_pidgin_is_what_a_page_in_pidgin_is():
    assert language_of("Gunmen don kill five pipol for dis market, police tok.", "pcm") == "pcm"


def test_a_text_without_letters_has_the_language_of_its_page():
    assert language_of("12 : 30", "fr") == "fr"
    assert language_of("12 : 30", None) is None
