"""JSON lines, zip and WARC files of a folder are archived text by text."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from spiders.crawl import crawl
from tests.spiders.conftest import Desk
from validation.contracts.errors import WrongUseError


@pytest.fixture
def texts(desk: Desk) -> Path:
    folder = desk.root / "texts"
    folder.mkdir()
    return folder


def declare(desk: Desk, **way: object) -> None:
    said = {"engine": "folder", "path": "../../../texts"} | way
    desk.declare("own-texts", [said], timezone="Africa/Bamako")


def sidecar_of(desk: Desk, row: dict) -> tuple[dict, bytes]:
    with (desk.layout.archive / row["warc_file"]).open("rb") as handle:
        handle.seek(row["warc_offset"])
        record = next(iter(ArchiveIterator(handle)))
        return json.loads(record.headers["X-Polstab-Sidecar"]), record.reader.read()


def line(**said: object) -> str:
    return json.dumps(said) + "\n"


# JSON lines


def test_each_line_is_a_text_called_after_its_id_or_its_number(desk, texts):
    (texts / "news.jsonl").write_text(
        line(id="kidal", text="A convoy reached Kidal.", published_at="2023-07-27", title="Convoy")
        + "\n"
        + line(html="<p>Rain in Gao.</p>", url="https://press.example/gao", section="weather"),
        encoding="utf-8",
    )
    declare(desk)
    assert desk.crawl().total("new") == 2
    rows = desk.captures().sort("url").to_dicts()
    assert [row["url"] for row in rows] == ["news.jsonl/#3", "news.jsonl/kidal"]
    assert [row["content_type"] for row in rows] == ["text/html", "text/plain"]
    assert rows[0]["final_url"] == "https://press.example/gao"
    about, body = sidecar_of(desk, rows[1])
    assert (about["title"], about["published_at"], body) == (
        "Convoy",
        "2023-07-27",
        b"A convoy reached Kidal.",
    )


def test_a_line_that_changed_is_new_and_the_others_are_not(desk, texts):
    file = texts / "news.jsonl"
    file.write_text(line(id=1, text="One.") + line(id=2, text="Two."), encoding="utf-8")
    declare(desk)
    desk.crawl("2023-07-01T00:00:00Z")
    file.write_text(
        line(id=0, text="None.") + line(id=1, text="One.") + line(id=2, text="Two, mended."),
        encoding="utf-8",
    )
    assert desk.crawl("2023-07-02T00:00:00Z").total("new") == 2
    assert desk.captures().height == 4


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ("{", "line 1: not readable as JSON"),
        ("[1]", "line 1: no JSON object"),
        (line(url="https://press.example/"), "line 1: has neither text nor html"),
        (line(text="A.", published_at=2023), "line 1: published_at"),
    ],
)
def test_a_broken_line_is_told_with_its_number(desk, texts, broken, why):
    (texts / "news.jsonl").write_text(broken, encoding="utf-8")
    declare(desk)
    with pytest.raises(WrongUseError, match=why):
        desk.crawl()


@pytest.mark.parametrize(
    "second",
    [line(id=1, text="Another."), line(id="1", text="Another.")],
    ids=["a number", "the same as text"],
)
def test_a_line_with_the_id_of_another_is_refused_and_the_others_are_taken(desk, texts, second):
    first, last = line(id="1", text="One."), line(text="Without an id.")
    (texts / "news.jsonl").write_text(first + second + last, encoding="utf-8")
    declare(desk)
    for clock in ("2023-07-01T00:00:00Z", "2023-07-02T00:00:00Z"):
        (trouble,) = desk.crawl(clock).troubles
        assert trouble.endswith("news.jsonl, line 2: has the id of line 1; give it one of its own")
    assert sorted(desk.captures()["url"]) == ["news.jsonl/#3", "news.jsonl/1"]


def test_a_broken_line_keeps_no_other_from_being_taken(desk, texts):
    (texts / "news.jsonl").write_text(line(text="One.") + "{\n" + line(text="Three."))
    declare(desk)
    summary = desk.crawl()
    assert summary.total("new") == 2
    assert ["line 2: not readable as JSON" in trouble for trouble in summary.troubles] == [True]


# Zip files


def pack(path: Path, files: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, text)


def test_a_zip_is_read_like_a_folder(desk, texts):
    pack(
        texts / "july.zip",
        {
            "2023/kidal.txt": "A convoy reached Kidal.",
            "2023/kidal.yml": "title: Convoy\npublished_at: 2023-07-27\n",
            "more.jsonl": line(id="gao", text="Rain in Gao."),
            "picture.jpg": "no text",
        },
    )
    declare(desk)
    desk.crawl("2023-07-01T00:00:00Z")
    rows = desk.captures().sort("url").to_dicts()
    assert [row["url"] for row in rows] == ["july.zip/2023/kidal.txt", "july.zip/more.jsonl/gao"]
    about, body = sidecar_of(desk, rows[0])
    assert (about["title"], body) == ("Convoy", b"A convoy reached Kidal.")
    assert desk.crawl("2023-07-02T00:00:00Z").total("new") == 0


def test_what_a_mac_lays_beside_a_file_is_no_text(desk, texts):
    shadows = {"__MACOSX/a/._b.txt": "\0", "a/.b.txt": "\0", ".DS_Store": "\0"}
    pack(texts / "july.zip", {"a/b.txt": "A convoy reached Kidal.", "a/b.yml": ""} | shadows)
    (texts / "._july.zip").write_bytes(b"\0")
    declare(desk)
    summary = desk.crawl()
    assert (summary.total("new"), summary.troubles) == (1, [])


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"a.txt": "Alone."}, "a.txt: has no sidecar; add a.yml"),
        ({"a.jpg": "x"}, "holds no .txt"),
        ({"a.jsonl": "{"}, "a.jsonl, line 1: not readable as JSON"),
        ({"a.txt": "0" * 21_000_000, "a.yml": ""}, "larger than 20971520 bytes"),
    ],
)
def test_what_is_wrong_in_a_zip_is_told_with_its_place(desk, texts, files, why):
    pack(texts / "july.zip", files)
    declare(desk)
    with pytest.raises(WrongUseError, match=why):
        desk.crawl()


def test_a_broken_zip_is_told(desk, texts):
    (texts / "july.zip").write_bytes(b"PK\x03\x04 and no more")
    declare(desk)
    with pytest.raises(WrongUseError, match="not readable as zip"):
        desk.crawl()


# WARC files

PAGE = b"<html><body><p>The assembly in Bamako voted.</p></body></html>"


def record(
    url: str,
    day: str,
    body: bytes = PAGE,
    status: int = 200,
    truncated: str | None = None,
    **headers: str,
) -> bytes:
    made = WarcRecord()
    made.init_headers(WarcRecordType.response)
    made.headers["WARC-Target-URI"] = url
    made.record_date = datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=UTC)
    made.is_http = True
    if truncated:
        made.headers["WARC-Truncated"] = truncated
    told = {"Content-Type": "text/html; charset=utf-8"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = [f"HTTP/1.1 {status} OK", *(f"{name}: {value}" for name, value in told.items())]
    made.set_bytes_content(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
    raw = io.BytesIO()
    made.write(raw, checksum_data=True)
    return gzip.compress(raw.getvalue(), mtime=0)


def declare_warc(desk: Desk, **way: object) -> None:
    """A dataset that begins in 2020, over the WARC files of the folder."""
    desk.declare("cc-news", [{"engine": "warc", "path": "../../../texts"} | way])


def test_the_pages_of_a_warc_keep_the_moment_of_their_fetch(desk, texts):
    (texts / "CC-NEWS-20200531101112-00001.warc.gz").write_bytes(
        record("https://press.example/a#top", "2020-05-31")
        + record(
            "https://press.example/b", "2020-05-31", gzip.compress(PAGE), Content_Encoding="gzip"
        )
        + record("https://press.example/gone", "2020-05-31", status=404)
        + record("https://press.example/a.pdf", "2020-05-31", Content_Type="application/pdf")
        + record("dns:press.example", "2020-05-31")
    )
    declare_warc(desk)
    assert desk.crawl("2023-07-01T00:00:00Z").total("new") == 2
    rows = desk.captures().sort("url").to_dicts()
    assert [row["url"] for row in rows] == ["https://press.example/a", "https://press.example/b"]
    assert {(row["kind"], row["status"], row["fetched_at"]) for row in rows} == {
        ("report", 200, datetime(2020, 5, 31, 10, tzinfo=UTC))
    }
    assert rows[0]["discovered_in"] == "CC-NEWS-20200531101112-00001.warc.gz"
    assert desk.crawl("2023-07-02T00:00:00Z").total("new") == 0
    assert desk.captures().height == 2


def test_a_page_that_cannot_be_read_whole_is_noted_once_with_the_reason(desk, texts):
    (texts / "a.warc.gz").write_bytes(
        record("https://press.example/cut", "2020-05-31", truncated="length")
        + record("https://press.example/huge", "2020-05-31", b"0" * 21_000_000)
        + record("https://press.example/odd", "2020-05-31", b"\x1f\x8bx", Content_Encoding="gzip")
        + record("https://press.example/good", "2020-05-31")
    )
    declare_warc(desk)
    desk.crawl("2023-07-01T00:00:00Z")
    desk.crawl("2023-07-02T00:00:00Z")
    told = desk.captures().sort("url").select("url", "outcome", "reason").rows()
    assert [(url[22:], outcome, reason) for url, outcome, reason in told] == [
        ("cut", "failed", "cut short"),
        ("good", "ok", None),
        ("huge", "failed", "larger than the limit"),
        ("odd", "failed", "gzip or deflate cut short"),
    ]


URLS = [f"https://press.example/{number}" for number in range(3)]
PROSE = b"".join(b"<p>%d convoys of %x went by.</p>" % (n, n**3) for n in range(2000))


def test_a_file_that_was_cut_short_is_told_and_its_whole_pages_are_taken(desk, texts):
    records = [record(url, "2020-05-31", PROSE) for url in URLS]
    whole, file = b"".join(records), texts / "a.warc.gz"
    declare_warc(desk)
    file.write_bytes(whole[: len(records[0]) + len(records[1]) // 2])
    first = desk.crawl("2023-07-01T00:00:00Z")
    assert first.troubles == [f"{file}: empty or cut short; fetch it again"]
    assert first.total("new") == 1
    told = desk.captures().sort("url").select("url", "outcome", "reason").rows()
    assert told == [(URLS[0], "ok", None), (URLS[1], "failed", "cut short")]
    file.write_bytes(whole)
    second = desk.crawl("2023-07-02T00:00:00Z")
    assert (second.troubles, second.total("new")) == ([], 2)
    assert desk.captures().sort("url").select("url", "outcome").rows() == [
        (url, "ok") for url in URLS
    ]


@pytest.mark.parametrize("left", [10, 300])
def test_a_record_of_which_only_the_beginning_is_left_is_told(desk, texts, left):
    records = [record(url, "2020-05-31", PROSE) for url in URLS[:2]]
    (texts / "a.warc.gz").write_bytes(records[0] + records[1][:left])
    declare_warc(desk)
    summary = desk.crawl()
    assert (summary.total("new"), len(summary.troubles)) == (1, 1)


@pytest.mark.parametrize(
    "content",
    [b"", gzip.compress(b"", mtime=0), b"<html>Not found</html>"],
    ids=["empty", "packed nothing", "a page"],
)
def test_a_file_without_a_record_is_told_and_the_others_are_read(desk, texts, content):
    (texts / "a.warc.gz").write_bytes(content)
    (texts / "b.warc.gz").write_bytes(record(URLS[0], "2020-05-31"))
    declare_warc(desk)
    summary = desk.crawl()
    assert summary.total("new") == 1
    assert [trouble.startswith(f"{texts}/a.warc.gz: ") for trouble in summary.troubles] == [True]


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (record(URLS[0], "2020-05-31", Content_Length="5000"), "cut short"),
        (
            gzip.compress(gzip.decompress(record(URLS[0], "2020-05-31")).replace(b"vot", b"mot")),
            "not what its digest says",
        ),
    ],
    ids=["shorter than its host said", "other than it was written"],
)
def test_a_page_that_is_not_what_was_sent_is_not_taken(desk, texts, damaged, reason):
    (texts / "a.warc.gz").write_bytes(damaged)
    declare_warc(desk)
    desk.crawl()
    assert desk.captures().select("outcome", "reason").rows() == [("failed", reason)]


def test_the_record_of_such_a_page_holds_what_the_host_answered(desk, texts):
    (texts / "a.warc.gz").write_bytes(
        record(
            "https://press.example/b", "2020-05-31", gzip.compress(PAGE), Content_Encoding="gzip"
        )
    )
    declare_warc(desk)
    desk.crawl()
    row = desk.captures().to_dicts()[0]
    with (desk.layout.archive / row["warc_file"]).open("rb") as handle:
        handle.seek(row["warc_offset"])
        kept = next(iter(ArchiveIterator(handle, parse_http=True)))
        assert kept.headers["WARC-Type"] == "response"
        assert kept.record_date == datetime(2020, 5, 31, 10, tzinfo=UTC)
        assert kept.http_headers["Content-Type"] == "text/html; charset=utf-8"
        assert kept.reader.read() == PAGE
    with (desk.layout.archive / row["warc_file"]).open("rb") as handle:
        kinds = [record.headers["WARC-Type"] for record in ArchiveIterator(handle)]
    assert kinds == ["warcinfo", "response"]  # nothing is known of what was asked


def test_pages_are_chosen_by_domain_day_and_pattern(desk, texts):
    pages = [
        ("https://www.press.example/a", "2020-05-31"),
        ("https://press.example/late", "2020-06-02"),
        ("https://notpress.example/b", "2020-05-31"),
        ("https://press.example/sport/c", "2020-05-31"),
    ]
    (texts / "a.warc.gz").write_bytes(b"".join(record(*page) for page in pages))
    way = {"domains": ["press.example"], "since": "2020-05-31", "until": "2020-06-01"}
    desk.declare(
        "cc-news", [{"engine": "warc", "path": "../../../texts"} | way], exclude=["/sport/"]
    )
    desk.crawl()
    assert desk.captures()["url"].to_list() == ["https://www.press.example/a"]


def test_files_outside_the_period_are_not_opened_by_their_names(desk, texts):
    (texts / "CC-NEWS-20200101000000-00001.warc.gz").write_bytes(b"not even a WARC")
    name = "CC-NEWS-20200531101112-00002.warc.gz"
    (texts / name).write_bytes(record("https://press.example/a", "2020-05-31"))
    declare_warc(desk, since="2020-05-31", until="2020-05-31")
    assert desk.crawl().total("new") == 1


def test_a_list_of_paths_says_which_files_are_read(desk, texts):
    for number in (1, 2):
        body = record(f"https://press.example/{number}", "2020-05-31")
        (texts / f"CC-NEWS-20200531101112-0000{number}.warc.gz").write_bytes(body)
    listed = "crawl-data/CC-NEWS/2020/05/CC-NEWS-20200531101112-00002.warc.gz\n../../etc/hosts\n"
    (texts / "warc.paths.gz").write_bytes(gzip.compress(listed.encode()))
    declare_warc(desk, listed_by="warc.paths.gz")
    desk.crawl()
    assert desk.captures()["url"].to_list() == ["https://press.example/2"]


@pytest.mark.parametrize("listed", [b"nothing-here.warc.gz\n", b"\x1f\x8bbroken"])
def test_a_list_of_paths_that_leads_nowhere_is_told(desk, texts, listed):
    (texts / "warc.paths.gz").write_bytes(listed)
    declare_warc(desk, listed_by="warc.paths.gz")
    with pytest.raises(WrongUseError, match=r"warc\.paths\.gz"):
        desk.crawl()


def test_a_crawl_takes_the_pages_of_the_days_it_is_asked_for_and_none_before_the_dataset(
    desk, texts
):
    days = ("2019-12-31", "2020-05-30", "2020-05-31", "2020-06-01")
    body = b"".join(record(f"https://press.example/{day}", day) for day in days)
    (texts / "a.warc.gz").write_bytes(body)
    declare_warc(desk)
    with desk.at("2023-07-01T00:00:00Z"):
        crawl(desk.name, since=date(2020, 5, 31), until=date(2020, 5, 31))
    assert desk.captures()["url"].to_list() == ["https://press.example/2020-05-31"]
    desk.crawl("2023-07-02T00:00:00Z")
    assert sorted(url[-10:] for url in desk.captures()["url"]) == list(days[1:])
