"""WARC files of others, such as CC-NEWS: their pages, with the moment of their fetch."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from spiders.limits import limits
from spiders.lists.entries import UnreadableListError
from spiders.lists.gdelt import of_domain
from spiders.lists.packing import plain
from spiders.sidecar import Answered, Fetched, LocalText, Sidecar
from validation.contracts.declarations import Source, Warc
from validation.contracts.errors import WrongUseError
from validation.contracts.packing import PackingError, unpacked

PAGES = ("text/html", "application/xhtml+xml", "text/plain")
# Names of WARC files hold the moment at which they begin: CC-NEWS-20230729101112-01234.warc.gz
STAMP = re.compile(r"(?<!\d)((?:19|20)\d{6})\d{6}(?!\d)")
# Headers that told how the body travelled; it is kept unpacked.
TRAVEL = ("transfer-encoding", "content-length", "content-encoding")
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
        if source.include and not any(re.search(p, url) for p in source.include):
            return False
        if any(re.search(p, url) for p in source.exclude):
            return False
        if way is None:
            return True
        within = (way.since or day) <= day <= (way.until or day)
        return within and (not way.domains or of_domain(url, way.domains))

    return wanted


def pages(path: Path, name: str, wanted: Wanted) -> Iterator[LocalText]:
    """The pages of a WARC file that answered 2xx, in its order; bodies are read when archived."""
    try:
        with path.open("rb") as handle:
            for record in ArchiveIterator(handle, record_types=WarcRecordType.response):
                page = _page(record, path, name, wanted)
                if page is not None:
                    yield page
    except (OSError, RuntimeError, ValueError) as error:
        raise WrongUseError(f"{path}: not readable as WARC: {error}") from error


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
        PackingError: It was cut short when it was fetched, is broken, or larger than the limit.
    """
    cap = limits().max_file_bytes
    with path.open("rb") as handle:
        handle.seek(offset)
        record = next(iter(ArchiveIterator(handle, record_types=WarcRecordType.response)))
        if record.headers.get("WARC-Truncated"):
            raise PackingError("cut short")
        told, raw = _told(record), record.reader.read(cap + 1)
        headers, packing = told.to_tuples(), told.get("Content-Encoding")
    if len(raw) > cap:
        raise PackingError("larger than the limit")
    kept = tuple(pair for pair in headers if pair[0].lower() not in TRAVEL)
    return kept, unpacked(raw, packing, cap)
