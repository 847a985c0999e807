"""Pages of every kind are read as a reader would read them, or refused with the reason."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from transforms.pages import read_page
from transforms.pages.command import fields_of
from validation.contracts.plain_yaml import load

AUTHORED = load(Path(__file__).with_name("authored_pages.yml").read_text(encoding="utf-8"))
STORIES: dict[str, list[str]] = AUTHORED["stories"]
PAGES = {page["name"]: page for page in AUTHORED["pages"]}
FETCHED = datetime(2023, 4, 1, tzinfo=UTC)


def filled(text: str) -> str:
    """Put the stories and the page furniture in."""
    for language, paragraphs in STORIES.items():
        for number, paragraph in enumerate(paragraphs, start=1):
            text = text.replace(f"{{{language}{number}}}", paragraph)
        text = text.replace(f"{{{language}}}", "".join(f"<p>{p}</p>" for p in paragraphs))
    teaser = (
        '<h2><a href="/{n}">Report number {n} of the day</a></h2><p>What happened, in a line.</p>'
    )
    text = text.replace("{teasers}", "".join(teaser.replace("{n}", str(n)) for n in range(9)))
    figure = "<figure><img src='p.jpg'><figcaption>A stall on market day.</figcaption></figure>"
    return text.replace("{figures}", figure * 7)


def answer(page: dict[str, Any]) -> dict[str, object]:
    """Return the fields as `polstab extract` gives them, and the precision of the date."""
    lang, head, body = page.get("lang", "en"), page.get("head", ""), filled(page["html"])
    html = f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    url = page.get("url", "https://post.example/world/kidal-crowd")
    found = read_page(html.encode(), url=url, fetched_at=FETCHED)
    return {**fields_of(found), "published_precision": found.published_precision}


@pytest.mark.parametrize("name", PAGES)
def test_the_verdict_is_a_readers(name: str):
    found = answer(PAGES[name])
    wanted = PAGES[name].get("reason")
    assert (found["is_report"], found["not_report_reason"]) == (wanted is None, wanted)


@pytest.mark.parametrize("name", [n for n, page in PAGES.items() if page.get("expect")])
def test_fields_are_those_of_the_page(name: str):
    found, wanted = answer(PAGES[name]), PAGES[name]["expect"]
    seen = {key: found[key] for key in wanted}
    if "titles" in wanted:
        titles = seen["titles"]
        assert isinstance(titles, dict)
        seen["titles"] = {place: titles.get(place) for place in wanted["titles"]}
    assert seen == wanted


@pytest.mark.parametrize("name", [n for n, page in PAGES.items() if {"text", "story"} & set(page)])
def test_the_text_is_the_report_and_nothing_else(name: str):
    page = PAGES[name]
    wanted = [filled(line) for line in page["text"]] if "text" in page else STORIES[page["story"]]
    assert str(answer(page)["text"]).split("\n\n") == wanted


@pytest.mark.parametrize("name", [n for n, page in PAGES.items() if "absent" in page])
def test_what_stands_round_the_text_is_absent(name: str):
    text = str(answer(PAGES[name])["text"])
    assert [words for words in PAGES[name]["absent"] if words in text] == []


def test_there_are_pages_of_every_kind():
    reasons = {page.get("reason") for page in PAGES.values()}
    assert {"error", "index", "live", "video", "podcast", "gallery", "paywall_stub"} <= reasons
    assert len(PAGES) >= 40
