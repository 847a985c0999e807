"""Reading a page opens no connection, whatever the page refers to."""

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.transforms.pages.authored_pages import PARAGRAPHS, paragraphs
from tests.transforms.pages.test_authored_pages import PAGES, answer
from transforms.pages import read_page

SAVED = Path(__file__).parents[4] / "shared" / "eval" / "extraction"
EVERYTHING = """<?xml-stylesheet href="{0}/a.xsl"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "{0}/a.dtd" [<!ENTITY e SYSTEM "{0}/e">]>
<html xmlns:xi="http://www.w3.org/2001/XInclude"><head><base href="{0}/">
<meta http-equiv="refresh" content="0;url={0}/next"><link rel="canonical" href="{0}/canonical">
<link rel="stylesheet" href="{0}/a.css"><link rel="amphtml" href="{0}/amp">
<script src="{0}/a.js"></script>
<script type="application/ld+json">{{"@context":"{0}/context","@type":"NewsArticle",
"headline":"Nine held","author":{{"@id":"{0}/author"}},"image":"{0}/a.png"}}</script></head>
<body><h1>Nine held</h1><xi:include href="{0}/included"/><img src="{0}/b.png">
<iframe src="{0}/frame"></iframe><object data="{0}/object"></object>&e;{1}</body></html>"""


class _Hits(BaseHTTPRequestHandler):
    seen: list[str] = []  # noqa: RUF012 - one server, one list

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what came stands in `seen`."""


@pytest.fixture
def address() -> Iterator[str]:
    _Hits.seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hits)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def forbidden(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Refuse every socket and name lookup, and keep a list of the attempts."""
    tried: list[str] = []

    def refuse(*args: object, **_: object) -> None:
        tried.append(repr(args))
        raise OSError("no connections here")

    for name in ("getaddrinfo", "create_connection", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    return tried


def test_nothing_that_a_page_refers_to_is_asked_for(address: str):
    html = EVERYTHING.format(address, paragraphs()).encode()
    found = read_page(html, url=f"{address}/world/nine-held")
    assert PARAGRAPHS[1] in str(found.text)
    assert found.canonical_url == f"{address}/canonical"
    assert _Hits.seen == []


def test_authored_pages_are_read_without_sockets(forbidden: list[str]):
    assert all("text" in answer(page) for page in PAGES.values())
    assert forbidden == []


@pytest.mark.skipif(not SAVED.exists(), reason="the saved pages to measure on are not here")
def test_saved_pages_are_read_without_sockets_and_without_exceptions(forbidden: list[str]):
    lines = (SAVED / "index.jsonl").read_text(encoding="utf-8").splitlines()
    pages = [json.loads(line) for line in lines]
    read = [
        read_page(gzip.decompress((SAVED / p["path"]).read_bytes()), url=p["url"]) for p in pages
    ]
    assert sum(page.is_report for page in read) >= 0.95 * len(pages)
    assert forbidden == []
