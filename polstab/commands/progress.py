"""How far a crawl is, on a terminal: reports done, their rate, the time left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from polstab.commands.console import err

if TYPE_CHECKING:
    from spiders.crawl import Progress as Crawled


class Rate(ProgressColumn):
    """Reports a second of late."""

    def render(self, task: Task) -> Text:
        """Such as ``12.3/s``; nothing before the first."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f}/s")


@contextmanager
def crawling(dataset: str, *, shown: bool) -> Iterator[Callable[[Crawled], None]]:
    """What to tell the progress to; a bar on a terminal, silence elsewhere."""
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        Rate(), TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=err, transient=True, disable=not shown) as bar:
        task = bar.add_task(f"crawling {dataset}", total=None)

        def tell(crawled: Crawled) -> None:
            lists = f", {crawled.lists} lists out" if crawled.lists else ""
            total = crawled.reports or None
            words = f"crawling {dataset}{lists}"
            bar.update(task, completed=crawled.done, total=total, description=words)

        yield tell
