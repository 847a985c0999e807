"""``polstab crawl --plan`` tells from what is stored what would be asked, and asks nobody."""

from __future__ import annotations

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from polstab.cli import app
from spiders.captures import Capture
from spiders.crawl import crawl
from spiders.ledger import Ledger
from spiders.limits import limits
from tests.spiders.conftest import Desk
from tests.spiders.hostile_server import Host, always, hosts
from tests.spiders.several import declare


def told(desk: Desk, clock: str = "2023-07-02T00:00:00Z", *more: str) -> dict:
    with desk.at(clock):
        answer = CliRunner().invoke(app, ["crawl", desk.name, "--plan", "--json", *more])
    assert answer.exit_code == 0, answer.output
    return {one["source_id"]: one for one in json.loads(answer.stdout)}


@pytest.fixture
def host():
    with hosts("127.0.7.1") as (one,):
        one.robots = "User-agent: *\nCrawl-delay: 0.2\nDisallow: /members/\n"
        one.listed = ["/a", "/b", "/gone", "/broken", "/members/c"]
        one.answers = {"/gone": always(404), "/broken": always(500)}
        yield one


def test_before_the_first_crawl_only_the_lists_are_known(desk: Desk, host: Host):
    declare(desk, {"post": [f"{host.base}/sitemap.xml", f"{host.base}/news.xml"]}, 0.1)
    plan = told(desk)["post"]
    assert host.asked == []
    assert [one["robots"] for one in plan["lists"]] == ["not asked yet", "not asked yet"]
    assert (plan["known"], plan["requests"], plan["seconds"]) == (0, 2, 0.1)


def test_after_a_crawl_it_counts_what_is_settled_and_what_is_not(desk: Desk, host: Host):
    declare(desk, {"post": [f"{host.base}/sitemap.xml", f"{host.base}/members/map.xml"]}, 0.1)
    desk.crawl()
    host.asked.clear()
    plan = told(desk)["post"]
    assert host.asked == []
    counts = {name: plan[name] for name in ("known", "new", "changed", "unsettled", "forbidden")}
    assert counts == {"known": 5, "new": 0, "changed": 0, "unsettled": 1, "forbidden": 1}
    assert [one["refused"] for one in plan["lists"]] == [None, "robots.txt says no"]
    assert (plan["requests"], plan["delay_seconds"], plan["seconds"]) == (2, 0.2, 0.2)


def test_reports_that_a_list_named_and_nobody_asked_for_are_new(desk: Desk, host: Host):
    rows = "".join(
        f"<url><loc>{host.base}/{day}</loc><lastmod>2023-06-{day}</lastmod></url>"
        for day in (10, 20, 30)
    )
    host.answers["/sitemap.xml"] = always(200, f"<urlset>{rows}</urlset>".encode())
    declare(desk, {"post": [f"{host.base}/sitemap.xml"]}, 0)
    with desk.at("2023-07-01T00:00:00Z"):
        crawl(desk.name, since=date(2023, 6, 25))
    plan = told(desk)["post"]
    assert (plan["known"], plan["new"]) == (1, 2)
    some = told(desk, "2023-07-02T00:00:00Z", "--since", "2023-06-15", "--until", "2023-06-22")
    assert some["post"]["new"] == 1


def test_a_plan_of_some_days_counts_the_lists_of_those_days(desk: Desk, host: Host):
    day = {"engine": "section", "url": f"{host.base}/{{year}}/{{month}}/{{day}}", "links": ["."]}
    desk.declare("post", [day])
    days = ("--since", "2023-06-01", "--until", "2023-06-10")
    assert told(desk, "2023-07-02T00:00:00Z", *days)["post"]["requests"] == 10
    with desk.at("2023-07-02T00:00:00Z"):
        wrong = CliRunner().invoke(app, ["crawl", desk.name, "--plan", *days[::-1]])
    assert wrong.exit_code == 2


def test_what_a_killed_crawl_had_asked_for_is_known(desk: Desk, host: Host):
    declare(desk, {"post": [f"{host.base}/sitemap.xml"]}, 0)
    desk.crawl()
    ledger = Ledger(desk.layout.archive, limits())
    for row in desk.captures().to_dicts():
        ledger.add(Capture(**row | {"opt_out": None}))
    ledger.close()
    desk.layout.captures.unlink()
    assert told(desk)["post"]["known"] == 5


def test_robots_txt_is_known_also_when_it_did_not_change(desk: Desk, host: Host):
    declare(desk, {"post": [f"{host.base}/sitemap.xml"]}, 0)
    desk.crawl("2023-07-01T00:00:00Z")
    desk.crawl("2023-07-02T00:00:00Z")
    plan = told(desk, "2023-07-03T00:00:00Z")["post"]
    assert (plan["delay_seconds"], plan["lists"][0]["robots"]) == (0.2, "allowed")


def test_a_source_outside_its_hours_says_so(desk: Desk, host: Host):
    night = {"hours": "22:00-06:00", "timezone": "Africa/Bamako"}
    declare(desk, {"post": [f"{host.base}/sitemap.xml"]}, 1, **night)
    assert told(desk, "2023-07-02T23:00:00Z")["post"]["shut"] is None
    with desk.at("2023-07-02T12:00:00Z"):
        plan = CliRunner().invoke(app, ["crawl", desk.name, "--plan"]).stdout
        crawl = CliRunner().invoke(app, ["crawl", desk.name]).stdout
    closed = "outside its hours, 22:00-06:00 in Africa/Bamako"
    assert f"post: {closed}" in plan
    assert closed in crawl
    assert host.asked == []


def test_a_list_that_must_not_be_asked_says_why(desk: Desk):
    ways = ["http://news.example:22/sitemap.xml", "https://news.example/sitemap.xml"]
    declare(desk, {"post": ways}, 1)
    plan = told(desk)["post"]
    assert [one["refused"] for one in plan["lists"]] == [None, None]
    assert plan["requests"] == 2
