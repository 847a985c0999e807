"""Give each count of people to the mention that can bear it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from transforms.coding.lexicons import read
from transforms.coding.mention import COUNTS, Amount, Mention
from transforms.coding.tolls.magnitudes import Count
from transforms.coding.tolls.numbers import words_of
from transforms.coding.tolls.sides import sides


def bears_counts(mentions: Sequence[Mention]) -> bool:
    """Whether a number of people can be of any of the mentions."""
    return any(mention.event_type in _bearing_types() for mention in mentions)


@cache
def _bearing_types() -> frozenset[str]:
    return frozenset(of for kind in COUNTS for of in read("magnitudes")[kind]["borne_by"])


def with_counts(mentions: Sequence[Mention], found: Sequence[Count]) -> list[Mention]:
    """The mentions with their counts, and with the dead by side."""
    made = list(mentions)
    for kind in COUNTS:
        borne: dict[int, list[Count]] = {}
        for count in (count for count in found if count.kind == kind):
            i = _bearer(count, made, borne)
            if i is not None:
                borne.setdefault(i, []).append(count)
        for i, own in borne.items():
            made[i] = _bearing(made[i], kind, own)
    return made


def _bearer(count: Count, made: Sequence[Mention], borne: dict[int, list[Count]]) -> int | None:
    """Index of the mention that a count belongs to.

    The one whose own words give it; else the nearest of the types that bear it first. The toll of
    a war or a year is no event's, and what has not happened has none.
    """
    bearers: list[str] = read("magnitudes")[count.kind]["borne_by"]
    telling = [i for i, m in enumerate(made) if _tells(m, count)]
    if count.is_cumulative or any(_is_ahead(made[i]) for i in telling):
        return None
    able = [i for i in range(len(made)) if not _is_ahead(made[i])]
    ranked = [
        (i not in telling, bearers.index(m.event_type), i in borne, _distance(m, count), i)
        for i in able
        if (m := made[i]).event_type in bearers and _may_bear(m, count.kind)
    ]
    return min(ranked)[-1] if ranked else None


def _tells(mention: Mention, count: Count) -> bool:
    """Whether the word that says what happened is a word of the mention's own act."""
    return mention.trigger[0] <= count.at[0] < mention.trigger[1]


def _is_ahead(mention: Mention) -> bool:
    """Whether it has not happened, so that no figure can be of it."""
    return mention.modality == "hypothetical" or mention.temporal == "future"


def _may_bear(mention: Mention, kind: str) -> bool:
    """Whether a figure may be of it: a ban kills nobody."""
    return not set(mention.modes) & set(read("magnitudes")[kind].get("not_by", ()))


def _distance(mention: Mention, count: Count) -> int:
    return min(abs(edge - count.at[0]) for edge in mention.trigger)


def _bearing(mention: Mention, kind: str, own: Sequence[Count]) -> Mention:
    amount, chosen = _settled(own)
    if kind == "deaths":
        amount = replace(amount, sides=sides(chosen, mention))
    changed: dict[str, Any] = {kind: amount}
    return replace(mention, **changed)


def _settled(own: Sequence[Count]) -> tuple[Amount, Sequence[Count]]:
    """One figure from all that a sentence gives of an act, and the counts that make its best.

    A total says it alone. Figures of different people add up; figures that sources dispute make a
    range, with the lower one (the lower median) as the best.
    """
    told = [count for count in own if count.amount.best] or own[:1]
    told = [count for count in told if count.is_total] or told
    told = list({count.amount.best: count for count in reversed(told)}.values())[::-1]
    if len(told) > 1 and _are_apart(told):
        return _sum([count.amount for count in told]), told
    disputed = [told[0], *(count for count in told[1:] if count.is_disputed)]
    ordered = sorted(disputed, key=lambda count: count.amount.best or 0)
    best = ordered[(len(ordered) - 1) // 2]
    return _range([count.amount for count in ordered], best.amount), [best]


def _are_apart(told: Sequence[Count]) -> bool:
    """Whether counts are of different people, by the nouns that say who."""
    nouns = [people.noun for count in told for people in count.people]
    added = {people.noun for count in told[1:] for people in count.people} & {"others", "more"}
    if any(count.is_total for count in told) or any(count.is_elsewhere for count in told[1:]):
        return False
    named = all(noun and noun not in words_of("anybody") for noun in nouns)
    return bool(added) or (named and len(set(nouns)) == len(nouns))


def _sum(amounts: Sequence[Amount]) -> Amount:
    lows = [a.low for a in amounts if a.low is not None]
    highs = [a.high for a in amounts if a.high is not None]
    return Amount(
        sum(lows) if len(lows) == len(amounts) else None,
        sum(a.best or 0 for a in amounts),
        sum(highs) if len(highs) == len(amounts) else None,
        min(a.start for a in amounts),
        max(a.end for a in amounts),
    )


def _range(amounts: Sequence[Amount], best: Amount) -> Amount:
    if len(amounts) == 1:
        return best
    bounds = [n for a in amounts for n in (a.low, a.best, a.high) if n is not None]
    start, end = min(a.start for a in amounts), max(a.end for a in amounts)
    return Amount(min(bounds), best.best, max(bounds), start, end)
