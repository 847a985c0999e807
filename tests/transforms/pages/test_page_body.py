"""The text holds the report's paragraphs and nothing round them."""

import pytest

from tests.transforms.pages.authored_pages import PARAGRAPHS, page, paragraphs
from transforms.pages import read_page
from transforms.pages.dateline import filing_of

WHOLE = "\n\n".join(PARAGRAPHS)
FURNITURE = {
    "caption": "<figure><img src=a.png><figcaption>Burnt lorries.</figcaption></figure>",
    "caption block": '<div class="wp-caption"><p class="wp-caption-text">Burnt lorries.</p></div>',
    "related link": '<p>Read more: <a href="/x">Lorry owners count the cost of the fire</a></p>',
    "bare link": '<p><a href="/x">Lorry owners count the cost of the fire</a></p>',
    "cookie banner": '<div class="cookie-bar"><p>We use cookies to count our readers.</p></div>',
    "newsletter": '<section><p>Once a week, free.</p><input type="email"></section>',
    "footer": "<footer><p>The Mount Post is printed at Nyeri since 1988.</p></footer>",
    "byline": "<p>By Wanja Kariuki</p>",
    "advertisement": "<p>Advertisement</p>",
}


@pytest.mark.parametrize("kind", FURNITURE)
def test_furniture_is_left_out(kind: str):
    head = '<meta name="author" content="Wanja Kariuki">'
    top, bottom = paragraphs().split("</p>", 1)
    body = f"<article><h1>Nine held</h1>{top}</p>{FURNITURE[kind]}{bottom}</article>"
    if kind == "byline":
        body = f"<article><h1>Nine held</h1>{FURNITURE[kind]}{paragraphs()}</article>"
    assert read_page(page(head, body)).text == WHOLE


def test_the_title_is_no_part_of_the_text():
    found = read_page(page(body="<article><h1>Nine held</h1><p>Nine held</p>" + paragraphs()))
    assert found.title == "Nine held"
    assert found.text == WHOLE


def test_paragraphs_set_as_blocks_are_paragraphs():
    blocks = "".join(f'<div class="par">{text}</div>' for text in PARAGRAPHS)
    body = f'<h1>Nine held</h1><div class="text">{blocks}<div class="par">All are safe.</div></div>'
    assert read_page(page(body=body)).text == WHOLE + "\n\nAll are safe."


def test_a_body_that_only_jsonld_holds_is_read_from_there():
    body = WHOLE.replace("\n", "\\n").replace('"', "'")
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Nine held",'
        f'"datePublished":"2024-05-06T16:30:00Z","articleBody":"{body}"}}</script>'
    )
    assert read_page(page(head, "<h1>Nine held</h1><p>Loading</p>")).text == WHOLE


@pytest.mark.parametrize(
    ("opening", "dateline", "agency"),
    [
        ("KATI, Mali (Reuters) - ", "KATI, Mali", "Reuters"),
        ("NAIROBI, Aug 18 (Xinhua) -- ", "NAIROBI", "Xinhua"),
        ("Berlin (dpa/lno) - ", "Berlin", "dpa"),
        ("N'DJAMENA, Chad (AFP) – ", "N'DJAMENA, Chad", "AFP"),
        ("MOSCOW, August 18. /TASS/. ", "MOSCOW", "TASS"),
        ("NIAMEY — ", "NIAMEY", None),
        ("BAMAKO, Mali (Mount Wire) - ", "BAMAKO, Mali", "Mount Wire"),
        ("(AP) — ", None, "AP"),
        ("Wanja Kariuki (41) - ", None, None),
        ("UPDATED: ", None, None),
        ("The governor - ", None, None),
        ("", None, None),
    ],
)
def test_dateline_and_agency_open_the_text(opening: str, dateline: str | None, agency: str | None):
    filing = filing_of([opening + PARAGRAPHS[0], *PARAGRAPHS[1:]], [])
    assert (filing.dateline, filing.wire_agency) == (dateline, agency)


def test_an_agency_named_as_author_is_the_wire():
    head = '<meta name="author" content="The Associated Press">'
    found = read_page(page(head))
    assert (found.authors, found.wire_agency) == ((), "AP")
