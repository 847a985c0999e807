"""A crawl over HTTP loses nothing, asks nothing twice and honours robots.txt."""

from __future__ import annotations

import hashlib
import shutil
from itertools import pairwise

import polars as pl
import pytest
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from spiders.newsroom import newsroom
from tests.spiders.conftest import Desk, free_port, write_newsroom
from tests.spiders.rude_host import LISTED, rude_host
from validation.contracts import contract
from validation.contracts.checks import row_faults
from validation.contracts.clock import moment
from validation.contracts.errors import WrongUseError
from validation.contracts.records import read_record
from validation.contracts.schema import schema_faults

VOTE = "/politics/2023/06/vote-held"


def body_at(desk: Desk, row: dict) -> bytes:
    record = read_record(desk.layout.archive / row["warc_file"], row["warc_offset"])
    assert record.first.split()[1] == str(row["status"])
    return record.body


def reports(desk: Desk) -> dict[str, dict]:
    found = desk.captures().filter(pl.col("kind") == "report")
    return {"/" + row["url"].split("/", 3)[3]: row for row in found.to_dicts()}


@pytest.fixture(scope="module")
def rude(tmp_path_factory):
    """A misbehaving host crawled once: the desk, the host, the summary."""
    desk = Desk(tmp_path_factory.mktemp("rude"))
    with rude_host() as host:
        ways = [
            f"{host.base}/{name}" for name in ("sitemap.xml.gz", "not-a-map.xml", "sitemap.xml")
        ]
        host.listed.append("/sport/result")
        gather = [{"engine": "sitemap", "url": url} for url in ways]
        desk.declare("rude-post", gather, exclude=["/sport/"])
        summary = desk.crawl()
        yield desk, host, summary


def test_every_listed_address_has_one_row_whatever_came_of_it(rude):
    desk, _, summary = rude
    assert sorted(reports(desk)) == sorted(LISTED)
    assert summary.total("listed") == len(LISTED)


@pytest.mark.parametrize(
    ("path", "outcome", "status", "reason"),
    [
        ("/first", "ok", 200, None),
        ("/missing", "error", 404, None),
        ("/moved", "ok", 200, None),
        ("/to-private", "forbidden", None, "robots.txt says no"),
        ("/cut", "failed", None, "cut short"),
        ("/slow", "failed", None, "timeout"),
        ("/huge", "failed", None, "larger than the limit"),
        ("/bomb", "failed", None, "larger than the limit"),
        ("/packed", "ok", 200, None),
        ("/loop", "failed", None, "max redirections reached"),
        ("/private/diary", "forbidden", None, "robots.txt says no"),
        ("/broken", "error", 503, None),
        ("/last", "ok", 200, None),
    ],
)
def test_what_came_is_recorded_with_its_reason(rude, path, outcome, status, reason):
    row = reports(rude[0])[path]
    assert (row["outcome"], row["status"], row["reason"]) == (outcome, status, reason)


def test_a_redirect_keeps_both_addresses(rude):
    row = reports(rude[0])["/moved"]
    assert (row["url"][-6:], row["final_url"][-7:]) == ("/moved", "/landed")


def test_what_robots_txt_forbids_is_never_asked_for_not_even_by_redirect(rude):
    assert not [path for path in rude[1].asked if path.startswith("/private")]


def test_a_page_in_two_lists_is_fetched_once(rude):
    assert rude[1].asked.count("/first") == 1


def test_the_user_agent_names_us_and_the_contact(rude):
    assert rude[1].agents == {"polstab (https://www.example.org/us)"}


def test_a_list_that_cannot_be_read_is_recorded_with_the_reason(rude):
    row = rude[0].captures().filter(pl.col("url").str.ends_with("not-a-map.xml")).to_dicts()[0]
    assert (row["kind"], row["outcome"]) == ("sitemap", "ok")
    assert "unreadable sitemap" in row["reason"]


def test_the_summary_counts_what_the_ledger_holds(rude):
    counts = {name: rude[2].total(name) for name in ("fetched", "new", "forbidden", "failed")}
    assert counts == {"fetched": 6, "new": 4, "forbidden": 2, "failed": 8}


def test_the_ledger_keeps_its_contract(rude):
    data, promised = rude[0].captures(), contract("captures")
    assert schema_faults(promised, data) == []
    assert row_faults(promised, data).is_empty()


def test_every_body_is_read_by_offset_and_is_what_was_hashed(rude):
    rows = rude[0].captures().filter(pl.col("warc_file").is_not_null()).to_dicts()
    assert len(rows) >= 10
    assert b"packed" in body_at(rude[0], reports(rude[0])["/packed"])
    for row in rows:
        assert hashlib.sha256(body_at(rude[0], row)).hexdigest() == row["payload_sha256"]


def test_the_segment_is_proper_warc_to_warcio(rude):
    files = list(rude[0].layout.archive.glob("*/*.warc.gz"))
    assert len(files) == 1
    kinds, packed = [], None
    with files[0].open("rb") as handle:
        for record in WarcioIterator(handle, check_digests=True):
            record.content_stream().read()
            assert record.digest_checker.passed is not False
            kinds.append(record.rec_type)
            if record.rec_headers.get_header("WARC-Target-URI", "").endswith("/packed"):
                packed = packed or record.http_headers
    assert kinds[0] == "warcinfo"
    assert kinds.count("response") == kinds.count("request") >= 10
    assert packed.get_header("Content-Encoding") == "gzip"


def test_the_next_crawl_asks_again_only_for_what_is_not_settled(rude, tmp_path):
    desk, host, _ = rude
    again = Desk(tmp_path)
    shutil.copytree(desk.root, again.root, dirs_exist_ok=True)
    host.asked.clear()
    again.crawl("2023-07-02T00:00:00Z")
    assert {path for path in host.asked if path in LISTED} == {
        "/to-private", "/cut", "/slow", "/huge", "/bomb", "/loop", "/broken",
    }  # fmt: skip
    assert again.captures().filter(pl.col("outcome") == "forbidden").height == 2


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    """A newsroom crawled before and after a correction, and again with nothing new."""
    desk = Desk(tmp_path_factory.mktemp("post"))
    folder, port = write_newsroom(desk.root / "newsroom"), free_port()
    base = f"http://127.0.2.1:{port}"
    paths = {"/rss.xml": "feed", "/atom.xml": "feed", "/sitemap.xml": "sitemap"}
    desk.declare("test-post", [{"engine": e, "url": base + p} for p, e in paths.items()])
    summaries = []
    with newsroom(folder, moment("2023-06-19T12:00:00Z"), port) as press:
        for clock in ("2023-06-19T12:00:00Z", "2023-06-24T00:00:00Z", "2023-06-25T00:00:00Z"):
            press.clock = moment(clock)
            summaries.append(desk.crawl(clock))
    return desk, summaries


def test_the_second_crawl_fetches_what_is_new_and_the_corrected_report_again(post):
    desk, summaries = post
    fetched = desk.captures().filter(pl.col("kind") == "report", pl.col("outcome") == "ok")
    second = fetched.filter(pl.col("fetched_at") == moment("2023-06-24T00:00:00Z"))
    slugs = sorted(url.rpartition("/")[2] for url in second["url"])
    assert slugs == ["result-announced", "vote-held"]
    assert [summary.total("new") for summary in summaries] == [3, 2, 0]


def test_both_revisions_of_a_corrected_report_are_kept(post):
    desk, _ = post
    rows = desk.captures().filter(pl.col("url").str.ends_with(VOTE)).to_dicts()
    assert [b"30 percent" in body_at(desk, row) for row in rows] == [True, False]
    assert rows[1]["listed_at"] == moment("2023-06-20T10:00:00Z")


def test_a_crawl_with_nothing_new_fetches_the_lists_alone(post):
    desk, _ = post
    third = desk.captures().filter(pl.col("fetched_at") == moment("2023-06-25T00:00:00Z"))
    assert set(third["kind"]) == {"robots", "feed", "sitemap"}


def test_the_same_clock_gives_the_same_bytes(tmp_path):
    folder, port, archives = write_newsroom(tmp_path / "newsroom"), free_port(), []
    with newsroom(folder, moment("2023-06-24T00:00:00Z"), port):
        for name in ("one", "two"):
            desk = Desk(tmp_path / name)
            way = {"engine": "sitemap", "url": f"http://127.0.2.1:{port}/sitemap.xml"}
            desk.declare("test-post", [way])
            desk.crawl("2023-06-24T00:00:00Z")
            files = sorted(p for p in desk.layout.archive.rglob("*") if p.is_file())
            archives.append({p.name: p.read_bytes() for p in files})
    assert archives[0] == archives[1]


def test_nothing_is_asked_of_a_host_whose_robots_txt_is_out_of_reach(desk):
    desk.declare("dark-post", [{"engine": "feed", "url": f"http://127.0.3.9:{free_port()}/rss"}])
    summary = desk.crawl()
    row = desk.captures().to_dicts()[0]
    assert (row["outcome"], row["reason"]) == ("failed", "robots.txt could not be read")
    assert summary.total("failed") == 1


def test_nothing_is_asked_of_a_host_whose_robots_txt_breaks(desk):
    with rude_host("127.0.3.4") as host:
        host.robots_status = 503
        desk.declare("ill-post", [{"engine": "sitemap", "url": f"{host.base}/sitemap.xml"}])
        desk.crawl()
    assert set(host.asked) == {"/robots.txt"}
    outcomes = dict(desk.captures().select("kind", "outcome").iter_rows())
    assert outcomes == {"robots": "error", "sitemap": "failed"}


def test_the_crawl_delay_of_robots_txt_is_kept(desk):
    with rude_host("127.0.3.5") as host:
        host.robots, host.listed = "User-agent: *\nCrawl-delay: 0.3\n", ["/first", "/last"]
        desk.declare("calm-post", [{"engine": "sitemap", "url": f"{host.base}/sitemap.xml"}])
        desk.crawl()
    assert host.asked == ["/robots.txt", "/sitemap.xml", "/first", "/last"]
    gaps = [later - earlier for earlier, later in pairwise(host.times)]
    assert min(gaps[1:]) >= 0.28


def test_an_unknown_dataset_is_wrong_use(desk):
    with desk.at("2023-07-01T00:00:00Z"), pytest.raises(WrongUseError, match="no dataset"):
        desk.crawl()
