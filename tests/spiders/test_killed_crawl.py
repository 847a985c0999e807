"""A kill loses at most the record being written, and the next crawl goes on from there."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time

import polars as pl
import pytest
from warcio.archiveiterator import ArchiveIterator

from spiders.archive import cut_torn_end
from spiders.clock import moment
from spiders.ledger import Capture, Journal, capture_id, fold, journal_file, journal_rows
from tests.spiders.conftest import Desk
from tests.spiders.rude_host import rude_host
from validation.contracts.errors import WrongUseError
from validation.contracts.layout import CHECKOUT

PAGES = [f"/page-{number}" for number in range(30)]


def capture(name: str, outcome: str = "ok", at: str = "2023-07-01T00:00:00Z") -> Capture:
    when, url = moment(at), f"http://press.example/{name}"
    return Capture(capture_id("p", url, when), "p", url, url, "report", outcome, when)


def wait_for_lines(desk: Desk, stamp: str, count: int) -> None:
    journal, deadline = journal_file(desk.layout, stamp), time.monotonic() + 20
    while not journal.is_file() or journal.read_bytes().count(b"\n") < count:
        assert time.monotonic() < deadline, "the crawl never got that far"
        time.sleep(0.02)


def test_a_crawl_killed_midway_is_finished_by_the_next_one_and_refuses_a_rival(desk):
    with rude_host("127.0.3.2") as host:
        host.listed, host.pause = PAGES, 0.15
        desk.declare("slow-post", [{"engine": "sitemap", "url": f"{host.base}/sitemap.xml"}])
        first = subprocess.Popen(
            [sys.executable, "-m", "spiders.crawl", desk.name],
            env=os.environ | desk.environment("2023-07-01T00:00:00Z"),
            cwd=CHECKOUT,
            start_new_session=True,
        )
        wait_for_lines(desk, "20230701T000000Z", 5)
        with pytest.raises(WrongUseError, match="another crawl is at work"):
            desk.crawl("2023-07-01T12:00:00Z")
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        segment = next(desk.layout.archive.glob("slow-post/*.warc.gz"))
        with segment.open("ab") as handle:
            handle.write(gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n" * 50)[:60])
        host.pause = 0.0
        desk.crawl("2023-07-02T00:00:00Z")
    rows = desk.captures().filter(pl.col("kind") == "report")
    assert sorted(rows["url"].str.strip_prefix(host.base)) == sorted(PAGES)
    assert rows["fetched_at"].n_unique() == 2
    assert max(host.asked.count(page) for page in PAGES) <= 2
    assert sum(host.asked.count(page) for page in PAGES) <= len(PAGES) + 1
    for path in desk.layout.archive.glob("slow-post/*.warc.gz"):
        with path.open("rb") as handle:
            assert all(record.raw_stream.read() is not None for record in ArchiveIterator(handle))


def test_a_crawl_whose_parent_is_killed_ends_as_well(desk):
    with rude_host("127.0.3.3") as host:
        host.listed, host.pause = PAGES, 0.2
        desk.declare("slow-post", [{"engine": "sitemap", "url": f"{host.base}/sitemap.xml"}])
        parent = subprocess.Popen(
            [sys.executable, "-m", "spiders.crawl", desk.name],
            env=os.environ | desk.environment("2023-07-01T00:00:00Z"),
            cwd=CHECKOUT,
        )
        wait_for_lines(desk, "20230701T000000Z", 3)
        parent.kill()
        parent.wait()
        time.sleep(0.9)
        asked = len(host.asked)
        time.sleep(0.5)
        assert len(host.asked) == asked < len(PAGES)


def test_a_torn_record_is_cut_off_and_whole_ones_stay(tmp_path):
    whole = gzip.compress(b"one") + gzip.compress(b"two")
    path = tmp_path / "segment.warc.gz"
    path.write_bytes(whole + gzip.compress(b"three" * 9)[:-6])
    assert cut_torn_end(path) > 0
    assert path.read_bytes() == whole
    assert cut_torn_end(path) == 0


def test_a_segment_larger_than_what_is_read_at_once_stays_whole(tmp_path):
    members = [gzip.compress(os.urandom(50_000)) for _ in range(5)]
    path = tmp_path / "segment.warc.gz"
    path.write_bytes(b"".join(members) + members[0][:40_000])
    assert cut_torn_end(path) == 40_000


def test_a_journal_line_that_was_cut_off_is_left_out(desk):
    path = journal_file(desk.layout, "20230701T000000Z")
    journal = Journal(path)
    journal.add(capture("a"))
    journal.close()
    with path.open("a", encoding="utf-8") as handle:
        handle.write('{"capture_id": "c-00')
    assert journal_rows(path)["url"].to_list() == ["http://press.example/a"]


def test_folding_a_journal_twice_changes_nothing(desk):
    path = journal_file(desk.layout, "20230701T000000Z")
    for _ in range(2):
        journal = Journal(path)
        journal.add(capture("b"))
        journal.add(capture("a"))
        journal.close()
        fold(desk.layout, path)
        assert not path.exists()
    assert [url[-1] for url in desk.captures()["url"]] == ["a", "b"]


@pytest.mark.parametrize("order", [("ok", "failed"), ("failed", "ok")])
def test_under_a_clock_that_stands_still_an_answer_outlives_a_failure(desk, order):
    for outcome in order:
        path = journal_file(desk.layout, "20230701T000000Z")
        journal = Journal(path)
        journal.add(capture("a", outcome))
        journal.close()
        fold(desk.layout, path)
    assert desk.captures()["outcome"].to_list() == ["ok"]
