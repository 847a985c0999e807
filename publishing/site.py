"""The download site on this machine: releases as they lie on disk, and a list of datasets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from publishing.metadata import page
from validation.contracts.declarations import Dataset, load_dataset
from validation.contracts.errors import WrongUseError
from validation.contracts.layout import datasets_root
from validation.contracts.releases import SHAPE, versions

ADDRESS = "127.0.0.1"
ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A dataset of the site and where its releases lie."""

    dataset: Dataset
    releases: Path


def server(dataset: str | None = None, port: int = 8000) -> ThreadingHTTPServer:
    """A server on loopback for one dataset or all; port 0 takes a free one.

    ``/`` lists the datasets, ``/<dataset>/<version>/`` is a release, ``/<dataset>/latest.json``
    names the newest. Answers byte ranges, so that a query reads only the row groups it needs.
    """
    shown = _shown(dataset)
    try:
        return ThreadingHTTPServer((ADDRESS, port), partial(_Handler, shown=shown))
    except (OSError, OverflowError) as error:
        raise WrongUseError(
            f"{ADDRESS}:{port} cannot be served ({error}); choose another --port"
        ) from error


def serve(
    dataset: str | None = None,
    port: int = 8000,
    announce: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve the download site until interrupted; ``announce`` is told its address once it is up."""
    with server(dataset, port) as site:
        announce(f"http://{ADDRESS}:{site.server_port}/")
        try:
            site.serve_forever()
        except KeyboardInterrupt:
            return


def _shown(dataset: str | None) -> dict[str, Shown]:
    if dataset is not None:
        names = [load_dataset(dataset).name]
    else:
        names = sorted(path.parent.name for path in datasets_root().glob("*/dataset.yml"))
    found = {name: Shown(load_dataset(name), datasets_root() / name / "releases") for name in names}
    released = {name: one for name, one in found.items() if versions(one.releases)}
    if not released:
        raise WrongUseError(
            f"{datasets_root()}: nothing is released yet; run polstab release DATASET first"
        )
    return released


def front_page(shown: dict[str, Shown]) -> str:
    """The list of datasets with their versions, newest first."""
    listed = [
        {"dataset": one.dataset, "versions": versions(one.releases)[::-1]} for one in shown.values()
    ]
    return page("site.html.j2", {"listed": listed})


class _Handler(SimpleHTTPRequestHandler):
    """Releases and nothing else of the folders they lie in."""

    def __init__(self, *arguments: object, shown: dict[str, Shown]) -> None:
        self.shown = shown
        super().__init__(*arguments)  # type: ignore[arg-type]

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Headers, and the body to send: a page, a whole file or one range of it."""
        path = urlsplit(self.path).path
        if path == "/":
            return self._body(front_page(self.shown).encode(), "text/html; charset=utf-8")
        found = self._file(path)
        if found is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        if found.is_dir():
            self._moved(path)
            return None
        return self._ranged(found)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing for each request."""

    def _file(self, path: str) -> Path | None:
        """The file of an address: /<dataset>/latest.json or /<dataset>/<version>[/<path>]."""
        parts = [part for part in unquote(path).split("/") if part]
        if any(part.startswith(".") or "\\" in part or "\0" in part for part in parts):
            return None
        match parts:
            case [name, "latest.json"] if name in self.shown:
                found = self.shown[name].releases / "latest.json"
            case [name, version] if name in self.shown and SHAPE.fullmatch(version):
                folder = self.shown[name].releases / version
                found = folder / "index.html" if path.endswith("/") else folder
            case [name, version, *inner] if name in self.shown and SHAPE.fullmatch(version):
                found = (self.shown[name].releases / version).joinpath(*inner)
                return found if found.is_file() else None
            case _:
                return None
        return found if found.exists() else None

    def _moved(self, path: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", path + "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _body(self, content: bytes, kind: str) -> BytesIO:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return BytesIO(content)

    def _ranged(self, file: Path) -> BytesIO | BinaryIO | None:
        total = file.stat().st_size
        asked = self.headers.get("Range")
        span = _span(asked, total) if asked else (0, total)
        if span is None:
            self.send_error(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            return None
        start, end = span
        self.send_response(HTTPStatus.PARTIAL_CONTENT if asked else HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(end - start))
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{total}")
        self.end_headers()
        if not asked:
            return file.open("rb")
        with file.open("rb") as handle:
            handle.seek(start)
            return BytesIO(handle.read(end - start))


def _span(asked: str, total: int) -> tuple[int, int] | None:
    """The half-open span of bytes that a Range header asks for; None where there is none."""
    found = ONE_RANGE.fullmatch(asked)
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return max(0, total - int(found[2])), total
    start, end = int(found[1]), min(int(found[2]) + 1, total) if found[2] else total
    return (start, end) if start < end else None
