"""Titles, authors, dates and addresses, wherever a page declares them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.transforms.pages.authored_pages import PARAGRAPHS, jsonld, page, paragraphs
from transforms.pages import read_page

TOLD = datetime(2024, 5, 6, 16, 30, tzinfo=timezone(timedelta(hours=3)))
ARTICLE = (
    '"@type":"NewsArticle","headline":"Nine held in Karatina",'
    '"datePublished":"2024-05-06T16:30:00+03:00"'
)


def test_jsonld_in_a_graph_with_references_is_read():
    page_read = read_page(
        page(
            jsonld(
                '{"@graph":[{"@type":"WebSite","@id":"#s","name":"Mount Post"},'
                '{"@type":"Person","@id":"#a","name":"Wanja Kariuki"},'
                "{" + ARTICLE + ',"author":[{"@id":"#a"}],"publisher":{"@id":"#s"}}]}'
            )
        )
    )
    assert page_read.titles["headline"] == "Nine held in Karatina"
    assert page_read.authors == ("Wanja Kariuki",)
    assert page_read.published_at == TOLD
    assert page_read.published_precision == "instant"


@pytest.mark.parametrize(
    "broken",
    [
        "{" + ARTICLE + ',"author":{"name":"Wanja Kariuki"},}',
        "{'@type':'NewsArticle',headline:'Nine held in Karatina',"
        "datePublished:'2024-05-06T16:30:00+03:00',author:['Wanja Kariuki']}",
        "[{" + ARTICLE + ',"description":"two\nlines","author":"Wanja Kariuki"}]',
    ],
)
def test_broken_jsonld_is_read_as_a_browser_would_forgive_it(broken: str):
    found = read_page(page(jsonld(broken)))
    assert (found.titles["headline"], found.published_at) == ("Nine held in Karatina", TOLD)
    assert found.authors == ("Wanja Kariuki",)


def test_meta_elements_and_microdata_stand_in_for_jsonld():
    head = (
        '<meta property="og:title" content="Nine held | Mount Post">'
        '<meta property="og:site_name" content="Mount Post">'
        '<meta property="article:section" content="Counties">'
    )
    body = (
        "<h1>Nine held</h1><span itemprop='author'><b itemprop='name'>Otieno Were</b></span>"
        "<meta itemprop='datePublished' content='2024-05-06T13:30:00Z'>" + paragraphs()
    )
    found = read_page(page(head, body))
    assert (found.title, found.section, found.authors) == (
        "Nine held",
        "Counties",
        ("Otieno Were",),
    )
    assert found.published_at == TOLD


def test_a_day_is_sharpened_by_an_instant_that_agrees():
    head = (
        jsonld('{"@type":"NewsArticle","headline":"x","datePublished":"2024-05-06"}')
        + '<meta property="article:published_time" content="2024-05-06T16:30:00+03:00">'
    )
    assert read_page(page(head)).published_at == TOLD


def test_a_date_without_a_time_is_a_day_without_zone():
    found = read_page(page('<meta name="pubdate" content="20240506">'))
    assert found.published_at == datetime(2024, 5, 6)
    assert found.published_precision == "day"


def test_dates_more_than_a_day_after_the_fetch_are_not_believed():
    head = (
        '<meta property="article:published_time" content="2024-11-05T08:00:00Z">'
        '<meta name="date" content="2024-05-11T08:00:00Z">'
    )
    found = read_page(page(head), fetched_at=datetime(2024, 5, 11, tzinfo=UTC))
    assert found.published_at == datetime(2024, 5, 11, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("printed", "lang"),
    [
        ("Monday, 6 May 2024", "en"),
        ("May 6th, 2024 at 16:30", "en"),
        ("Publié le 6 mai 2024", "fr"),
        ("2024-05-06", "en"),
        ("13/05/2024 not a day earlier than 13.05.2024", "en"),
    ],
)
def test_a_date_printed_under_the_title_is_found(printed: str, lang: str):
    body = f"<h1>Nine held</h1><div>{printed}</div>" + paragraphs()
    found = read_page(page(body=body, lang=lang))
    assert found.published_at in (datetime(2024, 5, 6), datetime(2024, 5, 13))
    assert found.published_precision == "day"


def test_a_page_without_a_date_stays_undated():
    assert read_page(page()).published_at is None


@pytest.mark.parametrize(
    ("given", "persons"),
    [
        ("By Wanja Kariuki and Otieno Were", ("Wanja Kariuki", "Otieno Were")),
        ("Wanja Kariuki, Reuters", ("Wanja Kariuki",)),
        ("Staff Reporter", ()),
        ("Mount Post", ()),
        ("https://facebook.example/mountpost", ()),
        ("Von Jürgen Höß und Ada Lang (Nairobi)", ("Jürgen Höß", "Ada Lang")),
    ],
)
def test_authors_are_persons(given: str, persons: tuple[str, ...]):
    head = (
        f'<meta name="author" content="{given}"><meta property="og:site_name" content="Mount Post">'
    )
    assert read_page(page(head)).authors == persons


def test_a_typed_organisation_is_no_author():
    author = '"author":{"@type":"Organization","name":"Umoja Wanahabari"}'
    assert read_page(page(jsonld("{" + ARTICLE + "," + author + "}"))).authors == ()


def test_a_printed_byline_and_a_signature_name_the_author():
    printed = "<h1>Nine held</h1><div>By Wanja Kariuki | 6 May 2024</div>" + paragraphs()
    signed = "<h1>Nine held</h1>" + paragraphs() + "<p>Otieno Were</p>"
    assert read_page(page(body=printed)).authors == ("Wanja Kariuki",)
    found = read_page(page(body=signed))
    assert found.authors == ("Otieno Were",)
    assert found.text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        ("/counties/nine-held", "https://post.example/counties/nine-held"),
        ("https://www.post.example/nine", "https://www.post.example/nine"),
        ("https://other.example/nine", None),
        ("https://post.example/", None),
        ("javascript:alert(1)", None),
        ("http://[::1", None),
    ],
)
def test_a_canonical_address_must_be_of_the_same_site(claimed: str, kept: str | None):
    found = read_page(
        page(f'<link rel="canonical" href="{claimed}">'), url="https://post.example/nine?from=rss"
    )
    assert found.canonical_url == kept


def test_the_language_is_that_of_the_text_not_of_the_template():
    swahili = (
        "<h1>Watu tisa wakamatwa</h1><p>Polisi waliwakamata watu tisa siku ya Jumatatu baada ya "
        "wananchi kufunga barabara ya kwenda Karatina na kuchoma malori mawili, alisema kamishna "
        "wa kaunti. Wakili wao alisema watatu kati yao walikuwa kazini wakati huo, na akaomba "
        "waachiliwe mara moja.</p>"
    )
    assert read_page(page(body=swahili, lang="en-GB")).lang == "sw"
