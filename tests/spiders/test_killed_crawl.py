"""A kill loses nothing but what was on its way, and the next crawl goes on from there."""

from __future__ import annotations

import gzip
import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from warcio.archiveiterator import ArchiveIterator

from benchmarks.loopback_host import loopback_host
from benchmarks.torture_crawl import torture
from spiders.captures import Capture, add, capture_id, frame_of
from spiders.crawl import recover
from spiders.ledger import FILE, Ledger
from spiders.limits import limits
from spiders.lists import Entry
from spiders.segments import Segment, cut_torn_end
from tests.spiders.conftest import Desk
from tests.spiders.rude_host import rude_host
from validation.contracts.clock import moment
from validation.contracts.errors import WrongUseError
from validation.contracts.layout import CHECKOUT

PAGES = [f"/page-{number}" for number in range(30)]
NOW = moment("2023-07-01T00:00:00Z")


def capture(name: str, outcome: str = "ok", **more: object) -> Capture:
    url = f"http://press.example/{name}"
    return Capture(capture_id("p", url, NOW), "p", url, url, "report", outcome, NOW, **more)  # type: ignore[arg-type]


def answers_stored(desk: Desk) -> int:
    path = desk.layout.archive / FILE
    if not path.is_file():
        return 0
    with sqlite3.connect(path, timeout=5) as ledger:
        try:
            return int(ledger.execute("select count(*) from journal").fetchone()[0])
        except sqlite3.OperationalError:  # not made yet
            return 0


def wait_for_answers(desk: Desk, count: int) -> None:
    deadline = time.monotonic() + 20
    while answers_stored(desk) < count:
        assert time.monotonic() < deadline, "the crawl never got that far"
        time.sleep(0.02)


def start(desk: Desk, clock: str = "2023-07-01T00:00:00Z") -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "spiders.crawl", desk.name],
        env=os.environ | desk.environment(clock),
        cwd=CHECKOUT,
        start_new_session=True,
    )


def test_a_crawl_killed_midway_is_finished_by_the_next_one_and_refuses_a_rival(desk):
    with rude_host("127.0.3.2") as host:
        host.listed, host.pause = PAGES, 0.15
        desk.declare("slow-post", [{"engine": "sitemap", "url": f"{host.base}/sitemap.xml"}])
        first = start(desk)
        wait_for_answers(desk, 5)
        with pytest.raises(WrongUseError, match="another crawl is at work"):
            desk.crawl("2023-07-01T00:00:00Z")
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        segment = next(desk.layout.archive.glob("slow-post/*.warc.gz"))
        with segment.open("ab") as handle:
            handle.write(gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n" * 50)[:60])
        host.pause = 0.0
        desk.crawl("2023-07-01T01:00:00Z")
    rows = desk.captures().filter(pl.col("kind") == "report")
    assert sorted(rows["url"].str.strip_prefix(host.base)) == sorted(PAGES)
    assert rows["fetched_at"].n_unique() == 2
    assert max(host.asked.count(page) for page in PAGES) <= 2
    assert sum(host.asked.count(page) for page in PAGES) <= len(PAGES) + 1
    assert host.asked.count("/sitemap.xml") == 1
    for path in desk.layout.archive.glob("slow-post/*.warc.gz"):
        with path.open("rb") as handle:
            assert all(record.raw_stream.read() is not None for record in ArchiveIterator(handle))


def test_lists_are_read_again_where_the_killed_crawl_is_long_past(desk):
    with rude_host("127.0.3.7") as host:
        host.listed, host.pause = PAGES[:10], 0.15
        desk.declare("slow-post", [{"engine": "sitemap", "url": f"{host.base}/sitemap.xml"}])
        first = start(desk)
        wait_for_answers(desk, 4)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        host.pause, host.listed = 0.0, ["/new"]
        desk.crawl("2023-07-03T00:00:00Z")
    asked = {url.removeprefix(host.base) for url in desk.captures()["url"]}
    assert {*PAGES[:10], "/new"} <= asked
    assert host.asked.count("/sitemap.xml") == 2


def test_a_crawl_whose_parent_is_killed_ends_as_well(desk):
    with rude_host("127.0.3.3") as host:
        host.listed, host.pause = PAGES, 0.2
        desk.declare("slow-post", [{"engine": "sitemap", "url": f"{host.base}/sitemap.xml"}])
        parent = start(desk)
        wait_for_answers(desk, 3)
        parent.kill()
        parent.wait()
        time.sleep(0.9)
        asked = len(host.asked)
        time.sleep(0.5)
        assert len(host.asked) == asked < len(PAGES)


def test_200_pages_and_two_kills_lose_nothing_and_fetch_almost_nothing_twice(tmp_path):
    with loopback_host(200) as host:
        verdict = torture(host, kills=2, root=tmp_path)
    assert verdict.faults() == []
    assert verdict.kills == 2


def test_a_segment_is_taken_back_to_what_the_ledger_knows(desk):
    ledger = Ledger(desk.layout.archive, limits())
    segment = Segment(desk.layout.archive, "p", NOW, "us", grown=ledger.grown)
    with ledger.whole():
        segment.append(gzip.compress(b"known"))
    ledger.commit()
    path = desk.layout.archive / segment.name
    known = path.read_bytes()
    segment.append(gzip.compress(b"not committed"))
    assert len(path.read_bytes()) > len(known)
    recover(desk.layout)
    assert path.read_bytes() == known


def test_a_segment_that_the_ledger_never_heard_of_goes(desk):
    ledger = Ledger(desk.layout.archive, limits())
    segment = Segment(desk.layout.archive, "p", NOW, "us", grown=ledger.grown)
    segment.append(gzip.compress(b"not committed"))
    recover(desk.layout)
    assert list(desk.layout.archive.glob("p/*")) == []


def test_what_a_power_cut_took_from_a_segment_is_asked_again(desk):
    ledger = Ledger(desk.layout.archive, limits())
    ledger.begin(NOW)
    segment = Segment(desk.layout.archive, "p", NOW, "us", grown=ledger.grown)
    for name in ("kept", "lost"):
        with ledger.whole():
            place = segment.append(gzip.compress(name.encode() * 9))
            ledger.listed("p", "report", [Entry(f"http://press.example/{name}", "")], 0, 1)
            ledger.add(capture(name, warc_file=segment.name, warc_offset=place))
            found = ledger.find("p", "report", f"http://press.example/{name}")
            ledger.settled(found.seq, NOW, None)
    ledger.close()
    path = desk.layout.archive / segment.name
    os.truncate(path, path.stat().st_size - 3)
    recover(desk.layout)
    assert [url[-4:] for url in desk.captures()["url"]] == ["kept"]
    again = Ledger(desk.layout.archive, limits())
    again.begin(NOW)
    assert [a.url[-4:] for a in again.reports_to_ask("p", NOW)] == ["lost"]


def test_an_answer_is_stored_with_all_that_it_brought_or_not_at_all(desk):
    ledger = Ledger(desk.layout.archive, limits())
    ledger.begin(NOW)
    with pytest.raises(RuntimeError), ledger.whole():
        ledger.add(capture("a"))
        ledger.listed("p", "report", [Entry("http://press.example/b", "")], 0, 1)
        raise RuntimeError
    assert ledger.journal() == []
    assert ledger.reports_to_ask("p", NOW) == []


def test_a_failed_report_waits_longer_each_time_and_is_given_up_until_it_changes(desk):
    ledger = Ledger(desk.layout.archive, limits())
    url, now, waits = "http://press.example/a", NOW, []
    for _ in range(limits().max_attempts):
        ledger.begin(now)
        ledger.listed("p", "report", [Entry(url, "")], 0, 1)
        (due,) = ledger.reports_to_ask("p", now)
        wait = timedelta(minutes=limits().retry_after_minutes) * 2**due.attempts
        waits.append(wait)
        ledger.unsettled(due.seq, now, due.attempts + 1, wait)
        assert ledger.reports_to_ask("p", now + wait / 2) == []
        ledger.end(now)
        now += wait
    assert waits == sorted(set(waits))
    ledger.begin(now)
    assert ledger.reports_to_ask("p", now) == []
    ledger.listed("p", "report", [Entry(url, "", now, now)], 0, 1)
    assert [due.url for due in ledger.reports_to_ask("p", now)] == [url]


def test_a_ledger_that_was_removed_is_made_anew_from_the_captures(desk):
    with rude_host("127.0.3.8") as host:
        host.listed = ["/first", "/last"]
        desk.declare("calm-post", [{"engine": "sitemap", "url": f"{host.base}/sitemap.xml"}])
        desk.crawl("2023-07-01T00:00:00Z")
        (desk.layout.archive / FILE).unlink()
        desk.crawl("2023-07-02T00:00:00Z")
    assert host.asked.count("/first") == host.asked.count("/last") == 1


def test_a_broken_ledger_is_told_in_one_line_with_its_mend(desk):
    desk.layout.archive.mkdir(parents=True)
    (desk.layout.archive / FILE).write_bytes(b"no database" * 999)
    with pytest.raises(WrongUseError, match=r"ledger\.sqlite: .*; remove it, it is made anew"):
        Ledger(desk.layout.archive, limits())


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


def test_a_full_segment_is_followed_by_another(tmp_path: Path):
    segment = Segment(tmp_path, "p", NOW, "us", most_bytes=600)
    places = [(segment.append(gzip.compress(os.urandom(300))), segment.name) for _ in range(5)]
    assert len({name for _, name in places}) > 1
    for offset, name in places:
        assert gzip.decompress((tmp_path / name).read_bytes())
        assert (tmp_path / name).read_bytes()[offset : offset + 2] == b"\x1f\x8b"


def test_adding_the_same_captures_twice_changes_nothing(desk):
    for _ in range(2):
        add(desk.layout, frame_of([capture("b").row(), capture("a").row()]))
    assert [url[-1] for url in desk.captures()["url"]] == ["a", "b"]


@pytest.mark.parametrize("order", [("ok", "failed"), ("failed", "ok")])
def test_under_a_clock_that_stands_still_an_answer_outlives_a_failure(desk, order):
    for outcome in order:
        add(desk.layout, frame_of([capture("a", outcome).row()]))
    assert desk.captures()["outcome"].to_list() == ["ok"]
