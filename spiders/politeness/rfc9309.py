"""What an answer for robots.txt means, by RFC 9309, section 2.3.1."""

from __future__ import annotations


def is_out_of_reach(status: int | None) -> bool:
    """Whether nothing may be asked of the host: no answer, a server's error, too many requests."""
    return status is None or status >= 500 or status == 429


def said(status: int | None, body: bytes) -> bytes:
    """The rules that an answer gives; a host that has none allows everything."""
    return b"" if status is None or status >= 400 else body
