"""What the engines list is gathered by a crawl; lists without end come to one."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import polars as pl
import pytest
from fastwarc.warc import ArchiveIterator

from spiders.crawl import crawl
from tests.cli.small_site import SmallSite, small_site
from tests.spiders.conftest import Desk


@pytest.fixture
def site():
    with small_site("127.0.4.7") as made:
        made.put("/robots.txt", "User-agent: *\nDisallow:\n")
        yield made


def gathered(desk: Desk, site: SmallSite, *ways: dict, **more: object) -> list[str]:
    """Paths of the reports archived by one crawl of a source with these ways."""
    desk.declare("fanion", ways, **more)
    desk.crawl("2023-07-29T12:00:00Z")
    ok = desk.captures().filter(kind="report", outcome="ok")
    return sorted(url.removeprefix(site.base) for url in ok["url"])


def reports(site: SmallSite, *paths: str) -> None:
    for path in paths:
        site.put(path, f"<html><body><p>Report of {path}.</p></body></html>")


def test_a_section_is_gathered_page_by_page_as_far_as_declared(desk, site):
    reports(site, "/2023/07/28/a", "/2023/07/27/b", "/2023/07/26/c")
    site.put("/politics/", "<a href='/2023/07/28/a'>A</a><a href='/politics/?page=2'>on</a>")
    site.put("/politics/?page=2", "<a href='/2023/07/27/b'>B</a><a href='/politics/?page=3'>on</a>")
    site.put("/politics/?page=3", "<a href='/2023/07/26/c'>C</a>")
    way = {"engine": "section", "url": f"{site.base}/politics/", "links": ["/2023/"], "pages": 2}
    assert gathered(desk, site, way | {"next": r"\?page="}) == ["/2023/07/27/b", "/2023/07/28/a"]
    lists = desk.captures().filter(kind="section")
    assert lists["url"].str.strip_prefix(site.base).to_list() == ["/politics/", "/politics/?page=2"]


def test_leafing_ends_where_the_dataset_begins(desk, site):
    reports(site, "/2020/01/05/a", "/2019/12/01/b")
    site.put("/politics/", "<a href='/2020/01/05/a'>A</a><a href='/2019/12/01/b'>B</a>")
    way = {"engine": "section", "url": f"{site.base}/politics/", "links": ["/20"], "pages": 50}
    ways = [way | {"page_url": "{url}?page={page}"}]
    assert gathered(desk, site, *ways) == ["/2020/01/05/a"]
    assert "/politics/?page=2" not in site.asked


def test_a_feed_that_goes_on_for_ever_is_leafed_through_as_far_as_declared(desk, site):
    for page in range(1, 40):
        item = f"<item><link>{{base}}/r{page}</link></item>"
        on = f"<atom:link rel='next' href='{{base}}/feed?p={page + 1}'/>"
        path = "/feed" if page == 1 else f"/feed?p={page}"
        head = "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel>"
        site.put(path, f"{head}{on}{item}</channel></rss>")
        reports(site, f"/r{page}")
    way = {"engine": "feed", "url": f"{site.base}/feed", "pages": 5}
    assert gathered(desk, site, way) == [f"/r{page}" for page in range(1, 6)]
    assert sum(path.startswith("/feed") for path in site.asked) == 5


def test_an_api_is_leafed_through_and_its_whole_reports_are_not_asked_for(desk, site):
    reports(site, "/r/3")
    whole = [{"id": n, "at": f"2023-07-2{n}", "text": f"<p>Report {n}.</p>"} for n in (1, 2)]
    site.put("/api?limit=2", json.dumps({"data": whole}))
    site.put("/api?limit=2&offset=2", json.dumps({"data": [{"id": 3, "at": "2023-07-20"}]}))
    way = {
        "engine": "api",
        "url": f"{site.base}/api",
        "query": {"limit": 2},
        "items": "data",
        "link": f"{site.base}/r/{{id}}",
        "date": "at",
        "content": "text",
        "paging": {"by": "offset", "parameter": "offset", "step": 2},
    }
    assert gathered(desk, site, way) == ["/r/1", "/r/2", "/r/3"]
    assert [path for path in site.asked if path.startswith("/r/")] == ["/r/3"]
    row = desk.captures().filter(url=f"{site.base}/r/1").to_dicts()[0]
    with (desk.layout.archive / row["warc_file"]).open("rb") as handle:
        handle.seek(row["warc_offset"])
        kept = next(iter(ArchiveIterator(handle)))
        about = json.loads(kept.headers["X-Polstab-Sidecar"])
        assert kept.reader.read() == b"<p>Report 1.</p>"
    assert about["url"] == f"{site.base}/r/1"
    assert about["published_at"].startswith("2023-07-21")


def test_gdelt_leads_to_the_reports_of_its_events(desk, site):
    reports(site, "/a", "/b")
    row = [""] * 61
    row[26], row[53], row[59], row[60] = "190", "ML", "20230729114500", f"{site.base}/a"
    other = [*row[:53], "NG", *row[54:60], f"{site.base}/b"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as handle:
        handle.writestr("x.CSV", "\t".join(row) + "\n" + "\t".join(other) + "\n")
    site.pages["/gdeltv2/20230729114500.export.CSV.zip"] = (200, {}, packed.getvalue())
    listed = "1 abc {base}/gdeltv2/20230729114500.export.CSV.zip\n"
    site.put("/gdeltv2/lastupdate.txt", listed)
    url = f"{site.base}/gdeltv2/lastupdate.txt"
    assert gathered(desk, site, {"engine": "gdelt", "url": url, "countries": ["MLI"]}) == ["/a"]


def test_a_list_that_is_not_what_was_declared_is_noted_with_the_reason(desk, site):
    site.put("/politics/", "<a href='/about'>About</a>")
    site.put("/api", "<html>sign in</html>")
    ways = [
        {"engine": "section", "url": f"{site.base}/politics/", "links": ["/2023/"]},
        {"engine": "api", "url": f"{site.base}/api", "link": "url"},
    ]
    assert gathered(desk, site, *ways) == []
    told = dict(
        desk.captures()
        .filter(pl.col("kind").is_in(["section", "api"]))
        .select("kind", "reason")
        .rows()
    )
    assert told == {
        "section": "unreadable section: none of 1 links matches",
        "api": "unreadable api: not readable as JSON",
    }


def index_of(*months: str) -> str:
    rows = "".join(f"<sitemap><loc>{{base}}/map-{month}.xml</loc></sitemap>" for month in months)
    return f"<sitemapindex>{rows}</sitemapindex>"


def test_a_backfill_asks_for_the_maps_of_its_months_alone(desk, site):
    months = ["2021-04", "2021-05", "2021-06", "2021-07", "2021-08"]
    site.put("/map.xml", index_of(*months))
    for month in months:
        page = f"/{month.replace('-', '/')}/15/report"
        reports(site, page)
        site.put(f"/map-{month}.xml", f"<urlset><url><loc>{{base}}{page}</loc></url></urlset>")
    desk.declare("fanion", [{"engine": "sitemap", "url": f"{site.base}/map.xml"}])
    with desk.at("2023-07-29T12:00:00Z"):
        crawl(desk.name, since=date(2021, 6, 10), until=date(2021, 6, 20))
    assert site.asked == ["/robots.txt", "/map.xml", "/map-2021-06.xml", "/2021/06/15/report"]


def test_a_backfill_goes_through_an_archive_by_day(desk, site):
    for day in (1, 2, 3, 4):
        reports(site, f"/news/{day}")
        site.put(f"/archive/2021/06/0{day}", f"<a href='/news/{day}'>news</a>")
    url = f"{site.base}/archive/{{year}}/{{month}}/{{day}}"
    desk.declare("fanion", [{"engine": "section", "url": url, "links": ["/news/"]}])
    with desk.at("2023-07-29T12:00:00Z"):
        crawl(desk.name, since=date(2021, 6, 2), until=date(2021, 6, 3))
    asked = [path for path in site.asked if path != "/robots.txt"]
    assert asked == ["/archive/2021/06/03", "/archive/2021/06/02", "/news/3", "/news/2"]
