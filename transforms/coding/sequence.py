"""Acts that another follows or comes before by so much: "two days after rebels seized the city"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from transforms.coding.attachment import NEAR, gap, of_sentence, rank_of_time
from transforms.coding.lexicons import listed
from transforms.coding.modality import Act
from transforms.coding.passage import Passage
from transforms.coding.scene import Scene
from transforms.dates import DateMention
from transforms.dates.intervals import days_of, moved, value_at
from transforms.dates.lexicon import lexicon

_AMOUNT = re.compile(r"P(T)?(\d+)([DWMYH])")
AFTER = "after"
REACH = 5  # words between "after" and an event noun


def counted_from(act: Act, scene: Scene, passage: Passage) -> DateMention | None:
    """The day of an act that lies so long before or after another one's; None if none does.

    An act behind "two days after" is counted from the time nearest to these words, else from the
    day told last; one ahead of them from the time behind them.
    """
    inside = of_sentence(passage.dates, scene)
    for mention in inside:
        at = _link(mention, scene)
        if at is None:
            continue
        ahead = [d for d in inside if d.end <= mention.start]
        behind = [d for d in inside if d.start >= scene.words[at].start]
        later = 1 if scene.words[at].lower == AFTER else -1
        if _reaches(at, act, scene) and not _is_dated(behind, act, scene):
            told = passage.told[-1].when.date_start if passage.told else None
            return _moved(mention, -later, _nearest(ahead, mention) or told)
        if _comes_before(mention, act, scene) and not _is_dated(ahead, act, scene):
            return _moved(mention, later, _nearest(behind, mention))
    return None


def _is_dated(dates: Sequence[DateMention], act: Act, scene: Scene) -> bool:
    ranks = (rank_of_time((d.start, d.end), act, scene) for d in dates)
    return any(rank is not None and rank <= NEAR for rank in ranks)


def _comes_before(mention: DateMention, act: Act, scene: Scene) -> bool:
    """Whether the act is what is told right ahead of a length of time, in its clause."""
    first, _ = scene.tokens_of((mention.start, mention.end))
    trigger, at = act.trigger, scene.clauses.at
    if trigger.last > first or at[trigger.verb_head] != at[first]:
        return False
    return not any(trigger.verb_head < v.first and v.head < first for v in scene.verbs)


def _nearest(dates: Sequence[DateMention], mention: DateMention) -> date | None:
    """The first day of the time nearest to a mention."""
    dated = [d for d in dates if d.date_start is not None and d.precision is not None]
    here = (mention.start, mention.end)
    near = min(dated, key=lambda d: gap((d.start, d.end), here), default=None)
    return None if near is None else near.date_start


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


def _moved(mention: DateMention, sign: int, base: date | None) -> DateMention | None:
    """A length of time as the days that lie so far from a day."""
    amount = _AMOUNT.fullmatch(mention.value or "")
    if amount is None or base is None:
        return None
    hours, number, unit = amount.groups()
    try:
        day = moved(base, sign * int(number), "TH" if hours else unit)
        value = value_at(day, "D" if hours else unit)
    except (OverflowError, ValueError):
        return None
    days = days_of(value, lexicon().data["seasons"])
    if days is None:
        return None
    return replace(
        mention, type="DATE", value=value, date_start=days[0], date_end=days[1], relation="in",
        rule=f"{mention.rule}.counted",
    )  # fmt: skip
