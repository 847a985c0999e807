"""A folder of texts is archived with what its sidecars say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from tests.spiders.conftest import Desk
from validation.contracts.errors import WrongUseError

SIDECAR = """url: https://www.example.org/kidal
published_at: 2023-07-27T18:30:00
language: en
rights: open
title: Convoy reaches Kidal
"""


@pytest.fixture
def texts(desk: Desk) -> Path:
    folder = desk.root / "texts"
    folder.mkdir()
    (folder / "kidal.txt").write_text("A convoy reached Kidal.\n", encoding="utf-8")
    (folder / "kidal.yml").write_text(SIDECAR, encoding="utf-8")
    way = {"engine": "folder", "path": "../../../texts"}
    desk.declare("own-texts", [way], timezone="Africa/Lagos")
    return folder


def record_of(desk: Desk, row: dict):
    with (desk.layout.archive / row["warc_file"]).open("rb") as handle:
        handle.seek(row["warc_offset"])
        record = next(ArchiveIterator(handle))
        record.freeze()
        return record


def test_the_record_holds_the_file_and_what_its_sidecar_says(desk, texts):
    summary = desk.crawl()
    row = desk.captures().to_dicts()[0]
    assert (row["url"], row["final_url"]) == ("kidal.txt", "https://www.example.org/kidal")
    assert row["content_type"] == "text/plain"
    record = record_of(desk, row)
    assert record.headers["WARC-Type"] == "resource"
    assert record.reader.read() == (texts / "kidal.txt").read_bytes()
    assert json.loads(record.headers["X-Polstab-Sidecar"]) == {
        "url": "https://www.example.org/kidal",
        "source": None,
        "published_at": "2023-07-27T18:30:00+01:00",
        "language": "en",
        "rights": {"status": "open", "licence": None, "note": None},
        "title": "Convoy reaches Kidal",
    }
    assert (summary.total("listed"), summary.total("new")) == (1, 1)


def test_an_unchanged_file_brings_nothing_new(desk, texts):
    desk.crawl("2023-07-01T00:00:00Z")
    assert desk.crawl("2023-07-02T00:00:00Z").total("fetched") == 0
    assert desk.captures().height == 1


@pytest.mark.parametrize("changed", ["kidal.txt", "kidal.yml"])
def test_a_changed_file_or_sidecar_is_a_capture_of_its_own(desk, texts, changed):
    desk.crawl("2023-07-01T00:00:00Z")
    with (texts / changed).open("a", encoding="utf-8") as handle:
        handle.write("source: Our notebook\n")
    assert desk.crawl("2023-07-02T00:00:00Z").total("new") == 1
    assert desk.captures().height == 2


def test_a_sidecar_may_leave_everything_out_and_the_text_stays_undated(desk, texts):
    (texts / "kidal.yml").write_text("", encoding="utf-8")
    desk.crawl()
    row = desk.captures().to_dicts()[0]
    about = json.loads(record_of(desk, row).headers["X-Polstab-Sidecar"])
    assert (row["listed_at"], about["published_at"]) == (None, None)
    assert (row["final_url"], record_of(desk, row).headers["WARC-Target-URI"]) == (
        "kidal.txt",
        "file:kidal.txt",
    )


def test_a_day_stays_a_day(desk, texts):
    (texts / "kidal.yml").write_text("published_at: 2023-07-27\n", encoding="utf-8")
    desk.crawl()
    about = json.loads(record_of(desk, desk.captures().to_dicts()[0]).headers["X-Polstab-Sidecar"])
    assert about["published_at"] == "2023-07-27"


@pytest.mark.parametrize(
    ("sidecar", "message"),
    [
        ("url: [", r"kidal\.yml, line \d+: not readable as YAML"),
        ("publihed_at: 2023-07-27\n", r"kidal\.yml: publihed_at: .* it takes url, source"),
        ("published_at: 2023\n", r"kidal\.yml: published_at: .*a date like"),
        ("published_at: last week\n", r"kidal\.yml: published_at"),
        ("rights: free\n", r"kidal\.yml: rights"),
        ("- a list\n", r"kidal\.yml: \(whole file\)"),
    ],
)
def test_a_malformed_sidecar_is_one_line_that_names_it(desk, texts, sidecar, message):
    (texts / "kidal.yml").write_text(sidecar, encoding="utf-8")
    with pytest.raises(WrongUseError, match=message) as raised:
        desk.crawl()
    assert "\n" not in str(raised.value)
    assert not desk.layout.captures.exists()


def test_a_file_without_a_sidecar_is_named_with_its_mend(desk, texts):
    (texts / "kidal.yml").unlink()
    with pytest.raises(WrongUseError, match=r"kidal\.txt: has no sidecar; write kidal\.yml"):
        desk.crawl()


def test_a_missing_folder_is_named_with_its_mend(desk, texts):
    desk.declare("own-texts", [{"engine": "folder", "path": "nowhere"}])
    with pytest.raises(WrongUseError, match=r"own-texts\.yml: no folder .*nowhere; make it"):
        desk.crawl()


def test_an_empty_folder_is_named_with_its_mend(desk, texts):
    (texts / "kidal.txt").unlink()
    with pytest.raises(WrongUseError, match=r"texts: no file matches \*\.txt, \*\.html"):
        desk.crawl()
