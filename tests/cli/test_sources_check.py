"""`polstab sources check` asks each list once and says what it holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from spiders.limits import limits
from tests.cli.small_site import fill, small_site


@pytest.fixture
def site():
    with small_site("127.0.4.6") as made:
        yield fill(made)


@pytest.fixture
def declare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes sources of a dataset called watch; the clock stands at noon of 29 July 2023."""
    monkeypatch.setenv("POLSTAB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("POLSTAB_DATASETS", str(tmp_path / "datasets"))
    monkeypatch.setenv("POLSTAB_CLOCK", "2023-07-29T12:00:00Z")

    def declared(**sources: dict) -> None:
        folder = tmp_path / "datasets" / "watch" / "sources"
        folder.mkdir(parents=True)
        for name, said in sources.items():
            whole = {"id": name, "name": name, "rights": {"status": "link_only"}} | said
            (folder / f"{name}.yml").write_text(
                yaml.safe_dump({"delay_seconds": 0} | whole), encoding="utf-8"
            )
        dataset = {
            "name": "watch",
            "title": "Watch",
            "description": "For a test.",
            "countries": ["MLI"],
            "start": "2023-01-01",
            "contact": "desk@press.example",
            "sources": [{"id": name} for name in sources],
        }
        text = yaml.safe_dump(dataset)
        (folder.parent / "dataset.yml").write_text(text, encoding="utf-8")

    return declared


def test_each_list_is_told_with_its_count_age_and_dates(site, declare, polstab):
    declare(
        fanion={
            "gather": [
                {"engine": "feed", "url": f"{site.base}/feed/"},
                {"engine": "sitemap", "url": f"{site.base}/map.xml"},
            ]
        }
    )
    came = polstab("sources", "check", "--dataset", "watch")
    assert came.code == 0, came.err
    assert (
        f"feed {site.base}/feed/: 2 entries, 2 wanted, "
        "newest 2023-07-28 10:00 UTC, 26 h old, 50% dated" in came.out
    )
    assert f"{site.base}/2023/07/27/kati-marche/\n" in came.out
    assert (
        "2 entries, 2 wanted, 2 further lists, the newest looked at, newest 2023-07-26" in came.out
    )
    assert site.asked == ["/robots.txt", "/feed/", "/map.xml", "/map-2023-07.xml"]
    assert site.agents == {"polstab (desk@press.example)"}


def test_machines_get_the_same(site, declare, polstab):
    declare(fanion={"gather": [{"engine": "feed", "url": f"{site.base}/feed/"}]})
    told = json.loads(polstab("sources", "check", "fanion", "--dataset", "watch", "--json").out)
    (source,) = told["sources"]
    (way,) = source["ways"]
    assert (source["id"], source["has_reports"]) == ("fanion", True)
    assert (way["entries"], way["wanted"], way["date_fill"], way["robots"]) == (
        2,
        2,
        0.5,
        "allowed",
    )
    assert way["status"] == 200


def test_include_and_exclude_say_what_is_wanted(site, declare, polstab):
    gather = [{"engine": "feed", "url": f"{site.base}/feed/"}]
    declare(fanion={"gather": gather, "include": ["/2023/"], "exclude": ["/kati"]})
    assert "2 entries, 1 wanted" in polstab("sources", "check", "--dataset", "watch").out


def test_a_source_that_lists_nothing_is_a_failed_check_that_names_it(site, declare, polstab):
    feed = {"engine": "feed", "url": f"{site.base}/feed/"}
    declare(
        good={"gather": [feed]},
        gone={"gather": [{"engine": "feed", "url": f"{site.base}/gone.xml"}]},
        other={"gather": [{"engine": "feed", "url": f"{site.base}/"}]},
        unwanted={"gather": [feed], "include": ["/nowhere/"]},
        private={"gather": [{"engine": "feed", "url": f"{site.base}/prive/feed"}]},
    )
    came = polstab("sources", "check", "--dataset", "watch")
    assert came.code == 1
    assert "4 of 5 list nothing: gone, other, unwanted, private" in came.err
    assert "gone.xml: answered 404" in came.out
    assert "neither RSS nor Atom" in came.out
    assert "/prive/feed: robots.txt says no" in came.out
    assert "/prive/feed" not in site.asked


def test_reports_that_robots_txt_forbids_are_told(site, declare, polstab):
    site.put("/robots.txt", "User-agent: *\nDisallow: /2023/\n")
    declare(fanion={"gather": [{"engine": "feed", "url": f"{site.base}/feed/"}]})
    assert (
        "reports forbidden by robots.txt" in polstab("sources", "check", "--dataset", "watch").out
    )


def test_a_folder_is_checked_too(tmp_path, declare, polstab):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.jsonl").write_text('{"text": "Rain in Gao.", "published_at": "2023-07-28"}\n')
    declare(
        own={"gather": [{"engine": "folder", "path": str(texts)}]},
        missing={"gather": [{"engine": "folder", "path": str(tmp_path / "nowhere")}]},
    )
    came = polstab("sources", "check", "--dataset", "watch")
    assert "1 entries, 1 wanted, newest 2023-07-28 00:00 UTC" in came.out
    assert came.code == 1
    assert "1 of 2 list nothing: missing" in came.err


def test_a_list_without_end_is_cut_at_the_limit(site, declare, polstab, monkeypatch):
    small = limits().model_copy(update={"max_body_bytes": 1000})
    monkeypatch.setattr("spiders.asking.limits", lambda: small)
    site.put("/feed/", "x" * 5000)
    declare(fanion={"gather": [{"engine": "feed", "url": f"{site.base}/feed/"}]})
    came = polstab("sources", "check", "--dataset", "watch")
    assert "larger than the limit" in came.out
    assert came.code == 1


def test_the_name_of_a_dataset_stands_for_all_its_sources(site, declare, polstab):
    declare(fanion={"gather": [{"engine": "feed", "url": f"{site.base}/feed/"}]})
    short = polstab("sources", "check", "watch")
    assert (short.code, short.out) == (0, polstab("sources", "check", "--dataset", "watch").out)


def test_an_unknown_source_is_wrong_use(declare, polstab):
    declare(own={"gather": [{"engine": "folder", "path": "/nowhere"}]})
    came = polstab("sources", "check", "nobody", "--dataset", "watch")
    assert came.code == 2
    assert "no source 'nobody' in dataset watch" in came.err


def test_the_list_of_a_datasets_sources_needs_no_word_more(declare, polstab):
    declare(own={"gather": [{"engine": "folder", "path": "/nowhere"}]})
    short, long = polstab("sources", "watch"), polstab("sources", "list", "watch")
    assert short.out == long.out
    assert "own  own (rights link_only): /nowhere" in short.out


def test_a_source_without_a_fixture_keeps_no_other_from_being_looked_at(declare, polstab):
    ways = {"gather": [{"engine": "feed", "url": "http://127.0.4.6/feed/"}]}
    declare(one=ways, two=ways)
    came = polstab("sources", "check", "watch", "--fixtures")
    assert came.code == 1
    assert came.out.count("no fixture; `polstab new source URL` saves one") == 2
    assert "2 of 2 list nothing: one, two" in came.err


def test_an_address_that_a_list_names_twice_counts_once(site, declare, polstab):
    twice = "".join(f"<url><loc>{site.base}/a</loc></url>" for _ in range(2))
    site.put("/map.xml", f"<urlset>{twice}</urlset>")
    declare(post={"gather": [{"engine": "sitemap", "url": f"{site.base}/map.xml"}]})
    assert "1 entries, 1 wanted" in polstab("sources", "check", "watch").out
