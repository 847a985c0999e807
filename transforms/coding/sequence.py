"""Acts that another follows or comes before by so much: "two days after rebels seized the city"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from transforms.coding.attachment import NEAR, gap, rank_of_time
from transforms.coding.lexicons import listed
from transforms.coding.modality import Act
from transforms.coding.passage import Passage
from transforms.coding.scene import Scene
from transforms.dates import DateMention
from transforms.dates.intervals import days_of, moved, value_at
from transforms.dates.lexicon import lexicon

_AMOUNT = re.compile(r"P(T)?(\d+)([DWMYH])")
REACH = 5  # words between "after" and an event noun


def counted_from(act: Act, scene: Scene, passage: Passage) -> DateMention | None:
    """The day of an act that lies so long before or after another one's; None if none does.

    It is counted from the time nearest to the words, else from the day told last.
    """
    begin, end = scene.sentence.start, scene.sentence.end
    inside = [d for d in passage.dates if begin <= d.start and d.end <= end]
    for mention in inside:
        at = _link(mention, scene)
        if at is None or not _reaches(at, act, scene):
            continue
        behind = [d for d in inside if d.start >= scene.words[at].start]
        ranks = (rank_of_time((d.start, d.end), act, scene) for d in behind)
        if not any(rank is not None and rank <= NEAR for rank in ranks):
            ahead = [d for d in inside if d not in behind and d != mention]
            return _moved(mention, scene.words[at].lower, ahead, passage)
    return None


def _link(mention: DateMention, scene: Scene) -> int | None:
    """The token of the "after" or "before" that a length of time leads."""
    if mention.type != "DURATION":
        return None
    _, last = scene.tokens_of((mention.start, mention.end))
    links = listed("modality", "sequences", scene.lang)
    at = (i for i in (last - 1, last) if i < len(scene.words) and scene.words[i].lower in links)
    return next(at, None)


def _reaches(at: int, act: Act, scene: Scene) -> bool:
    """Whether the act is what stands behind the word at ``at``."""
    trigger = act.trigger
    if trigger.verb is not None:
        clauses = scene.clauses
        same = clauses.at[trigger.verb_head] == clauses.at[at]
        return same and clauses.kinds[clauses.at[at]] == "other" and trigger.first > at
    verbs = [v for v in scene.verbs if at < v.first < trigger.first]
    return not verbs and 0 < trigger.first - at <= REACH


def _moved(
    mention: DateMention, link: str, ahead: Sequence[DateMention], passage: Passage
) -> DateMention | None:
    amount = _AMOUNT.fullmatch(mention.value or "")
    dated = [d for d in ahead if d.date_start is not None and d.precision is not None]
    near = min(
        dated, key=lambda d: gap((d.start, d.end), (mention.start, mention.end)), default=None
    )
    told = passage.told[-1].when.date_start if passage.told else None
    base = near.date_start if near is not None else told
    if amount is None or base is None:
        return None
    unit = "TH" if amount[1] else amount[3]
    sign = -1 if link == "after" else 1
    try:
        value = value_at(moved(base, sign * int(amount[2]), unit), "D" if amount[1] else unit)
    except (OverflowError, ValueError):
        return None
    days = days_of(value, lexicon().data["seasons"])
    if days is None:
        return None
    return replace(
        mention, type="DATE", value=value, date_start=days[0], date_end=days[1], relation="in",
        rule=f"{mention.rule}.{link}",
    )  # fmt: skip
