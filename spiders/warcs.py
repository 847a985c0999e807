"""WARC files of others, such as CC-NEWS: their pages, with the moment of their fetch."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

from spiders.limits import limits
from spiders.lists.entries import UnreadableListError
from spiders.lists.gdelt import of_domain
from spiders.lists.packing import plain
from spiders.sidecar import Answered, Fetched, Found, LocalText, Sidecar
from validation.contracts.declarations import Source, Warc
from validation.contracts.errors import WrongUseError
from validation.contracts.packing import PackingError, unpacked

PAGES = ("text/html", "application/xhtml+xml", "text/plain")
# Names of WARC files hold the moment at which they begin: CC-NEWS-20230729101112-01234.warc.gz
STAMP = re.compile(r"(?<!\d)((?:19|20)\d{6})\d{6}(?!\d)")
# Headers that told how the body travelled; it is kept unpacked.
TRAVEL = ("transfer-encoding", "content-length", "content-encoding")
GZIP, GZIP_ALONE = b"\x1f\x8b", 31  # how such a file begins; zlib's number for the format
END = b"\r\n\r\n"  # of every record
CHUNK = 8192
DIGESTS = ("sha1:", "sha256:", "md5:")  # that can be checked
Wanted = Callable[[str, date], bool]


def warc_files(way: Warc, folder: Path) -> list[Path]:
    """The WARC files of a declared folder that may hold pages of its period, by name."""
    if way.listed_by:
        paths = _listed(folder / way.listed_by, folder)
    else:
        paths = sorted({path for pattern in way.files for path in folder.glob(pattern)})
    if not paths:
        raise WrongUseError(f"{folder}: no file matches {', '.join(way.files)}")
    return [path for path in paths if _may_hold(path.name, way)]


def _listed(listing: Path, folder: Path) -> list[Path]:
    if not listing.is_file():
        raise WrongUseError(f"{listing}: no such file; mend gather.listed_by")
    try:
        lines = plain(listing.read_bytes(), limits().max_body_bytes).decode("utf-8", "replace")
    except UnreadableListError as error:
        raise WrongUseError(f"{listing}: {error}") from error
    # The paths of the list, or the files alone: whoever fetches them may drop the folders.
    found = [
        path
        for line in lines.splitlines()
        if (name := line.strip())
        for path in (folder / name, folder / Path(name).name)[:2]
        if path.is_file() and path.resolve().is_relative_to(folder.resolve())
    ]
    if not found:
        raise WrongUseError(f"{listing}: none of the files that it lists lies in {folder}")
    return list(dict.fromkeys(found))


def _may_hold(name: str, way: Warc) -> bool:
    stamp = STAMP.search(name)
    if stamp is None:
        return True
    try:
        begins = datetime.strptime(stamp[1], "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return True
    # A file spans less than a day, so one that begins two days before ends before.
    early = way.since is not None and (way.since - begins).days > 1
    return not early and (way.until is None or begins <= way.until)


def wanted_by(way: Warc | None, source: Source) -> Wanted:
    """Whether a page of an address and a day is to be kept."""

    def wanted(url: str, day: date) -> bool:
        if way is not None:
            within = (way.since or day) <= day <= (way.until or day)
            if not within or (way.domains and not of_domain(url, way.domains)):
                return False
        return source.wants(url)

    return wanted


def pages(path: Path, name: str, wanted: Wanted) -> Iterator[Found]:
    """The pages of a WARC file that answered 2xx, in its order; bodies are read when archived.

    Last comes what is amiss with the file: it is empty, or ends within a record.
    """
    last = 0
    try:
        with path.open("rb") as handle:
            for record in ArchiveIterator(handle, record_types=WarcRecordType.response):
                last = record.stream_pos
                page = _page(record, path, name, wanted)
                if page is not None:
                    yield page
        if _is_torn(path, last):
            yield WrongUseError(f"{path}: empty or cut short; fetch it again")
    except (OSError, RuntimeError, ValueError) as error:
        yield WrongUseError(f"{path}: not readable as WARC: {error}; fetch it again")


def _is_torn(path: Path, offset: int) -> bool:
    """Whether a file is empty or ends within a record, read from where a record begins."""
    with path.open("rb") as handle:
        if handle.read(len(GZIP)) == GZIP:
            handle.seek(offset)
            return not _ends_whole(handle)
        handle.seek(max(0, path.stat().st_size - len(END)))
        return handle.read() != END


def _ends_whole(handle: BinaryIO) -> bool:
    """Whether the rest of a gzip file holds something and its last member comes to its end."""
    member, held = zlib.decompressobj(wbits=GZIP_ALONE), False
    while rest := handle.read(CHUNK):
        while rest:
            if member.eof:
                member = zlib.decompressobj(wbits=GZIP_ALONE)
            try:
                held = bool(member.decompress(rest)) or held
            except zlib.error:
                return False
            rest = member.unused_data
    return held and member.eof


def _page(record: Any, path: Path, name: str, wanted: Wanted) -> LocalText | None:
    url = record.headers.get("WARC-Target-URI", "").strip("<>").partition("#")[0]
    moment: datetime | None = record.record_date
    if not url.startswith(("http://", "https://")) or moment is None:
        return None
    if not wanted(url, moment.astimezone(UTC).date()):
        return None
    told = _told(record)
    kind = ((told.get("Content-Type") if told else None) or PAGES[0]).strip()
    status = (told.status_code or 0) if told else 0
    if not 200 <= status < 300 or not kind.startswith(PAGES):
        return None
    answer = partial(answer_at, path, record.stream_pos)
    fetched = Fetched(moment.astimezone(UTC), status, name, answer)
    return LocalText(url, kind, Sidecar(), b"", "", lambda: answer()[1], fetched)


def _told(record: Any) -> Any:
    record.parse_http(auto_decode="transfer")
    return record.http_headers


def answer_at(path: Path, offset: int) -> Answered:
    """Headers and body of a record, the body unpacked.

    Raises:
        PackingError: It was cut short, then or since, is broken, or larger than the limit.
    """
    cap = limits().max_file_bytes
    with path.open("rb") as handle:
        handle.seek(offset)
        kinds = WarcRecordType.response
        record = next(iter(ArchiveIterator(handle, record_types=kinds, parse_http=False)))
        _hold_whole(record, cap + limits().max_header_bytes)
        told = _told(record)
        headers, packing, raw = told.to_tuples(), told.get("Content-Encoding"), record.reader.read()
    if len(raw) > cap:
        raise PackingError("larger than the limit")
    # Of a packed body unpacking tells: some archives keep it unpacked, beside its packed length.
    promised = told.get("Content-Length") or ""
    if not packing and promised.isdigit() and len(raw) < int(promised):
        raise PackingError("cut short")
    kept = tuple(pair for pair in headers if pair[0].lower() not in TRAVEL)
    return kept, unpacked(raw, packing, cap)


def _hold_whole(record: Any, cap: int) -> None:
    """Reads a record into memory, where all of it is there and is what its digest says."""
    size, digest = record.content_length, record.headers.get("WARC-Block-Digest", "")
    if size > cap:
        raise PackingError("larger than the limit")
    record.freeze()
    if record.headers.get("WARC-Truncated") or record.content_length < size:
        raise PackingError("cut short")
    if digest.startswith(DIGESTS) and not record.verify_block_digest():
        raise PackingError("not what its digest says")
