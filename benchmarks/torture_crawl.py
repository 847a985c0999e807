"""Kill a crawl with SIGKILL at several points, resume it each time, and hold the end to account.

``python -m benchmarks.torture_crawl [PAGES] [KILLS]``: nothing is lost, at most one page in twenty
is fetched twice, no list is read twice, the archive is whole to warcio, and the reports are those
of a crawl that was left in peace. Exit code 1 where any of it fails.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import yaml
from warcio.archiveiterator import ArchiveIterator

from benchmarks.loopback_host import LoopbackHost, loopback_host

CHECKOUT = Path(__file__).parents[1]
NAME = "torture"
MOST_TWICE = 0.05
# What is on its way at a kill is to be a small part of the crawl, and so few in a small one.
SMALL = {"concurrency_without_delay": 2, "commit_answers": 2}


@dataclass(frozen=True)
class Desk:
    """Folders of its own for one crawl."""

    root: Path

    def declare(self, host: LoopbackHost) -> None:
        """Write the dataset, its source and the limits."""
        folder = self.root / "datasets" / NAME
        (folder / "sources").mkdir(parents=True)
        source = {
            "id": "host", "name": "Host", "rights": {"status": "link_only"}, "delay_seconds": 0,
            "gather": [{"engine": "sitemap", "url": host.sitemap}],
        }  # fmt: skip
        dataset = {
            "name": NAME, "title": "Torture", "description": "To be killed.",
            "countries": ["MLI"], "start": "2020-01-01", "sources": [{"id": "host"}],
        }  # fmt: skip
        (folder / "dataset.yml").write_text(yaml.safe_dump(dataset), encoding="utf-8")
        (folder / "sources" / "host.yml").write_text(yaml.safe_dump(source), encoding="utf-8")
        limits = yaml.safe_dump({} if host.pages >= 1000 else SMALL)
        (self.root / "limits.yml").write_text(limits, encoding="utf-8")

    def start(self) -> subprocess.Popen[bytes]:
        """One crawl, in a session of its own."""
        told = {"DATA": "data", "DATASETS": "datasets", "LIMITS": "limits.yml"}
        environment = {k: v for k, v in os.environ.items() if not k.startswith("POLSTAB_CLOCK")}
        return subprocess.Popen(
            [sys.executable, "-m", "spiders.crawl", NAME],
            env=environment | {f"POLSTAB_{k}": str(self.root / v) for k, v in told.items()},
            cwd=CHECKOUT,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def archive(self) -> Path:
        """Where the crawl archives."""
        return self.root / "data" / NAME / "archive"

    def captures(self) -> pl.DataFrame:
        """What the crawl came to."""
        return pl.read_parquet(self.archive / "captures.parquet")


@dataclass
class Verdict:
    """What was found after the last crawl."""

    pages: int
    kills: int
    asked: Counter[str]
    reports: dict[str, str]
    archived: dict[str, str]
    undisturbed: dict[str, str]
    unreadable: list[str] = field(default_factory=list)

    @property
    def twice(self) -> float:
        """Share of pages that were fetched once more than needed."""
        extra = sum(n - 1 for path, n in self.asked.items() if path.startswith("/page-"))
        return extra / self.pages

    def faults(self) -> list[str]:
        """What is wrong, a line each."""
        lists = [p for p, n in self.asked.items() if n > 1 and p.endswith(".xml")]
        checks = {
            f"{self.pages - len(self.reports)} pages lost": len(self.reports) == self.pages,
            f"{self.twice:.1%} fetched twice": self.twice <= MOST_TWICE,
            f"lists read twice: {lists}": not lists,
            "reports differ from an undisturbed crawl": self.reports == self.undisturbed,
            "archived bodies differ from the captures": self.archived == self.reports,
            f"unreadable: {self.unreadable}": not self.unreadable,
        }
        return [fault for fault, fine in checks.items() if not fine]


def torture(host: LoopbackHost, kills: int, root: Path) -> Verdict:
    """Crawl once in peace and once with kills; ``root`` takes the folders of both."""
    calm, killed = Desk(root / "calm"), Desk(root / "killed")
    for desk in (calm, killed):
        desk.declare(host)
    _end(calm.start())
    before = host.asked()
    done = 0
    for number in range(1, kills + 1):
        crawl = killed.start()
        goal = host.pages * number // (kills + 1)
        if _reaches(host, before, goal, crawl):
            os.killpg(crawl.pid, signal.SIGKILL)
            done += 1
        crawl.wait()
    _end(killed.start())
    archived, unreadable = _archived(killed.archive)
    return Verdict(
        host.pages, done, host.asked() - before, _reports(killed), archived, _reports(calm),
        unreadable,
    )  # fmt: skip


def _end(crawl: subprocess.Popen[bytes]) -> None:
    if crawl.wait() != 0:
        raise RuntimeError(f"the crawl ended with {crawl.returncode}")


def _reaches(
    host: LoopbackHost, before: Counter[str], goal: int, crawl: subprocess.Popen[bytes]
) -> bool:
    """Whether so many pages were asked for while the crawl was at work."""
    while crawl.poll() is None:
        asked = host.asked() - before
        if len([path for path in asked if path.startswith("/page-")]) >= goal:
            return True
        time.sleep(0.01)
    return False


def _reports(desk: Desk) -> dict[str, str]:
    rows = desk.captures().filter(pl.col("kind") == "report", pl.col("outcome") == "ok")
    return dict(rows.select("url", "payload_sha256").iter_rows())


def _archived(archive: Path) -> tuple[dict[str, str], list[str]]:
    """Digest of each page's body as warcio reads it, and what warcio finds amiss."""
    found, unreadable = {}, []
    for path in sorted(archive.glob("*/*.warc.gz")):
        with path.open("rb") as handle:
            for record in ArchiveIterator(handle, check_digests=True):
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                body = record.content_stream().read()
                if record.digest_checker.passed is False:
                    unreadable.append(f"{path.name}: {url}")
                if record.rec_type == "response" and "/page-" in url:
                    found[url] = hashlib.sha256(body).hexdigest()
    return found, unreadable


def main(arguments: list[str]) -> int:
    """Torture a crawl and say how it fared."""
    pages, kills = (int(given) for given in [*arguments, "2000", "5"][: max(2, len(arguments))])
    with loopback_host(pages) as host, tempfile.TemporaryDirectory() as folder:
        verdict = torture(host, kills, Path(folder))
    faults = verdict.faults()
    sys.stdout.write(
        f"{verdict.pages} pages, {verdict.kills} kills: {len(verdict.reports)} archived, "
        f"{verdict.twice:.2%} fetched twice; {'; '.join(faults) or 'nothing lost'}\n"
    )
    return 1 if faults or verdict.kills < kills else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
