"""Bad input to a command is one clear line and exit code 2, never a traceback."""

from __future__ import annotations

import errno

import pytest

from tests.conftest import Answer, Declared, Demo

TAKES_A_DATASET = ("crawl", "build", "check", "release", "run", "sources", "serve")


def is_wrong_use(answer: Answer, *words: str) -> None:
    assert answer.code == 2, answer
    assert len(answer.err.strip().splitlines()) == 1, answer.err
    assert answer.err.startswith("polstab: ")
    for word in words:
        assert word in answer.err


@pytest.mark.parametrize("command", TAKES_A_DATASET)
def test_a_dataset_that_is_not_there_is_named_with_those_that_are(command, declared, polstab):
    is_wrong_use(polstab(command, "nowhere"), "'nowhere'", declared.name)


@pytest.mark.parametrize("command", TAKES_A_DATASET)
@pytest.mark.parametrize("content", [b"name: [\n", b"name: \xff\xfe\n", b"- 1\n", b"titel: x\n"])
def test_a_malformed_declaration_is_named(command, content, declared: Declared, polstab):
    declared.dataset_file.write_bytes(content)
    is_wrong_use(polstab(command, declared.name), str(declared.dataset_file))


def test_a_malformed_source_is_named_with_its_line(declared: Declared, polstab):
    declared.source_file.write_text("id: notes\nname: [\n", encoding="utf-8")
    is_wrong_use(polstab("crawl", declared.name), f"{declared.source_file}, line 3")


def test_an_empty_archive_is_no_dataset_to_build(declared: Declared, polstab):
    is_wrong_use(polstab("build", declared.name), "archive is empty", "polstab crawl")


@pytest.mark.parametrize("command", ["check", "release"])
def test_tables_that_were_not_built_are_asked_for(command, declared: Declared, polstab):
    is_wrong_use(polstab(command, declared.name), f"polstab build {declared.name}")


def test_an_unreadable_page_of_the_archive_is_named_with_its_place(declared: Declared, polstab):
    assert polstab("crawl", declared.name).code == 0
    (warc,) = declared.root.glob("data/small/archive/*/*.warc.gz")
    warc.write_bytes(b"no archive")
    is_wrong_use(polstab("build", declared.name), str(warc), "no readable record at byte")


@pytest.mark.parametrize("command", ["annotate", "extract"])
@pytest.mark.parametrize("content", [None, b'{"id": 1', b"\xff", b"[1]\n"])
def test_lines_that_cannot_be_read_are_named(command, content, tmp_path, polstab):
    given = tmp_path / "in.jsonl"
    if content is not None:
        given.write_bytes(content)
    is_wrong_use(polstab(command, given, tmp_path / "out.jsonl"), str(given))
    assert not (tmp_path / "out.jsonl").exists()


def test_an_answer_that_cannot_be_written_leaves_nothing_behind(tmp_path, polstab):
    given, made = tmp_path / "in.jsonl", tmp_path / "out"
    given.write_text("", encoding="utf-8")
    made.mkdir()
    is_wrong_use(polstab("annotate", given, made), str(made))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out"]


def test_an_event_that_nobody_released_is_looked_for_in_every_dataset(demo: Demo, polstab):
    with demo.at():
        is_wrong_use(polstab("explain", "e-0000000000000000"), "e-0000000000000000", "demo")


def test_a_full_disk_is_told_in_one_line(polstab, monkeypatch, tmp_path):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(tmp_path))

    monkeypatch.setattr("polstab.commands.pipeline.check", full)
    told = polstab("check", "demo")
    assert told.code == 2
    assert told.err.startswith(f"polstab: {tmp_path}: No space left on device; make room")
    assert told.err.count("\n") == 1


def test_a_file_without_its_contract_is_told_how_to_name_one(polstab):
    answer = polstab("check", "my_events.csv")
    assert answer.code == 2
    assert "--contract events" in answer.err
