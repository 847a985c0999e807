"""Confidence: a fitted model whose weights are a table that the project carries."""

import pytest

from transforms.coding.confidence import HIGHEST, LOWEST, features
from transforms.coding.lexicons import KNOWLEDGE, read
from validation.contracts.plain_yaml import load

CARD = load((KNOWLEDGE / "confidence.yml").read_text(encoding="utf-8"))


def first(account, text):
    return account(text).told[0].mention


def test_the_card_says_what_the_weights_come_from():
    assert CARD["fitted_on"] and CARD["cases"] == sum(row["cases"] for row in CARD["reliability"])
    gap = sum(row["cases"] * abs(row["said"] - row["right"]) for row in CARD["reliability"])
    assert gap / CARD["cases"] == pytest.approx(CARD["expected_calibration_error"], abs=0.01)


def test_every_feature_of_a_mention_has_a_weight(account):
    told = account(
        "Rebels attacked a base in Gao on Monday, and the army said it would not hold talks. "
        "Protests followed in Bamako."
    ).told
    mentions = [one.mention for one in told]
    names = {name for m in mentions for name in features(m, mentions)}
    assert len(mentions) >= 3
    assert names <= set(CARD["weights"])
    assert {f"type.{code}" for code in set(read("triggers")) - {"lists"}} <= set(CARD["weights"])


def test_what_a_verb_tells_of_two_known_sides_is_surer_than_a_bare_noun(account):
    plain = first(account, "Malian soldiers arrested Tuareg rebels in Gao on Monday.")
    vague = first(account, "Residents of Gao spoke of the raid while music was played.")
    assert LOWEST <= vague.confidence < plain.confidence <= HIGHEST


def test_a_denied_act_is_less_sure_than_an_asserted_one(account):
    told = first(account, "Malian soldiers attacked rebels in Gao on Monday.")
    denied = first(account, "Malian soldiers did not attack rebels in Gao on Monday.")
    assert denied.confidence < told.confidence
