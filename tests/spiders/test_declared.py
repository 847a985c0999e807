"""The page that tells newcomers how to declare things is right."""

from __future__ import annotations

import re

import pytest
import yaml

from spiders.folder import Sidecar
from validation.contracts.declarations import Dataset, Source, read_source
from validation.contracts.errors import WrongUseError
from validation.contracts.layout import CHECKOUT


def test_the_examples_in_the_readme_of_datasets_are_valid():
    page = (CHECKOUT / "datasets" / "README.md").read_text(encoding="utf-8")
    source, sidecar, dataset = map(
        yaml.safe_load, re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    )
    ways = Source.model_validate(source).gather
    assert [way.engine for way in ways] == ["feed", "sitemap", "folder"]
    assert Sidecar.model_validate(sidecar).published_at is not None
    assert Dataset.model_validate(dataset).sources[0].id == source["id"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            'gather: [{engine: fead, url: "https://a.example/"}]',
            "no engine 'fead'; there are",
        ),
        (
            'gather: [{engine: feed, url: "www.a.example/feed"}]',
            "'www.a.example/feed' is no",
        ),
        ('gather: [{engine: feed, url: ""}]', "'' is no address; write it in full, like https://"),
        ('gather: [{engine: feed, url: "https://a.example/"}]\nhours: 22-6', "'22-6' are no hours"),
        ('gather: [{engine: feed, url: "https://a.example/"}]\nnaem: A', "naem: no such key"),
        ("gather: [a", "line 5, column 1: not readable as YAML: did not find expected ',' or ']'"),
    ],
)
def test_what_is_wrong_in_a_source_is_told_in_words_of_its_file(tmp_path, said, told):
    path = tmp_path / "post.yml"
    path.write_text(f"id: post\nname: Post\nrights: {{status: open}}\n{said}\n", encoding="utf-8")
    with pytest.raises(WrongUseError) as raised:
        read_source(path)
    assert str(raised.value).startswith(str(path))
    assert told in str(raised.value)
