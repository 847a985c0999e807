"""Where, when and who: our own rules around the words that a model found."""

from __future__ import annotations

from datetime import date

import pytest

from tests.transforms.models.chat_host import said
from tests.transforms.models.told import ARREST, TEXT, blame, deaths, event, party, report


@pytest.fixture
def read(host, make_coder):
    """The mentions of an answer by type."""

    def mentions(*events, of=None, **settings):
        host.always = said({"events": list(events)})
        found = make_coder(**settings).mentions(of or report())
        return {m.event_type: m for m in found}

    return mentions


def test_the_place_comes_from_the_sentence_of_the_trigger(read):
    where = read(event())["COERCE"].where
    assert (where.name, where.country_iso3, where.method) == ("Bamako", "MLI", "clause")
    assert TEXT[where.start : where.end] == "Bamako"


def test_a_sentence_without_a_place_takes_the_town_of_the_lead(read):
    where = read(event(), deaths())["ASSAULT"].where
    assert (where.name, where.start) == ("Bamako", None)


GAO = ARREST.replace("in Bamako on", "in Gao on")


@pytest.mark.parametrize(
    ("dateline", "filed"),
    [("BAMAKO - ", ("dateline", False)), ("", ("report", True))],
)
def test_words_are_spoken_where_they_are_filed_and_not_where_the_news_happens(
    read, dateline, filed
):
    text = TEXT.replace(f"BAMAKO - {ARREST}", f"{dateline}{GAO}")
    told = read(event(sentence=GAO), deaths(), blame(), of=report(text))
    assert told["COERCE"].where.name == "Gao"
    assert (told["ASSAULT"].where.name, told["ASSAULT"].where.method) == ("Gao", "report")
    assert told["ACCUSE"].where.country_iso3 == "MLI"
    assert (told["ACCUSE"].where.method, told["ACCUSE"].where.is_country) == filed


def test_words_spoken_in_a_language_without_lexicons_are_placed_by_the_same_rule(read):
    arrest = "Des soldats mutins ont arrêté le président Keïta à Gao."
    condemned = "La junte a condamné les sanctions."
    text = f"Le président arrêté\n\n{arrest}\n\n{condemned}\n"
    side = [party("actor", "La junte", country_iso3="MLI", sectors=["MIL"])]
    told = read(
        event(sentence=arrest, trigger="ont arrêté", parties=[]),
        blame(sentence=condemned, trigger="condamné", parties=side),
        of=report(text, lang="fr-ML"),
        languages=["fr"],
    )
    assert told["COERCE"].where.name == "Gao"
    assert (told["ACCUSE"].where.country_iso3, told["ACCUSE"].where.is_country) == ("MLI", True)


def test_the_day_comes_from_the_words_around_the_trigger(read):
    told = read(event(), deaths(), blame())
    assert told["COERCE"].date_start == date(2020, 8, 18)
    assert told["ACCUSE"].date_start == date(2020, 8, 19)
    assert told["ASSAULT"].date_is_publication_default
    assert told["ASSAULT"].date_start == date(2020, 8, 20)


@pytest.mark.parametrize(("temporal", "rule"), [("future", "future"), ("past", "background")])
def test_what_is_no_news_has_no_day_of_publication(read, temporal, rule):
    found = read(deaths(temporal=temporal))["ASSAULT"]
    assert (found.temporal, found.date_start, found.date_rule) == (temporal, None, rule)


def test_a_date_in_the_text_outweighs_what_the_model_says_of_the_time(read):
    text = TEXT.replace("on Tuesday", "in 2012")
    one = event(sentence=ARREST.replace("on Tuesday", "in 2012"), temporal="current")
    assert read(one, of=report(text))["COERCE"].temporal == "past"


def test_a_party_that_our_rules_know_has_our_codes(read):
    wrong = [
        party("actor", "ECOWAS", kind="country", country_iso3="FRA", sectors=["REB"]),
        party("recipient", "Mutinous soldiers", country_iso3="FRA", sectors=["REB"]),
    ]
    sides = {p.role: p for p in read(blame(parties=wrong))["ACCUSE"].parties}
    assert (sides["actor"].country_iso3, sides["actor"].international) == (None, "IGO")
    assert sides["actor"].actor_id.startswith("wd-Q")
    assert sides["recipient"].sectors == ("MIL",)
    assert sides["recipient"].country_iso3 == "MLI"


def test_a_party_that_our_rules_do_not_know_has_the_codes_of_the_model(read):
    text = TEXT.replace("ECOWAS condemned", "The Balanzan Circle condemned")
    one = blame(
        sentence="The Balanzan Circle condemned the mutiny on Wednesday.",
        parties=[
            party(
                "actor",
                "The Balanzan Circle",
                kind="organisation",
                country_iso3="MLI",
                sectors=["SOC"],
            )
        ],
    )
    found = read(one, of=report(text))["ACCUSE"].parties[0]
    assert (found.name, found.kind) == ("Balanzan Circle", "organisation")
    assert (found.country_iso3, found.sectors) == ("MLI", ("SOC",))
    assert found.actor_id == "ps-mli-soc-balanzan-circle"
    assert text[found.start : found.end] == "The Balanzan Circle"


def test_a_pronoun_is_the_party_it_stands_for_or_nobody(host, make_coder):
    text = "Talks\n\nThey met in Bamako. ECOWAS condemned the mutiny and it closed the borders.\n"
    one = blame(
        sentence="They met in Bamako.",
        trigger="met",
        event_type="CONSULT",
        modes=[],
        parties=[party("actor", "They", sectors=["GOV"])],
    )
    host.always = said({"events": [one]})
    coder = make_coder()
    assert coder.mentions(report(text))[0].parties == ()
    assert coder.tally.dropped == {"party_is_a_pronoun": 1}


def test_who_tells_it_is_the_speaker(read):
    found = read(deaths())["ASSAULT"]
    assert found.attributed_to == "Amnesty International"
    assert [p.role for p in found.parties] == ["speaker"]


def test_a_report_in_a_language_without_lexicons_has_places_and_its_day(host, make_coder):
    sentence = "Des soldats mutins ont arrêté le président Ibrahim Boubacar Keïta à Bamako."
    text = f"Le président arrêté\n\n{sentence}\n"
    one = event(
        sentence=sentence,
        trigger="ont arrêté",
        parties=[
            party("actor", "Des soldats mutins", country_iso3="MLI", sectors=["MIL"]),
        ],
        detained={"text": "le président", "low": 1, "best": 1, "high": 1},
    )
    host.always = said({"events": [one]})
    coder = make_coder(languages=["en", "fr"])
    found = coder.mentions(report(text, lang="fr"))[0]
    assert (found.where.name, found.where.country_iso3) == ("Bamako", "MLI")
    assert (found.date_start, found.date_is_publication_default) == (date(2020, 8, 20), True)
    assert found.parties[0].sectors == ("MIL",)
    assert found.detained.best == 1


def test_without_a_day_of_publication_a_report_stays_undated(read):
    found = read(deaths(), of=report(on=None))["ASSAULT"]
    assert (found.date_start, found.date_rule) == (None, "undated")


def test_the_title_happens_where_the_lead_says(read):
    title = event(
        sentence="Soldiers seize Mali's president",
        trigger="seize",
        parties=[party("actor", "Soldiers")],
    )
    told = read(title)
    assert told["COERCE"].where.country_iso3 == "MLI"


def test_the_version_says_who_coded_with_what(make_coder):
    one, other = make_coder(), make_coder(model="tiny-2")
    assert one.name == "model"
    assert one.version.startswith("tiny-1+1+")
    assert one.version.removeprefix("tiny-1") == other.version.removeprefix("tiny-2")
