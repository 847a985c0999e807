"""`polstab extract`: one JSON object a saved page in, one object of report fields out."""

import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from transforms.pages.knowledge import knowledge
from transforms.pages.page import Page, read_page

_GZIP = b"\x1f\x8b"


class UnreadableFileError(ValueError):
    """A saved page that cannot be opened, or a line that names none; the message says which."""


def extract_lines(lines: Iterable[dict[str, object]]) -> Iterator[dict[str, object]]:
    """Yield one answer a line, in order; trouble with a page stands in its `error`.

    Args:
        lines: objects with `path` (HTML file, plain or gzip), and `url` and `fetched_at` if known.
    """
    for line in lines:
        try:
            yield {"path": line.get("path"), **fields_of(_page(line)), "error": None}
        except UnreadableFileError as error:
            unread = Page(is_report=False, not_report_reason="unreadable")
            yield {"path": line.get("path"), **fields_of(unread), "error": str(error)}


def _page(line: dict[str, object]) -> Page:
    path, url = line.get("path"), line.get("url")
    if not isinstance(path, str):
        raise UnreadableFileError("the line names no `path`; give the file of a saved page")
    fetched_at = _time(line.get("fetched_at"))
    return read_page(
        saved_bytes(Path(path)), url=url if isinstance(url, str) else None, fetched_at=fetched_at
    )


def _time(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        return datetime.fromisoformat(str(value))
    except ValueError as error:
        raise UnreadableFileError(f"`fetched_at` is no ISO 8601 time: {value!r}") from error


def saved_bytes(path: Path) -> bytes:
    """Return a file's content, unpacked when it is gzip; a bomb stops at the size limit.

    Raises:
        UnreadableFileError: the file is missing or its gzip is broken.
    """
    limit = knowledge().limits.max_page_bytes + 1
    try:
        with path.open("rb") as file:
            raw = file.read(limit)
        return _unpacked(raw, limit) if raw.startswith(_GZIP) else raw
    except (OSError, ValueError, zlib.error) as error:
        raise UnreadableFileError(f"cannot read {path}: {error}") from error


def _unpacked(raw: bytes, limit: int) -> bytes:
    """Inflate every member of a gzip file up to the limit; a cut-off file gives what is there."""
    pieces, rest, size = [], raw, 0
    while rest.startswith(_GZIP) and size < limit:
        member = zlib.decompressobj(wbits=31)
        piece = member.decompress(rest, limit - size)
        pieces.append(piece)
        size, rest = size + len(piece), member.unused_data
    return b"".join(pieces)


def fields_of(page: Page) -> dict[str, object]:
    """Return the page's fields as JSON values."""
    return {
        "is_report": page.is_report,
        "not_report_reason": page.not_report_reason,
        "title": page.title,
        "titles": page.titles,
        "authors": list(page.authors),
        "published_at": page.published_at.isoformat() if page.published_at else None,
        "modified_at": page.modified_at.isoformat() if page.modified_at else None,
        "lang": page.lang,
        "canonical_url": page.canonical_url,
        "section": page.section,
        "wire_agency": page.wire_agency,
        "dateline": page.dateline,
        "text": page.text,
    }
