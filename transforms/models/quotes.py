"""Find in a text what a model says it quotes; what does not stand there is not found."""

from __future__ import annotations

import re

from transforms.coding.mention import Span

# At the edges of words; "12" is no part of "12,000".
_OPENS, _CLOSES = r"(?<!\w)(?<!\d[.,])", r"(?!\w|[.,]\d)"


def found(quote: str, text: str, within: Span | None = None) -> list[Span]:
    """Where a quote stands in a text, whole words and letter by letter.

    Any run of white space in the quote stands for any in the text: a line may break anywhere.
    """
    words = quote.split()
    if not words:
        return []
    pattern = r"\s+".join(re.escape(word) for word in words)
    opens = _OPENS if words[0][0].isalnum() else ""
    closes = _CLOSES if words[-1][-1].isalnum() else ""
    start, end = within or (0, len(text))
    return [m.span() for m in re.compile(opens + pattern + closes).finditer(text, start, end)]


def first(quote: str, text: str, within: Span | None = None) -> Span | None:
    """Where a quote stands first."""
    return next(iter(found(quote, text, within)), None)


def nearest(quote: str, text: str, to: Span) -> Span | None:
    """Where a quote stands nearest to a span; of two as near, the first."""
    spans = found(quote, text)
    return min(spans, key=lambda s: max(s[0] - to[1], to[0] - s[1], 0), default=None)
