"""What is amiss with one source stops no other, and is told in a line with its mend."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from polstab.cli import app
from spiders.crawl import BrokenCrawlError, Progress, crawl
from tests.spiders.conftest import Desk
from tests.spiders.hostile_server import Host, always, hosts
from validation.contracts.errors import WrongUseError

API = {"engine": "api", "url": "https://api.example/v1", "link": "url", "query": {"app": "${RW}"}}


@pytest.fixture
def host() -> Iterator[Host]:
    with hosts("127.0.7.2") as (one,):
        one.listed = ["/a", "/b"]
        yield one


def declare(desk: Desk, **gather: list[dict[str, object]]) -> None:
    """A dataset of these sources."""
    for source_id, ways in gather.items():
        desk.declare(source_id, ways)
    path = desk.root / "datasets" / desk.name / "dataset.yml"
    dataset = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(dataset | {"sources": [{"id": name} for name in gather]}))


def said(desk: Desk, *arguments: str) -> Result:
    with desk.at("2023-07-01T00:00:00Z"):
        return CliRunner().invoke(app, ["crawl", desk.name, *arguments])


def sitemap(host: Host) -> dict[str, object]:
    return {"engine": "sitemap", "url": f"{host.base}/sitemap.xml"}


def test_an_api_without_its_key_keeps_no_other_source_from_being_gathered(desk: Desk, host: Host):
    declare(desk, agency=[API], post=[sitemap(host)])
    answer = said(desk)
    assert answer.exit_code == 1
    assert "post: 2 listed, 2 fetched, 2 new" in answer.stdout
    assert "agency.yml: gather.0: RW is not set" in answer.stdout


def test_a_text_without_a_sidecar_keeps_no_other_from_being_gathered(desk: Desk, host: Host):
    texts = desk.root / "texts"
    texts.mkdir()
    for name in ("alone.txt", "good.txt", "good.yml"):
        (texts / name).write_text("", encoding="utf-8")
    declare(desk, notes=[{"engine": "folder", "path": str(texts)}], post=[sitemap(host)])
    answer = said(desk, "--json")
    told = {one["source_id"]: one for one in json.loads(answer.stdout)["sources"]}
    assert answer.exit_code == 1
    assert (told["notes"]["new"], told["post"]["new"]) == (1, 2)
    assert "alone.txt: has no sidecar; write alone.yml" in told["notes"]["troubles"][0]


def test_a_dataset_of_which_nothing_can_be_gathered_is_wrong_use(desk: Desk):
    declare(desk, agency=[API])
    with pytest.raises(WrongUseError, match=r"agency\.yml: gather\.0: RW is not set"):
        desk.crawl()


def test_a_crawl_in_which_no_list_could_be_read_ends_with_1(desk: Desk, host: Host):
    host.answers["/sitemap.xml"] = always(200, b"<html>Are you a robot?</html>")
    declare(desk, post=[sitemap(host)])
    answer = said(desk)
    assert answer.exit_code == 1
    assert "no list could be read" in answer.stdout


def test_a_crawl_with_one_list_that_could_be_read_is_in_order(desk: Desk, host: Host):
    declare(desk, post=[sitemap(host), {"engine": "feed", "url": f"{host.base}/gone"}])
    host.answers["/gone"] = always(404)
    answer = said(desk)
    assert (answer.exit_code, "1 failed" in answer.stdout) == (0, True)


def test_a_site_without_a_robots_txt_has_no_failure(desk: Desk, host: Host):
    host.answers["/robots.txt"] = always(404)
    declare(desk, post=[sitemap(host)])
    assert desk.crawl().total("failed") == 0


def test_opt_outs_and_lists_that_robots_txt_forbids_are_told_apart(desk: Desk, host: Host):
    host.robots = "User-agent: *\nDisallow: /secret"
    host.answers["/a"] = always(200, b"<p>No.</p>", TDM_Reservation="1")
    declare(desk, post=[sitemap(host), {"engine": "feed", "url": f"{host.base}/secret/feed"}])
    assert "1 forbidden by robots.txt, 1 opted out of text mining" in said(desk).stdout


def test_files_of_the_folder_where_it_runs_are_no_modules(
    desk: Desk, host: Host, monkeypatch: pytest.MonkeyPatch
):
    (desk.root / "pty.py").write_text("raise SystemExit('mine')", encoding="utf-8")
    monkeypatch.chdir(desk.root)
    declare(desk, post=[sitemap(host)])
    assert desk.crawl().total("new") == 2


def test_a_data_folder_that_cannot_be_made_is_named_with_its_mend(desk: Desk, host: Host):
    (desk.root / "data").write_text("a file", encoding="utf-8")
    declare(desk, post=[sitemap(host)])
    with pytest.raises(WrongUseError, match=r"data/trial/archive: cannot be made .*POLSTAB_DATA"):
        desk.crawl()


def _children() -> list[int]:
    path = Path(f"/proc/{os.getpid()}/task")
    return [int(n) for task in path.iterdir() for n in (task / "children").read_text().split()]


def test_a_killed_child_is_told_with_what_to_do(desk: Desk, host: Host):
    host.listed = [f"/{number}" for number in range(50)]
    desk.declare("post", [sitemap(host)], delay_seconds=0.2)
    before = set(_children())

    def kill(_: Progress) -> None:
        for child in set(_children()) - before:
            os.kill(child, signal.SIGKILL)

    with desk.at("2023-07-01T00:00:00Z"), pytest.raises(BrokenCrawlError) as raised:
        crawl(desk.name, tell=kill)
    assert str(raised.value).endswith("killed by SIGKILL; run it again, it goes on where it was")
    assert raised.value.exit_code == 1


def test_a_crawl_that_is_stopped_by_hand_says_how_to_go_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("spiders.crawl.crawl", stop)
    answer = said(desk)
    assert answer.exit_code == 130
    assert answer.stderr == "stopped; `polstab crawl trial` goes on where it was\n"


def test_a_broken_table_of_captures_is_told_with_what_to_remove(desk: Desk, host: Host):
    declare(desk, post=[sitemap(host)])
    desk.crawl()
    desk.layout.captures.write_bytes(b"no table")
    with pytest.raises(WrongUseError, match=r"captures\.parquet: broken; .* and ledger\.sqlite"):
        desk.crawl()
    for path in desk.layout.archive.glob("ledger.sqlite*"):
        path.unlink()
    desk.layout.captures.unlink()
    assert desk.crawl().total("fetched") == 2
