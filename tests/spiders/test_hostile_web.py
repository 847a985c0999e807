"""One crawl of a hostile host: each trouble has its own outcome, and no other source waits."""

from __future__ import annotations

import polars as pl
import pytest

from tests.spiders import conftest
from tests.spiders.conftest import Desk
from tests.spiders.hostile_server import (
    Host,
    always,
    endless_headers,
    endless_index,
    endless_redirect,
    hosts,
    long_header,
    once,
    once_until,
    packed,
    page,
    reset,
    said,
    says,
    slow_drip,
)
from tests.spiders.several import declare

LIMITS = {"retries": 1, "max_body_bytes": 12_000_000, "max_failures": 100}
BIG = b"<p>" + b"x" * 10_000_000
LATIN = "<p>Présidentielle à N'Djaména".encode("latin-1")
ENDS: dict[str, tuple[object, str, int | None, str | None]] = {
    "/first": (always(200, page("one")), "ok", 200, None),
    "/429": (once(429, Retry_After="1"), "ok", 200, None),
    "/503-until": (once_until(503, 2), "ok", 200, None),
    "/503": (always(503), "error", 503, None),
    "/304": (always(304), "error", 304, None),
    "/moved": (always(308, Location="/first"), "ok", 200, None),
    "/gzip": (packed("gzip", page("small")), "ok", 200, None),
    "/brotli": (packed("br", page("small")), "ok", 200, None),
    "/latin": (always(200, LATIN), "ok", 200, None),
    "/cut": (said(5000, b"half of it"), "failed", None, "cut short"),
    "/longer-than-said": (said(4, b"<p>a and much more"), "ok", 200, None),
    "/big": (always(200, BIG), "ok", 200, None),
    "/endless-redirect": (endless_redirect, "failed", None, "max redirections reached"),
    "/drip": (slow_drip, "failed", None, "timeout"),
    "/long-header": (long_header, "failed", None, "headers larger than the limit"),
    "/endless-headers": (endless_headers, "failed", None, "headers larger than the limit"),
    "/bomb": (packed("gzip", b"0" * 30_000_000), "failed", None, "larger than the limit"),
    "/br-bomb": (packed("br", b"0" * 30_000_000), "failed", None, "larger than the limit"),
    "/cookies": (always(200, page("c"), Set_Cookie="id=1; Path=/"), "ok", 200, None),
    "/reset": (reset, "failed", None, "connection reset"),
    "/no-http": (says(b"SSH-2.0-x\r\n"), "failed", None, "answer is no HTTP"),
    "/nothing": (says(b""), "failed", None, "connection closed without an answer"),
    "/links": (always(200, b"<a href=/l1>1</a><a href=/l2>2</a>"), "ok", 200, None),
    "/to-private": (always(302, Location="http://10.0.0.1/"), "failed", None, "private address"),
    "/to-name": (
        always(302, Location="http://127.1:8080/"), "failed", None, "private address"
    ),
    "/to-mapped": (
        always(302, Location="http://[::ffff:127.0.0.1]/"), "failed", None, "private address"
    ),
    "/to-port": (always(302, Location="http://a.test:22/"), "failed", None, "port 22 is not asked"),
    "/to-file": (always(302, Location="file:///etc/hosts"), "error", 302, None),
    "/last": (always(200, page("end")), "ok", 200, None),
}  # fmt: skip


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """The desk, the hostile host, the calm one; both sources crawled at once."""
    desk = Desk(tmp_path_factory.mktemp("hostile"))
    with hosts("127.0.4.1", "127.0.4.2") as (hostile, calm), pytest.MonkeyPatch.context() as patch:
        patch.setattr(conftest, "LIMITS", conftest.LIMITS | LIMITS)
        hostile.answers = {path: end[0] for path, end in ENDS.items()}  # type: ignore[misc]
        hostile.answers["/endless.xml"] = endless_index
        hostile.listed, calm.listed = list(ENDS), [f"/report-{n}" for n in range(20)]
        ways = [f"{hostile.base}/{name}" for name in ("endless.xml", "sitemap.xml")]
        declare(desk, {"hostile-post": ways, "calm-post": [f"{calm.base}/sitemap.xml"]}, 0.01)
        desk.crawl()
    return desk, hostile, calm


def rows(desk: Desk, host: Host) -> dict[str, dict]:
    found = desk.captures().filter(pl.col("url").str.starts_with(host.base))
    return {row["url"].removeprefix(host.base): row for row in found.to_dicts()}


@pytest.mark.parametrize("path", ENDS)
def test_each_trouble_ends_with_its_own_outcome(crawled, path):
    row = rows(*crawled[:2])[path]
    assert (row["outcome"], row["status"], row["reason"]) == ENDS[path][1:]


def test_a_host_is_asked_again_only_when_it_said_so(crawled):
    hostile = crawled[1]
    for path, seconds in (("/429", 1.0), ("/503-until", 0.9)):
        first, second = [t for t, p in zip(hostile.times, hostile.asked, strict=True) if p == path]
        assert second - first >= seconds


def test_no_other_source_waits_meanwhile(crawled):
    _, hostile, calm = crawled
    assert [path for path in calm.asked if path.startswith("/report")] == calm.listed
    took = [host.times[-1] - host.times[0] for host in (calm, hostile)]
    assert took[0] < took[1] / 2


def test_endless_sitemaps_end_at_the_depth_allowed(crawled):
    asked = [path for path in crawled[1].asked if path.startswith(("/endless.xml", "/index-"))]
    assert len(asked) == 1 + 2 + 4 + 8


def test_links_of_a_report_are_not_followed_and_cookies_not_sent_back(crawled):
    hostile = crawled[1]
    assert not {"/l1", "/l2"} & set(hostile.asked)
    assert hostile.cookies == {None}


def test_nothing_is_written_twice_and_every_listed_address_has_its_row(crawled):
    desk, hostile, _ = crawled
    reports = desk.captures().filter(
        pl.col("kind") == "report", pl.col("source_id") == "hostile-post"
    )
    assert sorted(reports["url"]) == sorted(hostile.base + path for path in ENDS)
