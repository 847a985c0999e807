"""Answers that were paid for once, in an SQLite file that several processes may share."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from validation.contracts.errors import WrongUseError

BUSY_SECONDS = 60
_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
  key TEXT PRIMARY KEY, model TEXT NOT NULL, content TEXT NOT NULL, finish TEXT NOT NULL,
  tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said, why it stopped, and how many tokens it took."""

    content: str
    finish: str
    tokens_in: int
    tokens_out: int


def cache_path(root: Path) -> Path:
    """The file below ``POLSTAB_DATA``."""
    return root / "models" / "answers.sqlite"


class Cache:
    """Answers by key; an answer once written stays, whoever asks again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WrongUseError(
                f"{path.parent}: no folder can be made ({error.strerror}); see POLSTAB_DATA"
            ) from error
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")  # waits for its turn, as CREATE alone does not
            connection.execute(_TABLE)

    def get(self, key: str) -> Reply | None:
        """The answer kept under a key."""
        with self._open() as connection:
            query = "SELECT content, finish, tokens_in, tokens_out FROM answers WHERE key = ?"
            row = connection.execute(query, (key,)).fetchone()
        return None if row is None else Reply(*row)

    def keep(self, key: str, model: str, reply: Reply) -> Reply:
        """Keeps an answer; gives back the one that stands, if another process was first."""
        row = (key, model, reply.content, reply.finish, reply.tokens_in, reply.tokens_out)
        with self._open() as connection:
            connection.execute("INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?)", row)
        return self.get(key) or reply

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection for one statement, so that threads share none."""
        try:
            opened = sqlite3.connect(self.path, timeout=BUSY_SECONDS)
            with closing(opened) as connection, connection:
                yield connection
        except sqlite3.Error as error:
            raise WrongUseError(f"{self.path}: {error}; mend or remove it") from error
