"""The coder tells how it read a text, from the objects that it worked with."""

from __future__ import annotations

import json
import shlex
import sys
from datetime import date
from pathlib import Path

import pytest

from docs.write_examples import EXAMPLE, PAGE, written_anew
from polstab.commands.explanation import show
from transforms.coding import Report, RulesCoder
from transforms.coding.explaining.explain import ExplainingCoder, explained
from validation.contracts.layout import CHECKOUT

DAY = date(2022, 6, 15)


@pytest.fixture(scope="module")
def told(coder: RulesCoder):
    """The explanation of a text."""

    def explain(text: str, on: date | None = DAY) -> dict:
        _, explanation = explained(coder, Report(text, on))
        assert explanation is not None
        return explanation

    return explain


def only(explanation: dict, what: str) -> list[dict]:
    """What stands under one name in a text of one sentence."""
    (sentence,) = explanation["sentences"]
    return sentence[what]


def act(explanation: dict, word: str) -> dict:
    """The act that a word tells."""
    (found,) = [a for a in only(explanation, "acts") if a["text"].startswith(word)]
    return found


def test_a_trigger_is_shown_with_its_pattern_as_the_lexicon_writes_it(told):
    found = told("The junta in Mali imposed a strict night curfew.")
    (trigger,) = only(found, "triggers")
    assert (trigger["event_type"], trigger["mode"]) == ("COERCE", "curfew")
    assert (trigger["listed"], trigger["pattern"]) == ("verbs", "impose ~ curfew")


def test_a_named_list_stays_a_name(told):
    (trigger,) = only(told("Mali and Niger held talks in Gao."), "triggers")
    assert trigger["text"] == "held talks"
    assert "@talks" in trigger["pattern"]


def test_a_noun_is_told_apart_from_a_verb(told):
    (trigger,) = only(told("The arrest of two journalists in Gao surprised many."), "triggers")
    assert (trigger["listed"], trigger["pattern"], trigger["lemma"]) == (
        "nouns",
        "arrest",
        "arrest",
    )


def test_the_reading_by_those_who_act_is_shown_with_the_act(told):
    found = told("Soldiers were on the streets in Gao.")
    assert act(found, "were on the street")["event_type"] == "MOBILIZE"


@pytest.mark.parametrize(
    ("text", "word", "change"),
    [
        ("Police did not arrest any protesters in Gao.", "arrest", ("asserted", "denied")),
        ("If rebels attacked Gao, the town would fall.", "attacked", ("asserted", "hypothetical")),
        (
            "Human Rights Watch accused Malian soldiers of killing civilians in Moura.",
            "killing",
            ("asserted", "alleged"),
        ),
    ],
)
def test_the_rule_that_changed_how_an_act_is_put_is_named(told, text, word, change):
    steps = act(told(text), word)["steps"]
    changed = [step for step in steps if step["changes"].get("modality") == list(change)]
    assert len(changed) == 1
    assert changed[0]["says"]


def test_a_governed_act_names_the_one_that_took_it_up(told):
    found = told("The United Nations urged Mali to release the soldiers.")
    urged, release = act(found, "urged"), act(found, "release")
    assert urged["steps"][-1]["changes"] == {"mode": [None, "yield"]}
    assert "“release” (RETREAT release)" in urged["steps"][-1]["with"]
    assert urged["rank"] == 1
    assert release["rank"] is None
    assert release["left_out"] == "taken up by “urged” (REQUEST yield)"


def test_an_act_that_is_no_mention_says_what_was_asked_of_it(told):
    found = told("Talks are useful.")
    assert not only(found, "mentions")
    (talks,) = only(found, "acts")
    assert talks["left_out"].endswith(": no")


def test_two_words_for_one_act_say_so(told):
    found = told("Gunmen killed four villagers in an attack near Gao.")
    assert "killed" in act(found, "attack")["left_out"]


def test_voice_tense_and_polarity_of_verbs_are_shown(told):
    found = told("Two ministers had not been arrested by soldiers in Mali.")
    (verb,) = [v for v in only(found, "verbs") if v["text"].endswith("arrested")]
    assert (verb["voice"], verb["polarity"]) == ("passive", "negated")
    assert "perfect past" in verb["marks"]


def test_counts_speakers_and_dates_are_shown(told):
    found = told("Doctors in Gao said gunmen killed at least 12 villagers on Monday.")
    (count,) = [c for c in only(found, "counts") if c["kind"] == "deaths"]
    assert (count["low"], count["high"], count["by"]) == (12, None, "killed")
    assert [speech["speaker"] for speech in only(found, "speeches")] == ["Doctors"]
    assert [day["date_start"] for day in only(found, "dates")] == ["2022-06-13"]


@pytest.mark.parametrize(
    "text",
    [
        "Rebels attack Gao\n\nRebels attacked Gao on Monday, residents said. The army denied it.",
        "Soldiers foiled a coup attempt in Gao on Monday and arrested four officers.",
        "The army threatened to attack rebels if talks failed.",
        "",
    ],
)
def test_to_explain_changes_no_reading(coder, text):
    report = Report(text, DAY)
    parse, explanation = explained(coder, report)
    assert parse.reading == coder.read(report)
    ranks = [m["rank"] for s in explanation["sentences"] for m in s["mentions"]]
    assert sorted(ranks) == [m.rank for m in parse.reading.mentions]


def test_all_that_is_explained_is_a_slice_of_the_text(told):
    text = "Rebels in Gao\n\nMali’s army said on Monday that rebels had killed six men near Gao."
    for sentence in told(text)["sentences"]:
        for kind in ("parties", "verbs", "triggers", "acts", "places", "dates"):
            for one in sentence[kind]:
                assert text[one["start"] : one["end"]] == one["text"]


def test_every_pattern_that_fits_is_found_in_the_lexicon(told):
    texts = [path.read_text("utf-8") for path in sorted(CHECKOUT.glob("datasets/demo/**/*.md"))]
    triggers = [t for x in texts[:30] for s in told(x)["sentences"] for t in s.get("triggers", ())]
    assert len(triggers) > 50
    assert not [t["text"] for t in triggers if t["pattern"] is None]


def test_a_language_without_lexicons_has_no_explanation(coder):
    explaining = ExplainingCoder(coder.gazetteer)
    assert explaining.read(Report("La grève continue.", DAY, "fr")).mentions == []
    assert explaining.explanation is None


def test_nothing_watches_on_after_an_explanation(coder):
    before = sys.getprofile()
    explained(coder, Report("Police arrested 12 protesters in Gao.", DAY))
    assert sys.getprofile() is before


# On the command line


def test_a_text_is_explained_on_the_terminal_within_a_hundred_columns(polstab):
    text = "Police arrested 12 protesters in Bamako on Friday, a union said. " * 3
    said = polstab("annotate", "--text", text, "--published", "2022-06-15", "--explain")
    assert said.code == 0
    assert "COERCE arrest" in said.out
    assert max(map(len, said.out.splitlines())) <= 100
    for label in ("tokens", "parties", "verbs", "triggers", "acts", "counts", "mentions"):
        assert f"   {label} " in said.out


def test_what_a_terminal_would_obey_is_not_printed(polstab):
    said = polstab("annotate", "--text", "Police \x1b[2J[red]arrested[/red] two men.", "--explain")
    assert "\x1b" not in said.out
    assert "[red]" in said.out.replace(" ", "")


def test_a_name_of_a_text_is_cleaned_as_well_and_nothing_turns_the_line(capsys):
    turned = "\x1b]0;title\x07 a\u202eb\u2066c\u2069\nd"
    show({"id": turned, "explain": None, "lang": "fr\u202a"})
    assert capsys.readouterr().out.startswith("text ]0;title abc d; language fr, for which")


def test_marks_that_turn_the_line_are_left_out_of_the_words(polstab):
    said = polstab("annotate", "--text", "Police arrested \u202etwo\u202c men.", "--explain")
    assert not set(said.out) & set("\u202e\u202c")
    assert "Police arrested two men" in said.out


def test_explanations_are_written_beside_the_answers(tmp_path: Path, polstab):
    given, made = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [{"id": "1", "text": "Police arrested 12 men in Gao."}, {"id": "2"}]
    given.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert polstab("annotate", given, made, "--explain").code == 0
    first, second = map(json.loads, made.read_text(encoding="utf-8").splitlines())
    assert first["explain"]["sentences"][0]["triggers"][0]["pattern"] == "arrest"
    assert first["events"]
    assert (second["explain"], "error" in second) == (None, True)


def test_without_explain_an_answer_has_no_such_field(tmp_path: Path, polstab):
    given, made = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given.write_text('{"id": "1", "text": "Police arrested 12 men."}\n', encoding="utf-8")
    assert polstab("annotate", given, made).code == 0
    assert "explain" not in json.loads(made.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "--text"),
        (("in.jsonl", "--text", "x"), "not both"),
        (("--text", "x", "--published", "yesterday"), "yesterday"),
        (("in.jsonl", "--published", "2021-02-03"), "published_at"),
    ],
)
def test_wrong_use_is_one_line(arguments, word, polstab):
    said = polstab("annotate", *arguments, "--explain")
    assert said.code == 2
    assert said.err.startswith("polstab: ")
    assert len(said.err.splitlines()) == 1
    assert word in said.err


def test_the_page_on_coding_shows_what_the_coder_says_today(polstab):
    """Where it does not: .venv/bin/python docs/write_examples.py, and read the diff."""
    (example,) = EXAMPLE.finditer(PAGE.read_text(encoding="utf-8"))
    said = polstab(*shlex.split(example[1]))
    assert said.code == 0
    assert said.out == example[2]


@pytest.mark.parametrize("old", ["", "what it said before\n"])
def test_an_example_is_written_anew_and_the_rest_of_the_page_stays(old, polstab):
    command = '$ polstab annotate --text "Police arrested two men." --explain\n'
    page = f"# A page\n\n```console\n{command}{old}```\n\nMore.\n"
    written = written_anew(page, lambda arguments: polstab(*arguments).out)
    before, after = written.split(command)
    assert before == "# A page\n\n```console\n"
    assert after.startswith("language en; published on no known day\n")
    assert "COERCE arrest" in after
    assert after.endswith("```\n\nMore.\n")
    assert "said before" not in after
