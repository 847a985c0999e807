"""A fast host on loopback, in a process of its own: a sitemap of pages, gzipped, and a count.

``python -m benchmarks.loopback_host PAGES BYTES PORT`` serves until it is killed; every page that
is asked for adds a line to the file that POLSTAB_ASKED names.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WORDS = Path(__file__).with_name("loopback_host.py").read_text(encoding="utf-8").split()
ADDRESS = "127.0.5.1"
VARIABLE = "POLSTAB_ASKED"


@dataclass(frozen=True)
class LoopbackHost:
    """Where the host is, how many pages it has, and what was asked of it."""

    base: str
    pages: int
    log: Path

    @property
    def sitemap(self) -> str:
        """The address of the index of its sitemaps."""
        return f"{self.base}/sitemap.xml"

    def asked(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(self.log.read_text(encoding="ascii").split())


class Host(asyncio.Protocol):
    """Answers GET requests over kept connections, as little work as can be."""

    answers: dict[bytes, bytes]
    log: int
    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whom to answer."""
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.rest = transport, b""

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        *whole, self.rest = (self.rest + data).split(b"\r\n\r\n")
        for question in whole:
            path = question.split(b" ", 2)[1]
            os.write(self.log, path + b"\n")
            self.transport.write(self.answers.get(path, MISSING))


def answer(body: bytes, kind: str, *more: str, status: str = "200 OK") -> bytes:
    """An answer of HTTP/1.1 as it goes over the wire."""
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *more, f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body


MISSING = answer(b"", "text/plain", status="404 Not Found")


def page(number: int, size: int) -> bytes:
    """A page of so many bytes, each with words of its own."""
    chosen = random.Random(number)
    words: list[str] = []
    length = 0
    while length < size:
        words.append(f"{chosen.choice(WORDS)}{chosen.randrange(100)}")
        length += len(words[-1]) + 1
    text = " ".join(words).replace("<", "").replace(">", "")
    return f"<html><body><h1>Page {number}</h1><p>{text}</p></body></html>".encode()[:size]


def answers(base: str, pages: int, size: int) -> dict[bytes, bytes]:
    """Every path with its whole answer: pages packed, an index of sitemaps of 500 each."""
    found = {b"/robots.txt": answer(b"User-agent: *\nDisallow: /private/\n", "text/plain")}
    for number in range(pages):
        packed = gzip.compress(page(number, size), 6, mtime=0)
        found[b"/page-%d" % number] = answer(
            packed, "text/html; charset=utf-8", "Content-Encoding: gzip", f'ETag: "{number}"'
        )
    maps = []
    for first in range(0, pages, 500):
        maps.append(f"/map-{first}.xml")
        rows = "".join(
            f"<url><loc>{base}/page-{n}</loc></url>" for n in range(first, min(first + 500, pages))
        )
        found[maps[-1].encode()] = answer(f"<urlset>{rows}</urlset>".encode(), "text/xml")
    index = "".join(f"<sitemap><loc>{base}{path}</loc></sitemap>" for path in maps)
    found[b"/sitemap.xml"] = answer(f"<sitemapindex>{index}</sitemapindex>".encode(), "text/xml")
    return found


async def serve(pages: int, size: int, port: int) -> None:
    """Serve until killed."""
    Host.answers = answers(f"http://{ADDRESS}:{port}", pages, size)
    Host.log = os.open(os.environ[VARIABLE], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    server = await asyncio.get_running_loop().create_server(Host, ADDRESS, port)
    await server.serve_forever()


@contextmanager
def loopback_host(pages: int, size: int = 5_000) -> Iterator[LoopbackHost]:
    """The host in a process of its own while the block runs."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "asked"
        log.touch()
        told = [str(pages), str(size), str(port)]
        server = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.loopback_host", *told],
            env=os.environ | {VARIABLE: str(log)},
            cwd=Path(__file__).parents[1],
        )
        try:
            _wait_for(port)
            yield LoopbackHost(f"http://{ADDRESS}:{port}", pages, log)
        finally:
            server.kill()
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection((ADDRESS, port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{ADDRESS}:{port} does not answer")


if __name__ == "__main__":
    asyncio.run(serve(*map(int, sys.argv[1:4])))
