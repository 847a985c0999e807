"""Kill ``polstab run demo`` with SIGKILL at random moments, and hold what is released to account.

``python -m benchmarks.torture_release [ROUNDS] [KILLS] [OUTLETS]``: each round starts from a first
release of the demo, kills the next run ``KILLS`` times (every other kill at a random file of the
release that it writes), then lets one run end. A run that ends before its kill is begun anew. After
every kill ``latest`` names a whole release that keeps its contracts; the last run publishes the
events of a run that was left in peace. Exit code 1 where any of it fails.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from publishing.facts import public_contracts, table_file
from publishing.metadata import SUMS, checksums, foreign_key_query
from publishing.parquet import scan
from spiders.newsroom import Press, newsroom
from validation.contracts.checks import row_faults
from validation.contracts.clock import VARIABLE, moment
from validation.contracts.schema import schema_faults

CHECKOUT = Path(__file__).parents[1]
DEMO = CHECKOUT / "datasets" / "demo"
FIRST, SECOND = "2023-07-29T12:00:00Z", "2023-07-31T12:00:00Z"
KEPT = ("name", "title", "description", "countries", "start", "end", "sources", "coverage")
RUN = "import sys; from polstab.cli import main; sys.argv = ['polstab', *sys.argv[1:]]; main()"
GAZETTEER = CHECKOUT / "data" / "gazetteer"


@dataclass
class Account:
    """What happened: kills that met a run, how many of them met a release, and what broke."""

    kills: int = 0
    in_release: int = 0
    broken: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class House:
    """Data and datasets of its own, read at a newsroom's port of its own."""

    root: Path

    @property
    def releases(self) -> Path:
        """Where it publishes."""
        return self.root / "datasets" / "demo" / "releases"

    def declare(self, port: int, outlets: int | None) -> None:
        """The demo's declaration, asking that port; with fewer outlets nothing is expected."""
        folder = self.root / "datasets" / "demo"
        GAZETTEER.mkdir(parents=True, exist_ok=True)
        (self.root / "data").mkdir(parents=True)
        (self.root / "data" / "gazetteer").symlink_to(GAZETTEER)
        shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns("releases", "newsroom"))
        for path in (folder / "sources").glob("*.yml"):
            path.write_text(path.read_text("utf-8").replace(":8731", f":{port}"), "utf-8")
        if outlets is not None:
            (folder / "expected.csv").unlink()
            declared = yaml.safe_load((folder / "dataset.yml").read_text("utf-8"))
            kept = {key: declared[key] for key in KEPT if key in declared}
            kept["sources"] = kept["sources"][:outlets]
            (folder / "dataset.yml").write_text(yaml.safe_dump(kept), "utf-8")

    def start(self, clock: str, *command: str) -> subprocess.Popen[str]:
        """A command of polstab in a session of its own."""
        told = {"POLSTAB_DATA": "data", "POLSTAB_DATASETS": "datasets"}
        paths = {name: str(self.root / folder) for name, folder in told.items()}
        return subprocess.Popen(
            [sys.executable, "-c", RUN, *command, "demo"],
            env=os.environ | paths | {VARIABLE: clock},
            cwd=CHECKOUT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def to_its_end(self, clock: str, *command: str) -> str:
        """Run a command; empty, or what it said where it failed."""
        running = self.start(clock, *command)
        _, said = running.communicate()
        return (
            f"{' '.join(command)}: exit {running.returncode}: {said}" if running.returncode else ""
        )

    @property
    def latest(self) -> Path:
        """The release that ``latest`` names."""
        named = json.loads((self.releases / "latest.json").read_text("utf-8"))
        return self.releases / str(named["version"])

    def drafted(self) -> int:
        """Files of the release that is being written; -1 while none is."""
        drafts = list(self.releases.glob(".draft-*"))
        return sum(files_in(draft) for draft in drafts) if drafts else -1

    def copy(self, name: str) -> House:
        """The same house beside this one."""
        root = self.root.with_name(name)
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.root, root, symlinks=True)
        return House(root)


def files_in(folder: Path) -> int:
    """How many files lie below a folder."""
    return sum(len(files) for _, _, files in os.walk(folder))


def faults_of(folder: Path) -> list[str]:
    """Files that are not as published, tables that break their contract, rows pointing nowhere."""
    import duckdb  # noqa: PLC0415 - only here

    if checksums(folder) != (folder / SUMS).read_text("utf-8"):
        return [f"{folder.name}: the files are not those of {SUMS}"]
    found = []
    for name, contract in public_contracts().items():
        data = scan(folder, name).collect()
        found += [f"{name}: {fault}" for fault in schema_faults(contract, data)]
        found += [f"{name}: {row}" for row in row_faults(contract, data).rows()]
    files = tuple(table_file(c, folder) for c in public_contracts().values())
    with duckdb.connect() as connection:
        connection.execute("set file_search_path = $1", [str(folder)])
        rows = connection.execute(foreign_key_query(files)).fetchall()
    return found + [f"{key}: {orphans} orphans" for key, orphans in rows if orphans]


def torture(rounds: int, kills: int, outlets: int | None = None, seed: int = 1) -> Account:
    """The whole story, in a folder that is removed at the end."""
    account, chance = Account(), random.Random(seed)
    with tempfile.TemporaryDirectory() as temporary, _asked() as press:
        first = House(Path(temporary) / "first")
        first.declare(press.port, outlets)
        account.broken += [said for said in [first.to_its_end(FIRST, "run")] if said]
        press.clock = moment(SECOND)
        peace = first.copy("peace")
        began = time.monotonic()
        account.broken += [said for said in [peace.to_its_end(SECOND, "run")] if said]
        lasts = time.monotonic() - began
        for _ in range(0 if account.broken else rounds):
            house = first.copy("house")
            wanted = account.kills + kills
            while account.kills < wanted and not account.broken:
                if not _killed(house, chance, lasts, account):
                    house = first.copy("house")
            _ended(house, peace, account)
    return account


def _killed(house: House, chance: random.Random, lasts: float, account: Account) -> bool:
    """Kill a run within ``lasts`` seconds, or at a file of its release; false if it ended."""
    running = house.start(SECOND, "run")
    if account.kills % 2:
        # The next release has about as many files as the last.
        files = chance.randrange(files_in(house.latest))
        while running.poll() is None and house.drafted() < files:
            time.sleep(0.002)
    else:
        with suppress(subprocess.TimeoutExpired):
            running.wait(chance.uniform(0, lasts))
    killed = running.poll() is None
    if killed:
        os.killpg(running.pid, signal.SIGKILL)
        account.kills += 1
        account.in_release += house.drafted() >= 0
    running.communicate()
    account.broken += faults_of(house.latest)
    return killed


def _ended(house: House, peace: House, account: Account) -> None:
    said = house.to_its_end(SECOND, "run") or house.to_its_end(SECOND, "check")
    account.broken += [said] if said else []
    account.broken += faults_of(house.latest)
    if house.drafted() >= 0:
        account.broken.append("a draft is left behind")
    ours, theirs = (scan(h.latest, "events").collect() for h in (house, peace))
    if not ours.equals(theirs):
        account.broken.append("the events are not those of a run that was left in peace")


@contextmanager
def _asked() -> Iterator[Press]:
    """The demo newsroom at its first moment, on a port that was free."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    with newsroom(DEMO / "newsroom", moment(FIRST), port) as press:
        yield press


def main() -> int:
    """Print the account."""
    numbers = [int(argument) for argument in sys.argv[1:]]
    rounds, kills = [*numbers, 20, 10][:2] if len(numbers) != 1 else (numbers[0], 10)
    account = torture(rounds, kills, numbers[2] if len(numbers) > 2 else None)
    print(f"{rounds} rounds, {account.kills} kills, {account.in_release} of them in a release")
    print("\n".join(account.broken) or "every latest was whole, every next run completed")
    return int(bool(account.broken))


if __name__ == "__main__":
    raise SystemExit(main())
