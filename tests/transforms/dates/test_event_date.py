"""An event takes the first of its choices that can date it, then context, then publication."""

# ruff: noqa: E501 - a table reads best with one case a line

from datetime import date

import pytest

from transforms.dates import EventDate, caption_spans, event_date, find_dates

PUBLISHED = date(2020, 8, 18)


def dated(text: str, trigger: str, **kwargs) -> EventDate:
    """The date of an event whose choices are the times of the text, from the left."""
    published = kwargs.pop("published_on", PUBLISHED)
    at = text.index(trigger)
    return event_date(
        [("clause", mention) for mention in find_dates(text, published)],
        trigger=(at, at + len(trigger)),
        published_on=published,
        asides=caption_spans(text),
        **kwargs,
    )


@pytest.mark.parametrize(
    ("text", "trigger", "first", "last", "precision", "temporal"),
    [
        ("Soldiers seized the camp on Tuesday.", "seized", (2020, 8, 18), (2020, 8, 18), 1, "current"),
        ("Police fired on a crowd on 11 July.", "fired", (2020, 7, 11), (2020, 7, 11), 1, "past"),
        ("Voters will choose a president in November.", "choose", (2020, 11, 1), (2020, 11, 30), 4, "future"),
        ("Crowds have marched since 5 June.", "marched", (2020, 6, 5), (2020, 8, 18), 5, "current"),
        ("The coup came after more than two months of demonstrations.", "demonstrations", (2020, 6, 18), (2020, 8, 18), 5, "current"),
        ("Convoys were ambushed last week.", "ambushed", (2020, 8, 10), (2020, 8, 16), 3, "current"),
        ("Attacks rocked the north last year.", "Attacks", (2019, 1, 1), (2019, 12, 31), 5, "past"),
        ("Attacks rocked the north this year.", "Attacks", (2020, 1, 1), (2020, 8, 18), 5, None),
    ],
)  # fmt: skip
def test_event_takes_the_date_of_its_sentence(text, trigger, first, last, precision, temporal):
    found = dated(text, trigger)
    assert (found.date_start, found.date_end) == (date(*first), date(*last))
    assert (found.precision, found.temporal) == (precision, temporal)
    assert not found.is_publication_default


def test_the_first_choice_that_can_date_is_taken():
    text = "Crowds march every Friday and marched on 10 July, on 12 July and in 2013."
    found = dated(text, "marched")
    assert (found.date_start, found.rule) == (date(2020, 7, 10), "clause:day.latest")


def test_an_undated_sentence_takes_the_context_then_publication():
    (coup,) = find_dates("On March 21, 2012, a mutiny began.", PUBLISHED)
    told = dated("They headed for the palace.", "headed", context=coup)
    assert (told.date_start, told.temporal, told.rule) == (
        date(2012, 3, 21),
        "past",
        "context:absolute.day",
    )
    alone = dated("They headed for the palace.", "headed")
    assert alone == EventDate(PUBLISHED, PUBLISHED, 1, "publication_default", True, None)


def test_a_caption_dates_nothing():
    caption = "FILE PHOTO: The president speaks in Nouakchott, Mauritania June 30, 2020."
    assert dated(caption, "speaks").rule == "aside"
    text = f"{caption}\nTroops arrested him."
    assert dated(text, "arrested").is_publication_default


def test_a_repeated_time_or_an_open_end_dates_nothing():
    assert dated("Crowds march every Friday.", "march").is_publication_default
    assert dated("It was legal before 2012.", "legal").is_publication_default
    assert dated("The junta is now arresting critics.", "arresting").is_publication_default


def test_longer_than_a_year_gives_no_dates_but_its_side():
    found = dated("The war of the 1990s killed thousands.", "killed")
    assert (found.date_start, found.precision, found.temporal) == (None, None, "past")


def test_an_undated_report_defaults_to_nothing():
    found = dated("Troops arrested him on Tuesday.", "arrested", published_on=None)
    assert found == EventDate(None, None, None, "undated", False, None)


def test_a_vague_future_is_future_without_dates():
    found = dated("Elections will be held soon.", "held")
    assert (found.date_start, found.temporal) == (None, "future")
