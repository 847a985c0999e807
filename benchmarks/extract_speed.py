"""How many pages a second are read whole on one core, beside the extractor's body alone.

    python benchmarks/extract_speed.py [FOLDER]

FOLDER holds saved pages (`*.html`, `*.html.gz`, at any depth); without it the reports of the demo
newsroom are rendered, which are small. Pages are read by turns, ours and trafilatura's
`extract(fast=True)` without metadata, and each page counts with its fastest round. Start-up is left
out. What holds on any machine is the ratio of the two.
"""

from __future__ import annotations

import gzip
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from trafilatura import extract

from spiders.newsroom import PORT, Press
from spiders.newsroom_desk import read_newsroom
from transforms.pages import read_page
from validation.contracts.layout import CHECKOUT

ROUNDS = 4  # the best one counts: what disturbs a run only slows it


def main() -> None:
    """Prints the table."""
    pages = saved_pages(Path(sys.argv[1])) if len(sys.argv) > 1 else demo_pages()
    ours = theirs = 0.0
    for html in pages:
        spent = [(seconds(read_page, html), seconds(body_alone, html)) for _ in range(ROUNDS)]
        ours += min(own for own, _ in spent)
        theirs += min(other for _, other in spent)
    size = sum(map(len, pages)) / len(pages) / 1000
    print(f"{len(pages)} pages of {size:.0f} kB, CPU seconds of one core, best of {ROUNDS} rounds")
    print(f"whole page, metadata and verdict  {len(pages) / ours:>6.1f} pages a second")
    print(f"body alone, trafilatura fast      {len(pages) / theirs:>6.1f} pages a second")
    print(f"ratio {theirs / ours:.2f}")


def body_alone(html: bytes) -> object:
    """The bare extractor's text."""
    return extract(html, fast=True, include_comments=False, include_tables=False)


def seconds(read: Callable[[bytes], object], html: bytes) -> float:
    """CPU seconds of one reading."""
    started = time.process_time()
    read(html)
    return time.process_time() - started


def saved_pages(folder: Path) -> list[bytes]:
    """The pages of a folder, unpacked."""
    plain = [path.read_bytes() for path in sorted(folder.rglob("*.html"))]
    packed = [gzip.decompress(path.read_bytes()) for path in sorted(folder.rglob("*.html.gz"))]
    if not plain and not packed:
        raise SystemExit(f"{folder}: no *.html and no *.html.gz")
    return plain + packed


def demo_pages() -> list[bytes]:
    """The demo's reports as their outlets print them."""
    room = read_newsroom(CHECKOUT / "datasets" / "demo" / "newsroom")
    press = Press(room, datetime(2023, 9, 30, tzinfo=UTC), PORT)
    written = [
        (outlet, version) for outlet in room.desk.outlets for version in room.versions[outlet.id]
    ]
    return [press.page(outlet, version.path).body for outlet, version in written]


if __name__ == "__main__":
    main()
