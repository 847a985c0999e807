"""A crawl keeps to what hosts and sources ask for: delays, pauses, hours, opt-outs."""

from __future__ import annotations

import json
from datetime import datetime
from gzip import decompress as gunzip
from io import BytesIO
from zipfile import ZipFile

import polars as pl
import pytest

from spiders.politeness.hours import shut
from spiders.politeness.optout import Reservations, opt_out
from tests.spiders import conftest
from tests.spiders.conftest import Desk
from tests.spiders.hostile_server import always, hosts, page
from tests.spiders.several import declare
from tests.spiders.test_guard import source
from validation.contracts.errors import WrongUseError

REPORTS = [f"/report-{n}" for n in range(6)]


def reports(desk: Desk) -> dict[str, dict]:
    found = desk.captures().filter(pl.col("kind") == "report")
    return {"/" + row["url"].split("/", 3)[3]: row for row in found.to_dicts()}


@pytest.fixture
def limited(monkeypatch):
    def limit(**changed: object) -> None:
        monkeypatch.setattr(conftest, "LIMITS", conftest.LIMITS | changed)

    return limit


def test_a_crawl_delay_holds_although_the_host_answers_fast(desk):
    with hosts("127.0.6.1") as (host,):
        host.robots, host.listed = "User-agent: *\nCrawl-delay: 0.3\n", REPORTS
        declare(desk, {"post": [f"{host.base}/sitemap.xml"]}, 0.01)
        desk.crawl()
    assert [path for path in host.asked if path in REPORTS] == REPORTS
    assert min(host.gaps()[1:]) >= 0.2


def test_a_host_whose_robots_txt_asks_for_days_is_left_alone(desk):
    with hosts("127.0.6.2") as (host,):
        host.robots, host.listed = "User-agent: *\nCrawl-delay: 86400\n", REPORTS
        declare(desk, {"post": [f"{host.base}/sitemap.xml"]}, 0.01)
        desk.crawl()
    assert host.asked == ["/robots.txt"]
    row = desk.captures().filter(pl.col("kind") == "sitemap").to_dicts()[0]
    asked = "robots.txt asks for 86400 s between requests"
    assert (row["outcome"], row["reason"]) == ("failed", f"host left alone: {asked}")


def test_two_sources_of_one_host_share_its_delay(desk):
    with hosts("127.0.6.3") as (host,):
        host.listed = REPORTS[:3]
        host.answers["/other.xml"] = always(200, host.sitemap().replace(b"report", b"other"))
        maps = {"one": [f"{host.base}/sitemap.xml"], "two": [f"{host.base}/other.xml"]}
        declare(desk, maps, 0.15)
        desk.crawl()
    assert {*REPORTS[:3], "/other-0", "/other-1", "/other-2"} <= set(host.asked)
    assert min(host.gaps()) >= 0.1


def test_all_sources_together_keep_the_cap(desk, limited):
    limited(max_requests_per_second=10)
    with hosts("127.0.6.4", "127.0.6.5", "127.0.6.6") as found:
        for host in found:
            host.listed = REPORTS[:3]
        declare(desk, {f"post-{n}": [f"{h.base}/sitemap.xml"] for n, h in enumerate(found)}, 0.01)
        desk.crawl()
    times = sorted(moment for host in found for moment in host.times)
    assert all(set(REPORTS[:3]) <= set(host.asked) for host in found)
    assert len(times) / (times[-1] - times[0]) < 11


def test_a_host_that_keeps_failing_is_left_alone_and_the_ledger_says_so(desk, limited):
    limited(max_failures=3, retries=1)
    with hosts("127.0.6.7") as (host,):
        host.listed, host.answers = REPORTS, dict.fromkeys(REPORTS, always(503))
        declare(desk, {"post": [f"{host.base}/sitemap.xml"]}, 0.01)
        desk.crawl()
    assert len([path for path in host.asked if path in REPORTS]) == 3
    rows = reports(desk)
    assert sorted(rows) == REPORTS
    told = [(row["outcome"], row["reason"]) for row in rows.values()]
    left = ("failed", "host left alone: answered 503, 3 failures in a row")
    assert told.count(left) == 4
    assert told.count(("error", None)) == 2


def test_a_host_that_asks_for_an_hour_is_left_alone_at_once(desk):
    with hosts("127.0.6.8") as (host,):
        host.listed = REPORTS
        host.answers["/report-1"] = always(429, Retry_After="3600")
        declare(desk, {"post": [f"{host.base}/sitemap.xml"]}, 0.01)
        desk.crawl()
    assert [path for path in host.asked if path in REPORTS] == REPORTS[:2]
    assert reports(desk)["/report-2"]["reason"] == "host left alone: answered 429, asks for 3600 s"
    assert reports(desk)["/report-1"]["status"] == 429


def test_where_a_source_leads_to_many_hosts_one_that_pauses_delays_none(desk, limited):
    limited(max_wait_among_many_seconds=2, retries=1)
    with hosts("127.0.6.12", "127.0.6.13") as (slow, quick):
        rows = [gdelt_row(f"{host.base}/report-{n}") for n in range(3) for host in (slow, quick)]
        slow.answers["/report-0"] = always(503, Retry_After="120")
        slow.answers["/20230729114500.export.CSV.zip"] = always(200, zipped("\n".join(rows)))
        slow.answers["/last.txt"] = always(
            200, f"1 a {slow.base}/20230729114500.export.CSV.zip\n".encode()
        )
        ways = [
            {"engine": "gdelt", "url": f"{slow.base}/last.txt"},
            {"engine": "sitemap", "url": f"{quick.base}/sitemap.xml"},
        ]
        desk.declare("many", ways, delay_seconds=0.01)
        desk.crawl("2023-08-01T00:00:00Z")
    assert [quick.count(path) for path in REPORTS[:3]] == [1, 1, 1]
    assert [slow.count(path) for path in REPORTS[:3]] == [1, 0, 0]
    waiting = desk.captures().filter(pl.col("reason").str.starts_with("host is to be asked in"))
    assert waiting["outcome"].to_list() == ["failed"] * 3


def gdelt_row(url: str) -> str:
    return "\t".join([*[""] * 26, "190", *[""] * 26, "ML", *[""] * 5, "20230729114500", url])


def zipped(text: str) -> bytes:
    held = BytesIO()
    with ZipFile(held, "w") as handle:
        handle.writestr("x.CSV", text)
    return held.getvalue()


NIGHT = {"hours": "22:00-06:00", "timezone": "Asia/Yangon"}


@pytest.mark.parametrize(
    ("moment", "open_then"),
    [
        ("2023-07-01T15:30:00+00:00", True),  # 22:00 in Yangon
        ("2023-07-01T15:29:59+00:00", False),
        ("2023-07-01T23:29:59+00:00", True),
        ("2023-07-01T23:30:00+00:00", False),  # 06:00
        ("2023-07-01T06:00:00+00:00", False),
    ],
)
def test_hours_are_counted_on_the_sources_own_clock(moment, open_then):
    post = source("https://news.example/feed", **NIGHT)
    assert (shut(post, datetime.fromisoformat(moment)) is None) is open_then


def test_a_source_without_hours_is_open_at_all_times():
    assert (
        shut(source("https://news.example/feed"), datetime.fromisoformat("2023-07-01T00Z")) is None
    )


def test_outside_its_hours_a_source_is_not_asked_at_all(desk):
    with hosts("127.0.6.9") as (host,):
        host.listed = REPORTS[:1]
        declare(desk, {"post": [f"{host.base}/sitemap.xml"]}, 0, **NIGHT)
        desk.crawl("2023-07-01T10:00:00Z")
        assert host.asked == []
        desk.crawl("2023-07-01T16:00:00Z")
    assert host.count("/report-0") == 1


@pytest.mark.parametrize("hours", ["22-6", "24:00-06:00", "22:00", "22:00-6:00", "night"])
def test_hours_that_are_none_are_wrong_use(desk, hours):
    declare(desk, {"post": ["https://news.example/sitemap.xml"]}, 1, hours=hours)
    with pytest.raises(WrongUseError, match="hours"):
        desk.crawl()


META = '<meta name="{}" content="{}">'


@pytest.mark.parametrize(
    ("headers", "head", "said"),
    [
        ({"tdm-reservation": ["1"]}, "", "header tdm-reservation: 1"),
        ({}, META.format("TDM-Reservation", "1"), "meta tdm-reservation: 1"),
        ({"x-robots-tag": ["noindex, NoAI"]}, "", "header x-robots-tag: noai"),
        ({"x-robots-tag": ["noindex", "noml"]}, "", "header x-robots-tag: noml"),
        ({"x-robots-tag": ["polstab: noai"]}, "", "header x-robots-tag: noai"),
        ({}, META.format("robots", "index, noai"), "meta robots: noai"),
        ({}, META.format("polstab", "noai"), "meta robots: noai"),
        ({"content-usage": ["train-ai=y, bots=n"]}, "", "header content-usage: bots=n"),
        ({"tdm-reservation": ["0"]}, "", None),
        ({"x-robots-tag": ["noindex, none, noarchive, noimageai"]}, "", None),
        ({"x-robots-tag": ["otherbot: noai, noindex"]}, "", None),
        ({"x-robots-tag": ["unavailable_after: 25 Jun 2030 15:00:00 GMT"]}, "", None),
        ({"content-usage": ["train-ai=n"]}, "", None),
        ({}, "<!-- " + META.format("robots", "noai") + " -->", None),
        ({}, META.format("description", "noai and other words"), None),
        ({}, "", None),
    ],
)
def test_opt_outs_are_read_from_headers_and_the_head_of_the_page(headers, head, said):
    assert opt_out(headers, page("text about noai", head)) == said


def test_the_first_rule_of_tdmrep_json_that_fits_counts():
    rules = [
        {"location": "/open/*", "tdm-reservation": 0},
        {"location": "/*/print$", "tdm-reservation": 1},
        {"location": "/", "tdm-reservation": "1", "tdm-policy": "https://news.example/terms"},
    ]
    held = Reservations.read(json.dumps(rules).encode())
    assert not held.cover("https://news.example/open/a")
    assert held.cover("https://news.example/a/print")
    assert held.cover("https://news.example/anything?x=1")
    first = Reservations.read(json.dumps(rules[:2]).encode())
    assert not first.cover("https://news.example/a/print?x=1")


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'[1, {}, {"location": 3}]', b"[" * 9999])
def test_a_broken_tdmrep_json_reserves_nothing(body):
    assert not Reservations.read(body).cover("https://news.example/a")


def test_a_page_that_opts_out_is_noted_without_its_text_and_the_list_is_still_read(desk):
    with hosts("127.0.6.10") as (host,):
        host.answers = {
            "/reserved": always(200, page("their words"), TDM_Reservation="1"),
            "/noai": always(200, page("their words", META.format("robots", "noai"))),
            "/sitemap.xml": lambda h: h.send(body=h.host.sitemap(), X_Robots_Tag="noindex, noai"),
        }
        host.listed = ["/reserved", "/noai", "/report-0"]
        declare(desk, {"post": [f"{host.base}/sitemap.xml"]}, 0)
        desk.crawl()
        desk.crawl("2023-07-02T00:00:00Z")
    assert [host.count(path) for path in host.listed] == [1, 1, 1]
    told = {path: (row["outcome"], row["opt_out"]) for path, row in reports(desk).items()}
    assert told == {
        "/reserved": ("forbidden", ["header tdm-reservation: 1"]),
        "/noai": ("forbidden", ["meta robots: noai"]),
        "/report-0": ("ok", None),
    }
    archived = b"".join(gunzip(f.read_bytes()) for f in desk.layout.archive.glob("*/*.warc.gz"))
    assert page("/report-0") in archived
    assert b"their words" not in archived


def test_a_path_that_the_host_reserves_is_not_asked_for(desk):
    rules = [{"location": "/report-1", "tdm-reservation": 1}]
    with hosts("127.0.6.11") as (host,):
        host.answers["/.well-known/tdmrep.json"] = always(200, json.dumps(rules).encode())
        host.listed = REPORTS[:3]
        declare(desk, {"post": [f"{host.base}/sitemap.xml"]}, 0.01)
        desk.crawl()
    assert [host.count(path) for path in host.listed] == [1, 0, 1]
    assert host.count("/.well-known/tdmrep.json") == 1
    row = reports(desk)["/report-1"]
    reason = "opted out of text mining by /.well-known/tdmrep.json"
    assert (row["outcome"], row["reason"]) == ("forbidden", reason)
