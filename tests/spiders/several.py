"""A dataset of several sources for a test."""

from __future__ import annotations

from typing import Any

import yaml

from tests.spiders.conftest import Desk


def declare(desk: Desk, sitemaps: dict[str, list[str]], delay: float, **more: Any) -> None:
    """A source a name, with these sitemaps, and the dataset that holds them all."""
    for source_id, urls in sitemaps.items():
        ways: list[dict[str, object]] = [{"engine": "sitemap", "url": url} for url in urls]
        desk.declare(source_id, ways, delay_seconds=delay, **more)
    path = desk.root / "datasets" / desk.name / "dataset.yml"
    dataset = yaml.safe_load(path.read_text(encoding="utf-8"))
    dataset["sources"] = [{"id": source_id} for source_id in sitemaps]
    path.write_text(yaml.safe_dump(dataset), encoding="utf-8")
