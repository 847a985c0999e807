"""Each engine reads its lists whole, follows their pages, and refuses their tricks."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from spiders import lists
from spiders.limits import limits
from spiders.lists import Entry
from spiders.lists.moments import day_in
from validation.contracts.ways import Api, Feed, Gdelt, Section, Sitemap

BAMAKO = ZoneInfo("Africa/Bamako")
NOW = datetime(2023, 7, 29, 12, tzinfo=UTC)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def read(way, body: bytes, url: str = "http://press.example/list", page: int = 1):
    return lists.read(way, body, url, BAMAKO, limits(), page)


def urls(entries: list[Entry]) -> list[str]:
    return [entry.url for entry in entries]


def rss(*items: str, head: str = "") -> bytes:
    return (
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Press</title>'
        f"{head}{''.join(items)}</channel></rss>"
    ).encode()


def item(path: str, day: int, more: str = "") -> str:
    told = f"<pubDate>{day:02} Jul 2023 10:00:00 GMT</pubDate>"
    return f"<item><title>{path}</title><link>http://press.example{path}</link>{told}{more}</item>"


# Feeds


def test_a_paged_feed_goes_on_where_it_says_until_its_pages_are_used_up():
    way = Feed(engine="feed", url="http://press.example/list", pages=3)
    body = rss(item("/a", 28), item("/b", 27), head='<atom:link rel="next" href="/list?p=2"/>')
    (following,) = read(way, body).lists
    assert (following.url, following.page) == ("http://press.example/list?p=2", 2)
    assert read(way, body, following.url, page=3).lists == []
    assert read(Feed(engine="feed", url="http://press.example/list"), body).lists == []


def test_a_feed_of_wordpress_is_leafed_through_by_number_and_ends_where_it_is_empty():
    way = Feed(
        engine="feed", url="http://press.example/feed/", pages=9, page_url="{url}?paged={page}"
    )
    (second,) = read(way, rss(item("/a", 28)), way.url).lists
    assert second.url == "http://press.example/feed/?paged=2"
    (third,) = read(way, rss(item("/b", 27)), second.url, second.page).lists
    assert (third.url, third.page) == ("http://press.example/feed/?paged=3", 3)
    assert read(way, rss(), third.url, third.page).lists == []


def test_the_next_page_of_a_feed_in_order_holds_nothing_newer_than_its_last_entry():
    way = Feed(engine="feed", url="http://press.example/u", pages=9, page_url="{url}?paged={page}")
    (following,) = read(way, rss(item("/a", 28), item("/b", 20))).lists
    assert lists.may_be_since(following, utc(2023, 7, 19))
    assert not lists.may_be_since(following, utc(2023, 7, 25))
    (unordered,) = read(way, rss(item("/pinned", 1), item("/b", 20))).lists
    assert lists.may_be_since(unordered, utc(2023, 7, 25))


def test_a_feed_with_whole_reports_gives_them_and_asks_only_for_the_rest():
    way = Feed(engine="feed", url="http://press.example/u", full_content=True)
    whole = "<content:encoded><![CDATA[<p>The bridge at Ansongo reopened.</p>]]></content:encoded>"
    found = read(way, rss(item("/whole", 28, whole), item("/short", 27)))
    (text,) = found.texts
    assert (text.entry.url, text.content_type) == ("http://press.example/whole", "text/html")
    assert text.content == "<p>The bridge at Ansongo reopened.</p>"
    assert urls(found.entries) == ["http://press.example/short"]


def test_the_address_of_a_feed_entry_may_be_no_address_at_all():
    body = rss("<item><link>http://[half</link></item>", item("/a", 28))
    found = read(Feed(engine="feed", url="http://press.example/u"), body)
    assert urls(found.entries)[1] == "http://press.example/a"
    assert lists.address(found.entries[0].url, ["utm_"]) is None


# Sitemaps


def index(*names: str, lastmod: str = "") -> bytes:
    told = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    rows = "".join(f"<sitemap><loc>http://press.example/{n}</loc>{told}</sitemap>" for n in names)
    return f"<sitemapindex>{rows}</sitemapindex>".encode()


def kept(body: bytes, since: datetime, until: datetime = NOW) -> list[str]:
    found = read(Sitemap(engine="sitemap", url="http://press.example/u"), body).lists
    within = [e for e in found if lists.may_be_since(e, since) and lists.may_be_until(e, until)]
    return [e.url.removeprefix("http://press.example/") for e in within]


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["map-2023-05.xml", "map-2023-06.xml", "map-2023-07.xml"], ["map-2023-06.xml"]),
        (["map-202305.xml", "map-202306.xml"], ["map-202306.xml"]),
        (["2023/05/map.xml", "2023/06/map.xml"], ["2023/06/map.xml"]),
        (["m.xml?yyyy=2023&amp;mm=05", "m.xml?yyyy=2023&amp;mm=06"], ["m.xml?yyyy=2023&mm=06"]),
        (["map-2022.xml", "map-2023.xml"], ["map-2023.xml"]),
        (["map-2023-06-01.xml", "map-2023-06-17.xml"], ["map-2023-06-17.xml"]),
    ],
)
def test_an_index_is_pruned_by_the_dates_in_the_names_of_its_maps(names, wanted):
    assert kept(index(*names), utc(2023, 6, 12), utc(2023, 6, 20)) == wanted


def test_a_map_that_a_machine_rewrites_each_night_is_still_that_of_its_month():
    old = index("map-2019-05.xml", lastmod="2023-07-29")
    assert kept(old, utc(2023, 1, 1)) == []


def test_numbers_that_only_look_like_years_prune_nothing():
    names = ["map-2012.xml", "map-2013.xml", "map-2500.xml"]
    assert kept(index(*names), utc(2023, 1, 1)) == names


def test_an_index_without_dates_in_its_names_is_pruned_by_lastmod():
    assert kept(index("posts-a.xml", lastmod="2019-05-31"), utc(2023, 1, 1)) == []
    assert kept(index("posts-a.xml"), utc(2023, 1, 1)) == ["posts-a.xml"]


def test_a_page_in_a_sitemap_is_as_old_as_its_address_says():
    body = b"<urlset><url><loc>http://press.example/2019/05/31/vote</loc></url></urlset>"
    (entry,) = read(Sitemap(engine="sitemap", url="http://press.example/u"), body).entries
    assert entry.published == utc(2019, 5, 31)
    assert not lists.may_be_since(entry, utc(2023, 1, 1))


# Section pages

SECTION = b"""<html><head><base href="http://press.example/politics/"></head><body>
<a href="/2023/07/28/assembly-votes#comments">Assembly</a> <a href="2023/07/27/strike">Strike</a>
<a href="/2023/07/28/assembly-votes">again</a> <a href="/sport/2023/07/28/match">Match</a>
<a href="javascript:void(0)">no</a> <a href="mailto:desk@press.example">no</a>
<a href="https://other.example/2023/07/28/vote">Elsewhere</a> <a href="?page=2">Older</a>
</body></html>"""


def way_of_section(**more) -> Section:
    said = {"url": "http://press.example/politics/", "links": [r"press\.example/.*/\d{4}/|/\d{4}/"]}
    return Section(engine="section", exclude=["/sport/", "other.example"], **said | more)


def test_the_links_of_a_section_are_absolute_once_each_and_dated_by_their_address():
    found = read(way_of_section(), SECTION, "http://press.example/politics/")
    assert urls(found.entries) == [
        "http://press.example/2023/07/28/assembly-votes",
        "http://press.example/politics/2023/07/27/strike",
    ]
    assert [entry.published for entry in found.entries] == [utc(2023, 7, 28), utc(2023, 7, 27)]
    assert found.lists == []


@pytest.mark.parametrize(
    "on", [{"next": r"\?page=\d+$"}, {"page_url": "{url}?page={page}"}], ids=["link", "number"]
)
def test_a_section_goes_on_by_its_link_or_by_number(on):
    found = read(way_of_section(pages=5, **on), SECTION, "http://press.example/politics/")
    (following,) = found.lists
    assert (following.url, following.page) == ("http://press.example/politics/?page=2", 2)
    assert not lists.may_be_since(following, utc(2023, 7, 29, 12))


def test_a_first_page_without_a_matching_link_is_a_changed_layout_a_later_one_the_end():
    other = b"<html><a href='/about'>About</a></html>"
    with pytest.raises(lists.UnreadableListError, match="none of 1 links matches"):
        read(way_of_section(), other)
    assert read(way_of_section(pages=9, next="about"), other, page=2) == lists.Listing()


def test_an_own_pattern_may_read_the_date_of_an_address():
    way = way_of_section(
        links=["story"], date_in_url=r"/(?P<day>\d\d)-(?P<month>\d\d)-(?P<year>\d{4})/"
    )
    body = b"<a href='http://press.example/28-07-2023/story'>S</a>"
    assert read(way, body).entries[0].published == utc(2023, 7, 28)


# JSON APIs


def reliefweb(**more) -> Api:
    said = {
        "engine": "api",
        "url": "https://api.press.example/v1/reports",
        "query": {
            "appname": "${TEST_APPNAME}",
            "limit": 2,
            "sort[]": "date:desc",
            "fields[include][]": ["url_alias", "date.created"],
            "filter[value][from]": "{since}T00:00:00+00:00",
        },
        "items": "data",
        "link": "fields.url_alias",
        "date": "fields.date.created",
        "title": "fields.title",
        "paging": {"by": "offset", "parameter": "offset", "step": 2},
    }
    return Api.model_validate(said | more)


def answer(*days: int, **more) -> bytes:
    data = [
        {
            "fields": {
                "url_alias": f"https://press.example/r{day}",
                "title": f"Report {day}",
                "date": {"created": f"2023-07-{day:02}T08:00:00+00:00"},
                "body-html": f"<p>Flood report of day {day}.</p>",
            }
        }
        for day in days
    ]
    return json.dumps({"data": data, **more}).encode()


def test_an_api_is_asked_with_its_name_its_filters_and_the_days_wanted(monkeypatch):
    monkeypatch.setenv("TEST_APPNAME", "our-desk")
    (start,) = lists.first_requests(reliefweb(), date(2023, 7, 1), None, NOW)
    assert start.url == (
        "https://api.press.example/v1/reports?appname=our-desk&limit=2&sort%5B%5D=date%3Adesc"
        "&fields%5Binclude%5D%5B%5D=url_alias&fields%5Binclude%5D%5B%5D=date.created"
        "&filter%5Bvalue%5D%5Bfrom%5D=2023-07-01T00%3A00%3A00%2B00%3A00"
    )
    assert "filter" not in lists.first_requests(reliefweb(), None, None, NOW)[0].url


def test_a_name_that_an_api_wants_and_nobody_set_is_told(monkeypatch):
    monkeypatch.delenv("TEST_APPNAME", raising=False)
    with pytest.raises(Exception, match="TEST_APPNAME is not set"):
        lists.first_requests(reliefweb(), None, None, NOW)


def test_an_api_is_leafed_through_by_offset_until_a_page_is_not_full():
    found = read(reliefweb(), answer(28, 27), "https://api.press.example/v1/reports?limit=2")
    assert urls(found.entries) == ["https://press.example/r28", "https://press.example/r27"]
    assert found.entries[0].published == utc(2023, 7, 28, 8)
    (following,) = found.lists
    assert following.url == "https://api.press.example/v1/reports?limit=2&offset=2"
    (third,) = read(reliefweb(), answer(26, 25), following.url, following.page).lists
    assert third.url == "https://api.press.example/v1/reports?limit=2&offset=4"
    assert read(reliefweb(), answer(24), third.url, third.page).lists == []
    assert read(reliefweb(pages=3), answer(26, 25), third.url, 3).lists == []


@pytest.mark.parametrize(
    ("paging", "more", "following"),
    [
        (
            {"by": "page", "parameter": "page", "start": 1},
            {},
            "https://api.press.example/v1/reports?page=2",
        ),
        (
            {"by": "cursor", "parameter": "after", "path": "meta.next"},
            {"meta": {"next": "k7"}},
            "https://api.press.example/v1/reports?after=k7",
        ),
        (
            {"by": "link", "path": "links.next.href"},
            {"links": {"next": {"href": "/v1/reports?from=9"}}},
            "https://api.press.example/v1/reports?from=9",
        ),
        ({"by": "cursor", "parameter": "after", "path": "meta.next"}, {"meta": {}}, None),
    ],
)
def test_an_api_may_be_leafed_through_by_page_cursor_or_link(paging, more, following):
    found = read(
        reliefweb(paging=paging), answer(28, **more), "https://api.press.example/v1/reports"
    )
    assert [entry.url for entry in found.lists] == ([following] if following else [])


def test_an_api_may_hold_whole_reports_and_only_ids_of_their_addresses():
    way = Api(
        engine="api",
        url="http://press.example/u",
        link="https://press.example/{kind}/{id}",
        date="at",
        content="text",
    )
    body = json.dumps(
        [
            {"id": 7, "kind": "n", "at": 1690531200, "text": "Rain delayed the vote in Gao."},
            {"id": 8, "kind": "n", "at": "Fri, 28 Jul 2023 08:00:00 GMT"},
            {"id": None, "kind": "n"},
        ]
    ).encode()
    found = read(way, body)
    (text,) = found.texts
    assert (text.entry.url, text.content_type) == ("https://press.example/n/7", "text/plain")
    assert text.entry.published == utc(2023, 7, 28, 8)
    assert [(e.url, e.published) for e in found.entries] == [
        ("https://press.example/n/8", utc(2023, 7, 28, 8))
    ]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<html>", "not readable as JSON"),
        (b"[" * 100_000, "not readable as JSON"),
        (b'{"error": "no appname"}', "no list at data"),
        (b'{"data": [{"fields": {}}]}', "none of 1 entries has fields.url_alias"),
    ],
)
def test_an_api_that_answers_otherwise_than_declared_is_unreadable(body, why):
    with pytest.raises(lists.UnreadableListError, match=why):
        read(reliefweb(), body)


# GDELT

FILES = "http://data.gdeltproject.org/gdeltv2/"
EXPORT = FILES + "20230729114500.export.CSV.zip"


def zipped(*rows: list[str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as handle:
        handle.writestr("table.CSV", "".join("\t".join(row) + "\n" for row in rows))
    return packed.getvalue()


def event(url: str, code: str = "190", fips: str = "ML") -> list[str]:
    row = [""] * 61
    row[26], row[53], row[59], row[60] = code, fips, "20230729114500", url
    return row


def gkg(url: str, places: str) -> list[str]:
    row = [""] * 27
    row[1], row[2], row[4], row[9] = "20230729114500", "1", url, places
    return row


def test_the_list_of_gdelt_names_the_files_of_the_wanted_tables():
    body = "".join(
        f"1234 0123456789abcdef {FILES}20230729114500.{name}\n"
        for name in ("export.CSV.zip", "mentions.CSV.zip", "gkg.csv.zip")
    ).encode()
    found = read(Gdelt(engine="gdelt", tables=["events", "gkg"]), body, FILES + "lastupdate.txt")
    assert [entry.url.removeprefix(FILES) for entry in found.lists] == [
        "20230729114500.export.CSV.zip",
        "20230729114500.gkg.csv.zip",
    ]
    assert found.lists[0].published == utc(2023, 7, 29, 11, 45)
    with pytest.raises(lists.UnreadableListError, match="names no file"):
        read(Gdelt(engine="gdelt"), b"<html>down</html>", FILES + "lastupdate.txt")


def test_events_are_filtered_by_country_code_and_domain_and_listed_once():
    way = Gdelt(
        engine="gdelt", countries=["MLI", "BFA"], cameo=["18", "190"], domains=["press.example"]
    )
    body = zipped(
        event("https://www.press.example/a"),
        event("https://www.press.example/a", "193"),
        event("https://press.example/b", "1831", "UV"),
        event("https://press.example/talks", "036"),
        event("https://press.example/niger", "190", "NG"),
        event("https://notpress.example/c"),
        event("BBC Monitoring"),
    )
    found = read(way, body, EXPORT).entries
    assert urls(found) == ["https://www.press.example/a", "https://press.example/b"]
    assert found[0].listed_at == utc(2023, 7, 29, 11, 45)


def test_the_knowledge_graph_is_filtered_by_the_countries_it_names():
    mali = "4#Bamako, Bamako, Mali#ML#ML01#12.65#-8#-1;1#Niger#NG#NG##0#NG"
    body = zipped(
        gkg("https://press.example/a", mali),
        gkg("https://press.example/b", "1#Chad#CD#CD#15#19#CD"),
    )
    way = Gdelt(engine="gdelt", tables=["gkg"], countries=["MLI"])
    found = read(way, body, FILES + "20230729114500.gkg.csv.zip").entries
    assert urls(found) == ["https://press.example/a"]


def test_the_files_of_past_days_are_asked_for_by_name():
    way = Gdelt(engine="gdelt", tables=["events", "mentions"])
    found = lists.first_requests(way, date(2023, 7, 28), date(2023, 7, 28), NOW)
    assert len(found) == 2 * 96
    assert found[0].url == FILES + "20230728234500.export.CSV.zip"
    assert found[-1].url == FILES + "20230728000000.mentions.CSV.zip"
    assert len(lists.first_requests(way, date(2015, 2, 18), None, NOW, most=50)) == 50
    assert urls(lists.first_requests(way, None, None, NOW)) == [way.url]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"PK\x03\x04 and no more", "broken zip"),
        (zipped(["too", "few"]), "no row with the 61 columns"),
    ],
)
def test_a_file_of_gdelt_that_is_broken_is_unreadable(body, why):
    with pytest.raises(lists.UnreadableListError, match=why):
        read(Gdelt(engine="gdelt"), body, EXPORT)


def test_a_zip_that_grows_without_end_is_refused_at_the_cap():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as handle:
        handle.writestr("bomb.CSV", b"0" * 3_000_000)
    small = limits().model_copy(update={"max_body_bytes": 1_000_000})
    with pytest.raises(lists.UnreadableListError, match="more than 1000000 bytes"):
        lists.read(Gdelt(engine="gdelt"), packed.getvalue(), EXPORT, BAMAKO, small)


@pytest.mark.parametrize("said", [{"tables": ["mentions"], "countries": ["MLI"]}, {"tables": []}])
def test_a_filter_that_a_table_cannot_apply_is_refused(said):
    with pytest.raises(ValidationError):
        Gdelt.model_validate({"engine": "gdelt"} | said)


# Where a way begins


def dated(url: str, since: date | None, until: date | None = None, recent: int = 3) -> list[str]:
    way = Section(engine="section", url=url, links=["."], recent=recent)
    return [
        e.url.removeprefix("http://p.example/")
        for e in lists.first_requests(way, since, until, NOW)
    ]


def test_an_archive_by_day_gives_a_page_a_day_the_newest_first():
    assert dated("http://p.example/{year}/{month}/{day}", date(2023, 2, 27), date(2023, 3, 1)) == [
        "2023/03/01",
        "2023/02/28",
        "2023/02/27",
    ]


def test_an_archive_by_month_or_year_gives_each_that_the_period_touches():
    assert dated("http://p.example/{year}-{month}", date(2022, 11, 30), date(2023, 1, 1)) == [
        "2023-01",
        "2022-12",
        "2022-11",
    ]
    assert dated("http://p.example/{year}", date(2021, 12, 31)) == ["2023", "2022", "2021"]


def test_without_a_period_an_archive_gives_what_is_recent_and_never_the_future():
    assert dated("http://p.example/{year}/{month}", None, recent=2) == ["2023/07", "2023/06"]
    assert dated("http://p.example/{year}/{month}", date(2023, 7, 1), date(2030, 1, 1)) == [
        "2023/07"
    ]


def test_an_address_without_a_date_is_one_request_whatever_the_period():
    way = Sitemap(engine="sitemap", url="http://p.example/map.xml")
    assert urls(lists.first_requests(way, date(2000, 1, 1), None, NOW)) == [way.url]
    with pytest.raises(ValidationError, match="hour"):
        Sitemap(engine="sitemap", url="http://p.example/{hour}")


# Whatever answers


WAYS = [
    Feed(engine="feed", url="http://press.example/u", pages=9, full_content=True),
    Sitemap(engine="sitemap", url="http://press.example/u"),
    Section(engine="section", url="http://press.example/u", links=["."], pages=9, next="."),
    Api(engine="api", url="http://press.example/u", link="url", date="date", content="text"),
    Gdelt(engine="gdelt", tables=["events", "mentions", "gkg"]),
]
STARTS = [
    b"",
    b"<rss version='2.0'><channel><item><link>",
    b"<urlset><url><loc>",
    b"<a href='http:",
]
STARTS += [b'[{"url": "http://press.example/', b"PK\x03\x04", b"\x1f\x8b\x08", b"1 2 http://["]
STARTS += [b"<urlset><url><loc>http://[#</loc></url></urlset>", b"<a href='http://[#x'>x</a>"]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.engine)
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_whatever_answers_is_read_or_said_to_be_unreadable(way, start, rest):
    urls_of = ("http://press.example/list", EXPORT, FILES + "20230729114500.gkg.csv.zip")
    for url in urls_of:
        try:
            found = read(way, start + rest, url)
        except lists.UnreadableListError:
            continue
        for entry in [*found.entries, *found.lists, *(text.entry for text in found.texts)]:
            assert lists.address(entry.url, ["utm_"]) is None or entry.url.startswith("http")
        assert len(found.lists) <= len(found.entries) + len(found.texts) + len(start + rest)


@given(days=st.lists(st.dates(date(1990, 1, 1), date(2099, 12, 31)), min_size=1, max_size=30))
def test_a_day_is_read_back_from_any_address_that_names_it(days):
    for day in days:
        for form in ("%Y/%m/%d", "%Y-%m-%d", "%Y%m%d"):
            url = f"http://press.example/{day.strftime(form)}/a-report-of-12-people"
            assert day_in(url, ZoneInfo("UTC")) == datetime(
                day.year, day.month, day.day, tzinfo=UTC
            )
