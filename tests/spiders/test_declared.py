"""The page that tells newcomers how to declare things is right."""

from __future__ import annotations

import re

import yaml

from spiders.folder import Sidecar
from validation.contracts.declarations import Dataset, Source
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
