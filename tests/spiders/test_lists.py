"""Feeds and sitemaps are read whole, and their tricks refused."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from spiders import lists
from spiders.captures import micros
from spiders.ledger import Ledger
from spiders.limits import limits
from spiders.lists import Entry

BAMAKO = ZoneInfo("Africa/Bamako")
KHARTOUM = ZoneInfo("Africa/Khartoum")
HERE = "http://press.example/map.xml"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def urlset(inner: str) -> bytes:
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        f"{inner}</urlset>"
    ).encode()


def test_the_address_of_an_image_is_not_taken_for_that_of_the_page():
    body = urlset(
        "<url><loc>http://press.example/a</loc>"
        "<image:image><image:loc>http://press.example/a.jpg</image:loc></image:image></url>"
    )
    assert [e.url for e in lists.sitemap(body, HERE, BAMAKO, 9999).entries] == [
        "http://press.example/a"
    ]


def test_a_news_sitemap_gives_the_moment_of_publication():
    body = urlset(
        "<url><loc>/b</loc><news:news><news:publication_date>2023-07-28T10:00:00+02:00"
        "</news:publication_date></news:news></url>"
    )
    entry = lists.sitemap(body, HERE, KHARTOUM, 9999).entries[0]
    assert (entry.url, entry.listed_at) == ("http://press.example/b", utc(2023, 7, 28, 8))


def test_a_bare_day_may_mean_a_change_until_its_end_in_the_outlets_zone():
    body = urlset("<url><loc>/c</loc><lastmod>2023-07-28</lastmod></url>")
    entry = lists.sitemap(body, HERE, KHARTOUM, 9999).entries[0]
    assert entry.listed_at == utc(2023, 7, 27, 22)
    assert entry.changed_by == utc(2023, 7, 28, 21, 59, 59, 999999)


def test_a_packed_sitemap_is_unpacked_up_to_the_cap():
    body = urlset("<url><loc>/d</loc></url>")
    assert lists.sitemap(gzip.compress(body), HERE, BAMAKO, 9999).entries[0].url.endswith("/d")
    with pytest.raises(lists.UnreadableListError, match="more than 9999 bytes"):
        lists.sitemap(gzip.compress(body + b" " * 20_000), HERE, BAMAKO, 9999)


def test_entities_of_a_sitemap_are_not_followed():
    body = (
        b'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        b"<urlset><url><loc>http://press.example/&x;</loc></url></urlset>"
    )
    assert [e.url for e in lists.sitemap(body, HERE, BAMAKO, 9999).entries] == [
        "http://press.example/"
    ]


@pytest.mark.parametrize("body", [b"", b"sign in", b"<html><body>sign in</body></html>"])
def test_what_is_no_list_is_said_to_be_none(body):
    with pytest.raises(lists.UnreadableListError):
        lists.sitemap(body, HERE, BAMAKO, 9999)
    with pytest.raises(lists.UnreadableListError):
        lists.feed(body, HERE, BAMAKO)


def test_a_feed_that_is_an_address_is_not_opened():
    with pytest.raises(lists.UnreadableListError):
        lists.feed(b"file:///etc/hosts", HERE, BAMAKO)


def test_of_the_moments_of_a_feed_entry_the_latest_counts():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/e"/>
      <published>2023-07-28T08:00:00Z</published><updated>2023-07-30T09:00:00Z</updated>
      </entry></feed>"""
    entry = lists.feed(body, HERE, BAMAKO).entries[0]
    assert (entry.url, entry.listed_at) == ("http://press.example/e", utc(2023, 7, 30, 9))


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        ("https://p.example/a?id=7&utm_source=x#top", "https://p.example/a?id=7"),
        ("https://p.example/a?q=a%20b", "https://p.example/a?q=a%20b"),
        ("file:///etc/hosts", None),
        ("javascript:alert(1)", None),
        ("http:///nowhere", None),
    ],
)
def test_addresses_lose_what_does_not_name_the_page(listed, asked):
    assert lists.address(listed, ["utm_"]) == asked


def test_an_address_in_two_lists_is_one_entry_with_the_latest_moment():
    early, late = utc(2023, 7, 1), utc(2023, 7, 2)
    both = [Entry("u", "feed", early, early), Entry("u", "map", late, late), Entry("v", "map")]
    assert lists.merged(both) == [Entry("u", "feed", late, late), Entry("v", "map")]


def test_pages_last_changed_before_the_dataset_begins_are_left_out():
    floor = utc(2020, 1, 1)
    assert not lists.may_be_since(Entry("u", "m", None, utc(2019, 12, 30)), floor)
    assert lists.may_be_since(Entry("u", "m"), floor)


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        (None, False),
        (utc(2023, 7, 1), False),
        (utc(2023, 7, 3), True),
        (utc(2033, 7, 3), False),  # from the future: would be asked for at every crawl
    ],
)
def test_a_known_page_is_asked_for_again_only_when_changed_since(tmp_path, changed, asked):
    now, ledger = utc(2023, 7, 4), Ledger(tmp_path, limits())
    ledger.begin(now)
    ledger.seed([("post", "http://p/old", micros(utc(2023, 7, 2)), False)])
    old = Entry("http://p/old", "m", changed, changed)
    ledger.listed("post", "report", [old, Entry("http://p/new", "m")], 0, 1)
    due = [address.url for address in ledger.reports_to_ask("post", now)]
    ledger.close()
    assert due == ["http://p/old"] * asked + ["http://p/new"]
