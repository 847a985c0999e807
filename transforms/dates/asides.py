"""Lines that are no part of the story: captions, bylines, copyright and correction notes.

The dates in them date a picture, a text or a right, never an event.
"""

import re
from functools import lru_cache

from transforms.dates.lexicon import lexicon

_LINE = re.compile(r"[^\n]+")


@lru_cache(maxsize=8)
def _cues(language: str) -> tuple[tuple[re.Pattern[str], bool], ...]:
    """The cues, and whether each takes its whole line."""
    cues = lexicon(language).data["asides"]["patterns"]
    return tuple((_quick(cue["pattern"]), cue.get("from") != "match") for cue in cues)


def _quick(pattern: str) -> re.Pattern[str]:
    r"""The pattern with "\bx" said as "x that follows no letter": a search skips to the next x."""
    return re.compile(re.sub(r"\\b(\w|\[\w+\])", r"\1(?<!\\w\1)", pattern))


def caption_spans(text: str) -> list[tuple[int, int]]:
    """Half-open spans of a text's asides, in order: lines, or the end of a line from its cue."""
    longest = lexicon("en").data["asides"]["longest_line"]
    lines = (line for line in _LINE.finditer(text) if len(line.group()) <= longest)
    spans = ((_first(line.group()), line) for line in lines)
    return [(line.start() + at, line.end()) for at, line in spans if at is not None]


def _first(line: str) -> int | None:
    """Where the aside of a line begins, if it holds one."""
    starts = []
    for cue, whole in _cues("en"):
        match = cue.search(line)
        if match is not None:
            starts.append(0 if whole else match.start())
    return min(starts, default=None)
