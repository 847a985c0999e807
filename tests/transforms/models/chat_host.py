"""A chat endpoint on this machine that says, or does, what it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USAGE = {"prompt_tokens": 1000, "completion_tokens": 200}


@dataclass(frozen=True, slots=True)
class Turn:
    """What the endpoint does with one request; ``body`` goes out as it is."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    sleep: float = 0.0
    drop: bool = False
    drip: bool = False  # one byte each 50 ms


def said(content: Any, finish: str = "stop", usage: Any = USAGE, **message: Any) -> Turn:
    """An answer in the chat protocol; what is no string goes in as JSON."""
    text = content if isinstance(content, str) else json.dumps(content)
    choice = {"message": {"role": "assistant", "content": text, **message}, "finish_reason": finish}
    return Turn(json.dumps({"choices": [choice], "usage": usage}).encode())


def refusal(status: int, message: str = "no", **headers: str) -> Turn:
    """A refusal as such endpoints word it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Turn(json.dumps({"error": {"message": message}}).encode(), status, named)


@dataclass(slots=True)
class ChatHost:
    """An endpoint: the turns told are taken in order, then ``always``."""

    always: Turn = field(default_factory=lambda: said({"events": []}))
    turns: list[Turn] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, path: str, headers: dict[str, str], body: bytes) -> Turn:
        with self.lock:
            self.paths.append(path)
            self.headers.append(headers)
            self.seen.append(json.loads(body))
            self.times.append(time.monotonic())
            self.at_once += 1
            self.most_at_once = max(self.at_once, self.most_at_once)
            return self.turns.pop(0) if self.turns else self.always

    def done(self) -> None:
        with self.lock:
            self.at_once -= 1


@contextmanager
def chat_host() -> Iterator[ChatHost]:
    """An endpoint that listens until the block ends."""
    host = ChatHost()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            turn = host.take(self.path, dict(self.headers), body)
            try:
                time.sleep(turn.sleep)
            finally:
                host.done()
            try:
                self._answer(turn)
            except OSError:  # the other side has had enough
                self.close_connection = True

        def _answer(self, turn: Turn) -> None:
            if turn.drop:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(turn.status)
            for name, value in turn.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(turn.body)))
            self.end_headers()
            if not turn.drip:
                self.wfile.write(turn.body)
                return
            for byte in turn.body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.05)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
