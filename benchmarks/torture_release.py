"""Kill ``polstab run demo`` with SIGKILL at random moments, and hold what is released to account.

``python -m benchmarks.torture_release [ROUNDS] [KILLS] [OUTLETS]``: each round starts from a first
release of the demo, kills the next run ``KILLS`` times (every other kill waits for the release to
begin), then lets one run end. After every kill ``latest`` names a whole release that keeps its
contracts; the last run publishes the events of a run that was left in peace. Exit code 1 where any
of it fails.
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

import polars as pl
import yaml

from publishing.facts import public_contracts, table_file
from publishing.metadata import SUMS, checksums, foreign_key_query
from publishing.parquet import scan
from spiders.clock import VARIABLE, moment
from spiders.newsroom import Press, newsroom
from validation.contracts.checks import row_faults
from validation.contracts.schema import schema_faults

CHECKOUT = Path(__file__).parents[1]
DEMO = CHECKOUT / "datasets" / "demo"
FIRST, SECOND = "2023-07-29T12:00:00Z", "2023-07-31T12:00:00Z"
KEPT = ("name", "title", "description", "countries", "start", "end", "sources", "coverage")
RUN = "import sys; from polstab.cli import main; sys.argv = ['polstab', *sys.argv[1:]]; main()"
# Seconds after the draft of a release appears; writing it takes about as long.
INTO_RELEASE = 0.6


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
        shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns("releases", "newsroom"))
        for path in (folder / "sources").glob("*.yml"):
            path.write_text(path.read_text("utf-8").replace(":8731", f":{port}"), "utf-8")
        if outlets is not None:
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

    def faults(self) -> list[str]:
        """What is wrong with the release that ``latest`` names."""
        version = json.loads((self.releases / "latest.json").read_text("utf-8"))["version"]
        return faults_of(self.releases / version)


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
        root = Path(temporary)
        first, peace = House(root / "first"), House(root / "peace")
        first.declare(press.port, outlets)
        account.broken += [said for said in [first.to_its_end(FIRST, "run")] if said]
        press.clock = moment(SECOND)
        shutil.copytree(first.root, peace.root)
        began = time.monotonic()
        account.broken += [said for said in [peace.to_its_end(SECOND, "run")] if said]
        whole = time.monotonic() - began
        for number in range(0 if account.broken else rounds):
            lasts = whole
            house = House(root / f"round-{number}")
            shutil.copytree(first.root, house.root)
            wanted = account.kills + kills
            while account.kills < wanted and not account.broken:
                within = _killed(house, chance, lasts, account)
                lasts = min(lasts, within)
            _ended(house, peace, account)
            shutil.rmtree(house.root)
    return account


def _killed(house: House, chance: random.Random, lasts: float, account: Account) -> float:
    """Kill a run within ``lasts`` seconds, or after its release began; how long it was let run."""
    began = time.monotonic()
    running = house.start(SECOND, "run")
    if account.kills % 2:
        while running.poll() is None and not list(house.releases.glob(".draft-*")):
            time.sleep(0.01)
        wait = chance.uniform(0, INTO_RELEASE)
    else:
        wait = chance.uniform(0, lasts)
    with suppress(subprocess.TimeoutExpired):
        running.wait(wait)
    killed = running.poll() is None
    if killed:
        os.killpg(running.pid, signal.SIGKILL)
        account.kills += 1
        account.in_release += bool(list(house.releases.glob(".draft-*")))
    running.communicate()
    account.broken += house.faults()
    # A run that ended before its kill had less to do than the first: the next kill comes earlier.
    return lasts if killed else time.monotonic() - began


def _ended(house: House, peace: House, account: Account) -> None:
    said = house.to_its_end(SECOND, "run") or house.to_its_end(SECOND, "check")
    account.broken += [said] if said else []
    account.broken += house.faults()
    if list(house.releases.glob(".draft-*")):
        account.broken.append("a draft is left behind")
    ours, theirs = (_events(h) for h in (house, peace))
    if not ours.equals(theirs):
        account.broken.append("the events are not those of a run that was left in peace")


def _events(house: House) -> pl.DataFrame:
    version = json.loads((house.releases / "latest.json").read_text("utf-8"))["version"]
    return scan(house.releases / version, "events").collect()


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
