"""The local download site, asked over loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse

import pytest

import polstab
from publishing.site import server
from tests.working_tables import DATASET
from validation.contracts.errors import WrongUseError


@pytest.fixture
def site(house) -> Iterator[str]:
    house.release()
    (house.layout.declared / "secret.txt").write_text("private")
    with server(port=0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def ask(site: str, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(site, timeout=10)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    return answer, answer.read()


def test_the_front_page_lists_the_datasets(site):
    answer, body = ask(site, "/")
    assert answer.status == 200
    assert b'href="/tiny/2020.08.0/"' in body


def test_a_release_is_served_with_its_page(site):
    assert b"Tiny dataset" in ask(site, f"/{DATASET}/2020.08.0/")[1]
    moved, _ = ask(site, f"/{DATASET}/2020.08.0")
    assert (moved.status, moved.headers["Location"]) == (301, f"/{DATASET}/2020.08.0/")
    assert json.loads(ask(site, f"/{DATASET}/latest.json")[1])["version"] == "2020.08.0"


def test_files_in_folders_of_a_release_are_served(site):
    assert ask(site, f"/{DATASET}/2020.08.0/csv/events.csv.gz")[1].startswith(b"\x1f\x8b")


def test_ranges_are_answered(site):
    path = f"/{DATASET}/2020.08.0/events.parquet"
    whole = ask(site, path)[1]
    answer, body = ask(site, path, Range="bytes=0-3")
    assert (answer.status, body) == (206, b"PAR1")
    assert answer.headers["Content-Range"] == f"bytes 0-3/{len(whole)}"
    assert ask(site, path, Range="bytes=-4")[1] == b"PAR1"
    assert ask(site, path, Range=f"bytes={len(whole)}-")[0].status == 416
    assert int(ask(site, path, method="HEAD")[0].headers["Content-Length"]) == len(whole)


@pytest.mark.parametrize(
    "path",
    [
        "/tiny/",
        "/tiny/secret.txt",
        "/tiny/2020.08.0/../../secret.txt",
        "/tiny/2020.08.0/..%2f..%2fsecret.txt",
        "/tiny/.lock",
        "/other/2020.08.0/",
        "/tiny/2020.08.0/nothing.parquet",
        "/tiny/2020.08.0/csv",
        "/tiny/2020.08.0/csv/../../../secret.txt",
        "/tiny/2020.08.0/csv/..%2f..%2f..%2fsecret.txt",
        "/tiny/2020.08.0/%00",
    ],
)
def test_nothing_but_releases_is_served(site, path):
    assert ask(site, path)[0].status == 404


def test_the_client_reads_the_site(site, monkeypatch):
    monkeypatch.setenv("POLSTAB_RELEASES", f"http://{site}")
    monkeypatch.delenv("POLSTAB_DATASETS")
    assert polstab.releases(DATASET) == ["2020.08.0"]
    assert polstab.load(DATASET, "events").collect().height == 3


def test_a_house_without_releases_has_nothing_to_serve(house):
    with pytest.raises(WrongUseError, match="nothing is released yet"):
        server(port=0)
