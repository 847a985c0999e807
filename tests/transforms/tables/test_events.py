"""Events keep what their reports disagree on."""

from datetime import date, timedelta

import polars as pl
import pytest

from tests.transforms.tables.authored import (
    GAO,
    KIDAL,
    MALI,
    MONDAY,
    REBELS,
    coded,
    mention,
    on,
    party,
    place,
    reports,
    toll,
)
from transforms.events import event_actors_table, events_table
from transforms.families import family
from validation.contracts import contract
from validation.contracts.quarantine import split

ACTOR, RECIPIENT = "actor", "recipient"


def event(*rows, **lineages):
    """The one event that all rows tell of."""
    frame = coded(*rows)
    ids = frame.select("mention_id", event_id=pl.lit("e-0000000000000001"))
    told = reports(*sorted(set(frame["report_id"])), **lineages)
    table = events_table(frame, ids, told, event_actors_table(frame, ids))
    clean, bad = split(contract("events"), table, "test")
    assert bad.is_empty(), bad["reason"].to_list()
    return clean.row(0, named=True)


def deaths(row):
    return row["deaths_low"], row["deaths_best"], row["deaths_high"]


def test_deaths_are_the_lower_median_of_the_accounts_within_their_spread():
    rows = [mention(r, **toll("deaths", n)) for r, n in (("a", 8), ("b", 12), ("c", 30))]
    assert deaths(event(*rows)) == (8, 12, 30)
    assert deaths(event(*rows[:2])) == (8, 8, 12)


def test_the_bounds_of_each_account_widen_the_spread():
    rows = [mention("a", **toll("deaths", 36, 30, 36)), mention("b", **toll("deaths", 40))]
    assert deaths(event(*rows)) == (30, 36, 40)


def test_dozens_say_nothing_against_a_number_that_was_counted():
    rows = [mention("a", **toll("deaths", 36, 24, 99)), mention("b", **toll("deaths", 53))]
    assert deaths(event(*rows)) == (53, 53, 53)
    assert deaths(event(rows[0])) == (24, 36, 99)


def test_reprints_of_one_wire_text_are_one_account():
    rows = [mention(r, **toll("deaths", n)) for r, n in (("a", 30), ("b", 30), ("c", 8), ("d", 8))]
    found = event(*rows, a="l-wire", b="l-wire")
    assert (found["n_reports"], found["n_sources"], found["n_lineages"]) == (4, 4, 3)
    assert found["deaths_best"] == 8


def test_two_figures_of_one_report_count_its_most_central_one():
    rows = [
        mention("a", 0, rank=1, **toll("deaths", 8)),
        mention("a", 99, rank=4, **toll("deaths", 2)),
    ]
    assert deaths(event(*rows)) == (8, 8, 8)


def test_unreported_deaths_stay_unknown_and_none_stays_none():
    assert deaths(event(mention("a"))) == (None, None, None)
    assert deaths(event(mention("a", **toll("deaths", 0)))) == (0, 0, 0)


@pytest.mark.parametrize(
    ("lineages", "status"), [({}, "corroborated"), ({"b": "l-a"}, "candidate")]
)
def test_two_independent_accounts_corroborate(lineages, status):
    assert event(mention("a"), mention("b"), **lineages)["status"] == status


def test_confidence_grows_with_independent_accounts_only():
    alone = event(mention("a"))["confidence"]
    assert event(mention("a"), mention("b"), b="l-a")["confidence"] == alone
    assert alone < event(mention("a"), mention("b"))["confidence"] < 1


def test_the_place_is_the_most_exact_one_told():
    found = event(mention("a", **MALI), mention("b", **GAO))
    assert (found["place_name"], found["where_precision"]) == ("Gao", 1)
    assert found["priogrid_gid"] == 153000


def test_a_country_alone_has_no_grid_cell_and_is_named_as_unsettled():
    found = event(mention("a", **MALI))
    assert found["priogrid_gid"] is None
    assert "place_id" in found["abstained_fields"]


def test_the_date_told_beats_the_day_of_publication():
    rows = [mention("a", **on(date(2022, 6, 14), own=False)), mention("b", **on(MONDAY))]
    found = event(*rows)
    assert (found["date_start"], found["date_end"]) == (MONDAY, MONDAY)


def test_an_event_is_asserted_as_soon_as_one_report_asserts_it():
    assert event(mention("a", modality="alleged"))["modality"] == "alleged"
    assert event(mention("a", modality="alleged"), mention("b"))["modality"] == "asserted"


def test_accounts_that_agree_disagree_on_nothing():
    assert event(mention("a"), mention("b"))["disagreement_share"] == 0


def test_the_share_of_disagreement_counts_place_date_deaths_and_mode():
    one = mention("a", **toll("deaths", 8))
    other = mention("b", **toll("deaths", 9), **on(MONDAY + timedelta(days=1)))
    assert event(one, other)["disagreement_share"] == 0.5
    assert event(one, other, b="l-a")["disagreement_share"] == 0


def test_a_missing_side_is_named_as_unsettled():
    found = event(mention("a", parties=[REBELS]))
    assert found["abstained_fields"] == ["recipient"]


def test_the_reports_of_an_event_are_named_once_each():
    found = event(mention("a", 0), mention("a", 90), mention("b"))
    assert found["source_urls"] == ["https://a.example/report", "https://b.example/report"]
    assert (found["n_mentions"], found["n_reports"]) == (3, 2)
    assert (found["first_reported_on"], found["last_reported_on"]) == (date(2022, 6, 14),) * 2


def test_the_summary_says_who_did_what_to_whom_where_and_when():
    assert event(mention("a"))["summary"] == (
        "Mali rebels attack Mali military in Gao, 13 June 2022"
    )


def test_the_summary_of_an_event_without_parties_says_so():
    assert event(mention("a", parties=[]))["summary"] == (
        "Unnamed parties attack in Gao, 13 June 2022"
    )


def test_the_mode_most_told_comes_first():
    rows = [mention("a", modes=["explosives"]), mention("b", modes=["firearms"])]
    assert event(*rows, mention("c", modes=["firearms"]))["modes"] == ["firearms", "explosives"]


@pytest.mark.parametrize(
    ("day", "gw", "cow"), [(date(2011, 7, 8), None, None), (date(2022, 6, 13), 626, 626)]
)
def test_state_numbers_are_those_of_the_day(day, gw, cow):
    juba = place("Juba", 373303, 4.85, 31.58, "SSD")
    found = event(mention("a", **juba, **on(day)))
    assert (found["country_gw"], found["country_cow"]) == (gw, cow)


def test_a_speaker_is_no_party_to_the_event():
    frame = coded(mention("a", parties=[REBELS, party("speaker", "MLI", "GOV")]))
    ids = frame.select("mention_id", event_id=pl.lit("e-1"))
    assert event_actors_table(frame, ids)["role"].to_list() == ["actor"]


def test_the_party_named_most_often_comes_first():
    others = [party(ACTOR, "MLI", "UAF")]
    frame = coded(mention("a", parties=others), mention("b"), mention("c"))
    ids = frame.select("mention_id", event_id=pl.lit("e-1"))
    table = event_actors_table(frame, ids).filter(role=ACTOR)
    assert table.select("position", "n_mentions").rows() == [(1, 2), (2, 1)]
    assert table["sectors"].to_list() == [["REB"], ["UAF"]]


def test_history_adds_a_report_but_no_figures_of_place_and_time():
    told = mention("b", temporal="past", **KIDAL)
    assert event(mention("a"), told)["place_name"] == "Gao"


@pytest.mark.parametrize(
    ("subtype", "event_type", "modes", "actor", "recipient", "found"),
    [
        ("coup", "COERCE", ["seize"], "MIL", "GOV", "leadership"),
        ("mutiny", "MOBILIZE", ["troops"], "MIL", None, "leadership"),
        ("resignation", "RETREAT", ["resign"], "GOV", None, "leadership"),
        (None, "RETREAT", ["resign"], "BUS", None, "diplomatic"),
        ("riot", "PROTEST", ["riot"], "CVL", None, "protest"),
        (None, "COERCE", ["arrest"], "REB", None, "repression"),
        ("state_of_emergency", "COERCE", ["martial-law"], "GOV", None, "repression"),
        (None, "ASSAULT", ["crowd-control"], None, None, "repression"),
        (None, "ASSAULT", ["firearms"], "COP", "CVL", "repression"),
        (None, "ASSAULT", ["firearms"], "COP", "REB", "violence"),
        (None, "ASSAULT", [], "REB", "CVL", "violence"),
        (None, "MOBILIZE", ["troops"], "MIL", None, "violence"),
        ("election", "CONSULT", [], "GOV", None, "institutional"),
        (None, "SANCTION", ["convict"], "JUD", "CVL", "institutional"),
        (None, "SANCTION", ["expel"], "GOV", "GOV", "diplomatic"),
        (None, "AGREE", [], None, None, "diplomatic"),
    ],
)
def test_the_first_row_that_fits_gives_the_family(
    subtype, event_type, modes, actor, recipient, found
):
    assert family(subtype, event_type, modes, actor, recipient) == found


def sides(row):
    return tuple(row[f"deaths_{side}"] for side in ("actor", "recipient", "civilians", "unknown"))


def by_side(actor, recipient, civilians, unknown):
    """A toll with whose deaths they are."""
    found = zip(
        ("actor", "recipient", "civilians", "unknown"),
        (actor, recipient, civilians, unknown),
        strict=True,
    )
    total = actor + recipient + civilians + unknown
    return toll("deaths", total) | {f"deaths_{side}": n for side, n in found}


def test_the_dead_by_side_are_those_of_the_account_with_the_best_figure():
    rows = [mention("a", **by_side(7, 1, 0, 0)), mention("b", **by_side(0, 12, 0, 0))]
    found = event(*rows)
    assert found["deaths_best"] == 8
    assert sides(found) == (7, 1, 0, 0)


def test_of_accounts_that_agree_the_one_that_tells_the_dead_apart_is_taken():
    rows = [mention("a", **by_side(0, 0, 0, 8)), mention("b", **by_side(7, 1, 0, 0))]
    assert sides(event(*rows)) == (7, 1, 0, 0)


def test_a_toll_without_sides_is_all_unknown_and_no_toll_has_none():
    assert sides(event(mention("a", **toll("deaths", 8)))) == (0, 0, 0, 8)
    assert sides(event(mention("a"))) == (None,) * 4
