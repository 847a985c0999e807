"""The beginning of a body, unpacked if it is still as it came over the wire."""

from __future__ import annotations

import sys
import zlib

import brotli  # type: ignore[import-untyped,unused-ignore]
from scrapy.http import Response

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def beginning(response: Response, size: int) -> bytes:
    """At most ``size`` bytes, whatever the body would grow to; nothing where it is broken."""
    packing = (response.headers.get("Content-Encoding") or b"").strip().lower()
    try:
        if packing in (b"gzip", b"x-gzip", b"deflate"):
            return zlib.decompressobj(wbits=47).decompress(response.body, size)
        if packing == b"br":
            made: bytes = brotli.Decompressor().process(response.body, output_buffer_limit=size)
            return made[:size]
        if packing == b"zstd":
            return zstd.ZstdDecompressor().decompress(response.body, size)
    except (zlib.error, brotli.error, zstd.ZstdError):
        # Some servers name a packing and send the body plain.
        return response.body[:size] if b"<" in response.body[:100] else b""
    return response.body[:size]
