"""Asking an endpoint: pace, patience, and where patience ends."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.transforms.models.chat_host import Turn, refusal, said
from tests.transforms.models.conftest import KEY
from tests.transforms.models.told import TEXT, event, report
from transforms.coding.uncoded import UncodedError
from validation.contracts.errors import WrongUseError

GOOD = said({"events": [event()]})


def uncoded(coder, *reports):
    """Why the last report stays uncoded."""
    for one in reports[:-1]:
        with pytest.raises(UncodedError):
            coder.mentions(one)
    with pytest.raises(UncodedError) as raised:
        coder.mentions(reports[-1] if reports else report())
    return raised.value


def texts(n):
    return [report(f"{TEXT}\nEdition {i}.\n") for i in range(n)]


def test_the_key_and_the_path_are_those_of_the_protocol(host, make_coder):
    make_coder().mentions(report())
    assert host.paths == ["/v1/chat/completions"]
    assert host.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_without_a_key_no_header_is_sent(host, make_coder):
    make_coder(api_key_env=None).mentions(report())
    assert "Authorization" not in host.headers[0]


@pytest.mark.parametrize(
    "trouble",
    [
        refusal(429),
        refusal(500),
        refusal(503),
        refusal(529),
        Turn(drop=True),
        Turn(sleep=0.6, body=GOOD.body),
    ],
    ids=["429", "500", "503", "529", "dropped", "slow"],
)
def test_passing_trouble_is_waited_out(host, make_coder, trouble):
    host.turns, host.always = [trouble], GOOD
    coder = make_coder(timeout=0.3)
    assert [m.event_type for m in coder.mentions(report())] == ["COERCE"]
    assert (coder.tally.requests, coder.tally.retries, coder.tally.answers) == (2, 1, 1)


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (refusal(429), "http_429"),
        (refusal(502), "http_502"),
        (Turn(drop=True), "no_connection"),
        (Turn(sleep=0.6), "timeout"),
        (Turn(body=b" " * 40, drip=True), "timeout"),
    ],
    ids=["429", "502", "dropped", "slow", "drip"],
)
def test_trouble_that_does_not_pass_leaves_the_report_uncoded(host, make_coder, trouble, reason):
    host.always = trouble
    coder = make_coder(timeout=0.3, max_retries=1)
    error = uncoded(coder)
    assert (error.reason, error.again) == (reason, True)
    assert len(host.seen) == 2
    assert coder.tally.uncoded == {reason: 1}


def test_retry_after_is_waited_for(host, make_coder):
    host.turns, host.always = [refusal(429, Retry_After="1")], GOOD
    assert make_coder(max_wait=3).mentions(report())
    assert 1.0 <= host.times[1] - host.times[0] < 4


def test_retry_after_may_be_a_date(host, make_coder):
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    host.turns, host.always = [refusal(503, Retry_After=moment)], GOOD
    assert make_coder(max_wait=3).mentions(report())
    assert host.times[1] - host.times[0] > 0.9


def test_nobody_asks_again_before_the_endpoint_wants_it(host, make_coder):
    """It is not asked at all when that is later than we wait, not even for the next report."""
    host.always = refusal(429, Retry_After="3600")
    coder = make_coder()
    assert uncoded(coder, *texts(2)).reason == "asked_to_wait"
    assert len(host.seen) == 1


DAYS_OF_NO_CALENDAR = [
    "Fri, 31 Dec 9999 9999999999:59:59 GMT",
    "Fri, 31 Dec 99999999999999999999 23:59:59 GMT",
    "Fri, 31 Dec 9999 23:59:59 -9999999999999999999",
]


@pytest.mark.parametrize("value", DAYS_OF_NO_CALENDAR)
def test_a_retry_after_of_no_calendar_counts_as_none(host, make_coder, value):
    host.turns, host.always = [refusal(503, Retry_After=value)], GOOD
    assert make_coder().mentions(report())
    assert len(host.seen) == 2


@pytest.mark.parametrize("value", ["soon", "-5", "9" * 400])
def test_a_retry_after_that_says_nothing_harms_nobody(host, make_coder, value):
    host.always = refusal(429, Retry_After=value)
    assert uncoded(make_coder()).reason in ("http_429", "asked_to_wait")


@pytest.mark.parametrize("status", [401, 403, 404])
def test_settings_that_no_request_can_succeed_with_end_the_run(host, make_coder, status):
    host.always = refusal(status, f"Incorrect key\n{KEY} given")
    with pytest.raises(WrongUseError) as ended:
        make_coder().mentions(report())
    told = str(ended.value)
    assert f"HTTP {status}: Incorrect key *** given" in told
    assert "\n" not in told
    assert len(host.seen) == 1


def test_another_refusal_is_of_this_report_alone_and_is_not_tried_again(host, make_coder):
    host.turns, host.always = [refusal(400, "context length exceeded")], GOOD
    coder = make_coder()
    error = uncoded(coder)
    assert str(error) == "http_400: context length exceeded"
    assert coder.mentions(report())
    assert len(host.seen) == 2


@pytest.mark.parametrize(
    "trouble",
    [
        refusal(400, "x" * 190 + KEY),
        refusal(400, "x" * 173 + KEY + KEY),
        Turn(b"no" + b" " * 3983 + KEY.encode() * 2, 400),
        Turn(KEY.encode() + b" " * 3960 + KEY.encode(), 400),
    ],
    ids=["at the cut", "twice", "at the end of what is read", "before it"],
)
def test_a_cut_leaves_no_part_of_the_key(host, make_coder, trouble):
    host.always = trouble
    told = str(uncoded(make_coder()))
    assert told.startswith("http_400: ")
    assert KEY[:4] not in told


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_refused_and_not_followed(host, make_coder, status):
    host.always = Turn(status=status, headers={"Location": f"{host.url}/elsewhere"})
    with pytest.raises(WrongUseError, match="redirects"):
        make_coder().mentions(report())
    assert len(host.seen) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Bad gateway</body></html>",
        b"",
        b"null",
        b"[]",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": 7}}]}',
        b'{"choices": [{"message": {"content": "{}"',
        b'{"choices": ' + b"[" * 100_000,
        b"\xff\xfe",
    ],
    ids=["HTML", "empty", "null", "list", "no choice", "number", "cut", "deep", "no UTF-8"],
)
def test_what_is_no_chat_completion_leaves_the_report_uncoded(host, make_coder, body):
    host.always = Turn(body)
    assert uncoded(make_coder()).reason == "no_chat_completion"
    assert len(host.seen) == 1


def test_a_giant_answer_is_not_read_to_its_end(host, make_coder):
    host.always = Turn(b" " * 50_000_000)
    assert uncoded(make_coder()).reason == "answer_too_large"


def test_an_answer_in_pieces_that_says_it_is_packed_is_not_unpacked(host, make_coder):
    host.always = Turn(b"\x1f\x8b" + b"0" * 100, headers={"Content-Encoding": "gzip"})
    assert uncoded(make_coder()).reason == "no_chat_completion"


def test_an_endpoint_that_is_down_is_left_alone_after_five_reports(host, make_coder):
    host.always = refusal(500)
    coder = make_coder(max_retries=0)
    assert uncoded(coder, *texts(9)).reason == "endpoint_down"
    assert len(host.seen) == 5
    assert coder.tally.uncoded == {"http_500": 5, "endpoint_down": 4}


def test_reports_in_a_long_wait_count_towards_the_five(host, make_coder):
    host.turns, host.always = [refusal(429, Retry_After="1")], GOOD
    coder = make_coder(max_wait=0.02)
    early, late = texts(5), report(f"{TEXT}\nLast edition.\n")
    uncoded(coder, *early)
    time.sleep(1.1)
    assert uncoded(coder, late).reason == "endpoint_down"
    assert coder.tally.uncoded == {"asked_to_wait": 5, "endpoint_down": 1}
    assert len(host.seen) == 1


def test_nobody_listens(make_coder):
    coder = make_coder(base_url="http://127.0.0.1:9/v1")
    assert uncoded(coder).reason == "no_connection"


def test_requests_keep_their_pace(host, make_coder):
    coder = make_coder(requests_per_minute=300)  # one each 200 ms
    for one in texts(4):
        coder.mentions(one)
    gaps = [b - a for a, b in zip(host.times, host.times[1:], strict=False)]
    assert min(gaps) > 0.15


def test_several_reports_are_asked_for_at_once_if_the_settings_allow_it(host, make_coder):
    host.always = Turn(GOOD.body, sleep=0.2)
    coder = make_coder(concurrency=4)
    started = time.monotonic()
    coder.prepare(texts(8))
    assert time.monotonic() - started < 1.4
    assert host.most_at_once == 4
    assert all(coder.mentions(one) for one in texts(8))
    assert len(host.seen) == 8


def test_wrong_settings_end_a_run_of_many_at_once(host, make_coder):
    host.always = refusal(401)
    with pytest.raises(WrongUseError):
        make_coder(concurrency=4).prepare(texts(40))
    assert len(host.seen) < 20


def test_the_key_is_in_no_log(host, make_coder, caplog):
    caplog.set_level(logging.DEBUG)
    host.turns = [refusal(500, f"bad key {KEY}")]
    make_coder().mentions(report())
    assert KEY not in caplog.text


def test_a_report_that_is_too_long_is_not_sent(host, make_coder):
    assert uncoded(make_coder(max_chars=50)).reason == "too_long"
    assert not host.seen


def test_a_language_that_the_settings_do_not_name_is_not_sent(host, make_coder):
    coder = make_coder()
    assert not coder.codes("fr")
    assert coder.codes("en-GB")
    assert uncoded(coder, report(lang="fr")).reason == "language"
    assert not host.seen
