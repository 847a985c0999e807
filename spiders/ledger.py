"""The ledger of a crawl: a SQLite file that knows every address and survives a kill.

An address is done only once all that it brought is stored: its records in a WARC file, its row
of captures, the addresses it lists. These go into one transaction, and a few answers share a
commit. What a kill leaves beyond the last commit is cut off the WARC files when the next crawl
begins, and those addresses are asked again. Once a second the WARC files and SQLite's log are
brought to the disk; what a power cut takes after that is found missing, and asked again too.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from spiders import segments
from spiders.addresses import COLUMNS, Address, Held, offer
from spiders.captures import Capture, Row, micros
from spiders.limits import Limits
from spiders.lists import Entry
from validation.contracts.errors import WrongUseError

FILE = "ledger.sqlite"
SCHEMA = """
create table if not exists addresses (
    seq integer primary key,
    source_id text not null, kind text not null, url text not null,
    way integer, depth integer not null, listed_in text,
    listed_at integer, changed_by integer, published integer, page integer not null,
    round integer not null,             -- the last in which it was listed
    done integer not null default 0,    -- the last in which asking for it came to an end
    refused integer not null default 0, -- by robots.txt
    attempts integer not null default 0, next_try integer,
    settled_at integer,                 -- the moment of the last answer that settled it
    held text,                          -- the last whole answer
    unique (source_id, kind, url)
);
create table if not exists rounds (round integer primary key, started integer, ended integer);
create table if not exists journal (row text not null);
create table if not exists segments (warc_file text primary key, bytes integer not null);
"""
LISTED = """
insert into addresses
    (source_id, kind, url, way, depth, listed_in, listed_at, changed_by, published, page, round)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict (source_id, kind, url) do update set
    round = excluded.round, way = excluded.way, page = excluded.page,
    depth = min(depth, excluded.depth),
    listed_in = case when round < excluded.round then excluded.listed_in else listed_in end,
    attempts = case when excluded.changed_by > coalesce(changed_by, 0) then 0 else attempts end,
    listed_at = max(coalesce(listed_at, excluded.listed_at),
                    coalesce(excluded.listed_at, listed_at)),
    changed_by = max(coalesce(changed_by, excluded.changed_by),
                     coalesce(excluded.changed_by, changed_by)),
    published = min(coalesce(published, excluded.published),
                    coalesce(excluded.published, published))
"""


class Ledger:
    """The open ledger of one dataset; moments in it are microseconds since 1970."""

    def __init__(self, archive: Path, limits: Limits) -> None:
        archive.mkdir(parents=True, exist_ok=True)
        self.archive, self._limits, self.round = archive, limits, 0
        self._grown: dict[str, int] = {}
        self._unsynced: set[str] = set()
        self._waiting, self._committed, self._synced = 0, time.monotonic(), 0.0
        try:
            self._db = sqlite3.connect(archive / FILE, isolation_level=None)
            self._db.executescript(f"pragma journal_mode=wal; pragma synchronous=normal; {SCHEMA}")
        except sqlite3.DatabaseError as error:
            raise WrongUseError(
                f"{archive / FILE}: {error}; remove it, it is made anew from captures.parquet"
            ) from error

    def close(self) -> None:
        """Commit and close."""
        self.commit(durable=True)
        self._db.close()

    @contextmanager
    def whole(self) -> Iterator[None]:
        """All that is written inside is stored, or none of it."""
        if not self._db.in_transaction:
            self._db.execute("begin immediate")
        self._db.execute("savepoint answer")
        try:
            yield
        except BaseException:
            self._db.execute("rollback to answer")
            raise
        finally:
            self._db.execute("release answer")
        self._waiting += 1
        late = time.monotonic() - self._committed > self._limits.commit_seconds
        if late or self._waiting >= self._limits.commit_answers:
            self.commit()

    def commit(self, durable: bool = False) -> None:
        """Store what waits, safe from a kill; once a second, or if asked, from a power cut too."""
        now = time.monotonic()
        durable = durable or now - self._synced >= self._limits.sync_seconds
        if durable:
            for name in self._unsynced:
                segments.synced(self.archive / name)
        if self._grown:
            sizes = self._grown.items()
            self._db.executemany("insert or replace into segments values (?, ?)", sizes)
        if self._db.in_transaction:
            self._db.execute("commit")
        self._grown.clear()
        self._waiting, self._committed = 0, now
        log = self.archive / f"{FILE}-wal"
        if durable and log.is_file():
            segments.synced(log)
            self._unsynced.clear()
            self._synced = now

    def grown(self, warc_file: str, size: int) -> None:
        """A segment is about to be made (size 0) or has grown; see :class:`.segments.Segment`.

        A mark beside it says that it is open, for a kill may come before it is known here.
        """
        if size:
            self._grown[warc_file] = size
            self._unsynced.add(warc_file)
        else:
            segments.mark_open(self.archive / warc_file)

    # Rounds: one crawl, or several runs of it with kills between them.

    def begin(self, now: datetime) -> bool:
        """Begin a round, or go on with one that was killed lately; whether it goes on."""
        window = timedelta(hours=self._limits.resume_hours)
        last = self._one("select round, started, ended from rounds order by round desc limit 1")
        number, started, ended = last or (0, 0, 0)
        moment = micros(now) or 0
        if ended is None and moment - started <= window // timedelta(microseconds=1):
            self.round = number
            return True
        self.round = number + 1
        self._db.execute("insert into rounds values (?, ?, null)", (self.round, moment))
        return False

    def end(self, now: datetime) -> None:
        """The round is over; its segments never change again."""
        self.commit()
        self._db.execute("begin immediate")
        self._db.execute("update rounds set ended = ? where ended is null", [micros(now)])
        self._db.execute("delete from segments")
        self._db.execute("commit")
        for path in segments.marked_open(self.archive):
            segments.mark_closed(path)

    # Addresses.

    def listed(
        self, source_id: str, kind: str, entries: Iterable[Entry], way: int | None, depth: int
    ) -> None:
        """Take in what a list gives; what is known keeps its place and the latest moments."""
        rows = [(*offer(source_id, kind, entry, way, depth), self.round) for entry in entries]
        self._db.executemany(LISTED, rows)

    def address(self, seq: int) -> Address:
        """One address by its number."""
        row = self._one(f"select {COLUMNS} from addresses where seq = ?", seq)
        assert row is not None
        return Address.of(row)

    def find(self, source_id: str, kind: str, url: str) -> Address | None:
        """One address by name."""
        row = self._one(
            f"select {COLUMNS} from addresses where source_id = ? and kind = ? and url = ?",
            source_id, kind, url,
        )  # fmt: skip
        return Address.of(row) if row else None

    def lists_to_ask(self, source_id: str) -> list[int]:
        """Numbers of the lists of this round that were not read in it."""
        return self._numbers(
            "select seq from addresses where source_id = ? and kind not in ('report', 'robots')"
            " and round = ? and done < round order by seq",
            source_id, self.round,
        )  # fmt: skip

    def reports_to_ask(self, source_id: str, now: datetime) -> list[Address]:
        """Known reports that are new, changed as listed, or not settled and due again."""
        moment = micros(now)
        rows = self._db.execute(
            f"select {COLUMNS} from addresses where source_id = ? and kind = 'report'"
            " and done < ? and attempts < ? and coalesce(next_try, 0) <= ?"
            " and (refused = 0 or round = ?) and way is not null"
            " and (settled_at is null or (settled_at < changed_by and changed_by <= ?))"
            " order by seq",
            (source_id, self.round, self._limits.max_attempts, moment, self.round, moment),
        )
        return [Address.of(row) for row in rows]

    def count_listed(self, source_id: str) -> int:
        """Reports that the lists of this round give."""
        row = self._one(
            "select count(*) from addresses where source_id = ? and kind = 'report' and round = ?"
            " and way is not null",
            source_id, self.round,
        )  # fmt: skip
        return int(row[0]) if row else 0

    def settled(self, seq: int, moment: datetime, held: Held | None) -> None:
        """Asking came to an end with an answer that stands; ``held`` if it was whole."""
        self._db.execute(
            "update addresses set done = ?, refused = 0, attempts = 0, next_try = null,"
            " settled_at = ?, held = coalesce(?, held) where seq = ?",
            (self.round, micros(moment), held.text() if held else None, seq),
        )

    def unsettled(self, seq: int, moment: datetime, attempts: int, wait: timedelta) -> None:
        """Asking came to an end without one: it is asked again after a wait."""
        self._db.execute(
            "update addresses set done = ?, attempts = ?, next_try = ? where seq = ?",
            (self.round, attempts, micros(moment + wait), seq),
        )

    def forget_held(self, seq: int) -> None:
        """Its last answer cannot be read back: the next time it is asked for whole."""
        self._db.execute("update addresses set held = null where seq = ?", [seq])

    def refuse(self, seq: int) -> None:
        """robots.txt says no."""
        self._db.execute("update addresses set done = ?, refused = 1 where seq = ?",
                         (self.round, seq))  # fmt: skip

    # Captures, until they are exported.

    def add(self, capture: Capture) -> None:
        """A row of captures."""
        self._db.execute("insert into journal values (?)", [json.dumps(capture.row())])

    def journal(self) -> list[Row]:
        """The rows that are not exported yet, in the order of the answers."""
        return [json.loads(row) for (row,) in self._db.execute("select row from journal")]

    def forget_journal(self) -> None:
        """They are in ``captures.parquet``."""
        self._db.execute("delete from journal")

    # What a kill left.

    def mend(self) -> None:
        """Take the WARC files back to what is known of them; what they lack is asked again."""
        known = dict(self._db.execute("select warc_file, bytes from segments").fetchall())
        for path in segments.marked_open(self.archive):
            name = path.relative_to(self.archive).as_posix()
            left = segments.cut_to(path, known.get(name, 0))
            if left < known.get(name, 0):
                self._lose(name, left)
            segments.mark_closed(path)
        self._db.execute("delete from segments")

    def _lose(self, warc_file: str, size: int) -> None:
        for number, text in self._db.execute("select rowid, row from journal").fetchall():
            row = json.loads(text)
            if row["warc_file"] == warc_file and row["warc_offset"] >= size:
                self._db.execute("delete from journal where rowid = ?", [number])
                self._db.execute(
                    "update addresses set done = 0, settled_at = null, held = null"
                    " where source_id = ? and kind = ? and url = ?",
                    (row["source_id"], row["kind"], row["url"]),
                )

    @property
    def is_empty(self) -> bool:
        """Whether no address is known yet."""
        return self._one("select seq from addresses limit 1") is None

    def seed(self, rows: Iterable[tuple[str, str, int | None, bool]]) -> None:
        """Take over source, address, moment when settled, and whether refused, of old reports."""
        self._db.execute("begin immediate")
        self._db.executemany(
            "insert or ignore into addresses"
            " (source_id, kind, url, depth, page, round, settled_at, refused)"
            " values (?, 'report', ?, 1, 1, 0, ?, ?)",
            rows,
        )
        self._db.execute("commit")

    def _one(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self._db.execute(statement, values).fetchone()
        return found

    def _numbers(self, statement: str, *values: object) -> list[int]:
        return [number for (number,) in self._db.execute(statement, values)]
