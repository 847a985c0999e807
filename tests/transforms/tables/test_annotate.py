"""Any text, one JSON object in and one out."""

import json
from datetime import date

import pytest

from transforms.annotate import annotated, published_day

LINE = {
    "id": "1",
    "text": "Police arrested 11 teachers in Gao on Monday, officials said.",
    "published_at": "2022-06-15T08:00:00Z",
    "lang": "en",
}


def answer(coder, **fields):
    return next(annotated([LINE | fields], coder))


def test_the_answer_has_places_dates_and_events_with_their_spans(coder):
    found = answer(coder)
    text = LINE["text"]
    assert found["id"] == "1"
    for layer in ("places", "dates"):
        assert found[layer]
        for item in found[layer]:
            assert text[item["start"] : item["end"]] == item["text"]
    event = found["events"][0]
    assert (event["event_type"], event["modes"], event["quad"]) == ("COERCE", ["arrest"], 4)
    assert event["detained"]["best"] == 11
    assert event["date_start"] == "2022-06-13"
    assert event["attributed_to"] == "officials"
    assert event["place"]["country_iso3"] == "MLI"


def test_the_answer_is_json(coder):
    assert json.loads(json.dumps(answer(coder)))["events"]


def test_the_language_is_found_where_none_is_given(coder):
    text = LINE["text"] + " The teachers had marched through the town to demand their wages."
    assert answer(coder, lang=None, text=text)["lang"] == "en"


def test_a_text_in_another_language_has_no_events(coder):
    found = answer(coder, lang="fr", text="La police a arrêté onze enseignants à Gao lundi.")
    assert (found["lang"], found["events"]) == ("fr", [])


@pytest.mark.parametrize("line", [{"id": "2"}, {"id": "2", "text": None}, {"id": "2", "text": 7}])
def test_a_line_without_a_text_answers_with_an_error_and_the_next_goes_on(coder, line):
    bad, good = annotated([line, LINE], coder)
    assert bad["id"] == "2"
    assert bad["events"] == []
    assert bad["error"]
    assert good["events"]


def test_half_a_character_answers_with_an_error(coder):
    bad, good = annotated([LINE | {"text": "Police \ud800 fire in Gao."}, LINE], coder)
    assert bad["error"]
    assert good["events"]


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2022-06-15", date(2022, 6, 15)),
        ("2022-06-15T23:30:00Z", date(2022, 6, 15)),
        ("2022-06-15T23:30:00+02:00", date(2022, 6, 15)),
        ("2022-06-15 at noon", date(2022, 6, 15)),
        ("June 15", None),
        ("", None),
        (None, None),
    ],
)
def test_the_day_of_publication_is_read_where_it_can_be(given, day):
    assert published_day(given) == day
