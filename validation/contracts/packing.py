"""Bodies as they come over the wire and as they are read: gzip, deflate, brotli and zstd."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CHUNK = 65536
ACCEPTED = "gzip, deflate, br, zstd"


class PackingError(ValueError):
    """A body does not unpack as its header says."""


class TooLargeError(PackingError):
    """A body grows beyond the cap when it is unpacked."""


def unpacked(body: bytes, encodings: str | None, cap: int) -> bytes:
    """The body without its content encodings, undone from the last to the first.

    A body that was never packed, whatever its header says, and one in an unknown packing are
    returned as they are.

    Args:
        body: Bytes as they came.
        encodings: The value of ``Content-Encoding``, such as ``gzip`` or ``gzip, br``.
        cap: Most bytes to unpack.

    Raises:
        TooLargeError: It grows beyond the cap.
        PackingError: It is broken or cut short.
    """
    for name in reversed([part.strip().lower() for part in (encodings or "").split(",")]):
        undo = _WAYS.get(name)
        if undo is None:
            return body
        body = undo(body, cap) if body else body
    return body


def _gzip(body: bytes, cap: int) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    made, rest = bytearray(), body
    while rest.startswith(b"\x1f\x8b"):  # what follows the last member is padding
        member = zlib.decompressobj(wbits=31)
        made += _at_once(member, rest, cap - len(made))
        rest = member.unused_data
    return bytes(made)


def _deflate(body: bytes, cap: int) -> bytes:
    try:
        return _at_once(zlib.decompressobj(), body, cap)
    except TooLargeError:
        raise
    except PackingError:  # some servers send it bare of its wrapping
        return _at_once(zlib.decompressobj(wbits=-15), body, cap)


def _at_once(member: zlib._Decompress, body: bytes, cap: int) -> bytes:
    try:
        made = member.decompress(body, cap + 1)
    except zlib.error as error:
        raise PackingError("broken gzip or deflate") from error
    if len(made) > cap:
        raise TooLargeError(f"more than {cap} bytes when unpacked")
    if not member.eof:
        raise PackingError("gzip or deflate cut short")
    return made


def _brotli(body: bytes, cap: int) -> bytes:
    member = brotli.Decompressor()
    made = bytearray()
    try:
        made += member.process(body, output_buffer_limit=CHUNK)
        while not member.is_finished():
            more = member.process(b"", output_buffer_limit=CHUNK)
            if not more and not member.is_finished():
                raise PackingError("brotli cut short")
            made += more
            _check(made, cap)
    except brotli.error as error:
        raise PackingError("broken brotli") from error
    return bytes(_check(made, cap))


def _zstd(body: bytes, cap: int) -> bytes:
    made, rest = bytearray(), body
    try:
        while rest:
            member = zstd.ZstdDecompressor()
            made += member.decompress(rest, CHUNK)
            while not member.eof:
                if member.needs_input:
                    raise PackingError("zstd cut short")
                made += member.decompress(b"", CHUNK)
                _check(made, cap)
            rest = member.unused_data
    except zstd.ZstdError as error:
        raise PackingError("broken zstd") from error
    return bytes(_check(made, cap))


def _check(made: bytearray, cap: int) -> bytearray:
    if len(made) > cap:
        raise TooLargeError(f"more than {cap} bytes when unpacked")
    return made


_WAYS: dict[str, Callable[[bytes, int], bytes]] = {
    "": lambda body, _: body,
    "identity": lambda body, _: body,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
