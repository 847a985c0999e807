"""Lexicon entries are checked before they are added, and their effect is shown."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import Answer
from transforms.coding.checks.effects import effects
from transforms.coding.checks.faults import shipped
from transforms.coding.checks.models import MODELS
from transforms.coding.checks.overlay import merged_lexicon
from transforms.coding.lexicons import LEXICONS
from validation.contracts.layout import CHECKOUT

POTS = """
triggers:
  PROTEST:
    - mode: demo
      to: [against]
      verbs: [bang ~ pot|pan]
"""
EIGHT = "pot|pan|tin|lid|jar|jug|cup|can"
YANGON = "Residents of Yangon banged pots on Tuesday against the military government."


@pytest.fixture
def lexicon(tmp_path: Path, polstab):
    """Check a file of entries, with options."""

    def check(content: str, *options: object, name: str = "mine.yml") -> Answer:
        file = tmp_path / name
        file.write_text(content, encoding="utf-8")
        return polstab("lexicon", "check", file, *options)

    return check


def refused(said: Answer, *words: str) -> None:
    """One line on the error, which names the file, and nothing else."""
    assert said.code == 2, said
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line.startswith("polstab: ")
    for word in words:
        assert word in line, line


def entry(*lines: str, event_type: str = "PROTEST") -> str:
    """A file with one entry of triggers."""
    return f"triggers:\n  {event_type}:\n    - " + "\n      ".join(lines) + "\n"


def rule(pattern: str, make: str = "weekday") -> str:
    """A file with one rule of dates."""
    return f'dates:\n  rules:\n    - {{id: mine, make: {make}, pattern: "{pattern}"}}\n'


# The shipped lexicons


def test_the_shipped_lexicons_are_in_order(polstab):
    said = polstab("lexicon", "check")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[-1] == f"{len(MODELS)} lexicons: in order"


def test_every_shipped_lexicon_has_a_model():
    assert {path.stem for path in (LEXICONS / "en").glob("*.yml")} == set(MODELS)
    assert [list(file.sections) for file in shipped()] == [[name] for name in MODELS]


# What is refused


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (entry("verbs: [x]", event_type="PROTSET"), ("line 2", "'PROTSET'", "'PROTEST'")),
        (entry("mode: arrest", "verbs: [bang]"), ("line 3", "'arrest'", "PROTEST", "demo, riot")),
        (entry("mode: dmeo", "verbs: [bang]"), ("'dmeo'", "'demo'")),
        (entry("only_by: [CVX]", "verbs: [bang]"), ("only_by no. 1", "'CVX'", "'CVL'")),
        (entry("contexts: [legl]", "verbs: [bang]"), ("'legl'", "'legal'")),
        (entry("subtype: coop", "verbs: [bang]"), ("'coop'", "'coup'")),
        (entry("verb: [bang]", "nouns: [pot]"), ("no. 1, verb", "'verbs'")),
        (entry("weak: yes", "verbs: [bang]"), ("weak", "true or false")),
        (entry("mode: demo"), ("needs verbs or nouns",)),
        (entry("verbs: [banged ~ pot]"), ("verbs no. 1", "'bang'", "base form")),
        (entry("verbs: [bang, fought for]"), ("verbs no. 2", "'fight'")),
        (entry("verbs: [the pot]"), ("'the'", "no verb")),
        (entry("verbs: [Bang ~ pot]"), ("lower case",)),
        (entry("verbs: [bang ~pot]"), ("' ~ '",)),
        (entry("verbs: [bang pot|]"), ("'bang pot|'",)),
        (entry("verbs: [bang ~ @pots]"), ("@pots", "@aid")),
        (entry("nouns: [pot|pan]"), ("nouns no. 1", "by itself")),
        (entry("verbs: [bang, oust]"), ("verbs no. 2", "'oust'", "COERCE", "only_by")),
        (entry("nouns: [arrest]"), ("nouns no. 1", "'arrest'", "COERCE")),
        ("roles: {CVX: [potter]}", ("'CVX'", "'CVL'")),
        ("roles: {CVL: [3]}", ("CVL no. 1", "quotes")),
        ("roles: {title: [Saw]}", ("'title'", "'titles'")),
        ("modality: {speach: [chirp]}", ("'speach'", "'speech'")),
        ("contexts: {militry: [army]}", ("'militry'", "'military'")),
        ("organisations: [{names: [X], country: Mali, sectors: []}]", ("country", "'MLI'")),
        ("organisations: [{names: [X], international: ION, sectors: []}]", ("'IGO'",)),
        ("organisations: [{names: [X], country: MLI}]", ("no. 1: sectors is missing",)),
        (
            "organisations: [{names: [X], country: MLI, international: IGO, sectors: []}]",
            ("drop one",),
        ),
        ("roles: {CVL: [a]}\nroles: {CVL: [b]}", ("line 2", "'roles'", "twice")),
        ("potter: [x]", ("triggers.yml", "triggers:")),
        (entry('verbs: ["\\t"]'), ("verbs no. 1", "blank")),
        (entry('verbs: ["\\t|bang"]'), ("verbs no. 1", "one space")),
        (entry('verbs: ["bang\\e[2J\\npot"]'), ("verbs no. 1", "one space")),
        (entry(f"verbs: [{' ~ '.join(['bang'] + [EIGHT] * 8)}]"), ("no. 1", "16,777,216", "fewer")),
        (entry("verbs: [put off|call off ~ vote]"), ("verbs no. 1", "two patterns")),
        (entry("verbs: [bang @protest]"), ("verbs no. 1", "@protest", "' ~ '")),
        (entry('nouns: ["  "]'), ("nouns no. 1", "blank")),
        ('triggers: {lists: {x: "@x|@y"}}', ("lists, x", "name no other")),
        ('triggers: {lists: {x: "pot||pan"}}', ("lists, x", "between")),
        ("sport: {words: [2021-13-45]}", ("mine.yml", "quotes")),
        ("sport: {words: &a [*a]}", ("line 1", "*a", "write them out")),
        ("sport: {words: " + "[" * 5000 + "]" * 5000 + "}", ("line 1", "in one another")),
        ("sport: " + "{a: " * 5000 + "b" + "}" * 5000, ("line 1", "in one another")),
        ("places: {evidence: {country: .nan}}", ("evidence, country", "number")),
        ("places: {senses: {contained: .inf}}", ("senses, contained", "number")),
        ("sport: {share: .nan}", ("share",)),
        (rule("DAY", make="nope"), ("rules no. 1, make", "'nope'", "there are")),
        (rule("DAY", make="iso_dya"), ("'iso_dya'", "'iso_day'")),
        (rule("((("), ("rules no. 1, pattern", "'((('", "by themselves")),
        (rule("( day=DAY"), ("rules no. 1, pattern", "as many")),
        (rule("day=DAY )"), ("rules no. 1, pattern", "as many")),
        (rule("( day=DAY )x"), ("rules no. 1, pattern", "')x'")),
        (rule("day=DOY"), ("rules no. 1, pattern", "'doy'")),
        (rule("day=@doy"), ("rules no. 1, pattern", "doy")),
        (rule("day=DAY day=DAY"), ("rules no. 1, pattern", "compiled")),
        (rule("( | ) x"), ("rules no. 1, pattern", "compiled")),
        (rule("x?"), ("rules no. 1, pattern", "nothing stands")),
        ('dates: {macros: {doy: "( DOY )"}}', ("macros, doy", "'doy'")),
        ("dates: {classes: {MONTH: {full moon: 1}}}", ("classes, MONTH", "'full moon'")),
        ("dates: {capitalised: [DOY]}", ("capitalised no. 1", "'DOY'")),
    ],
)
def test_a_fault_names_file_entry_and_mend(content, words, lexicon):
    refused(lexicon(content), "mine.yml", *words)


def test_every_fault_has_its_line(lexicon):
    said = lexicon(entry("mode: arrest", "verbs: [banged, the pot]"))
    assert said.code == 2
    assert len(said.err.splitlines()) == 3


def test_a_file_that_is_not_there(tmp_path, polstab):
    refused(polstab("lexicon", "check", tmp_path / "none.yml"), "none.yml")


def test_a_text_without_a_file_has_nothing_to_show(polstab):
    refused(polstab("lexicon", "check", "--text", YANGON), "FILE.yml")


# What is accepted, and what it changes


def test_a_file_named_after_its_lexicon_needs_no_name_over_its_entries(lexicon):
    content = "PROTEST:\n  - verbs: [bang ~ pot]\n"
    assert lexicon(content, name="triggers.yml").code == 0
    refused(lexicon(content), "which lexicon")


@pytest.mark.parametrize(
    "pattern",
    ["bang|clang together", "be ready|eager to bang", "bang by hand|foot", "bang @aid ~ pot"],
)
def test_words_of_a_head_may_be_chosen_one_by_one(pattern, lexicon):
    said = lexicon(entry(f'verbs: ["{pattern}"]'))
    assert (said.code, said.err) == (0, "")


def test_a_rule_of_dates_with_macros_and_classes_of_its_own_is_accepted(lexicon):
    own = """  classes: {MOON: {moonday: 1}, FULL: {full moon: 1}}
  macros: {moon: "( MOON | FULL | new moon )"}
  capitalised: [MOON]
"""
    said = lexicon(rule("( the )? @moon of month=@month") + own)
    assert (said.code, said.err) == (0, "")


def test_a_fault_shows_nothing_that_a_terminal_would_obey(lexicon):
    said = lexicon(entry('verbs: ["bang\\e[2J \\u202epot\\n"]'))
    refused(said, "bang[2J pot")
    assert not set(said.err) & set("\x1b\u202e")


def test_a_pattern_may_stand_twice_where_the_first_is_only_for_some(lexicon):
    assert lexicon(entry("verbs: [ransack]", event_type="ASSAULT")).code == 0


def test_a_new_act_is_shown_and_nothing_is_kept(lexicon):
    said = lexicon(POTS, "--text", YANGON, "--published", "2021-02-03")
    assert (said.code, said.err) == (0, "")
    first, second, last = said.out.splitlines()
    assert first.endswith("mine.yml: in order")
    assert second.startswith("  + “banged pots” PROTEST demo, asserted, 2021-02-02, Yangon")
    assert "recipient “the military government” MMR" in second
    assert last == "1 text, 0 mentions before: 1 added, 0 removed, 0 changed"


def test_a_change_of_many_texts_is_told_text_by_text(lexicon, tmp_path):
    texts = tmp_path / "texts.jsonl"
    lines = [
        {"id": "pots", "text": YANGON, "lang": "en"},
        {"id": "none", "text": "Police arrested 12 students in Yangon.", "lang": "en"},
    ]
    texts.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    said = lexicon(POTS, "--texts", texts)
    assert said.code == 0
    assert "pots:" in said.out
    assert "none:" not in said.out
    assert "2 texts, 1 mention before: 1 added" in said.out


def test_a_changed_mention_shows_what_it_was_and_what_it_is(lexicon):
    body = "organisations: [{names: [Red Kite Brigade], country: MMR, sectors: [REB]}]"
    said = lexicon(body, "--text", "Red Kite Brigade attacked police in Yangon.")
    assert "~ “attacked” ASSAULT" in said.out
    assert re.search(r"actors: .*no country.* => .*MMR REB", said.out)
    assert said.out.endswith("0 added, 0 removed, 1 changed\n")


def test_entries_of_dates_reach_the_reader_of_dates(lexicon):
    said = lexicon(
        "dates: {classes: {DEICTIC: {yestereve: -1}}}",
        "--text",
        "Police arrested 12 students in Yangon yestereve.",
        "--published",
        "2021-02-03",
    )
    assert "date_start: 2021-02-03 => 2021-02-02" in said.out


def test_mappings_and_lists_are_added_to_and_named_lists_grow():
    base = {"lists": {"aid": "food|money"}, "AID": [{"verbs": ["give"]}]}
    over = {"lists": {"aid": "rice"}, "AID": [{"verbs": ["hand"]}], "AGREE": []}
    assert merged_lexicon("triggers", base, over) == {
        "lists": {"aid": "food|money|rice"},
        "AID": [{"verbs": ["give"]}, {"verbs": ["hand"]}],
        "AGREE": [],
    }
    assert base["lists"] == {"aid": "food|money"}


def test_a_mention_told_by_more_words_than_before_is_changed_not_new():
    old = {"event_type": "CONSULT", "trigger": {"start": 4, "end": 8}, "rank": 1}
    new = {"event_type": "PROTEST", "trigger": {"start": 4, "end": 12}, "rank": 2}
    (effect,) = effects({"events": [old]}, {"events": [new]})
    assert (effect.kind, effect.fields) == ("changed", ("event_type", "trigger"))
    assert effects({"events": [old]}, {"events": [old | {"rank": 3}]}) == []


def test_the_walk_of_the_contributors_shows_what_is_said_today(tmp_path, monkeypatch, polstab):
    """The files and commands of CONTRIBUTING.md, run as they stand there."""
    page = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    walk = page.split("## Add a lexicon entry")[1].split("\n## ")[0]
    monkeypatch.chdir(tmp_path)
    for name, content in re.findall(r"# (\w+\.yml)\n([\s\S]*?)```", walk):
        (tmp_path / name).write_text(content, encoding="utf-8")
    (lines,) = re.findall(r"```json\n([\s\S]*?)```", walk)
    (tmp_path / "try.jsonl").write_text(lines, encoding="utf-8")
    shown = re.findall(r"^\$ \.venv/bin/polstab (.*)\n((?:(?!\$|```).*\n)*)", walk, re.MULTILINE)
    assert len(shown) >= 3
    for command, answer in shown:
        said = polstab(*shlex.split(command))
        assert said.out + said.err == answer, command
