"""From captures to reports: dates, texts and revisions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from transforms.archive import Captured, captured, page_ledger
from transforms.reports import page_rows, revisions
from validation.contracts import contract
from validation.contracts.declarations import Source
from validation.contracts.errors import WrongUseError
from validation.contracts.schema import frame

BODY = "Unions march in Gao\n\nUnion members marched in Gao on Monday.\n\nShops stayed closed.\n"
NOON = datetime(2022, 6, 14, 12, tzinfo=UTC)


def source(zone="UTC", language="en"):
    return Source.model_validate(
        {
            "id": "notes",
            "name": "Notes",
            "timezone": zone,
            "language": language,
            "rights": {"status": "open"},
            "gather": [{"engine": "folder", "path": "texts"}],
        }
    )


def capture(body=BODY, url="https://notes.example/march", offset=0, at=NOON, **sidecar):
    said = {"url": url, "published_at": "2022-06-14", "language": "en"} | sidecar
    return Captured(
        "notes", "march.txt", url, None, at, "notes/1.warc.gz", offset, "text/plain",
        body.encode(), said,
    )  # fmt: skip


def row(zone="UTC", **fields):
    return page_rows([capture(**fields)], source(zone)).row(0, named=True)


def test_the_text_of_a_local_file_is_title_blank_line_and_body():
    found = row()
    assert found["title"] == "Unions march in Gao"
    assert found["text"] == BODY.strip()
    assert found["n_chars"] == len(BODY.strip())
    assert found["is_report"]


def test_a_title_of_the_sidecar_is_set_above_the_whole_text():
    found = row(title="March", body="Union members marched in Gao.\n")
    assert found["text"] == "March\n\nUnion members marched in Gao."


def test_line_ends_of_windows_are_made_plain():
    assert row(body=BODY.replace("\n", "\r\n"))["text"] == BODY.strip()


def test_a_file_without_a_body_is_no_report():
    found = row(body="Unions march in Gao\n")
    assert (found["is_report"], found["not_report_reason"]) == (False, "empty")


def test_bytes_that_are_no_text_break_nothing():
    broken = replace(capture(), body=b"\xff\xfe\x00\n\n\x80")
    assert page_rows([broken], source()).height == 1


@pytest.mark.parametrize(
    ("zone", "given", "moment", "day"),
    [
        # a day alone is that day in the outlet's zone
        ("Africa/Bamako", "2022-06-14", datetime(2022, 6, 14, tzinfo=UTC), date(2022, 6, 14)),
        ("Africa/Niamey", "2022-06-14", datetime(2022, 6, 13, 23, tzinfo=UTC), date(2022, 6, 14)),
        # a naive time takes the outlet's zone
        ("Africa/Niamey", "2022-06-14T00:30:00",
         datetime(2022, 6, 13, 23, 30, tzinfo=UTC), date(2022, 6, 14)),
        # a time with a zone keeps its moment; the day is that of the outlet
        ("Africa/Niamey", "2022-06-13T23:30:00+00:00",
         datetime(2022, 6, 13, 23, 30, tzinfo=UTC), date(2022, 6, 14)),
        ("America/New_York", "2022-06-14T02:00:00+00:00",
         datetime(2022, 6, 14, 2, tzinfo=UTC), date(2022, 6, 13)),
    ],
)  # fmt: skip
def test_a_date_is_read_in_the_zone_of_the_outlet(zone, given, moment, day):
    found = row(zone, published_at=given)
    assert (found["published_at"], found["published_on"]) == (moment, day)
    assert found["published_precision"] == ("day" if len(given) == 10 else "instant")


def test_a_text_without_a_date_stays_undated():
    found = row(published_at=None)
    assert found["published_at"] is found["published_on"] is found["published_precision"] is None


@pytest.mark.parametrize(("language", "is_coded"), [("en", True), ("en-GB", True), ("fr", False)])
def test_a_report_is_coded_in_a_language_with_lexicons(language, is_coded):
    assert row(language=language)["is_coded"] == is_coded


def test_a_report_keeps_its_identifier_when_its_text_changes():
    one, other = row(), row(body=BODY.replace("Shops", "Schools"))
    assert one["report_id"] == other["report_id"]
    assert one["revision"] != other["revision"]


def test_another_address_is_another_report():
    assert row()["report_id"] != row(url="https://notes.example/other")["report_id"]


def test_files_of_two_sources_with_one_name_are_two_reports():
    one, other = (
        page_rows([replace(capture(url="march.txt"), source_id=name)], source())
        for name in ("notes", "letters")
    )
    assert one["report_id"][0] != other["report_id"][0]


def test_the_newest_revision_is_the_latest():
    pages = page_rows(
        [
            capture(at=NOON, offset=1),
            capture(at=NOON + timedelta(days=1), offset=2, body=BODY.replace("Shops", "Schools")),
        ],
        source(),
    )
    found = revisions(pages).sort("fetched_at")
    assert found["is_latest"].to_list() == [False, True]
    assert found["report_id"].n_unique() == 1


def test_the_same_text_fetched_again_is_one_revision_seen_first_and_last():
    pages = page_rows(
        [capture(at=NOON, offset=1), capture(at=NOON + timedelta(days=2), offset=9)], source()
    )
    found = revisions(pages).row(0, named=True)
    assert revisions(pages).height == 1
    assert (found["first_fetched_at"], found["fetched_at"]) == (NOON, NOON + timedelta(days=2))
    assert found["warc_offset"] == 9


def test_a_correction_taken_back_makes_the_first_text_the_latest_again():
    changed = BODY.replace("Shops", "Schools")
    pages = page_rows(
        [
            capture(at=NOON, offset=1),
            capture(at=NOON + timedelta(days=1), offset=2, body=changed),
            capture(at=NOON + timedelta(days=2), offset=3),
        ],
        source(),
    )
    latest = revisions(pages).filter("is_latest")
    assert latest.height == 1
    assert "Shops" in latest["text"][0]


def test_a_page_that_is_no_report_has_no_revision():
    pages = page_rows([capture(body="Only a title")], source())
    assert revisions(pages).is_empty()


@pytest.mark.parametrize(
    ("own", "found"), [(None, "open"), ("open", "open"), ("link_only", "link_only")]
)
def test_a_file_may_allow_less_than_its_source(own, found):
    assert row(rights={"status": own} if own else None)["rights"] == found


def test_an_archive_that_is_missing_says_what_to_run(tmp_path):
    with pytest.raises(WrongUseError, match="polstab crawl"):
        page_ledger(tmp_path / "captures.parquet")


def test_a_record_that_is_missing_is_named_with_its_offset(tmp_path):
    ledger = pl.DataFrame(
        {
            "source_id": ["notes"], "url": ["u"], "final_url": ["u"], "listed_at": [None],
            "fetched_at": [NOON], "warc_file": ["notes/1.warc.gz"], "warc_offset": [77],
            "content_type": ["text/plain"],
        }
    )  # fmt: skip
    with pytest.raises(WrongUseError, match=r"1\.warc\.gz: no readable record at byte 77"):
        list(captured(tmp_path, ledger))


def test_a_page_that_opts_out_later_takes_its_earlier_captures_along(tmp_path):
    whole = {
        "source_id": "notes", "url": "u", "final_url": "u", "kind": "report", "outcome": "ok",
        "warc_file": "notes/1.warc.gz", "warc_offset": 0,
    }  # fmt: skip
    later = {"outcome": "forbidden", "warc_file": None, "opt_out": ["tdm-reservation: 1"]}
    rows = [
        whole | {"fetched_at": NOON},
        whole | {"url": "other", "fetched_at": NOON},
        whole | later | {"fetched_at": NOON + timedelta(days=1)},
    ]
    frame(contract("captures"), rows).write_parquet(tmp_path / "captures.parquet")
    assert page_ledger(tmp_path / "captures.parquet")["url"].to_list() == ["other"]
