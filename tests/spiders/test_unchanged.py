"""What has not changed is asked for with conditions, noted, and not stored twice."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import polars as pl
import pytest
from warcio.archiveiterator import ArchiveIterator

from spiders.crawl import crawl
from tests.spiders.conftest import Desk
from validation.contracts.clock import moment
from validation.contracts.errors import WrongUseError
from validation.contracts.records import read_record

DAYS = [f"2023-07-0{day}T00:00:00Z" for day in range(1, 5)]


@dataclass
class Careful:
    """A host with validators: what it lists with lastmod, what it says, what it was asked."""

    base: str = ""
    bodies: dict[str, bytes] = field(default_factory=dict)
    listed: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    with_etag: bool = True

    def body(self, path: str) -> bytes | None:
        if path == "/robots.txt":
            return b"User-agent: *\nDisallow:\n"
        if path == "/sitemap.xml":
            rows = "".join(
                f"<url><loc>{self.base}{p}</loc><lastmod>{m}</lastmod></url>"
                for p, m in self.listed.items()
            )
            return f"<urlset>{rows}</urlset>".encode()
        return self.bodies.get(path)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    host: Careful

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self):
        said = self.headers["If-None-Match"]
        self.host.asked.append((self.path, said))
        body = self.host.body(self.path)
        tag = f'"{hash(body)}"'
        if self.host.with_etag and said == tag:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        packed = gzip.compress(body or b"", mtime=0)
        self.send_response(200 if body else 404)
        if self.host.with_etag:
            self.send_header("ETag", tag)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        self.end_headers()
        self.wfile.write(packed)


@pytest.fixture
def host() -> Iterator[Careful]:
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.6.1", 0), handler)
    server.daemon_threads, server.block_on_close = True, False
    handler.host = Careful(f"http://127.0.6.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    handler.host.bodies = {"/one": b"<p>one</p>", "/two": b"<p>two</p>"}
    handler.host.listed = dict.fromkeys(("/one", "/two"), "2023-06-30T00:00:00Z")
    yield handler.host
    server.shutdown()
    server.server_close()


@pytest.fixture
def post(desk: Desk, host: Careful) -> Desk:
    desk.declare("post", [{"engine": "sitemap", "url": f"{host.base}/sitemap.xml"}])
    desk.crawl(DAYS[0])
    host.asked.clear()
    return desk


def of_day(desk: Desk, day: str, kind: str) -> list[dict]:
    rows = desk.captures().filter(pl.col("fetched_at") == moment(day), pl.col("kind") == kind)
    return rows.to_dicts()


def test_a_list_that_has_not_changed_is_noted_and_still_read(post, host):
    host.bodies.pop("/two")
    post.crawl(DAYS[1])
    (first,), (second,) = of_day(post, DAYS[0], "sitemap"), of_day(post, DAYS[1], "sitemap")
    assert (second["outcome"], second["status"]) == ("unchanged", 304)
    assert second["refers_to"] == first["capture_id"]
    assert second["payload_sha256"] == first["payload_sha256"]
    assert ("/sitemap.xml", first["etag"]) in host.asked
    assert post.crawl(DAYS[2]).total("listed") == 2


def test_a_report_that_is_listed_as_changed_but_is_not_is_settled(post, host):
    host.listed["/one"] = "2023-07-01T12:00:00Z"
    summary = post.crawl(DAYS[1])
    (row,) = of_day(post, DAYS[1], "report")
    assert (row["outcome"], row["status"], summary.total("new")) == ("unchanged", 304, 0)
    host.asked.clear()
    post.crawl(DAYS[2])
    assert "/one" not in dict(host.asked)


def test_a_changed_report_gives_a_second_revision_and_both_are_kept(post, host):
    host.listed["/one"], host.bodies["/one"] = "2023-07-01T12:00:00Z", b"<p>corrected</p>"
    post.crawl(DAYS[1])
    rows = post.captures().filter(pl.col("url").str.ends_with("/one"), pl.col("outcome") == "ok")
    places = rows.sort("fetched_at").select("warc_file", "warc_offset").rows()
    bodies = [read_record(post.layout.archive / file, offset).body for file, offset in places]
    assert bodies == [b"<p>one</p>", b"<p>corrected</p>"]


def test_the_same_bytes_again_are_not_stored_twice_where_a_host_has_no_validators(desk, host):
    host.with_etag = False
    desk.declare("post", [{"engine": "sitemap", "url": f"{host.base}/sitemap.xml"}])
    desk.crawl(DAYS[0])
    desk.crawl(DAYS[1])
    (row,) = of_day(desk, DAYS[1], "sitemap")
    assert (row["outcome"], row["status"]) == ("unchanged", 200)
    record = read_record(desk.layout.archive / row["warc_file"], row["warc_offset"])
    assert (record.kind, record.body) == ("revisit", b"")


def test_a_revisit_points_to_the_record_that_holds_the_body(post, host):
    post.crawl(DAYS[1])
    ids, pointed = set(), set()
    for path in post.layout.archive.glob("post/*.warc.gz"):
        with path.open("rb") as handle:
            for record in ArchiveIterator(handle, check_digests=True):
                record.content_stream().read()
                assert record.digest_checker.passed is not False
                ids.add(record.rec_headers.get_header("WARC-Record-ID"))
                if record.rec_type == "revisit":
                    pointed.add(record.rec_headers.get_header("WARC-Refers-To"))
    assert pointed
    assert pointed <= ids


def test_the_wire_bytes_are_archived_and_read_back_unpacked(post, host):
    (row,) = [r for r in of_day(post, DAYS[0], "report") if r["url"].endswith("/two")]
    record = read_record(post.layout.archive / row["warc_file"], row["warc_offset"])
    assert record.wire == gzip.compress(b"<p>two</p>", mtime=0)
    assert record.body == b"<p>two</p>"
    assert (row["content_encoding"], row["wire_bytes"]) == ("gzip", len(record.wire))
    assert (row["depth"], row["robots"]) == (1, "allowed")


def test_a_list_whose_archived_body_is_gone_is_asked_for_whole_the_next_time(post, host):
    for path in post.layout.archive.glob("post/*.warc.gz"):
        path.unlink()
    assert post.crawl(DAYS[1]).total("failed") == 1
    host.asked.clear()
    post.crawl(DAYS[2])
    assert dict(host.asked)["/sitemap.xml"] is None


def test_a_crawl_of_some_days_asks_for_no_others_and_the_next_one_does(desk, host):
    host.listed = {"/one": "2021-03-05T00:00:00Z", "/two": "2022-03-05T00:00:00Z"}
    desk.declare("post", [{"engine": "sitemap", "url": f"{host.base}/sitemap.xml"}])
    with desk.at(DAYS[0]):
        crawl(desk.name, since=date(2022, 1, 1))
    assert [path for path, _ in host.asked if path in host.bodies] == ["/two"]
    desk.crawl(DAYS[1])
    assert [path for path, _ in host.asked if path in host.bodies] == ["/two", "/one"]


def test_days_in_the_wrong_order_are_wrong_use(desk, host):
    desk.declare("post", [{"engine": "sitemap", "url": f"{host.base}/sitemap.xml"}])
    with desk.at(DAYS[0]), pytest.raises(WrongUseError, match="--until 2021-01-01 lies before"):
        crawl(desk.name, date(2022, 1, 1), date(2021, 1, 1))
