"""From coded mentions to the tables of mentions, parties, actors and places."""

from datetime import date

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.transforms.tables.authored import GAO, KIDAL, REBELS, coded, mention, party
from transforms import identifiers
from transforms.mentions import (
    LINK_ONLY_QUOTE,
    actors_table,
    coded_rows,
    coded_schema,
    mention_actors_table,
    mention_table,
    places_table,
    quote_span,
)
from validation.contracts import contract
from validation.contracts.quarantine import split

LONG = "Gunmen attacked a camp near Djibo, " + "and the search went on in the forest, " * 8
TEXT = f"Attack near Djibo\n\n{LONG}killing at least 12 soldiers, officials said."


def kept(name, table):
    clean, bad = split(contract(name), table, "test")
    assert bad.is_empty(), bad["reason"].to_list()
    return clean


def report(**fields):
    row = {
        "report_id": identifiers.report_id("https://a.example/1"),
        "revision": identifiers.revision(identifiers.text_sha256(TEXT)),
        "text": TEXT,
        "published_on": date(2022, 6, 15),
        "lang": "en",
        "rights": "open",
    }
    return pl.DataFrame([row | fields])


@pytest.fixture(scope="module", params=["open", "link_only"])
def rows(request, coder):
    return request.param, coded_rows(report(rights=request.param), coder, None)


def test_the_offsets_of_a_mention_slice_to_its_quote_and_trigger(rows):
    _, found = rows
    assert found.height
    for row in found.iter_rows(named=True):
        assert TEXT[row["quote_start"] : row["quote_end"]] == row["quote"]
        assert TEXT[row["trigger_start"] : row["trigger_end"]] == row["trigger"]
        assert row["sentence_start"] <= row["quote_start"] <= row["trigger_start"]
        assert row["trigger_end"] <= row["quote_end"] <= row["sentence_end"]


def test_only_open_sources_are_quoted_at_length(rows):
    rights, found = rows
    longest = found["quote"].str.len_chars().max()
    assert (longest > LINK_ONLY_QUOTE) == (rights == "open")


def test_the_rows_keep_the_contract_of_mentions(rows):
    _, found = rows
    none = pl.DataFrame(schema={"mention_id": pl.String, "event_id": pl.String})
    assert kept("mentions", mention_table(found, none)).height == found.height
    kept("mention_actors", mention_actors_table(found))
    kept("actors", actors_table(found))
    kept("places", places_table(found))


def test_no_two_mentions_of_a_report_share_an_identifier(rows):
    assert rows[1]["mention_id"].is_unique().all()


def test_a_report_in_another_language_has_no_rows_and_the_schema_stays(coder):
    found = coded_rows(report(lang="fr"), coder, None)
    assert found.is_empty()
    assert found.schema == coded_schema()


@settings(derandomize=True)
@given(st.text("abcé, ", min_size=1, max_size=900), st.data())
def test_a_short_quote_holds_the_trigger_and_stays_in_the_sentence(text, data):
    ends = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 4)))
    sentence, trigger = (ends[0], ends[3]), (ends[1], min(ends[2], ends[1] + 60))
    assume(trigger[0] < trigger[1])
    first, last = quote_span(text, sentence, trigger, "link_only")
    assert sentence[0] <= first <= trigger[0] < trigger[1] <= last <= sentence[1]
    assert last - first <= LINK_ONLY_QUOTE


def test_a_mention_points_at_its_event_and_history_at_none():
    frame = coded(mention("a"), mention("b", temporal="past"))
    ids = pl.DataFrame({"mention_id": [frame["mention_id"][0]], "event_id": ["e-0000000000000001"]})
    assert mention_table(frame, ids)["event_id"].drop_nulls().to_list() == ["e-0000000000000001"]


def test_an_actor_is_listed_once_with_every_way_of_writing_it():
    other = REBELS | {"text": "the rebels of Mali"}
    table = actors_table(coded(mention("a", parties=[REBELS]), mention("b", parties=[other])))
    assert table.height == 1
    assert table["aliases"].to_list() == [["MLI REB", "the rebels of Mali"]]


def test_a_wikidata_item_is_read_from_the_identifier_and_never_guessed():
    known = party("actor", None) | {"actor_id": "wd-Q190849", "international": "IGO"}
    table = actors_table(coded(mention("a", parties=[known, REBELS])))
    assert dict(table.select("actor_id", "wikidata_qid").iter_rows()) == {
        "wd-Q190849": "Q190849",
        REBELS["actor_id"]: None,
    }


def test_a_place_is_listed_once():
    table = places_table(coded(mention("a"), mention("b"), mention("c", **KIDAL)))
    assert sorted(table["place_id"]) == sorted([GAO["place_id"], KIDAL["place_id"]])
    assert dict(table.select("name", "priogrid_gid").iter_rows())["Gao"] == 153000


def test_identifiers_are_recipes_that_do_not_change():
    assert identifiers.report_id("https://a.example/1") == "r-d817b80f9a5befb9"
    assert identifiers.digest("x", "a", "b") != identifiers.digest("x", "ab")
    assert identifiers.mention_id("r", "v", (1, 5), "ASSAULT") != identifiers.mention_id(
        "r", "v", (15, 5), "ASSAULT"
    )
