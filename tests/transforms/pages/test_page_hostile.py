"""Any bytes give a Page, soon, and no exception."""

import gzip
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.pages.authored_pages import PARAGRAPHS, jsonld, page, paragraphs
from transforms.pages import read_page

MOST_MEGABYTES = 800  # the pages themselves take 60 of them
HEAVY = ("many tags", "many paragraphs", "many attributes", "one long line", "entities")
BOMBS = {
    "nested lists": page(jsonld("[" * 100_000 + "]" * 100_000)),
    "nested graphs": page(jsonld('{"@graph":' * 50_000 + "1" + "}" * 50_000)),
    "nested blocks": page(body="<div>" * 100_000 + paragraphs()),
    "huge attribute": page(body=f'<div class="{"caption " * 300_000}">' + paragraphs()),
    "huge title": page("<title>" + "T - " * 300_000 + "</title>"),
    "many names": page('<meta name="author" content="' + "and " * 100_000 + '">'),
    "long capitals": page(body="<p>" + "A" * 50_000 + " A. A" * 30_000 + "</p>"),
    "many paragraphs": page(body="<p>x</p>" * 200_000),
    "many attributes": b"<p " + b"".join(b"a%d=1 " % i for i in range(700_000)) + b">",
    "many tags": b"<p>" * 2_600_000,
    "many headings": page(body="<h1>Nine held</h1>" * 20_000),
    "many links": page(body="<p>" + "<a href=x>y</a>" * 20_000 + "</p>"),
    "nested authors": page(body="<i itemprop=author>" * 250 + "<b itemprop=name>A</b>" * 30_000),
    "nested offers": page(body="<div class='paywall'>" * 240 + "<p>subscribe to read</p>" * 6_000),
    "one long line": page(body="<p>" + "word " * 700_000),
    "entities": b"&lt;" * 1_900_000 + b"<p>",
    "entity declarations": (
        b'<!DOCTYPE html [<!ENTITY a0 "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 20))
        + b"]><p>&a19;</p>"
        + page()
    ),
    "dashes": page("<meta property='og:title' content='" + "a - b " * 60_000 + "'>"),
    "broken scripts": page(jsonld("{a:[{b:'") * 3_000),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_read_or_refused_in_little_time(bomb: str):
    started = time.process_time()
    read_page(BOMBS[bomb], url="https://post.example/x")
    assert time.process_time() - started < 5


def test_bombs_take_little_memory():
    """A process of its own: what libxml2 takes, Python does not count."""
    code = (
        "import re; from pathlib import Path;"
        "from tests.transforms.pages.test_page_hostile import *;"
        "[read_page(BOMBS[name]) for name in HEAVY];"
        # The peak since this program began; getrusage also counts the process that it came from.
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) / 1024 < MOST_MEGABYTES


@given(st.binary(max_size=400), st.text(max_size=20), st.text(max_size=10))
@settings(max_examples=60, deadline=None)
def test_any_bytes_give_a_page(noise: bytes, url: str, charset: str):
    found = read_page(b"<html><h1>" + noise + page(), url=url, charset=charset)
    assert found.is_report == (found.not_report_reason is None)
    (found.text or "").encode("utf-8")


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (b"", "empty"),
        (b"\0" * 500, "empty"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "unreadable"),
        (b"plain words", "unreadable"),
        (gzip.compress(page() * 50, mtime=0), "unreadable"),
        (b"\x1f\x8b\x08" + b"\xfe\x01\x90" * 900, "unreadable"),
        (b'<meta http-equiv="refresh" content="0;url=file:///etc/passwd">', "empty"),
        (b"<p>" + b"a" * 9_000_000, "too_large"),
    ],
)
def test_what_is_no_page_is_refused_with_a_reason(html: bytes, reason: str):
    assert read_page(html).not_report_reason == reason


def test_markup_in_a_title_does_not_survive():
    found = read_page(
        page("<title>&lt;script&gt;alert(1)&lt;/script&gt;Nine</title>", paragraphs())
    )
    assert "<" not in str(found.titles)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "cp1252"])
def test_the_bytes_win_over_a_wrong_charset(encoding: str):
    declared = "utf-8" if encoding.startswith("utf") else encoding
    text = "<meta charset={}><h1>Émeute à Thiès</h1>{}".format(
        declared, "<p>La police a arrêté neuf hommes à Thiès dimanche soir.</p>" * 9
    )
    wrong = "iso-8859-1" if encoding.startswith("utf") else None
    assert read_page(text.encode(encoding), charset=wrong).title == "Émeute à Thiès"


WESTERN = {
    "fr": "Été à Kidal : où la foule s'était rassemblée, l'armée a été déployée dès dimanche",
    "pt": "As eleições em São Tomé não foram adiadas, disse a comissão na segunda-feira",
    "de": "Die Menge versammelte sich vor dem Rathaus, über die Größe sagte die Polizei nichts",
}
CENTRAL = {
    "cs": "Vojáci stříleli do vzduchu, dav se shromáždil před radnicí příští týden",
    "hu": "A katonák a levegőbe lőttek, a tömeg összegyűlt a városháza előtt vasárnap",
}


def titled(text: str, encoding: str, declared: str = "") -> bytes:
    """A page with a script as long as news sites have them; a meta element where it is declared."""
    meta = f"<meta charset={declared}>" if declared else ""
    script = "<script>var push = function (a) { return a.length; };</script>" * 40
    body = f"<p>{text}.</p>" * 9
    return f"<html>{meta}{script}<h1>{text}</h1>{body}</html>".encode(encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(t, "cp1252") for t in WESTERN.values()] + [(t, "cp1250") for t in CENTRAL.values()],
    ids=[*WESTERN, *CENTRAL],
)
def test_a_page_that_names_no_encoding_is_read_in_that_of_its_language(text: str, encoding: str):
    assert read_page(titled(text, encoding)).title == text


@pytest.mark.parametrize("header", [None, "utf-8"])
def test_what_is_called_utf_8_and_is_not_is_read_as_what_it_is(header: str | None):
    text = WESTERN["fr"]
    assert read_page(titled(text, "cp1252", "utf-8"), charset=header).title == text
    assert read_page(titled(text, "cp1252", "iso-8859-1"), charset="utf-8").title == text


def test_one_broken_character_does_not_spoil_a_page_in_utf_8():
    cut = titled(WESTERN["fr"], "utf-8", "utf-8").replace(b"</html>", b"<p>d\xc3</p></html>")
    assert read_page(cut).title == WESTERN["fr"]


def test_null_bytes_and_lone_surrogates_are_dropped():
    found = read_page(page().replace(b"Karatina", b"Kara\0tina"))
    assert PARAGRAPHS[0] in (found.text or "")
    head = jsonld(
        '{"@type":"NewsArticle","headline":"\\ud800 Nine","articleBody":"\\ud800 '
        + "held " * 900
        + '"}'
    )
    broken = read_page(page(head))
    f"{broken.titles} {broken.text}".encode()
