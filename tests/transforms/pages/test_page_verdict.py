"""Reports are kept, short ones too; indexes, errors and stubs are refused with the reason."""

import pytest

from tests.transforms.pages.authored_pages import PARAGRAPHS, page
from transforms.pages import read_page

DATED = '<meta property="article:published_time" content="2024-05-06T16:30:00+03:00">'
LINKS = "".join(
    f'<li>{day:02}/05/2024 <a href="/{day}">County news of day {day}, told by our desk</a></li>'
    for day in range(1, 15)
)
BRIEF = (
    "<p>A bomb killed four soldiers near Menaka on Sunday, the army said. It gave no word on who "
    "laid it. Six soldiers were flown to Gao for treatment, and the road to Ansongo was shut until "
    "further notice.</p>"
)


def test_a_brief_of_forty_words_with_title_and_date_is_a_report():
    found = read_page(page(DATED, "<h1>Four soldiers killed near Menaka</h1>" + BRIEF))
    assert (found.is_report, found.not_report_reason) == (True, None)


def test_a_report_about_an_outage_is_a_report():
    body = "<h1>Ministry site gives 404 after attack</h1>" + "".join(
        f"<p>{text}</p>" for text in PARAGRAPHS * 2
    )
    assert read_page(page(DATED, body)).is_report


@pytest.mark.parametrize(
    ("reason", "head", "body"),
    [
        (
            "error",
            "",
            "<h1>Page not found</h1><p>Check the address for errors, or start again.</p>",
        ),
        ("error", "<title>404</title>", f"<h1>Sorry</h1><p>Try these:</p><ul>{LINKS}</ul>"),
        (
            "error",
            "",
            "<h1>Sorry</h1><p>This page is no longer available. The programme may have expired, "
            "because we keep programmes for a limited time only.</p>",
        ),
        ("error", "", "<h1>Ukurasa haukupatikana</h1><p>Rudi kwenye ukurasa wa mbele.</p>"),
        ("index", "", f"<h1>Counties</h1><p>All our reports.</p><ul>{LINKS}</ul>"),
        (
            "index",
            '<meta property="og:type" content="website">',
            "".join(
                f'<h2><a href="/{n}">Day {n} in the assembly</a></h2><p>{PARAGRAPHS[n % 3]}</p>'
                for n in range(8)
            ),
        ),
        ("too_short", DATED, "<h1>Nine held</h1><p>More follows when we have it.</p>"),
        (
            "paywall_stub",
            DATED,
            f"<h1>Nine held</h1><p>{PARAGRAPHS[0]}</p><p>Subscribe to continue reading.</p>"
            "<p>Already a subscriber? The rest of this report is for you.</p>",
        ),
        (
            "video",
            '<meta property="og:type" content="video.other">' + DATED,
            "<h1>Evening bulletin</h1><p>The bulletin of Monday evening from our studio in Nyeri, "
            "with the weather and the scores, read by our presenters to the whole county.</p>",
        ),
        ("empty", "<title>Mount Post</title>", "<div id=app></div>"),
    ],
)
def test_what_is_no_report_says_why(reason: str, head: str, body: str):
    found = read_page(page(head, body))
    assert (found.is_report, found.not_report_reason) == (False, reason)
