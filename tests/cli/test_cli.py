"""What every command says of bad input: one line, exit code 2, no traceback."""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

DATASET_COMMANDS = ("crawl", "build", "check", "release", "run", "sources")
SENTENCE = "BAMAKO - Police arrested 12 protesters in Bamako on Friday, a union said."

SCHEMA = Path(__file__).resolve().parents[3] / "shared" / "eval" / "annotate.schema.json"


def one_line(said) -> str:
    """The one line of trouble that a command tells."""
    assert said.code == 2, said
    lines = said.err.splitlines()
    assert len(lines) == 1, said.err
    assert lines[0].startswith("polstab: ")
    return lines[0]


def lines_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_lines(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


# Datasets and sources


@pytest.mark.parametrize("command", [*DATASET_COMMANDS, "serve"])
def test_a_dataset_that_is_not_declared(command, declared, polstab):
    line = one_line(polstab(command, "atlantis"))
    assert "'atlantis'" in line
    assert declared.name in line


@pytest.mark.parametrize("name", ["../small", "/", "", "small/sources"])
def test_a_name_that_is_no_name_of_a_dataset(name, declared, polstab):
    one_line(polstab("build", name))


@pytest.mark.parametrize("command", DATASET_COMMANDS)
def test_a_dataset_yml_that_is_no_yaml(command, declared, polstab):
    declared.dataset_file.write_text("name: small\ncountries: [MLI\n", encoding="utf-8")
    line = one_line(polstab(command, declared.name))
    assert f"{declared.dataset_file}, line " in line


@pytest.mark.parametrize("command", ["crawl", "build", "run", "sources"])
def test_a_source_that_is_no_yaml(command, declared, polstab):
    declared.source_file.write_text('id: "notes\nname: Notes\n', encoding="utf-8")
    assert str(declared.source_file) in one_line(polstab(command, declared.name))


def test_a_key_that_the_dataset_yml_does_not_know(declared, polstab):
    read = yaml.safe_load(declared.dataset_file.read_text(encoding="utf-8"))
    declared.dataset_file.write_text(yaml.safe_dump(read | {"colour": "red"}), encoding="utf-8")
    line = one_line(polstab("crawl", declared.name))
    assert "colour" in line
    assert str(declared.dataset_file) in line


def test_a_key_that_a_source_does_not_know(declared, polstab):
    read = yaml.safe_load(declared.source_file.read_text(encoding="utf-8"))
    declared.source_file.write_text(yaml.safe_dump(read | {"delay": 3}), encoding="utf-8")
    line = one_line(polstab("crawl", declared.name))
    assert "delay" in line
    assert str(declared.source_file) in line


@pytest.mark.parametrize(
    "content",
    [b"", b"- a\n- b\n", b"42", b"name: \xff\xfe\n", b"a: &a [*a]\n", b"a: \x00\n"],
    ids=["empty", "a list", "a number", "not UTF-8", "a loop", "a control character"],
)
def test_a_dataset_yml_that_says_something_else(content, declared, polstab):
    declared.dataset_file.write_bytes(content)
    assert str(declared.dataset_file) in one_line(polstab("build", declared.name))


def test_a_country_that_does_not_exist(declared, polstab):
    text = declared.dataset_file.read_text(encoding="utf-8").replace("MLI", "QQQ")
    declared.dataset_file.write_text(text, encoding="utf-8")
    assert "'QQQ'" in one_line(polstab("crawl", declared.name))


def test_a_source_without_a_yaml(declared, polstab):
    declared.source_file.unlink()
    line = one_line(polstab("crawl", declared.name))
    assert "'notes'" in line
    assert f"write {declared.source_file}" in line


# Stages out of order


def test_build_of_an_empty_archive_says_to_crawl(declared, polstab):
    assert "polstab crawl" in one_line(polstab("build", declared.name))


def test_build_of_an_archive_that_lost_a_file_names_it(declared, polstab):
    assert polstab("crawl", declared.name).code == 0
    (warc,) = (declared.root / "data" / declared.name / "archive").rglob("*.warc.gz")
    warc.unlink()
    assert warc.name in one_line(polstab("build", declared.name))


@pytest.mark.parametrize("command", ["check", "release"])
def test_a_gate_without_tables_says_to_build(command, declared, polstab):
    assert f"polstab build {declared.name}" in one_line(polstab(command, declared.name))


def test_serve_without_releases_says_to_release(declared, polstab):
    said = polstab("serve")
    assert "polstab release" in one_line(said)
    assert "http://" not in said.out


def test_serve_on_a_port_in_use_names_the_port(demo, polstab):
    with socket.socket() as taken, demo.at():
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert str(port) in one_line(polstab("serve", "--port", port))


def test_an_empty_folder_of_texts_is_named(declared, polstab):
    for path in declared.texts.iterdir():
        path.unlink()
    assert str(declared.texts) in one_line(polstab("crawl", declared.name))


# Events


def test_an_event_that_no_release_has(demo, polstab):
    with demo.at():
        assert "'e-0'" in one_line(polstab("explain", "e-0"))


def test_explain_without_any_release(declared, polstab):
    one_line(polstab("explain", "e-0"))


def test_explain_in_a_dataset_that_is_not_released(demo, polstab):
    with demo.at():
        assert "'atlantis'" in one_line(polstab("explain", "e-0", "--dataset", "atlantis"))


# Files of lines


@pytest.mark.parametrize("command", ["annotate", "extract"])
class TestInput:
    def test_that_is_not_there(self, command, tmp_path, polstab):
        given = tmp_path / "nowhere.jsonl"
        assert str(given) in one_line(polstab(command, given, tmp_path / "out.jsonl"))

    def test_that_is_a_folder(self, command, tmp_path, polstab):
        assert str(tmp_path) in one_line(polstab(command, tmp_path, tmp_path / "out.jsonl"))

    def test_that_is_not_utf_8(self, command, tmp_path, polstab):
        given = tmp_path / "in.jsonl"
        given.write_bytes(b'{"id": "\xff"}\n')
        assert str(given) in one_line(polstab(command, given, tmp_path / "out.jsonl"))

    def test_with_a_line_that_is_no_json(self, command, tmp_path, polstab):
        given = tmp_path / "in.jsonl"
        given.write_text('{"id": "a"}\n{"id": \n', encoding="utf-8")
        assert f"{given}, line 2" in one_line(polstab(command, given, tmp_path / "out.jsonl"))
        assert not (tmp_path / "out.jsonl").exists()

    @pytest.mark.parametrize("line", ["[1]", '"text"', "null"])
    def test_with_a_line_that_is_no_object(self, command, line, tmp_path, polstab):
        given = tmp_path / "in.jsonl"
        given.write_text(line + "\n", encoding="utf-8")
        assert f"{given}, line 1" in one_line(polstab(command, given, tmp_path / "out.jsonl"))

    def test_for_a_folder_that_is_not_there(self, command, tmp_path, polstab):
        given, made = write_lines(tmp_path / "in.jsonl"), tmp_path / "no" / "out.jsonl"
        assert str(made) in one_line(polstab(command, given, made))

    def test_without_a_line(self, command, tmp_path, polstab):
        given, made = write_lines(tmp_path / "in.jsonl"), tmp_path / "out.jsonl"
        assert polstab(command, given, made).code == 0
        assert made.read_bytes() == b""

    def test_with_separators_of_lines_inside_a_string(self, command, tmp_path, polstab):
        given, made = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        odd = {"id": "a\u2028b\x85c", "path": "a\u2028b\x85c", "text": SENTENCE}
        given.write_text(json.dumps(odd, ensure_ascii=False) + "\n", encoding="utf-8")
        said = polstab(command, given, made)
        assert said.code == 0, said.err
        (answer,) = made.read_text(encoding="utf-8").rstrip("\n").split("\n")
        assert "a\u2028b\x85c" in json.loads(answer).values()


def test_a_page_that_cannot_be_read_is_told_in_its_line(tmp_path, polstab):
    torn = tmp_path / "torn.html.gz"
    torn.write_bytes(gzip.compress(b"<html><body>")[:10] + b"\xff" * 30)
    good = tmp_path / "good.html"
    good.write_text(f"<html><body><h1>Arrests</h1><p>{SENTENCE}</p></body></html>", "utf-8")
    asked = [{"path": str(path)} for path in (tmp_path / "none.html", tmp_path, torn, good)]
    given = write_lines(tmp_path / "in.jsonl", *asked, {"url": "https://notes.example/"}, {})
    made = tmp_path / "out.jsonl"
    assert polstab("extract", given, made).code == 0
    answers = lines_of(made)
    assert [bool(answer["error"]) for answer in answers] == [True, True, True, False, True, True]
    assert [answer["path"] for answer in answers[:4]] == [line["path"] for line in asked]


BAD_ITEMS = [
    {"id": "no text"},
    {"id": "text is a number", "text": 7},
    {"id": "text is null", "text": None},
    {"text": SENTENCE},
    {"id": "lang is a number", "text": SENTENCE, "lang": 5},
    {"id": "date is a number", "text": SENTENCE, "published_at": 20210605},
    {"id": "country is a list", "text": SENTENCE, "source_country": ["MLI"]},
    {"id": "\ud800", "text": "a lone surrogate in the id, and no list", "lang": []},
    {"id": "lone surrogate", "text": "Police \ud800 arrested two men."},
]


def test_an_item_that_cannot_be_coded_is_told_in_its_line(tmp_path, polstab):
    given, made = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    write_lines(given, *BAD_ITEMS, {"id": "good", "text": SENTENCE})
    said = polstab("annotate", given, made)
    assert said.code == 0, said.err
    answers = lines_of(made)
    assert [answer["id"] for answer in answers[:-1]] == [item.get("id") for item in BAD_ITEMS]
    assert [bool(answer.get("error")) for answer in answers] == [True] * len(BAD_ITEMS) + [False]


@pytest.mark.parametrize("when", ["last week", "", None, "2021-99-99"])
def test_a_text_whose_date_is_no_date_stays_undated(when, tmp_path, polstab):
    made = tmp_path / "out.jsonl"
    line = {"id": "a", "text": SENTENCE, "published_at": when}
    said = polstab("annotate", write_lines(tmp_path / "in.jsonl", line), made)
    assert said.code == 0, said.err
    (answer,) = lines_of(made)
    assert not answer.get("error")
    assert {event["date_start"] for event in answer["events"]} == {None}


@pytest.fixture
def annotated(tmp_path, polstab) -> dict:
    """An own sentence, coded."""
    made = tmp_path / "out.jsonl"
    line = {"id": "own", "text": SENTENCE, "published_at": "2023-06-24", "lang": "en"}
    assert polstab("annotate", write_lines(tmp_path / "in.jsonl", line), made).code == 0
    return lines_of(made)[0]


def test_annotate_finds_the_act_the_parties_the_place_and_the_day(annotated):
    (event,) = [e for e in annotated["events"] if e["event_type"] == "COERCE"]
    assert SENTENCE[event["trigger"]["start"] : event["trigger"]["end"]].startswith("arrest")
    assert {actor["role"] for actor in event["actors"]} >= {"actor", "recipient"}
    assert event["place"]["country_iso3"] == "MLI"
    assert event["date_start"] == event["date_end"] == "2023-06-23"
    assert event["detained"]["best"] == 12
    assert event["attributed_to"]


def test_every_span_of_annotate_equals_the_text(annotated):
    spans = [*annotated["places"], *annotated["dates"]]
    spans += [actor for event in annotated["events"] for actor in event["actors"]]
    assert spans
    for span in spans:
        assert SENTENCE[span["start"] : span["end"]] == span["text"]


@pytest.mark.skipif(not SCHEMA.is_file(), reason="no schema beside the checkout")
def test_annotate_answers_as_the_schema_wants(annotated):
    """The schema's ``$defs/output`` describes an answer."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    wanted = schema | {"$ref": "#/$defs/output"}
    jsonschema.Draft202012Validator(wanted).validate(annotated)


# The process itself


@pytest.mark.parametrize("arguments", [[], ["--nonsense"], ["fly"], ["build"], ["annotate", "x"]])
def test_wrong_use_of_the_command_line_is_exit_code_2(arguments, polstab):
    said = polstab(*arguments)
    assert said.code == 2
    assert "Traceback" not in said.err


def test_the_installed_command_tells_trouble_in_one_line(declared):
    command = Path(sys.executable).with_name("polstab")
    ran = subprocess.run(
        [command, "build", declared.name], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert ran.stderr.count("\n") == 1
    assert ran.stderr.startswith("polstab: ")
