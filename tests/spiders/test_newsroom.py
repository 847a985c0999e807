"""The demo newsroom keeps to its clock."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from spiders import lists
from spiders.newsroom import Press, newsroom
from spiders.newsroom_desk import read_newsroom
from tests.spiders.conftest import free_port, write_newsroom
from validation.contracts.clock import moment
from validation.contracts.declarations import load_dataset, load_sources
from validation.contracts.errors import WrongUseError
from validation.contracts.layout import CHECKOUT

DEMO = CHECKOUT / "datasets" / "demo" / "newsroom"
VOTE = "/politics/2023/06/vote-held"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_newsroom(tmp_path / "newsroom")


@pytest.fixture
def press(folder: Path):
    with newsroom(folder, moment("2023-06-19T12:00:00Z"), free_port()) as press:
        yield press


def get(press: Press, path: str) -> tuple[int, str, dict[str, str]]:
    address = press.base(press.room.desk.outlets[0]) + path
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


def test_only_what_was_published_by_the_clock_exists(press):
    assert get(press, VOTE)[0] == 200
    assert get(press, "/politics/2023/06/result-announced")[0] == 404
    press.clock = moment("2023-06-23T16:00:00Z")
    assert get(press, "/politics/2023/06/result-announced")[0] == 200


def test_the_corrected_version_shows_from_the_moment_of_its_correction(press):
    assert "30 percent" in get(press, VOTE)[1]
    press.clock = moment("2023-06-20T10:00:00Z")
    assert "28 percent" in get(press, VOTE)[1]


def test_every_answer_is_dated_by_the_clock(press):
    assert get(press, VOTE)[2]["Date"] == "Mon, 19 Jun 2023 12:00:00 GMT"


def test_sitemaps_give_the_moment_of_publication_or_correction(press):
    press.clock = moment("2023-06-24T00:00:00Z")
    outlet = press.room.desk.outlets[0]
    zone, base = ZoneInfo("UTC"), press.base(outlet)
    index = lists.sitemap(get(press, "/sitemap.xml")[1].encode(), base, zone, 10**6)
    assert [entry.url.removeprefix(base) for entry in index.lists] == [
        "/map/2023-05.xml",
        "/map/2023-06.xml",
        "/sitemap-pages.xml",
    ]
    june = lists.sitemap(get(press, "/map/2023-06.xml")[1].encode(), base, zone, 10**6)
    moments = {entry.url.rpartition("/")[2]: entry.listed_at for entry in june.entries}
    assert moments["vote-held"] == moment("2023-06-20T10:00:00Z")
    assert moments["result-announced"] == moment("2023-06-23T16:00:00Z")


def test_the_news_sitemap_holds_the_last_two_days(press):
    press.clock = moment("2023-06-20T18:59:00Z")
    assert VOTE in get(press, "/news.xml")[1]
    press.clock = moment("2023-06-20T19:00:00Z")
    assert VOTE not in get(press, "/news.xml")[1]


def test_feeds_are_cut_to_their_size_and_atom_tells_of_corrections(press):
    press.clock = moment("2023-06-24T00:00:00Z")
    assert get(press, "/rss.xml")[1].count("<item>") == 2
    assert "<updated>2023-06-20T10:00:00Z</updated>" in get(press, "/atom.xml")[1]


def test_a_report_links_only_to_related_reports_that_exist(press):
    assert "/politics/2023/05/strike-ends" in get(press, VOTE)[1]


def test_a_taken_port_is_one_clear_line(press, folder):
    with (
        pytest.raises(WrongUseError, match=r"127\.0\.2\.1:\d+ cannot be served"),
        newsroom(folder, press.clock, press.port),
    ):
        pass


def test_a_command_runs_under_the_clock_and_its_exit_code_is_passed_on(folder):
    child = "import os, sys; print(os.environ['POLSTAB_CLOCK']); sys.exit(7)"
    told, command = "2023-06-19T12:00:00Z", [sys.executable, "-c", child]
    options = ["--folder", str(folder), "--port", str(free_port()), "--clock"]
    ended = subprocess.run(
        [sys.executable, "-m", "spiders.newsroom", *options, told, "--", *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=CHECKOUT,
    )
    assert (ended.returncode, ended.stdout.strip()) == (7, told)


def test_a_clock_without_an_offset_is_wrong_use():
    with pytest.raises(WrongUseError, match="is no instant"):
        moment("2023-06-19T12:00:00")


def test_a_report_without_front_matter_is_named(folder):
    bad = folder / "reports" / "test-post" / "plain.md"
    bad.write_text("No front matter.\n", encoding="utf-8")
    with pytest.raises(WrongUseError, match=r"plain\.md: starts with no front matter"):
        read_newsroom(folder)


def test_every_page_of_the_demonstration_renders_at_an_address_of_its_own():
    press = Press(read_newsroom(DEMO), moment("2023-08-01T00:00:00Z"), 8731)
    assert len(press.room.desk.outlets) == 8
    for outlet in press.room.desk.outlets:
        reports = press.room.at(outlet, press.clock)
        assert len({report.path for report in reports}) == len(reports) > 0
        for report in reports:
            page = press.page(outlet, report.path)
            assert page.status == 200
            assert press.room.desk.notice.encode() in page.body
        for extra in outlet.extra_pages:
            assert press.page(outlet, extra.path).status == extra.status


def test_the_demonstration_declares_every_list_of_every_outlet():
    dataset = load_dataset("demo")
    sources = load_sources(dataset)
    press = Press(read_newsroom(DEMO), moment("2023-08-01T00:00:00Z"), 8731)
    assert list(sources) == [outlet.id for outlet in press.room.desk.outlets]
    for outlet in press.room.desk.outlets:
        maps = outlet.sitemaps
        paths = [feed.path for feed in outlet.feeds]
        paths += [path for path in (maps.index, maps.single, maps.news) if path]
        declared = [way.url for way in sources[outlet.id].gather]
        assert declared == [press.base(outlet) + path for path in paths]
    closed = [s.id for s in sources.values() if s.rights.status == "link_only"]
    assert len(closed) >= 2
