"""The demo newsroom: invented outlets on loopback addresses, at a moment that they are told.

``python -m spiders.newsroom --clock 2023-07-29T12:00:00Z -- COMMAND...`` serves while the command
runs, tells it the clock, and passes on its exit code; without a command it serves until Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import jinja2

from spiders.newsroom_desk import (
    ExtraPage,
    Newsroom,
    Outlet,
    Version,
    context,
    links,
    read_newsroom,
)
from spiders.newsroom_lists import lists
from validation.contracts import clock as clocks
from validation.contracts.errors import WrongUseError
from validation.contracts.layout import datasets_root

PORT = 8731
LATEST = 12
MISSING = "error_404.html"


@dataclass(frozen=True, slots=True)
class Page:
    """What an outlet answers."""

    status: int
    content_type: str
    body: bytes
    modified: datetime | None = None


@dataclass(slots=True)
class Press:
    """A newsroom in print: pages by outlet and path, at ``clock``, which may be moved."""

    room: Newsroom
    clock: datetime
    port: int
    templates: jinja2.Environment = field(init=False)

    def __post_init__(self) -> None:
        self.templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(self.room.folder / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
        )

    def base(self, outlet: Outlet) -> str:
        """The address of an outlet, without a slash at the end."""
        return f"http://{outlet.address}:{self.port}"

    def page(self, outlet: Outlet, path: str) -> Page:
        """The answer to a path at this moment."""
        versions = self.room.at(outlet, self.clock)
        if path == "/robots.txt":
            return Page(200, "text/plain; charset=utf-8", outlet.robots.encode())
        listed = lists(outlet, self.base(outlet), versions, self.clock)
        if path in listed:
            content_type, xml = listed[path]
            return Page(200, content_type, xml.encode())
        for version in versions:
            if version.path == path:
                return self._report(outlet, version, versions)
        return self._other(outlet, path, versions)

    def _report(self, outlet: Outlet, version: Version, versions: list[Version]) -> Page:
        by_slug = {v.slug: v for v in versions}
        related = [by_slug[slug] for slug in version.front.related if slug in by_slug]
        report = context(version, outlet, self.base(outlet))
        more = links(related, outlet, self.base(outlet))
        html = self._render(outlet, outlet.template, versions, report=report, related=more)
        return Page(200, "text/html; charset=utf-8", html, version.since)

    def _other(self, outlet: Outlet, path: str, versions: list[Version]) -> Page:
        nothing = ExtraPage(path=path, template=MISSING, status=404, title="Page not found")
        page = next((p for p in outlet.extra_pages if p.path == path), nothing)
        html = self._render(outlet, page.template, versions, page=page, related=[])
        return Page(page.status, "text/html; charset=utf-8", html)

    def _render(
        self, outlet: Outlet, template: str, versions: list[Version], **more: object
    ) -> bytes:
        latest = links(versions[:LATEST], outlet, self.base(outlet))
        try:
            found = self.templates.get_template(template)
        except jinja2.TemplateNotFound:
            raise WrongUseError(f"{self.room.folder}/templates/{template}: no such file") from None
        about = {"outlet": outlet, "notice": self.room.desk.notice, "latest": latest}
        return found.render(about | more).encode()


def _handler(press: Press, outlet: Outlet) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version, sys_version = "polstab-newsroom", ""
        # Else headers and body wait for each other's acknowledgement, 40 ms a page.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            try:
                page = press.page(outlet, urlsplit(self.path).path)
            except (WrongUseError, jinja2.TemplateError) as error:
                page = Page(500, "text/plain; charset=utf-8", f"{error}\n".encode())
            self.send_response(page.status)
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(page.body)))
            if page.modified:
                self.send_header("Last-Modified", format_datetime(page.modified))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(page.body)

        do_HEAD = do_GET  # noqa: N815 - the standard library's name

        def date_time_string(self, timestamp: float | None = None) -> str:
            return format_datetime(press.clock, usegmt=True)

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A crawler's kept connections must not hold the newsroom open.
    block_on_close = False

    def server_bind(self) -> None:
        """Bind without looking up a name for the address, which may ask the network."""
        socketserver.TCPServer.server_bind(self)
        host, self.server_port = self.server_address[:2]
        self.server_name = str(host)


@contextmanager
def newsroom(folder: Path, clock: datetime, port: int = PORT) -> Iterator[Press]:
    """Serve the newsroom of a folder while the block runs; move ``press.clock`` as you like."""
    press = Press(read_newsroom(folder), clock, port)
    with ExitStack() as stack:
        for outlet in press.room.desk.outlets:
            server = _bound(outlet, press)
            stack.callback(server.server_close)
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            stack.callback(server.shutdown)
        yield press


def _bound(outlet: Outlet, press: Press) -> _Server:
    if not outlet.address.startswith("127."):
        raise WrongUseError(f"outlet {outlet.id}: {outlet.address} is no loopback address")
    try:
        return _Server((outlet.address, press.port), _handler(press, outlet))
    except OSError as error:
        raise WrongUseError(
            f"{outlet.address}:{press.port} cannot be served ({error.strerror}); "
            "end what uses the port, or another newsroom"
        ) from error


def main(arguments: list[str] | None = None) -> int:
    """Serve while a command runs, or until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m spiders.newsroom", description=__doc__)
    parser.add_argument("--clock", required=True, help="the moment, like 2023-07-29T12:00:00Z")
    parser.add_argument("--folder", type=Path, default=datasets_root() / "demo" / "newsroom")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("command", nargs="*", help="after --, what to run meanwhile")
    asked = parser.parse_args(arguments)
    try:
        told = clocks.moment(asked.clock, "--clock")
        with newsroom(asked.folder, told, asked.port) as press:
            return _accompany(asked.command, asked.clock, press)
    except WrongUseError as error:
        sys.stderr.write(f"{error}\n")
        return WrongUseError.exit_code


def _accompany(command: list[str], clock: str, press: Press) -> int:
    if command:
        environment = os.environ | {clocks.VARIABLE: clock}
        return subprocess.run(command, env=environment, check=False).returncode
    for outlet in press.room.desk.outlets:
        sys.stdout.write(f"{press.base(outlet)}/  {outlet.name}\n")
    sys.stdout.flush()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
