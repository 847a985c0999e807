"""How sure the type of a mention is: a logistic model over how its words tell it.

The weights stand in ``knowledge/confidence.yml``, with what they were fitted on; the card is
``docs/coding.md``, the script ``benchmarks/calibrate.py``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache

from transforms.coding.lexicons import KNOWLEDGE
from transforms.coding.mention import Mention
from validation.contracts.plain_yaml import load

LOWEST, HIGHEST = 0.05, 0.98


def confidence(mention: Mention, peers: Sequence[Mention]) -> float:
    """The chance that a reader would give the type; ``peers`` are the mentions of its sentence."""
    weights = _weights()
    score = sum(weights.get(name, 0.0) * value for name, value in features(mention, peers).items())
    return round(min(max(1 / (1 + math.exp(-score)), LOWEST), HIGHEST), 2)


def features(mention: Mention, peers: Sequence[Mention]) -> dict[str, float]:
    """What the model sees of a mention, each from 0 to about 1."""
    telling, modality = mention.telling, mention.modality
    roles = [party.role for party in mention.parties]
    known = [p.role for p in mention.parties if p.country_iso3 or p.international]
    types = {peer.event_type for peer in peers}
    return {
        "bias": 1.0,
        "by_verb": float(telling.by_verb),
        "pattern": float(telling.weight > 0),
        "operator": float(telling.is_operator),
        "background": float(telling.is_background),
        "depth": telling.depth / 2,
        "actor": float("actor" in roles),
        "recipient": float("recipient" in roles),
        "actor_known": float("actor" in known),
        "recipient_known": float("recipient" in known),
        "not_asserted": float(modality != "asserted"),
        "not_current": float(mention.temporal != "current"),
        "other_types": min(len(types) - 1, 3) / 3,
        "last_of_sentence": float(mention.trigger[0] == max(p.trigger[0] for p in peers)),
        f"type.{mention.event_type}": 1.0,
    }


@cache
def _weights() -> Mapping[str, float]:
    text = (KNOWLEDGE / "confidence.yml").read_text(encoding="utf-8")
    weights: Mapping[str, float] = load(text)["weights"]
    return weights
