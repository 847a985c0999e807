"""The word that leads the name of a place, and whether things happen where it leads."""

from __future__ import annotations

import pytest

from transforms.coding.locatives import is_scene_lead, lead_of_name

LEADS = [
    ("killed four men in Gao", "in"),
    ("killed four men in the restive northern town of Gao", "in"),
    ("killed four men in Nigeria's Borno state, Gao", None),
    ("killed four men in the Malian city of Gao", "in"),
    ("flew to Togo's capital Gao", "to"),
    ("people of Gao", "of"),
    ("the town of Gao", "of"),
    ("rebels from Gao", "from"),
    ("shelled Gao", "shelled"),
    ("on Thursday, accusing Gao", None),
    ("in Geneva accused Gao", None),
    ("Gao", None),
    ("near\nGao", None),
]


@pytest.mark.parametrize(("text", "lead"), LEADS)
def test_a_name_is_led_by_the_word_that_governs_it(text, lead):
    assert lead_of_name(text.rindex("Gao"), text) == lead


def test_in_and_near_are_scenes_of_and_to_are_none():
    assert all(map(is_scene_lead, ("in", "near", "shelled")))
    assert not any(map(is_scene_lead, ("of", "to", "from", None)))
