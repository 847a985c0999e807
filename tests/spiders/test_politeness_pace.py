"""The table of hosts keeps delays, backs off ever longer, and leaves alone who keeps failing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from spiders.limits import limits
from spiders.politeness.pace import Hosts, retry_after

NOON = datetime(2023, 7, 1, 12, tzinfo=UTC)


class Clock:
    moment = 0.0

    def __call__(self) -> float:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hosts(clock: Clock) -> Hosts:
    return Hosts(limits().model_copy(update={"max_requests_per_second": 4}), clock)


def test_a_host_is_asked_again_after_the_delay_and_another_at_once(hosts, clock):
    hosts.sent("a", 1.0)
    clock.moment = 0.25
    assert (hosts.wait("a", 1.0), hosts.wait("b", 1.0)) == (0.75, 0.0)


def test_all_hosts_together_keep_the_cap(hosts, clock):
    hosts.sent("a", 1.0)
    clock.moment = 0.05
    assert hosts.wait("b", 1.0) == pytest.approx(0.2)


def test_a_server_of_ones_own_has_no_delay_and_no_cap(hosts):
    hosts.sent("a", 0.0)
    assert (hosts.wait("a", 0.0), hosts.wait("b", 1.0)) == (0.0, 0.0)


def test_a_crawl_delay_outlasts_a_shorter_delay_and_a_longer_one_outlasts_it(hosts):
    hosts.keep_delay("a", 8.0)
    hosts.sent("a", 1.0)
    assert (hosts.wait("a", 1.0), hosts.wait("a", 9.0)) == (8.0, 9.0)


@pytest.mark.parametrize("seconds", [301.0, 1e300, float("inf")])
def test_a_crawl_delay_beyond_measure_leaves_the_host_alone(hosts, seconds):
    hosts.keep_delay("a", seconds)
    assert "robots.txt asks for" in hosts.of("a").left_alone
    assert hosts.wait("a", 1.0) == 0.0


def test_the_pause_doubles_with_each_failure_in_a_row_and_starts_anew_after_an_answer(hosts):
    pauses = []
    for _ in range(3):
        hosts.failed("a", "timeout", 1.0)
        pauses.append(hosts.of("a").not_before)
    hosts.answered("a", 200)
    for pause, least in zip(pauses, (10, 20, 40), strict=True):
        assert least <= pause <= least * 1.25
    assert hosts.of("a").failures == 0


def test_the_spread_of_pauses_is_the_same_in_every_crawl_and_differs_between_hosts(hosts, clock):
    again = Hosts(hosts.limits, clock)
    for table in (hosts, again):
        for name in "abcd":
            table.failed(name, "timeout", 1.0)
    pauses = [[table.of(name).not_before for name in "abcd"] for table in (hosts, again)]
    assert pauses[0] == pauses[1]
    assert len(set(pauses[0])) > 1


def test_no_pause_is_longer_than_the_limit(hosts):
    hosts = replace(hosts, limits=hosts.limits.model_copy(update={"max_failures": 100}))
    for _ in range(60):
        hosts.failed("a", "timeout", 1.0)
    assert hosts.of("a").not_before <= hosts.limits.max_backoff_seconds * 1.25


def test_the_pause_that_a_host_asks_for_is_kept_to_the_second(hosts):
    hosts.failed("a", "answered 429", 1.0, asked=120.0)
    assert hosts.wait("a", 1.0) == 120.0
    assert hosts.of("a").left_alone is None


def test_a_host_that_asks_for_more_than_the_cap_is_left_alone(hosts):
    hosts.failed("a", "answered 503", 1.0, asked=7200.0)
    assert hosts.of("a").left_alone == "host left alone: answered 503, asks for 7200 s"


def test_a_host_that_keeps_failing_is_left_alone_and_no_other(hosts):
    for _ in range(hosts.limits.max_failures):
        hosts.failed("a", "connection refused", 1.0)
    hosts.failed("b", "connection refused", 1.0)
    assert hosts.of("a").left_alone == "host left alone: connection refused, 5 failures in a row"
    assert hosts.of("b").left_alone is None


def test_failures_between_answers_do_not_add_up(hosts):
    for _ in range(20):
        hosts.failed("a", "timeout", 1.0)
        hosts.answered("a", 404)
    assert hosts.of("a").left_alone is None


def test_a_host_that_refuses_every_page_is_left_alone(hosts):
    for _ in range(hosts.limits.max_refusals):
        assert hosts.of("a").left_alone is None
        hosts.answered("a", 403)
    assert hosts.of("a").left_alone == "host left alone: answered 403 20 times in a row"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("9" * 400, 999_999_999.0),
        ("Sat, 01 Jul 2023 12:01:30 GMT", 90.0),
        ("Sat, 01 Jul 2023 11:00:00 GMT", 0.0),
        ("Saturday, 01-Jul-23 12:00:30 GMT", 30.0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("", None),
        ("٣", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value, seconds):
    assert retry_after(value, NOON) == seconds
