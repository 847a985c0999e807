"""Long lists of phrases, looked for in many short texts."""

import re
from collections.abc import Iterable
from itertools import dropwhile


def alternatives(words: Iterable[str]) -> str:
    """Return a regular expression for any of the words, longest first, as whole words."""
    ordered = sorted({word.casefold() for word in words}, key=lambda word: (-len(word), word))
    return "|".join(_bounded(word) for word in ordered)


def _bounded(word: str) -> str:
    """Return the word as a pattern; scripts without spaces need no word boundary."""
    pattern = re.escape(word)
    if not word.isascii() and ord(max(word)) > 0x2E80:
        return pattern
    before = r"(?<!\w)" if word[0].isalnum() else ""
    after = r"(?!\w)" if word[-1].isalnum() else ""
    return f"{before}{pattern}{after}"


class Phrases:
    """Phrases as whole words in case-folded text.

    A plain look for each phrase comes first: on lines that hold none, which is nearly all of them,
    it takes a tenth of what the regular expression does.
    """

    def __init__(self, words: Iterable[str]) -> None:
        """Take the phrases in any case."""
        self._words = tuple(dict.fromkeys(word.casefold() for word in words))
        self._pattern = re.compile(alternatives(self._words))

    def within(self, folded: str) -> bool:
        """Say whether a text holds one."""
        found = any(word in folded for word in self._words)
        return found and self._pattern.search(folded) is not None

    def opens(self, folded: str) -> bool:
        """Say whether a text opens with one, whatever marks come before."""
        return self._at_start(folded) or self._at_start(
            "".join(dropwhile(lambda char: not char.isalnum(), folded))
        )

    def _at_start(self, folded: str) -> bool:
        return folded.startswith(self._words) and self._pattern.match(folded) is not None
