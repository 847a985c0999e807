"""A host on loopback that answers in every way that a crawl must survive."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LISTED = [
    "/first", "/missing", "/moved", "/to-private", "/cut", "/slow", "/huge", "/bomb", "/packed",
    "/loop", "/private/diary", "/broken", "/last",
]  # fmt: skip


@dataclass
class RudeHost:
    """The address, what is listed, and every path that was asked for in order."""

    base: str
    listed: list[str] = field(default_factory=lambda: list(LISTED))
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    times: list[float] = field(default_factory=list)
    robots: str = "User-agent: *\nDisallow: /private/\n"
    robots_status: int = 200
    pause: float = 0.0

    def sitemap(self) -> bytes:
        rows = "".join(f"<url><loc>{self.base}{path}</loc></url>" for path in self.listed)
        return f"<urlset>{rows}<url><loc>file:///etc/hosts</loc></url></urlset>".encode()


def _html(text: str) -> bytes:
    return f"<html><body><p>{text}</p></body></html>".encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    host: RudeHost

    def log_message(self, format: str, *args: object) -> None:
        pass

    def answer(self, status: int, body: bytes, *, length: int | None = None, **headers: str):
        self.send_response(status)
        for name, value in {"Content_Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.host.asked.append(self.path)
        self.host.times.append(time.monotonic())
        self.host.agents.add(self.headers["User-Agent"])
        time.sleep(self.host.pause)
        special = {
            "/robots.txt": lambda: self.answer(self.host.robots_status, self.host.robots.encode()),
            "/sitemap.xml": lambda: self.answer(200, self.host.sitemap()),
            "/sitemap.xml.gz": lambda: self.answer(200, gzip.compress(self.host.sitemap())),
            "/not-a-map.xml": lambda: self.answer(200, _html("Sign in")),
            "/missing": lambda: self.answer(404, _html("gone")),
            "/moved": lambda: self.answer(301, b"", Location="/landed"),
            "/to-private": lambda: self.answer(302, b"", Location="/private/notes"),
            "/cut": self.cut,
            "/slow": lambda: (time.sleep(2.5), self.answer(200, _html("late"))),
            "/huge": lambda: self.answer(200, b"x" * 300_000),
            "/bomb": lambda: self.packed(b"0" * 5_000_000),
            "/packed": lambda: self.packed(_html("packed")),
            "/loop": lambda: self.answer(302, b"", Location="/loop"),
            "/broken": lambda: self.answer(503, _html("try later")),
        }
        special.get(self.path, lambda: self.answer(200, _html(self.path)))()

    def packed(self, body: bytes):
        self.answer(200, gzip.compress(body), Content_Encoding="gzip")

    def cut(self):
        self.answer(200, _html("half of it"), length=5_000)
        self.close_connection = True


@contextmanager
def rude_host(address: str = "127.0.3.1") -> Iterator[RudeHost]:
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer((address, 0), handler)
    server.daemon_threads, server.block_on_close = True, False
    handler.host = RudeHost(f"http://{address}:{server.server_port}")
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield handler.host
    finally:
        server.shutdown()
        server.server_close()
