"""The whole way: annotate and build with a model, off unless asked for."""

from __future__ import annotations

import json

import polars as pl
import pytest
import yaml

from polstab.commands import text as texts
from tests.transforms.models.chat_host import refusal, said
from tests.transforms.models.conftest import KEY
from tests.transforms.models.told import TEXT, blame, deaths, event, party, report
from transforms.build import build
from transforms.mentions import coded_rows, mention_actors_table, mention_table
from validation.contracts import contract
from validation.contracts.errors import WrongUseError
from validation.contracts.layout import Layout
from validation.contracts.quarantine import split

LINE = {"id": "1", "text": TEXT, "published_at": "2020-08-20", "lang": "en"}
GOOD = said({"events": [event(), deaths(), blame()]})


@pytest.fixture
def annotate(tmp_path, settings, polstab, monkeypatch, lend_gazetteer):
    """Annotates lines by the model; the answers and what the command said."""
    monkeypatch.setenv("POLSTAB_DATA", str(tmp_path / "data"))
    lend_gazetteer(tmp_path / "data")

    def run(*lines, options=(), **fields):
        given, made, model = (tmp_path / n for n in ("in.jsonl", "out.jsonl", "model.yml"))
        given.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        model.write_text(yaml.safe_dump(settings(**fields)), encoding="utf-8")
        told = polstab("annotate", given, made, "--coder", model, *options)
        read = made.read_text(encoding="utf-8").splitlines() if made.is_file() else []
        return [json.loads(line) for line in read], told

    return run


def test_annotate_codes_by_the_model_and_says_what_it_cost(host, annotate):
    host.always = GOOD
    (answer,), told = annotate(LINE, prices={"input": 2, "output": 10})
    assert told.code == 0
    assert [e["event_type"] for e in answer["events"]]
    for one in answer["events"]:
        assert TEXT[one["trigger"]["start"] : one["trigger"]["end"]] in one["quote"]
    assert {place["name"] for place in answer["places"]} >= {"Bamako"}
    assert "1 requests (0 retries)" in told.out
    assert "0.0040 USD" in told.out


def test_annotate_tells_its_costs_as_json(host, annotate):
    host.always = GOOD
    _, told = annotate(LINE, options=["--json"])
    assert json.loads(told.out)["answers"] == 1


def test_a_second_annotate_asks_nothing_and_gives_the_same_bytes(host, annotate, tmp_path):
    host.always = GOOD
    annotate(LINE)
    first = (tmp_path / "out.jsonl").read_bytes()
    _, told = annotate(LINE)
    assert (tmp_path / "out.jsonl").read_bytes() == first
    assert len(host.seen) == 1
    assert "1 answers from the cache" in told.out


def test_a_line_that_the_model_fails_on_answers_with_an_error(host, annotate):
    host.turns, host.always = [said("no JSON")], GOOD
    bad, good = annotate(LINE, LINE | {"id": "2", "text": f"{TEXT}\nMore.\n"})[0]
    assert (bad["events"], bad["error"]) == ([], "uncoded: no_json")
    assert good["events"]
    assert "error" not in good


def test_wrong_settings_are_told_in_one_line_without_the_key(host, annotate):
    host.always = refusal(401, f"Incorrect key {KEY}")
    answers, told = annotate(LINE)
    assert (answers, told.code) == ([], 2)
    assert told.err.splitlines() == [
        f"polstab: {host.url}/chat/completions: HTTP 401: Incorrect key ***"
    ]


def test_a_place_where_no_cache_can_be_is_told_in_one_line(host, annotate, tmp_path):
    (tmp_path / "data" / "models").write_text("in the way", encoding="utf-8")
    answers, told = annotate(LINE)
    assert (answers, told.code) == ([], 2)
    assert told.err.startswith(f"polstab: {tmp_path / 'data' / 'models'}: ")
    assert len(told.err.splitlines()) == 1


def test_data_that_can_lie_nowhere_are_told_in_one_line(annotate, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("POLSTAB_DATA", str(tmp_path / "file" / "data"))
    answers, told = annotate(LINE)
    assert (answers, told.code) == ([], 2)
    assert told.err.startswith(f"polstab: {tmp_path / 'file'}")
    assert len(told.err.splitlines()) == 1


def test_costs_without_a_model_are_wrong_use(tmp_path):
    made = tmp_path / "out.jsonl"
    with pytest.raises(texts.OptionsError, match="--coder") as refused:
        texts.annotate([LINE], made, as_json=True)
    assert refused.value.exit_code == 2
    assert not made.exists()


def test_without_a_coder_nothing_is_asked(host, annotate, polstab, tmp_path):
    given, made = tmp_path / "plain.jsonl", tmp_path / "plain.out"
    given.write_text(json.dumps(LINE) + "\n", encoding="utf-8")
    assert polstab("annotate", given, made).code == 0
    assert not host.seen


def test_the_mentions_keep_their_contract(host, make_coder):
    host.always = said(
        {
            "events": [
                event(),
                deaths(),
                blame(parties=[party("actor", "ECOWAS"), party("recipient", "the mutiny")]),
                event(trigger="Bamako", event_type="PROTEST", modes=["riot"], temporal="future"),
            ]
        }
    )
    pages = pl.DataFrame(
        [
            {
                "report_id": "r-0123456789abcdef",
                "revision": "0123456789ab",
                "text": TEXT,
                "published_on": report().published_on,
                "lang": "en",
                "rights": "link_only",
            }
        ]
    )
    coder = make_coder()
    coded = coded_rows(pages, coder, None)
    assert coded.height == 4
    assert set(coded["coder"]) == {"model"}
    assert set(coded["coder_version"]) == {coder.version}
    ids = pl.DataFrame(schema={"mention_id": pl.String, "event_id": pl.String})
    for name, table in (
        ("mentions", mention_table(coded, ids)),
        ("mention_actors", mention_actors_table(coded)),
    ):
        clean, bad = split(contract(name), table, "run")
        assert bad.is_empty(), bad
        assert clean.height == table.height > 0


# Build


@pytest.fixture
def dataset(declared, settings, lend_gazetteer):
    """The small dataset, crawled, with two texts; coded by the model as some settings say."""
    lend_gazetteer(declared.root / "data")
    (declared.texts / "march.txt").write_text(TEXT, encoding="utf-8")
    side = {"url": "https://notes.example/march", "published_at": "2020-08-20", "language": "en"}
    (declared.texts / "march.yml").write_text(yaml.safe_dump(side), encoding="utf-8")
    other = TEXT.replace("Soldiers seize Mali's president", "Le président arrêté")
    (declared.texts / "autre.txt").write_text(other, encoding="utf-8")
    side = side | {"url": "https://notes.example/autre", "language": "fr"}
    (declared.texts / "autre.yml").write_text(yaml.safe_dump(side), encoding="utf-8")

    def coded_by(**fields):
        read = yaml.safe_load(declared.dataset_file.read_text(encoding="utf-8"))
        read |= {"sources": [{"id": "notes", "start": "2020-08-01", "end": "2020-08-31"}]}
        read |= {"end": "2020-08-31", "coder": settings(**fields)}
        declared.dataset_file.write_text(yaml.safe_dump(read), encoding="utf-8")
        return declared

    coded_by()
    return coded_by


def table(declared, name):
    return pl.read_parquet(
        Layout(declared.root / "data" / declared.name, declared.folder).table(name) / "*.parquet"
    )


def uncoded_days(declared):
    days = table(declared, "source_days").filter(pl.col("n_reports") > 0)
    return days.select("n_reports", "n_political", "n_uncoded").rows()


def test_build_codes_by_the_model_that_the_dataset_names(host, dataset, polstab):
    host.always = GOOD
    made = dataset()
    assert polstab("crawl", made.name).code == 0
    told = polstab("build", made.name)
    assert told.code == 0, told
    assert "1 requests (0 retries)" in told.out
    assert "set aside" not in told.out
    mentions = table(made, "mentions")
    assert set(mentions["coder"]) == {"model"}
    assert mentions.height == 3
    assert uncoded_days(made) == [(2, 1, 1)]  # the French one is in no language of the coder
    assert build(made.name).changed is False


def test_a_language_that_the_settings_name_is_coded(host, dataset, polstab):
    host.always = GOOD
    made = dataset(languages=["en", "fr"])
    polstab("crawl", made.name)
    summary = build(made.name)
    assert summary.coding["answers"] == 2
    assert uncoded_days(made) == [(2, 2, 0)]


def test_a_report_without_an_answer_is_uncoded_until_it_has_one(host, dataset, polstab):
    host.always = refusal(500)
    made = dataset(languages=["en", "fr"], max_retries=0)
    polstab("crawl", made.name)
    summary = build(made.name)
    assert summary.coding["uncoded"] == {"http_500": 2}
    assert uncoded_days(made) == [(2, 0, 2)]
    assert table(made, "reports")["is_coded"].to_list() == [False, False]
    host.always = GOOD
    again = build(made.name)
    assert (again.changed, again.coding["answers"]) == (True, 2)
    assert uncoded_days(made) == [(2, 2, 0)]
    assert build(made.name).changed is False


def test_an_answer_that_cannot_be_read_stays_uncoded_and_is_not_asked_for_again(
    host, dataset, polstab
):
    host.always = said("no JSON")
    made = dataset()
    polstab("crawl", made.name)
    build(made.name)
    assert uncoded_days(made) == [(2, 0, 2)]
    assert build(made.name).changed is False
    assert len(host.seen) == 1


def test_wrong_settings_leave_the_last_tables_as_they_were(host, dataset, polstab):
    host.always = GOOD
    made = dataset()
    polstab("crawl", made.name)
    build(made.name)
    before = table(made, "mentions")
    host.always = refusal(403)
    dataset(model="tiny-2")
    with pytest.raises(WrongUseError, match="HTTP 403"):
        build(made.name)
    assert table(made, "mentions").equals(before)


def test_a_wrong_coder_block_is_told_by_file_and_key(dataset, polstab):
    made = dataset(base_url="http://models.example/v1")
    said_of_it = polstab("build", made.name)
    assert said_of_it.code == 2
    assert f"{made.dataset_file}: coder.base_url: " in said_of_it.err
