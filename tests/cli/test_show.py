"""``polstab show`` leads from a capture to what was archived."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import polars as pl
import pytest

from validation.contracts.layout import CHECKOUT

MAIN = "from polstab.cli import main; main()"


@pytest.fixture
def page(demo) -> dict:
    """A page of the demonstration that came whole."""
    rows = pl.read_parquet(demo.layout.captures).filter(kind="report", outcome="ok")
    return rows.sort("url").row(0, named=True)


def test_it_prints_the_row(demo, page, polstab):
    with demo.at():
        said = polstab("show", page["capture_id"])
    assert said.code == 0
    for name in ("url", "status", "warc_file", "payload_sha256"):
        assert str(page[name]) in said.out


def test_it_prints_the_archived_headers(demo, page, polstab):
    with demo.at():
        said = polstab("show", page["capture_id"], "--headers")
    assert "WARC-Type: response" in said.out
    assert f"WARC-Target-URI: {page['final_url']}" in said.out
    assert "HTTP/1.1 200 OK" in said.out


def test_it_writes_the_body_as_bytes(demo, page):
    with demo.at():
        said = subprocess.run(
            [sys.executable, "-c", MAIN, "show", page["capture_id"], "--body"],
            cwd=CHECKOUT,
            capture_output=True,
            check=False,
        )
    assert hashlib.sha256(said.stdout).hexdigest() == page["payload_sha256"], said.stderr


def test_an_unknown_capture_is_wrong_use(demo, polstab):
    with demo.at():
        said = polstab("show", "c-0000000000000000")
    assert said.code == 2
    assert "no capture 'c-0000000000000000' in: demo" in said.err
