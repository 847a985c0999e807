"""Reports that carry the same wire text belong to one lineage."""

from datetime import UTC, datetime

import polars as pl

from transforms.lineage import lineages

WIRE = """
Gunmen on motorcycles attacked an army post near the town of Djibo in northern Burkina Faso on
Monday and killed eight soldiers before they withdrew towards the border with Mali. The army said
that a search was under way in the forest east of the road. It was the third attack on the post
since the rains of last year, and residents said that the market had stayed closed.
"""
OTHER = """
Teachers in Ouagadougou ended a strike of two weeks after the ministry had promised to pay the
arrears of three months. Their union said that classes in the capital would begin again on Thursday
and that talks on pensions would follow before the end of the term in late July.
"""
BOILERPLATE = (
    " The Daily Voice is an independent newspaper. Write to our desk with news and views from your "
    "region."
)


def lineage_of(**texts):
    """Report -> (lineage, original)."""
    rows = [
        {"report_id": name, "published_at": datetime(2022, 6, 14, hour, tzinfo=UTC), "text": text}
        for hour, (name, text) in enumerate(texts.items())
    ]
    frame = pl.DataFrame(rows)
    found = lineages(frame, frame)
    return {r: (line, original) for r, line, original in found.iter_rows()}


def test_a_text_with_small_edits_joins_the_lineage_of_the_first():
    edited = WIRE.replace("eight soldiers", "8 troops").replace("Monday", "June 13")
    found = lineage_of(first=WIRE, second=edited)
    assert found["first"][0] == found["second"][0]
    assert (found["first"][1], found["second"][1]) == (None, "first")


def test_a_cut_reprint_joins():
    found = lineage_of(first=WIRE, second=WIRE.split(". ", maxsplit=1)[0])
    assert found["second"][1] == "first"


def test_a_reprint_with_a_paragraph_of_its_own_joins():
    found = lineage_of(first=WIRE, second=WIRE + " " + OTHER)
    assert found["second"][1] == "first"


def test_a_shared_paragraph_of_boilerplate_joins_nothing():
    found = lineage_of(first=WIRE + BOILERPLATE, second=OTHER + BOILERPLATE)
    assert found["first"][0] != found["second"][0]
    assert {original for _, original in found.values()} == {None}


def test_the_same_event_in_other_words_is_another_lineage():
    words = (
        "Eight soldiers died on Monday when armed men stormed their camp outside Djibo, Burkina "
        "Faso's army announced. Troops were combing the area, and shops in the town did not open."
    )
    assert lineage_of(first=WIRE, second=words)["second"][1] is None


def test_copies_of_copies_are_one_lineage_with_the_earliest_as_original():
    second = WIRE.replace("Gunmen on motorcycles", "Armed men")
    third = second.replace("It was the third attack on the post", "The post had been hit before")
    found = lineage_of(first=WIRE, second=second, third=third)
    assert len({line for line, _ in found.values()}) == 1
    assert [found[r][1] for r in ("first", "second", "third")] == [None, "first", "first"]


def test_a_text_of_a_few_words_joins_only_its_like():
    found = lineage_of(first="Police fire", second="Police fire", third="Army fire")
    assert found["second"][1] == "first"
    assert found["third"][1] is None


def test_no_reports_have_no_lineages():
    empty = pl.DataFrame(
        schema={
            "report_id": pl.String,
            "published_at": pl.Datetime("us", "UTC"),
            "text": pl.String,
        }
    )
    assert lineages(empty, empty).is_empty()
