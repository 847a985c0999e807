"""The demonstration, made once a session as ``make demo`` makes it, and the command line."""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
import yaml

from polstab import cli
from tests.shared import build_ours, made_once
from transforms.places import Gazetteer, gazetteer_path, load_gazetteer
from validation.contracts.errors import WrongUseError
from validation.contracts.layout import CHECKOUT, Layout

if TYPE_CHECKING:
    from publishing.release import Release
    from spiders.newsroom import Press
    from transforms.build import BuildSummary
    from transforms.coding import RulesCoder
    from validation.verdict import Verdict

DATASET = "demo"
# The two days of `make demo`; between them a report is corrected and others appear.
CLOCKS = ("2023-07-29T12:00:00Z", "2023-07-31T12:00:00Z")
PATIENCE_SECONDS = 120
Lend = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Day:
    """What one day of the demonstration did."""

    built: BuildSummary
    verdict: Verdict
    released: Release | None


@dataclass(frozen=True, slots=True)
class Demo:
    """A demonstration in folders of its own."""

    root: Path
    days: tuple[Day, ...] = ()

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def datasets(self) -> Path:
        return self.root / "datasets"

    @property
    def layout(self) -> Layout:
        return Layout(self.data / DATASET, self.datasets / DATASET)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point polstab here; the client finds `demo/releases` below them."""
        return {
            "POLSTAB_DATA": str(self.data),
            "POLSTAB_DATASETS": str(self.datasets),
            "POLSTAB_RELEASES": str(self.datasets),
        }

    @contextmanager
    def at(self, clock: str | None = None) -> Iterator[None]:
        """This process works here; with a clock, at that moment."""
        told = {"POLSTAB_CLOCK": clock} if clock else {}
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("POLSTAB_CLOCK", raising=False)
            for name, value in (self.environment | told).items():
                patch.setenv(name, value)
            yield

    def table(self, name: str) -> pl.DataFrame:
        """A working table."""
        return pl.read_parquet(self.layout.table(name) / "*.parquet")

    def released(self, name: str) -> pl.DataFrame:
        """A table of the newest release."""
        return pl.read_parquet(self.newest / f"{name}.parquet")

    @property
    def newest(self) -> Path:
        """The folder of the newest release."""
        made = [day.released.folder for day in self.days if day.released]
        return self.root / made[-1].relative_to(made[-1].parents[3])

    def digests(self) -> dict[str, str]:
        """A digest of every released file."""
        releases = self.layout.releases
        files = sorted(p for p in releases.rglob("*") if p.is_file() and p.name != ".lock")
        return {
            str(p.relative_to(releases)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files
        }

    def copy(self, root: Path) -> Demo:
        """The same, elsewhere, to be damaged or run again."""
        shutil.copytree(self.root, root, symlinks=True, dirs_exist_ok=True)
        return Demo(root, self.days)

    def gather(self, clock: str) -> None:
        """One crawl at a moment, with the newsroom open."""
        from spiders.crawl import crawl  # noqa: PLC0415 - see `day`

        with ExitStack() as stack:
            stack.enter_context(self.at(clock))
            open_newsroom(stack, self.datasets / DATASET / "newsroom", clock)
            crawl(DATASET)

    def day(self, clock: str) -> Day:
        """Crawl, build, check, release."""
        # Loaded here, so that a test of one room needs no other.
        from publishing.release import release  # noqa: PLC0415
        from transforms.build import build  # noqa: PLC0415
        from validation.gate import check  # noqa: PLC0415

        self.gather(clock)
        with self.at(clock):
            return Day(build(DATASET), check(DATASET), release(DATASET))


def open_newsroom(stack: ExitStack, folder: Path, clock: str) -> Press:
    """The newsroom on its port; waits some time for another one, such as `make demo`, to close."""
    from spiders.newsroom import newsroom  # noqa: PLC0415
    from validation.contracts.clock import moment  # noqa: PLC0415 - see `Demo.day`

    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return stack.enter_context(newsroom(folder, moment(clock)))
        except WrongUseError as error:
            if "cannot be served" not in str(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.5)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, lend_gazetteer: Lend) -> Demo:
    """The whole demonstration: two days, each crawled, built, checked and released."""

    def make(root: Path) -> Demo:
        made = Demo(root)
        unreleased = shutil.ignore_patterns("releases")
        shutil.copytree(CHECKOUT / "datasets", made.datasets, ignore=unreleased)
        lend_gazetteer(made.data)
        return Demo(made.root, tuple(made.day(clock) for clock in CLOCKS))

    return made_once(tmp_path_factory, "demo", make)


@pytest.fixture(scope="session")
def demo_release(demo: Demo) -> Path:
    """The folder of the newest release of the demonstration."""
    return demo.newest


@pytest.fixture(scope="session")
def gazetteer_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the gazetteer of packages alone, whatever the checkout has installed."""
    return made_once(tmp_path_factory, "gazetteer", build_ours)


@pytest.fixture(scope="session")
def gazetteer(gazetteer_folder: Path) -> Gazetteer:
    return load_gazetteer(gazetteer_folder)


@pytest.fixture(scope="session")
def lend_gazetteer(gazetteer_folder: Path) -> Lend:
    """Links the gazetteer into a data folder, so that nothing is built there."""

    def lend(data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True)
        shutil.copytree(gazetteer_folder, gazetteer_path(data), symlinks=True)

    return lend


@pytest.fixture(scope="session")
def coder(gazetteer: Gazetteer) -> RulesCoder:
    """The coder of rules; it keeps nothing from one report to the next."""
    from transforms.coding import RulesCoder  # noqa: PLC0415 - see `Demo.day`

    return RulesCoder(gazetteer)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str


@pytest.fixture
def polstab(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Run a command as its entry point does; gives exit code, output and errors."""
    # As wide as a pipe need be: nothing that a test looks for is folded.
    monkeypatch.setenv("COLUMNS", "400")

    def run(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["polstab", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return Answer(int(ended.value.code or 0), said.out, said.err)

    return run


@dataclass(frozen=True, slots=True)
class Declared:
    """A small dataset over a local folder of texts, declared in folders of its own."""

    root: Path
    name: str = "small"

    @property
    def folder(self) -> Path:
        return self.root / "datasets" / self.name

    @property
    def dataset_file(self) -> Path:
        return self.folder / "dataset.yml"

    @property
    def source_file(self) -> Path:
        return self.folder / "sources" / "notes.yml"

    @property
    def texts(self) -> Path:
        return self.folder / "texts"


@pytest.fixture
def declared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Declared:
    """A dataset that is in order: one source, a folder with one text; nothing gathered yet."""
    made = Declared(tmp_path)
    made.texts.mkdir(parents=True)
    made.source_file.parent.mkdir()
    _write(made.dataset_file, SMALL_DATASET | {"name": made.name})
    _write(made.source_file, SMALL_SOURCE)
    (made.texts / "march.txt").write_text(SMALL_TEXT, encoding="utf-8")
    _write(made.texts / "march.yml", {"url": "https://notes.example/march", "language": "en"})
    monkeypatch.setenv("POLSTAB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("POLSTAB_DATASETS", str(tmp_path / "datasets"))
    monkeypatch.setenv("POLSTAB_RELEASES", str(tmp_path / "datasets"))
    monkeypatch.delenv("POLSTAB_CLOCK", raising=False)
    monkeypatch.chdir(tmp_path)
    return made


SMALL_DATASET = {
    "title": "Small",
    "description": "One text.",
    "countries": ["MLI"],
    "start": "2020-01-01",
    "sources": [{"id": "notes"}],
}
SMALL_SOURCE = {
    "id": "notes",
    "name": "Notes",
    "rights": {"status": "open"},
    "gather": [{"engine": "folder", "path": "../texts", "files": ["*.txt"]}],
}
SMALL_TEXT = """Unions march in Bamako

Thousands of union members marched in Bamako on Friday to demand higher pay.
"""


def _write(path: Path, content: dict[str, object]) -> None:
    path.write_text(yaml.safe_dump(content), encoding="utf-8")


Polstab = Callable[..., Answer]
