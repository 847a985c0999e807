"""``polstab explain`` leads from an event to the archived page, and the page says so."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import polars as pl
import pytest
from warcio.archiveiterator import ArchiveIterator

CAPTURE = re.compile(r"captured (\S+ \S+) UTC: (\S+\.warc\.gz) at byte (\d+)")


@pytest.fixture
def event(demo) -> dict:
    """The event that most outlets tell of."""
    ranked = demo.released("events").sort("n_sources", "event_id", descending=[True, False])
    return ranked.row(0, named=True)


def archived_page(archive: Path, warc_file: str, offset: int) -> tuple[str, str]:
    """Address and visible words of the record at an offset."""
    with (archive / warc_file).open("rb") as handle:
        handle.seek(offset)
        record = next(iter(ArchiveIterator(handle)))
        assert record.rec_type == "response"
        page = record.content_stream().read().decode("utf-8")
    words = html.unescape(re.sub(r"<[^>]+>", " ", page))
    return record.rec_headers["WARC-Target-URI"], " ".join(words.split())


def test_it_prints_the_quote_the_address_and_the_capture_of_every_mention(demo, event, polstab):
    with demo.at():
        said = polstab("explain", event["event_id"])
    assert said.code == 0
    assert event["summary"] in said.out
    mentions = demo.released("mentions").filter(event_id=event["event_id"])
    assert mentions.height >= 5
    for quote in mentions["quote"]:
        assert f"“{quote}”" in said.out
    for url in event["source_urls"]:
        assert url in said.out
    assert len(CAPTURE.findall(said.out)) == mentions.height


def test_the_archive_holds_the_quoted_words_at_that_offset(demo, event, polstab):
    with demo.at():
        said = polstab("explain", event["event_id"])
    told = said.out.split("\n\n")[1:]
    assert told
    for part in told:
        _, warc_file, offset = CAPTURE.search(part).groups()
        url, words = archived_page(demo.layout.archive, warc_file, int(offset))
        assert url in part
        quote = re.search(r"“(.+?)”\n", part)[1]
        assert " ".join(quote.split()[:6]) in words


def test_every_released_mention_stands_in_its_archived_page(demo):
    key = ["report_id", "revision"]
    captured = demo.released("reports").select(*key, "url", "warc_file", "warc_offset")
    mentions = demo.released("mentions").join(captured, on=key)
    for (url, file, offset), rows in mentions.group_by("url", "warc_file", "warc_offset"):
        target, words = archived_page(demo.layout.archive, file, offset)
        assert target == url
        for trigger in rows["trigger"]:
            assert " ".join(trigger.split()) in words, (url, trigger)


def test_it_answers_machines_with_the_whole_trail(demo, event, polstab):
    with demo.at():
        said = polstab("explain", event["event_id"], "--dataset", "demo", "--json")
    trail = json.loads(said.out)
    assert trail["event"]["event_id"] == event["event_id"]
    known = demo.released("mentions").filter(pl.col("event_id") == event["event_id"])
    assert {one["mention"]["mention_id"] for one in trail["told"]} == set(known["mention_id"])
    assert all(one["report"]["warc_offset"] >= 0 for one in trail["told"])


def test_it_finds_releases_where_the_datasets_are_declared(demo, event, polstab, monkeypatch):
    with demo.at():
        monkeypatch.delenv("POLSTAB_RELEASES")
        monkeypatch.chdir(demo.root)
        said = polstab("explain", event["event_id"])
    assert said.code == 0, said.err


def test_a_mention_leads_to_the_event_that_it_tells(demo, event, polstab):
    mentions = demo.released("mentions").filter(pl.col("event_id") == event["event_id"])
    with demo.at():
        by_event = polstab("explain", event["event_id"], "--dataset", "demo")
        by_mention = polstab("explain", mentions["mention_id"][0], "--dataset", "demo")
    assert (by_mention.code, by_mention.out) == (0, by_event.out)
