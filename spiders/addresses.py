"""An address as the ledger knows it: where it was listed, what it last answered."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from spiders.captures import instant, micros
from spiders.lists import Entry

COLUMNS = (
    "seq, source_id, kind, url, way, depth, listed_in, listed_at, changed_by, published, page,"
    " refused, attempts, settled_at, held, round, done"
)


@dataclass(frozen=True, slots=True)
class Held:
    """The last whole answer of an address: its validators, digests, and where it lies."""

    capture_id: str
    fetched_at: int  # microseconds since 1970
    final_url: str
    payload_sha256: str
    payload_sha1: str | None = None
    sidecar_sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None

    def text(self) -> str:
        """As it is stored."""
        return json.dumps({name: getattr(self, name) for name in _HELD})


_HELD = tuple(field.name for field in fields(Held))


@dataclass(frozen=True, slots=True)
class Address:
    """A row of the ledger. ``way`` counts the ways that the source declares, from 0."""

    seq: int
    source_id: str
    kind: str
    entry: Entry
    way: int | None
    depth: int
    refused: bool
    attempts: int
    settled_at: datetime | None
    held: Held | None
    is_done: bool  # in the round that last listed it

    @property
    def url(self) -> str:
        """The address itself."""
        return self.entry.url

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Address:
        """From a row of ``COLUMNS``."""
        seq, source, kind, url, way, depth, listed_in, *rest = row
        listed_at, changed_by, published, page, refused, attempts, settled, held, listed, done = (
            rest
        )
        moments = (instant(listed_at), instant(changed_by), instant(published))
        entry = Entry(url, listed_in or "", *moments, page)
        last = Held(**json.loads(held)) if held else None
        return cls(
            seq, source, kind, entry, way, depth, bool(refused), attempts, instant(settled), last,
            done >= listed,
        )  # fmt: skip


def offer(source_id: str, kind: str, entry: Entry, way: int | None, depth: int) -> tuple[Any, ...]:
    """What the ledger takes in of an entry, in the order of its statement."""
    moments = (micros(entry.listed_at), micros(entry.changed_by), micros(entry.published))
    return (source_id, kind, entry.url, way, depth, entry.listed_in or None, *moments, entry.page)
