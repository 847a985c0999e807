"""An answer is paid for once, kept whole, and every run says what it did and cost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest

from tests.transforms.models.chat_host import refusal, said
from tests.transforms.models.told import TEXT, blame, deaths, event, number, party, report
from transforms.coding.uncoded import UncodedError
from transforms.models.cache import Cache, Reply, cache_path
from transforms.models.cost import lines
from validation.contracts.errors import WrongUseError
from validation.contracts.layout import CHECKOUT

PRICES = {"input": 2.0, "output": 10.0, "currency": "EUR"}


def test_a_second_run_asks_nothing_and_gives_the_same_mentions(host, make_coder):
    host.always = said({"events": [event(), deaths(), blame()]})
    first = make_coder(prices=PRICES).mentions(report())
    host.always = said({"events": []})
    again = make_coder(prices=PRICES)
    assert again.mentions(report()) == first
    assert len(host.seen) == 1
    tally = again.tally.as_dict()
    assert (tally["requests"], tally["cached"], tally["money"]) == (0, 1, 0)


def test_a_run_on_the_cache_alone_needs_no_key(host, make_coder, monkeypatch):
    make_coder().mentions(report())
    monkeypatch.delenv("MODEL_KEY")
    assert make_coder().mentions(report()) == []
    with pytest.raises(WrongUseError, match="MODEL_KEY"):
        make_coder().mentions(report("Another report.\n\nIt is new.\n"))


@pytest.mark.parametrize(
    "change", [{"model": "tiny-2"}, {"seed": 1}, {"temperature": 0.5}, {"max_tokens": 99}]
)
def test_a_setting_that_matters_asks_again(host, make_coder, change):
    make_coder().mentions(report())
    make_coder(**change).mentions(report())
    assert len(host.seen) == 2


@pytest.mark.parametrize(
    "change", [{"timeout": 9}, {"requests_per_minute": 600}, {"prices": PRICES, "budget": 1}]
)
def test_pace_and_money_ask_nothing_again(host, make_coder, change):
    make_coder().mentions(report())
    make_coder(**change).mentions(report())
    assert len(host.seen) == 1


def test_another_day_of_publication_is_another_question(host, make_coder):
    make_coder().mentions(report())
    make_coder().mentions(report(on=None))
    assert len(host.seen) == 2


def test_an_answer_that_cannot_be_read_is_kept_too_and_not_paid_for_again(host, make_coder):
    host.always = said("no JSON")
    for _ in range(2):
        with pytest.raises(UncodedError, match="no_json"):
            make_coder().mentions(report())
    assert len(host.seen) == 1


def test_what_is_no_answer_is_not_kept(host, make_coder):
    host.turns = [refusal(400)]
    with pytest.raises(UncodedError):
        make_coder().mentions(report())
    assert make_coder().mentions(report()) == []
    assert len(host.seen) == 2


def test_of_two_answers_to_one_question_the_first_stands(tmp_path):
    cache = Cache(tmp_path / "answers.sqlite")
    first, second = Reply("one", "stop", 1, 1), Reply("two", "stop", 1, 1)
    assert cache.keep("k", "tiny", first) == first
    assert cache.keep("k", "tiny", second) == first
    assert Cache(cache.path).get("k") == first
    assert cache.get("other") is None


WRITER = """
import sys
from pathlib import Path
from transforms.models.cache import Cache, Reply
cache = Cache(Path(sys.argv[1]))
for i in range(150):
    cache.keep(f"k{i}", "tiny", Reply(sys.argv[2], "stop", 1, 1))
"""


def test_two_processes_may_write_at_the_same_time(tmp_path):
    path = tmp_path / "answers.sqlite"
    command = [sys.executable, "-c", WRITER, str(path)]
    running = [subprocess.Popen([*command, name], cwd=CHECKOUT) for name in ("a", "b")]
    assert [process.wait(120) for process in running] == [0, 0]
    kept = [Cache(path).get(f"k{i}") for i in range(150)]
    assert {reply.content for reply in kept if reply} <= {"a", "b"}
    assert None not in kept


def test_a_broken_cache_is_named(host, make_coder, tmp_path):
    path = cache_path(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 100)
    with pytest.raises(WrongUseError, match=r"answers\.sqlite"):
        make_coder()


def test_a_place_where_no_cache_can_be_is_named(make_coder, tmp_path):
    (tmp_path / "models").write_text("in the way", encoding="utf-8")
    with pytest.raises(WrongUseError, match=r"models: .*POLSTAB_DATA") as refused:
        make_coder()
    assert "\n" not in str(refused.value)


def test_the_cache_holds_no_key(host, make_coder, tmp_path):
    make_coder().mentions(report())
    with sqlite3.connect(cache_path(tmp_path)) as connection:
        dump = "\n".join(connection.iterdump())
    assert "tiny-1" in dump
    assert "sk-" not in dump


def test_the_tally_counts_requests_tokens_and_money(host, make_coder):
    answer = said({"events": [event(), event(note="x"), deaths(deaths=number("ten", 10, 10, 10))]})
    host.turns, host.always = [refusal(500)], answer
    coder = make_coder(prices=PRICES)
    coder.mentions(report())
    tally = coder.tally.as_dict()
    counted = ("requests", "retries", "answers", "cached", "tokens_in", "tokens_out", "events")
    assert [tally[name] for name in counted] == [2, 1, 1, 0, 1000, 200, 2]
    assert (tally["money"], tally["currency"]) == (0.004, "EUR")
    assert tally["refused"] == {"extra_key": 1}
    assert tally["dropped"] == {"number_not_in_text": 1}


def test_the_tally_reads_as_lines(host, make_coder):
    host.always = said({"events": [event(note="x"), blame(parties=[party("actor", "Nobody")])]})
    coder = make_coder(prices=PRICES)
    coder.mentions(report())
    assert lines(coder.tally.as_dict()) == [
        "tiny-1: 1 requests (0 retries), 0 answers from the cache",
        "1,000 tokens in, 200 out, 0.0040 EUR",
        "1 events",
        "events refused: 1 extra_key",
        "parties and numbers dropped: 1 party_not_in_text",
    ]


@pytest.mark.parametrize(
    "usage",
    [
        None,
        {},
        "many",
        {"prompt_tokens": -5, "completion_tokens": 1},
        {"prompt_tokens": 10**12, "completion_tokens": 1},
        {"prompt_tokens": 1.5, "completion_tokens": 1},
    ],
)
def test_an_endpoint_that_hides_what_it_used_is_counted_at_the_most(host, make_coder, usage):
    host.always = said({"events": []}, usage=usage)
    coder = make_coder(max_tokens=500)
    coder.mentions(report())
    tally = coder.tally.as_dict()
    assert (tally["estimated"], tally["tokens_out"]) == (1, 500)
    assert tally["tokens_in"] > len(TEXT)


def test_the_budget_is_never_passed_and_the_rest_stays_uncoded(host, make_coder):
    host.always = said({"events": []}, usage={"prompt_tokens": 4000, "completion_tokens": 1000})
    coder = make_coder(prices={"input": 0, "output": 1000}, budget=5.5, max_tokens=1000)
    for i in range(8):
        one = report(f"{TEXT}\nEdition {i}.\n")
        if i < 5:
            assert coder.mentions(one) == []
            continue
        with pytest.raises(UncodedError) as raised:
            coder.mentions(one)
        assert (raised.value.reason, raised.value.again) == ("budget_reached", True)
    assert len(host.seen) == 5
    assert coder.tally.money == 5.0
    assert coder.tally.uncoded == {"budget_reached": 3}


def test_the_budget_holds_for_many_at_once(host, make_coder):
    host.always = said({"events": []}, usage={"prompt_tokens": 4000, "completion_tokens": 1000})
    prices = {"input": 0, "output": 1000}
    coder = make_coder(prices=prices, budget=3, max_tokens=1000, concurrency=8)
    coder.prepare(report(f"{TEXT}\nEdition {i}.\n") for i in range(16))
    assert coder.tally.money <= 3
    assert len(host.seen) == 3
