"""Hosts on loopback that do what the worst of the web does, and note when they were asked."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import brotli

Answer = Callable[["Handler"], None]


@dataclass
class Host:
    """What it answers by path, in which order and when it was asked, and for what cookies."""

    base: str
    answers: dict[str, Answer] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    robots: str = "User-agent: *\nDisallow:\n"
    asked: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    cookies: set[str | None] = field(default_factory=set)

    def sitemap(self) -> bytes:
        urls = [path if "://" in path else self.base + path for path in self.listed]
        return f"<urlset>{''.join(f'<url><loc>{u}</loc></url>' for u in urls)}</urlset>".encode()

    def count(self, path: str) -> int:
        return self.asked.count(path)

    def gaps(self) -> list[float]:
        return [later - before for before, later in zip(self.times, self.times[1:], strict=False)]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    host: Host

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        given = {"Content_Type": "text/html; charset=utf-8", "Content_Length": str(len(body))}
        for name, value in (given | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def raw(self, answer: bytes) -> None:
        """Bytes as they are, then the connection is closed."""
        self.wfile.write(answer)
        self.close_connection = True

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.host.asked.append(path)
        self.host.times.append(time.monotonic())
        self.host.cookies.add(self.headers["Cookie"])
        try:
            self.answer(path)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self, path: str) -> None:
        if path in self.host.answers:
            self.host.answers[path](self)
        elif path == "/robots.txt":
            self.send(body=self.host.robots.encode(), Content_Type="text/plain")
        elif path == "/sitemap.xml":
            self.send(body=self.host.sitemap(), Content_Type="text/xml")
        elif path.startswith("/.well-known/"):
            self.send(404)
        else:
            self.send(body=page(path))


def page(text: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body><p>{text}</p></body></html>".encode()


@contextmanager
def hosts(*addresses: str) -> Iterator[list[Host]]:
    """A host on each address while the block runs."""
    servers = []
    for address in addresses:
        handler = type("Bound", (Handler,), {})
        server = ThreadingHTTPServer((address, 0), handler)
        server.daemon_threads, server.block_on_close = True, False
        handler.host = Host(f"http://{address}:{server.server_port}")
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append((server, handler.host))
    try:
        yield [host for _, host in servers]
    finally:
        for server, _ in servers:
            server.shutdown()
            server.server_close()


def always(status: int, body: bytes = b"", **headers: str) -> Answer:
    return lambda handler: handler.send(status, body, **headers)


def once(status: int, **headers: str) -> Answer:
    """This answer to the first request, a page to the others."""

    def answer(handler: Handler) -> None:
        path = urlsplit(handler.path).path
        if handler.host.count(path) == 1:
            handler.send(status, **headers)
        else:
            handler.send(body=page("at last"))

    return answer


def once_until(status: int, seconds: float) -> Answer:
    """This answer to the first request, with the moment at which to come again."""

    def answer(handler: Handler) -> None:
        moment = formatdate(time.time() + seconds, usegmt=True)
        once(status, Retry_After=moment)(handler)

    return answer


def packed(name: str, body: bytes) -> Answer:
    small = {"gzip": gzip.compress, "br": brotli.compress}[name](body)
    return always(200, small, Content_Encoding=name)


def endless_redirect(handler: Handler) -> None:
    handler.host.answers[path := f"/further-{len(handler.host.asked)}"] = endless_redirect
    handler.send(302, Location=path)


def endless_index(handler: Handler) -> None:
    """A sitemap index that leads to two new ones, and so on."""
    names = [f"/index-{len(handler.host.asked)}-{n}.xml" for n in (1, 2)]
    handler.host.answers |= dict.fromkeys(names, endless_index)
    rows = "".join(f"<sitemap><loc>{handler.host.base}{name}</loc></sitemap>" for name in names)
    handler.send(body=f"<sitemapindex>{rows}</sitemapindex>".encode(), Content_Type="text/xml")


def slow_drip(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        handler.wfile.write(b"x")
        time.sleep(0.1)


def long_header(handler: Handler) -> None:
    handler.raw(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1_000_000 + b"\r\n\r\nbody")


def endless_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-More: " + b"x" * 1000 + b"\r\n")


def reset(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-")
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def said(length: int, body: bytes) -> Answer:
    """A body under a wrong Content-Length."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n"
    return lambda handler: handler.raw(head.encode() + body)


def says(answer: bytes) -> Answer:
    """These bytes and no more."""
    return lambda handler: handler.raw(answer)
