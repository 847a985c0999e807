"""Datelines: where a report was filed, printed before its first words."""

from __future__ import annotations

import re

from transforms.coding.mention import Span

_DATELINE = re.compile(
    r"(?P<where>[^\W\d_][^.!?\n]{1,70}?)\s*(?P<agency>\([^()\n]{2,40}\)\s*)?(?:--|[–—]|\s-)\s"
)
_PARAGRAPH = re.compile(r"(?:^|\n\s*\n)[ \t]*")
PARAGRAPHS = 4  # a title, a standfirst and a caption may come first


def dateline_spans(text: str) -> list[Span]:
    """Spans of datelines at the head of the first paragraphs: "BAMAKO, Mali (Wire) -"."""
    found = []
    for match in list(_PARAGRAPH.finditer(text))[:PARAGRAPHS]:
        line = _DATELINE.match(text, match.end())
        if line and (line["agency"] or line["where"].split()[0].strip(",/").isupper()):
            found.append(line.span())
    return found
