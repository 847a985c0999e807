"""How many bytes a one-country query of a million events reads over HTTP ranges.

``python -m benchmarks.range_query [EVENTS]``: writes an events table as releases are written,
serves it on loopback, asks Polars (``scan_parquet`` over http) and Arrow (footer and row groups by
ranges) for one country, and counts the bytes sent. Exit code 1 where it is a fifth or more.
"""

from __future__ import annotations

import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import RawIOBase
from pathlib import Path
from urllib.request import Request, urlopen

import numpy as np
import polars as pl
import pyarrow.compute as pc
import pyarrow.parquet as pq

from publishing.parquet import write_table
from validation.contracts import codes, contract
from validation.contracts.schema import DTYPES

MOST = 0.20
ASKED = "MLI"
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def events(n: int) -> pl.DataFrame:
    """Events of the contract's columns: 180 countries, uneven as news is, over eight years."""
    random = np.random.default_rng(7)
    known = sorted({*[row["iso3"] for row in codes.rows("countries.csv")][:180], ASKED})
    share = random.pareto(1.2, len(known)) + 0.05
    share[known.index(ASKED)] = np.sort(share)[-20]  # among the twenty of most events
    country = random.choice(len(known), n, p=share / share.sum())
    day = random.integers(0, 365 * 8, n)
    frame = pl.DataFrame({"number": np.arange(n), "country": country, "day": day})
    names, columns = pl.Series(known), contract("events").columns
    made = [_column(column.name, column.type, names, n, random) for column in columns]
    return frame.select(made)


def _column(name: str, kind: str, names: pl.Series, n: int, random: np.random.Generator) -> pl.Expr:
    day = pl.lit(date(2018, 1, 1)) + pl.duration(days=pl.col("day"))
    told = {
        "event_id": pl.format("e-{}", pl.col("number").hash(1).cast(pl.String).str.zfill(20)),
        "country_iso3": pl.lit(names).gather(pl.col("country")),
        "date_start": day,
        "date_end": day,
        "summary": pl.format("ASSAULT in place {} on {}", pl.col("number") % 9_973, day),
        "source_urls": pl.concat_list(pl.format("https://news.example/{}", pl.col("number"))),
    }
    if name in told:
        return told[name].cast(DTYPES[kind]).alias(name)
    values = {
        "float64": lambda: pl.Series(random.uniform(-60, 60, n).round(4)),
        "int32": lambda: pl.Series(random.poisson(2, n)),
        "int64": lambda: pl.Series(random.integers(0, 250_000, n)),
        "bool": lambda: pl.Series(random.random(n) < 0.5),
        "string": lambda: pl.Series(random.integers(0, 40, n)).cast(pl.String),
        "list[string]": lambda: pl.Series(random.integers(0, 9, n)).cast(pl.String),
        "date": lambda: None,
    }[kind]()
    if values is None:
        return day.alias(name)
    cells = pl.concat_list(pl.lit(values)) if kind == "list[string]" else pl.lit(values)
    return cells.cast(DTYPES[kind]).alias(name)


class Counting(BaseHTTPRequestHandler):
    """One file by ranges; counts the bytes of the bodies it sends."""

    protocol_version = "HTTP/1.1"
    file: Path
    sent = 0
    requests = 0

    def do_HEAD(self) -> None:
        """The size."""
        self._answer(200, 0, self.file.stat().st_size, body=False)

    def do_GET(self) -> None:
        """The range asked for, or everything."""
        total = self.file.stat().st_size
        found = RANGE.fullmatch(self.headers.get("Range", ""))
        if found is None:
            self._answer(200, 0, total)
        elif not found[1]:
            self._answer(206, total - int(found[2]), total)
        else:
            self._answer(206, int(found[1]), min(int(found[2]) + 1, total) if found[2] else total)

    def _answer(self, status: int, start: int, end: int, *, body: bool = True) -> None:
        total = self.file.stat().st_size
        self.send_response(status)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(end - start))
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{total}")
        self.end_headers()
        if body:
            type(self).sent += end - start
            type(self).requests += 1
            with self.file.open("rb") as handle:
                handle.seek(start)
                self.wfile.write(handle.read(end - start))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing for each request."""


@contextmanager
def served(path: Path) -> Iterator[tuple[str, type[Counting]]]:
    """The file's address, and the counter of what was sent of it."""
    handler = type("Served", (Counting,), {"file": path, "sent": 0, "requests": 0})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{path.name}", handler
        server.shutdown()


class Ranged(RawIOBase):
    """A remote file that is read by ranges, as Arrow asks for them."""

    def __init__(self, address: str) -> None:
        self.address, self.place = address, 0
        with urlopen(Request(address, method="HEAD")) as answer:
            self.size = int(answer.headers["Content-Length"])

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move, without asking the server."""
        self.place = offset + (0, self.place, self.size)[whence]
        return self.place

    def tell(self) -> int:
        """The place."""
        return self.place

    def read(self, n: int = -1) -> bytes:
        """One range."""
        end = self.size if n < 0 else min(self.place + n, self.size)
        if end <= self.place:
            return b""
        asked = Request(self.address, headers={"Range": f"bytes={self.place}-{end - 1}"})
        with urlopen(asked) as answer:
            content: bytes = answer.read()
        self.place += len(content)
        return content


def by_polars(address: str) -> int:
    """Rows of the country, all columns, by ``scan_parquet``."""
    return pl.scan_parquet(address).filter(country_iso3=ASKED).collect().height


def by_arrow(address: str) -> int:
    """The same by the statistics of the footer and the row groups that they leave."""
    file = pq.ParquetFile(Ranged(address))
    at = file.schema_arrow.names.index("country_iso3")
    wanted = []
    for group in range(file.num_row_groups):
        told = file.metadata.row_group(group).column(at).statistics
        if told.min <= ASKED <= told.max:
            wanted.append(group)
    table = file.read_row_groups(wanted)
    return int(pc.sum(pc.equal(table["country_iso3"], ASKED)).as_py())


def main() -> int:
    """Print the share of bytes read by each way."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        (path,) = write_table(contract("events"), events(n), Path(folder))
        size = path.stat().st_size
        wanted = pl.scan_parquet(path).filter(country_iso3=ASKED).select(pl.len()).collect().item()
        print(f"{n:,} events, {size:,} bytes, {wanted:,} in {ASKED} ({wanted / n:.1%})")
        for name, ask in (("polars", by_polars), ("arrow", by_arrow)):
            with served(path) as (address, counter):
                rows = ask(address)
            share = counter.sent / size
            worst = max(worst, share)
            print(f"  {name}: {counter.sent:,} bytes ({share:.1%}) in {counter.requests} requests")
            if rows != wanted:
                print(f"  {name}: {rows:,} rows, not {wanted:,}")
                return 1
    return int(worst >= MOST)


if __name__ == "__main__":
    raise SystemExit(main())
