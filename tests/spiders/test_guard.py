"""Private addresses, odd ports and other schemes are never asked, whoever points there."""

from __future__ import annotations

import polars as pl
import pytest

from spiders.politeness.addresses import Door, is_public, place_of
from tests.spiders.conftest import Desk
from tests.spiders.hostile_server import always, hosts
from tests.spiders.several import declare
from validation.contracts.declarations import Source

PORTS = [80, 443, 8080, 8443]


def source(*urls: str, **more: object) -> Source:
    gather = [{"engine": "feed", "url": url} for url in urls]
    return Source.model_validate(
        {"id": "post", "name": "Post", "rights": {"status": "link_only"}, "gather": gather, **more}
    )


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_addresses_of_the_open_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1%eth0",
        "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)  # fmt: skip
def test_private_addresses_are_told_also_where_ipv6_wraps_them(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://news.example/a", None),
        ("http://news.example:8080/a", None),
        ("http://news.example:8731/feed", None),
        ("HTTPS://news.example/a", None),
        ("http://news.example:22/a", "port 22 is not asked"),
        ("http://news.example:99999/a", "malformed address"),
        ("http:///a", "malformed address"),
        ("ftp://news.example/a", "not an HTTP address"),
        ("file:///etc/hosts", "not an HTTP address"),
        ("http://me:secret@news.example/a", "address with a user name"),
        ("http://127.0.0.1/a", "private address"),
        ("http://LOCALHOST/a", "private address"),
        ("http://[::1]/a", "private address"),
        ("http://169.254.169.254/latest/meta-data", "private address"),
    ],
)
def test_an_address_is_refused_with_its_reason(url, reason):
    assert Door.of(source("http://news.example:8731/feed"), PORTS).refusal(url) == reason


def test_a_private_address_that_the_source_spells_out_may_be_asked_at_that_port_alone():
    door = Door.of(source("http://127.0.1.2:8731/feed"), PORTS)
    assert door.refusal("http://127.0.1.2:8731/report") is None
    assert door.refusal("http://127.0.1.2:8080/report") == "private address"
    assert door.refusal("http://127.0.1.3:8731/report") == "private address"


def test_a_name_may_lead_to_a_private_network_only_where_the_source_allows_it():
    url = "http://archive.intra/feed"
    assert Door.of(source(url), PORTS).private == frozenset()
    allowed = Door.of(source(url, allow_private=True), PORTS).private
    assert allowed == {("archive.intra", 80)}
    elsewhere = Door.of(source("https://news.example/feed"), PORTS)
    assert elsewhere.refusal(url, allowed) == "private address"


@pytest.mark.parametrize("url", ["http://[::1/a", "http://host:port/a", "nothing", ""])
def test_what_has_no_host_or_port_has_no_place(url):
    assert place_of(url) is None


def test_a_crawl_connects_to_nothing_private_but_what_its_source_spells_out(desk: Desk):
    with hosts("127.0.5.1", "127.0.5.2") as (post, inner):
        inner_port = inner.base.rpartition(":")[2]
        numbers = f"http://{(127 << 24) + (5 << 8) + 2}:{inner_port}/number"
        post.answers["/to-inner"] = always(302, Location=f"{inner.base}/redirected")
        post.listed = ["/to-inner", f"{inner.base}/listed", numbers, "/fine"]
        declare(desk, {"post": [f"{post.base}/sitemap.xml"]}, 0)
        desk.crawl()
        reached = list(inner.asked)
    found = desk.captures().filter(pl.col("kind") == "report")
    reasons = {row["url"].rpartition("/")[2]: row["reason"] for row in found.to_dicts()}
    assert reached == []
    refused = f"port {inner_port} is not asked"
    assert reasons == {"to-inner": refused, "listed": refused, "number": refused, "fine": None}


def test_a_name_that_resolves_to_a_private_address_is_not_connected_to(desk: Desk):
    with hosts("127.0.5.3") as (post,):
        # 127.1 is no address to a parser, but the resolver of the system makes 127.0.0.1 of it.
        post.listed = ["http://127.1:8080/a", "http://0x7f000001/b", "/fine"]
        declare(desk, {"post": [f"{post.base}/sitemap.xml"]}, 0)
        desk.crawl()
    found = desk.captures().filter(pl.col("kind") == "report")
    reasons = {row["url"].rpartition("/")[2]: row["reason"] for row in found.to_dicts()}
    assert reasons == {"a": "private address", "b": "private address", "fine": None}


def test_another_sources_private_address_is_not_ones_own(desk: Desk):
    with hosts("127.0.5.4", "127.0.5.5") as (one, other):
        one.listed, other.listed = [f"{other.base}/theirs", "/own"], ["/own"]
        declare(
            desk, {"one": [f"{one.base}/sitemap.xml"], "other": [f"{other.base}/sitemap.xml"]}, 0
        )
        desk.crawl()
        assert "/theirs" not in other.asked
        assert other.count("/own") == 1
