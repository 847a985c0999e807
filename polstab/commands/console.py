"""Where commands speak: results on standard output, progress on standard error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False)
# Titles and quotes come from the web; a terminal obeys what these characters begin.
CONTROLS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)])


def say(text: str) -> None:
    """A line for people."""
    out.print(text.translate(CONTROLS), markup=False)


def answer(content: Any) -> None:
    """A JSON object for machines."""
    out.print(json.dumps(content, indent=1, ensure_ascii=False, default=str), markup=False)


@contextmanager
def working(text: str) -> Iterator[Any]:
    """A spinner on a terminal, silence elsewhere."""
    with err.status(text) as status:
        yield status
