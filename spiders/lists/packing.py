"""Packed bodies, unpacked up to a cap."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from spiders.lists.entries import UnreadableListError
from validation.contracts.packing import PackingError, unpacked


def plain(body: bytes, cap: int) -> bytes:
    """The body, out of its gzip if it is in one; at most ``cap`` bytes."""
    try:
        return unpacked(body, "gzip", cap)
    except PackingError as error:
        raise UnreadableListError(str(error)) from error


def only_member(body: bytes, cap: int) -> bytes:
    """The first file of a zip; at most ``cap`` bytes."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as packed:
            first = next((m for m in packed.infolist() if not m.is_dir()), None)
            if first is None:
                raise UnreadableListError("empty zip")
            with packed.open(first) as member:
                made = member.read(cap + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableListError(f"broken zip: {error}") from error
    if len(made) > cap:
        raise UnreadableListError(f"more than {cap} bytes when unpacked")
    return made
