"""A folder of a person's own texts becomes checked tables, by the dataset that is made for it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.conftest import Lend, Polstab
from validation.contracts.layout import CHECKOUT, Layout

DATASET = "own_texts"
TEXT = """Curfew in Lagos after days of protest

The government of Lagos State imposed a curfew on Tuesday after a police station in Orile Iganmu \
had been set on fire.

In the evening soldiers shot at protesters at the Lekki toll gate in Lagos.
"""
SIDECAR = """url: https://notes.example/lagos
source: Notes of a reader
published_at: 2020-10-21
language: en
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one text, and the dataset as it is declared, in a place of its own."""
    declared = tmp_path / "datasets" / DATASET
    unreleased = shutil.ignore_patterns("releases")
    shutil.copytree(CHECKOUT / "datasets" / DATASET, declared, ignore=unreleased)
    texts = tmp_path / "my texts"
    texts.mkdir()
    (texts / "lagos.txt").write_text(TEXT, encoding="utf-8")
    (texts / "lagos.yml").write_text(SIDECAR, encoding="utf-8")
    (texts / "figures.xlsx").write_bytes(b"not a text")
    monkeypatch.setenv("POLSTAB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("POLSTAB_DATASETS", str(tmp_path / "datasets"))
    monkeypatch.setenv("POLSTAB_TEXTS", str(texts))
    monkeypatch.delenv("POLSTAB_CLOCK", raising=False)
    return texts


def table(name: str) -> pl.DataFrame:
    return pl.read_parquet(Layout.of(DATASET).table(name) / "*.parquet")


def test_a_text_becomes_checked_tables(
    folder: Path, tmp_path: Path, polstab: Polstab, lend_gazetteer: Lend
):
    lend_gazetteer(tmp_path / "data")
    for command in ("crawl", "build", "check"):
        answer = polstab(command, DATASET)
        assert answer.code == 0, answer.err
    assert "failed: 0 critical" in answer.out

    report = table("reports").row(0, named=True)
    assert table("reports").height == 1
    assert (report["source_id"], report["url"]) == ("own-texts", "https://notes.example/lagos")
    assert report["title"] == "Curfew in Lagos after days of protest"
    assert report["published_on"] == date(2020, 10, 21)

    curfew = table("events").filter(
        country_iso3="NGA", subtype="curfew", date_start=date(2020, 10, 20)
    )
    assert curfew.height == 1
    assert curfew["status"].item() == "candidate", "one account corroborates nothing"

    text = table("texts")["text"].item()
    mentions = table("mentions")
    assert mentions.height >= 2
    for quote, start, end in mentions.select("quote", "quote_start", "quote_end").iter_rows():
        assert quote == text[start:end]


def test_a_folder_of_texts_covers_no_month(
    folder: Path, tmp_path: Path, polstab: Polstab, lend_gazetteer: Lend
):
    lend_gazetteer(tmp_path / "data")
    assert (polstab("crawl", DATASET).code, polstab("build", DATASET).code) == (0, 0)
    months = table("country_month")
    assert months["coverage"].unique().to_list() == ["none"]
    assert months["n_events"].null_count() == months.height == 24 * 12 * 3


def test_a_folder_named_from_here_is_found_here(folder: Path, polstab: Polstab, monkeypatch):
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("POLSTAB_TEXTS", folder.name)
    assert "1 new" in polstab("crawl", DATASET).out


@pytest.mark.parametrize("value", [None, ""])
def test_an_unset_variable_is_named_with_what_to_set(folder, polstab, monkeypatch, value):
    monkeypatch.delenv("POLSTAB_TEXTS")
    if value is not None:
        monkeypatch.setenv("POLSTAB_TEXTS", value)
    answer = polstab("crawl", DATASET)
    assert answer.code == 2
    assert "own-texts.yml: POLSTAB_TEXTS is not set; set it to the folder" in answer.err
    assert answer.err.count("\n") == 1


def test_a_folder_that_is_not_there_is_named(folder: Path, polstab: Polstab, monkeypatch):
    monkeypatch.setenv("POLSTAB_TEXTS", str(folder / "nowhere"))
    answer = polstab("crawl", DATASET)
    assert answer.code == 2
    assert f"no folder {folder / 'nowhere'}; make it or set ${{POLSTAB_TEXTS}}" in answer.err
    assert answer.err.count("\n") == 1


def test_a_path_that_is_no_template_is_wrong_use(
    folder: Path, tmp_path: Path, polstab: Polstab, lend_gazetteer: Lend
):
    source = tmp_path / "datasets" / DATASET / "sources" / "own-texts.yml"
    declared = source.read_text(encoding="utf-8")
    source.write_text(declared.replace("${POLSTAB_TEXTS}", "texts$!"), encoding="utf-8")
    answer = polstab("crawl", DATASET)
    assert answer.code == 2
    assert "gather.path 'texts$!' cannot be read; write ${NAME}, or $$ for $" in answer.err
