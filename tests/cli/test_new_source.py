"""`polstab new source` looks at a site and drafts what a person then checks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from spiders import asking
from tests.cli.small_site import fill, small_site
from validation.contracts.declarations import read_source


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLSTAB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("POLSTAB_CLOCK", "2023-07-29T12:00:00Z")
    # A second between requests is for hosts of others.
    monkeypatch.setattr(asking, "DELAY_SECONDS", 0.0)


@pytest.fixture
def site():
    with small_site() as made:
        yield fill(made)


def new(polstab, site, tmp_path: Path, *more: str):
    return polstab("new", "source", f"{site.base}/", "--to", tmp_path / "sources", *more)


def test_the_yaml_holds_the_lists_that_the_site_names(site, tmp_path, polstab):
    came = new(polstab, site, tmp_path, "--id", "fanion", "--country", "MLI")
    assert came.code == 0, came.err
    source = read_source(tmp_path / "sources" / "fanion.yml")
    assert (source.name, source.language, source.timezone) == ("Le Fanion", "fr", "Africa/Bamako")
    assert (source.domain, source.country_iso3) == ("127.0.4.1", "MLI")
    assert [(way.engine, way.url) for way in source.gather] == [
        ("feed", f"{site.base}/feed/"),
        ("sitemap", f"{site.base}/map.xml"),
    ]
    assert source.gather[0].page_url == "{url}?paged={page}"
    assert source.rights.status == "link_only"


def test_it_says_what_it_found_and_what_a_person_must_check(site, tmp_path, polstab):
    said = new(polstab, site, tmp_path, "--id", "fanion").out
    assert "robots.txt: allowed, asks for 0.05 seconds between requests" in said
    assert f"feed: {site.base}/feed/ (2 entries, newest 2023-07-28 10:00 UTC)" in said
    assert f"sitemap: {site.base}/map.xml (2 entries, newest 2023-07-25 22" not in said
    assert "rights: read the terms of the site" in said
    assert "polstab sources check fanion" in said
    text = (tmp_path / "sources" / "fanion.yml").read_text(encoding="utf-8")
    assert "timezone: UTC  # check" in text


def test_the_fixture_holds_a_list_and_a_page_as_they_came(site, tmp_path, polstab):
    told = json.loads(new(polstab, site, tmp_path, "--id", "fanion", "--json").out)
    folder = tmp_path / "data" / "fixtures" / "fanion"
    assert told["fixture"] == str(folder)
    assert (folder / "list.body").read_bytes() == site.pages["/feed/"][2]
    assert (folder / "page.html").read_bytes() == site.pages["/2023/07/28/gao-pont/"][2]
    about = yaml.safe_load((folder / "fixture.yml").read_text(encoding="utf-8"))
    assert about["list"]["url"] == f"{site.base}/feed/"
    assert about["page"]["trouble"] is None


def test_the_fixture_is_checked_without_a_connection(site, tmp_path, polstab, monkeypatch):
    monkeypatch.setattr("validation.contracts.declarations.CATALOGUE", tmp_path / "sources")
    new(polstab, site, tmp_path, "--id", "fanion")
    asked = len(site.asked)
    came = polstab("sources", "check", "fanion", "--fixtures")
    assert came.code == 0, came.err
    assert "2 entries, 2 wanted, newest 2023-07-28 10:00 UTC, 26 h old, 50% dated" in came.out
    assert len(site.asked) == asked


def test_robots_txt_is_asked_first_and_in_our_name(site, tmp_path, polstab):
    new(polstab, site, tmp_path, "--contact", "desk@press.example")
    assert site.asked[0] == "/robots.txt"
    assert site.agents == {"polstab (desk@press.example)"}


def test_a_site_whose_robots_txt_says_no_is_left_alone(site, tmp_path, polstab):
    site.put("/robots.txt", "User-agent: *\nDisallow: /\n")
    came = new(polstab, site, tmp_path)
    assert (came.code, came.out) == (1, "")
    assert "robots.txt says no; nothing was written" in came.err
    assert set(site.asked) == {"/robots.txt"}


def test_a_site_whose_robots_txt_is_broken_is_left_alone(site, tmp_path, polstab):
    site.put("/robots.txt", "down", status=503)
    came = new(polstab, site, tmp_path)
    assert came.code == 1
    assert "robots.txt unreachable" in came.err
    assert set(site.asked) == {"/robots.txt"}


def test_an_opt_out_is_told(site, tmp_path, polstab):
    site.put("/", site.pages["/"][2].decode(), X_Robots_Tag="noai")
    assert "opts out of text mining (header x-robots-tag: noai)" in new(polstab, site, tmp_path).out


def test_a_site_without_a_word_on_lists_is_tried_at_the_usual_places(tmp_path, polstab):
    with small_site("127.0.4.2") as bare:
        bare.put("/", "<html><title>The Bare Post</title></html>")
        bare.put("/rss.xml", "<rss version='2.0'><item><link>{base}/a</link></item></rss>")
        came = new(polstab, bare, tmp_path, "--id", "bare")
    assert came.code == 0, came.err
    source = read_source(tmp_path / "sources" / "bare.yml")
    assert [way.url for way in source.gather] == [f"{bare.base}/rss.xml"]
    assert source.gather[0].page_url is None
    assert f"passed over: {bare.base}/feed/ (answered 404)" in came.out


def test_a_site_without_lists_is_drafted_by_its_links(tmp_path, polstab):
    with small_site("127.0.4.3") as bare:
        links = "".join(f"<a href='/2023/07/{day}/vote'>v</a>" for day in range(20, 27))
        bare.put("/", f"<html><title>Links</title><a href='/about'>a</a>{links}</html>")
        came = new(polstab, bare, tmp_path, "--id", "links")
    assert came.code == 0, came.err
    (way,) = read_source(tmp_path / "sources" / "links.yml").gather
    assert way.engine == "section"
    assert "section: " in came.out
    assert "(7 entries" in came.out


def test_a_site_with_nothing_to_list_writes_nothing(tmp_path, polstab):
    with small_site("127.0.4.4") as bare:
        bare.put("/", "<html><title>Soon</title></html>")
        came = new(polstab, bare, tmp_path)
    assert came.code == 1
    assert "nothing was written" in came.err
    assert not (tmp_path / "sources").exists()
    assert not (tmp_path / "data" / "fixtures").exists()


def test_a_source_that_is_there_is_not_overwritten(site, tmp_path, polstab):
    new(polstab, site, tmp_path, "--id", "fanion")
    came = new(polstab, site, tmp_path, "--id", "fanion")
    assert came.code == 2
    assert "is there already" in came.err


@pytest.mark.parametrize("more", [("--country", "ML"), ("--id", "Not An Id")])
def test_a_wrong_option_is_told_in_one_line(site, tmp_path, polstab, more):
    came = new(polstab, site, tmp_path, *more)
    assert came.code == 2
    assert len(came.err.splitlines()) == 1


def test_names_of_strangers_are_quoted_as_data(site, tmp_path, polstab):
    title = 'no: "[x]" #1 {y}'
    site.put("/", f"<html><title>{title}</title></html>")
    came = new(polstab, site, tmp_path, "--id", "odd")
    assert came.code == 0, came.err
    assert read_source(tmp_path / "sources" / "odd.yml").name == title


def test_a_redirect_to_a_private_place_is_not_followed(site, tmp_path, polstab):
    with small_site("127.0.4.5") as inside:
        inside.put("/secret", "<html></html>")
        site.put("/feed/", "", status=302, Location=f"{inside.base}/secret")
        came = new(polstab, site, tmp_path, "--id", "fanion")
    assert inside.asked == []
    assert f"passed over: {site.base}/feed/ (private address)" in came.out


@pytest.mark.parametrize(
    ("url", "why"),
    [("http://[", "malformed address"), ("file:///etc/hosts", "not an HTTP address")],
)
def test_what_is_no_web_address_is_told(url, why, tmp_path, polstab):
    came = polstab("new", "source", url, "--to", tmp_path)
    assert came.code == 1
    assert f"{why}; nothing was written" in came.err


def test_addresses_that_are_none_are_passed_over(site, tmp_path, polstab):
    broken = "<link rel='alternate' type='application/rss+xml' href='http://[half'>"
    site.put("/", f"<html><head>{broken}</head><title>Odd</title></html>")
    site.put("/robots.txt", "Sitemap: http://[half\n")
    came = new(polstab, site, tmp_path, "--id", "odd")
    assert came.code == 0, came.err
    assert "passed over: http://[half (malformed address)" in came.out


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("127.0.4.9:9", "robots.txt unreachable: Connection refused"),
        ("nowhere.invalid", "robots.txt unreachable: host not found"),
    ],
)
def test_a_host_that_is_not_there_is_told_once(host, why, tmp_path, polstab):
    came = polstab("new", "source", f"http://{host}/", "--to", tmp_path)
    assert came.code == 1
    assert came.err == f"polstab: http://{host}/: {why}; nothing was written\n"


def test_a_list_that_holds_no_more_than_another_is_left_as_a_comment(site, tmp_path, polstab):
    site.put("/map.xml", "<urlset><url><loc>{base}/2023/07/28/gao-pont/</loc></url></urlset>")
    assert new(polstab, site, tmp_path, "--id", "fanion").code == 0
    text = (tmp_path / "sources" / "fanion.yml").read_text(encoding="utf-8")
    assert f"  # - {{engine: sitemap, url: '{site.base}/map.xml'}}  # left out" in text


def test_what_was_written_elsewhere_is_checked_in_a_dataset(site, tmp_path, polstab):
    came = new(polstab, site, tmp_path, "--id", "fanion")
    assert "polstab sources check fanion --dataset DATASET" in came.out
