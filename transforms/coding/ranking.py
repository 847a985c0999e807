"""Which event a report is mainly about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transforms.coding.confidence import confidence
from transforms.coding.mention import Mention, Span
from transforms.coding.words import Sentence


def ranked(mentions: Sequence[Mention], cut: Sequence[Sentence]) -> list[Mention]:
    """The mentions with rank and confidence, the main one first."""
    index = {sentence.start: sentence.index for sentence in cut}
    ordered = sorted(mentions, key=lambda m: _weight(m, index.get(m.sentence[0], 0)))
    peers: dict[Span, list[Mention]] = {}
    for mention in mentions:
        peers.setdefault(mention.sentence, []).append(mention)
    return [
        replace(m, rank=i + 1, confidence=confidence(m, peers[m.sentence]))
        for i, m in enumerate(ordered)
    ]


def _weight(mention: Mention, sentence: int) -> tuple[float, int]:
    """Smaller is more central: asserted news of the lead, told by a verb with both sides."""
    score = float(min(sentence, 8))
    score += {"current": 0.0, "future": 0.6, "past": 3.0}[mention.temporal]
    score += {"asserted": 0.0, "alleged": 1.5, "denied": 2.0, "hypothetical": 1.5}[mention.modality]
    roles = {party.role for party in mention.parties}
    score -= 0.5 * ("actor" in roles) + 0.35 * ("recipient" in roles)
    score -= 0.5 * mention.telling.by_verb
    score -= 0.45 * mention.telling.is_operator
    score += 1.0 * mention.telling.is_background
    score += 0.6 * mention.telling.depth
    return score, mention.trigger[0]
