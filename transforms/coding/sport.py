"""Sport pages speak of attacks and shots too: which reports are about sport."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.coding.lexicons import listed, read
from transforms.coding.mention import Mention
from transforms.coding.words import Sentence


def without_matches(mentions: list[Mention], cut: Sequence[Sentence], lang: str) -> list[Mention]:
    """The mentions, of a sports report only those that are plainly none of its matches."""
    if not is_sport(cut, lang):
        return mentions
    sectors = listed("sport", "sectors", lang)
    return [m for m in mentions if _harms(m) or any(sectors & {*p.sectors} for p in m.parties)]


def is_sport(cut: Sequence[Sentence], lang: str) -> bool:
    """Whether a report is about sport, by the share and variety of its words."""
    lexicon, known = read("sport", lang), listed("sport", "words", lang)
    words = [token.lower for sentence in cut for token in sentence.tokens if token.is_word]
    found = [word for word in words if word in known]
    many = len(set(found)) >= lexicon["distinct"]
    share: float = lexicon["share"]
    return many and len(found) >= share * len(words)


def _harms(mention: Mention) -> bool:
    return any(n is not None for n in (mention.deaths, mention.injured, mention.detained))
