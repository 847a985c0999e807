"""Captions, bylines, copyright and correction lines are asides; the story is not."""

import pytest

from transforms.dates import caption_spans

STORY = "Soldiers in Kati arrested senior officers on Tuesday, witnesses said."


@pytest.mark.parametrize(
    "line",
    [
        "FILE PHOTO: President Keita arrives in Nouakchott, Mauritania June 30, 2020.",
        "FILE - Protesters gather at Independence Square in Bamako on June 5, 2020.",
        "Photo: The ruling party's office after the fire of 12 May 2019",
        "Troops line the road to Gao, 3 May 2019. REUTERS/Malin Palm",
        "A market in Mopti, 12 July 2018 (Awa Diarra/AFP)",
        "In this file photo taken on 2 March 2020, the colonel reviews his men.",
        "President Keita poses with regional leaders in Nouakchott, June 30, 2020.",
        "Imam Dicko, left, and the prime minister at a meeting in Bamako, 5 July 2020",
        "By Aminata Traore and Paul Lorgerie",
        "Reporting by Tiemoko Diallo in Bamako; Editing by Ann Other",
        "© 2020 The Bamako Courier",
        "Copyright 2020 by the Bamako Courier. All rights reserved.",
        "This article was amended on 19 August 2020 to correct a name.",
        "Correction, 19 August 2020: an earlier version gave the wrong rank.",
        "Published on 18 August 2020",
    ],
)
def test_aside_lines_are_found(line):
    text = f"{STORY}\n\n{line}\n\n{STORY}"
    assert [text[start:end] for start, end in caption_spans(text)] == [line]


def test_a_copyright_at_the_end_of_a_story_leaves_the_story():
    text = f"{STORY} © 2020 The Bamako Courier"
    assert [text[start:end] for start, end in caption_spans(text)] == ["© 2020 The Bamako Courier"]


@pytest.mark.parametrize(
    "line",
    [
        STORY,
        "By Tuesday evening the president had resigned.",
        "The president attends a summit in Accra on Monday, his office said.",
        "On March 21, 2012, soldiers stormed the palace.",
        "Photographers were beaten by police on 5 June 2020.",
        "Copyright holders sued the station in May 2019, and it was closed.",
    ],
)
def test_the_story_is_no_aside(line):
    assert caption_spans(line) == []
