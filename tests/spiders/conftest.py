"""Fixtures: a dataset declared in a temporary folder, a tiny newsroom, a host that misbehaves."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
import yaml

from spiders.crawl import CrawlSummary, crawl
from validation.contracts.layout import Layout

LIMITS = {"timeout_seconds": 1.0, "retries": 0, "max_body_bytes": 200_000}

NEWSROOM = """
notice: Written for a test.
outlets:
  - id: test-post
    name: The Test Post
    address: 127.0.2.1
    kind: press
    country_iso3: MLI
    timezone: Africa/Bamako
    language: en
    template: report.html
    style: "/{section}/{year}/{month}/{slug}"
    feeds:
      - {path: /rss.xml, format: rss, size: 2}
      - {path: /atom.xml, format: atom, size: 5}
    sitemaps: {index: /sitemap.xml, months: "/map/{year}-{month}.xml", news: /news.xml}
    robots: |
      User-agent: *
      Disallow: /members/
    extra_pages:
      - {path: /about, template: about.html, in_sitemap: true, title: About}
"""

REPORTS = {
    "strike-ends.md": """---
title: Teachers end their strike in Ségou
published: "2023-05-30T09:00:00+00:00"
section: politics
lang: en
---
Teachers in Ségou returned to their classrooms on Tuesday after three weeks.

The union said that the ministry had agreed to talks.
""",
    "vote-held.md": """---
title: Mali votes on a new constitution
published: "2023-06-18T19:00:00+00:00"
section: politics
lang: en
related: [strike-ends]
---
Malians voted on Sunday on a new constitution. Turnout was 30 percent, observers said.
""",
    "vote-held.v2.md": """---
title: Mali votes on a new constitution
published: "2023-06-18T19:00:00+00:00"
modified: "2023-06-20T10:00:00+00:00"
section: politics
lang: en
related: [strike-ends]
---
Malians voted on Sunday on a new constitution. Turnout was 28 percent, observers said.

Correction: an earlier version gave a higher turnout.
""",
    "letter-to-members.md": """---
title: A letter to our members
published: "2023-06-01T09:00:00+00:00"
section: members
lang: en
---
For subscribers alone.
""",
    "result-announced.md": """---
title: Constitution approved, authority says
published: "2023-06-23T16:00:00+00:00"
section: politics
lang: en
---
The electoral authority said on Friday that 97 percent had voted yes.
""",
}

TEMPLATES = {
    "report.html": "<html><body><h1>{{ report.title }}</h1>"
    "{% for p in report.paragraphs %}<p>{{ p }}</p>{% endfor %}"
    "{% for r in related %}<a href='{{ r.url }}'>{{ r.title }}</a>{% endfor %}</body></html>",
    "about.html": "<html><body><h1>{{ page.title }}</h1><p>{{ notice }}</p></body></html>",
    "error_404.html": "<html><body><h1>{{ page.title }}</h1></body></html>",
}


@dataclass(frozen=True)
class Desk:
    """A folder of datasets and one of data, and how to crawl in them."""

    root: Path
    name: str = "trial"

    def declare(self, source_id: str, gather: Sequence[dict[str, object]], **more: object) -> Path:
        """Write a source and the dataset that holds it alone."""
        folder = self.root / "datasets" / self.name
        source = {
            "id": source_id,
            "name": source_id,
            "rights": {"status": "link_only"},
            "delay_seconds": 0,
            "gather": list(gather),
            **more,
        }
        dataset = {
            "name": self.name,
            "title": "Trial",
            "description": "For a test.",
            "countries": ["MLI"],
            "start": "2020-01-01",
            "sources": [{"id": source_id}],
            "contact": "https://www.example.org/us",
        }
        (folder / "sources").mkdir(parents=True, exist_ok=True)
        (folder / "dataset.yml").write_text(yaml.safe_dump(dataset), encoding="utf-8")
        written = folder / "sources" / f"{source_id}.yml"
        written.write_text(yaml.safe_dump(source), encoding="utf-8")
        return written

    def environment(self, clock: str) -> dict[str, str]:
        """The variables that point a crawl here."""
        limits = self.root / "limits.yml"
        limits.write_text(yaml.safe_dump(LIMITS), encoding="utf-8")
        return {
            "POLSTAB_DATA": str(self.root / "data"),
            "POLSTAB_DATASETS": str(self.root / "datasets"),
            "POLSTAB_LIMITS": str(limits),
            "POLSTAB_CLOCK": clock,
        }

    @contextmanager
    def at(self, clock: str) -> Iterator[None]:
        """This process looks here, and the clock stands still."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment(clock).items():
                patch.setenv(name, value)
            yield

    def crawl(self, clock: str = "2023-07-01T00:00:00Z") -> CrawlSummary:
        with self.at(clock):
            return crawl(self.name)

    @property
    def layout(self) -> Layout:
        return Layout(self.root / "data" / self.name, self.root / "datasets" / self.name)

    def captures(self) -> pl.DataFrame:
        return pl.read_parquet(self.layout.captures)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write_newsroom(folder: Path) -> Path:
    (folder / "reports" / "test-post").mkdir(parents=True)
    (folder / "templates").mkdir()
    (folder / "newsroom.yml").write_text(NEWSROOM, encoding="utf-8")
    for name, text in REPORTS.items():
        (folder / "reports" / "test-post" / name).write_text(text, encoding="utf-8")
    for name, text in TEMPLATES.items():
        (folder / "templates" / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _no_leftover_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("POLSTAB_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
