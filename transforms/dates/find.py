"""Find the time expressions of a text: longest match from the left, read in order."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from transforms.dates.foreign import find_foreign
from transforms.dates.intervals import days_of, third_of
from transforms.dates.lexicon import UNKNOWN, lexicon
from transforms.dates.makers import MAKERS
from transforms.dates.mention import DateMention, Reading
from transforms.dates.patterns import matcher
from transforms.dates.reading import Here
from transforms.dates.telling import Expression, mention_of
from transforms.dates.tokens import Tokens, tokens_of

_LANGUAGE = "en"
_LONGEST_RUN = 64  # tokens; no expression is so long, and hostile repetition stays cheap
_FIRST, _SECOND = ("first", "day", "month", "year"), ("last", "month2", "year2")  # ends of ranges
_COMPARED = (".back", ".same")  # "up from 4 percent a year earlier": the story stays where it was


@dataclass
class _Report:
    """A report while it is read."""

    text: str
    published: date | None
    tokens: Tokens
    codes: str
    mentions: list[DateMention] = field(default_factory=list)


def find_dates(
    text: str, published_on: date | None, language: str | None = "en"
) -> list[DateMention]:
    """Time expressions of a text, in order, never overlapping.

    Args:
        text: The text; offsets are its code points.
        published_on: Day of publication in the outlet's own zone; None for an undated report,
            whose absolute expressions are resolved and whose relative ones have value None.
        language: BCP 47 tag of its language; None is read as English. English has a tagger of its
            own; in others days, months, years and the like are found with dateparser's words.
    """
    base = (language or _LANGUAGE).split("-")[0].lower()
    if base != _LANGUAGE:
        return find_foreign(text, published_on, base)
    tokens = tokens_of(text)
    report = _Report(text, published_on, tokens, matcher(_LANGUAGE).codes_of(tokens))
    next_start = matcher(_LANGUAGE).next_start
    start = next_start(report.codes, 0)
    while start is not None:
        found = _read(report, start)
        if found is not None:
            _keep(report, *found)
        start = next_start(report.codes, found[0].end if found else start + 1)
    return report.mentions


def _read(report: _Report, place: int) -> tuple[Here, Reading] | None:
    """The longest match at a place that its maker takes for a time."""
    lex, tokens, end = lexicon(_LANGUAGE), report.tokens, _run_end(report.codes, place)
    anchors = tuple(_anchors(report, tokens.begin[place], lex.data["anchor_reach"]))
    for candidate in matcher(_LANGUAGE).candidates(report.codes, place, end):
        rule = candidate.rule
        if rule.after and (not place or tokens.word[place - 1] not in rule.after):
            continue
        here = Here(lex, tokens, place, candidate, report.published, anchors)
        reading = MAKERS[rule.make](here)
        if reading is not None:
            return here, reading
    return None


def _run_end(codes: str, place: int) -> int:
    """Where the run of known tokens that holds a place ends, or its share of a long one."""
    begin, end = codes.rfind(UNKNOWN, 0, place) + 1, codes.find(UNKNOWN, place)
    share = place + _LONGEST_RUN - (place - begin) % _LONGEST_RUN
    return min(share, end if end >= 0 else len(codes))


def _anchors(report: _Report, start: int, reach: int) -> Iterator[str]:
    """The values of the dates told before that are near and lie on the calendar, the last first."""
    for mention in reversed(report.mentions):
        if start - mention.end > reach:
            return
        if mention.rule.endswith(_COMPARED) or not mention.value:
            continue
        if mention.type in ("DATE", "TIME") and mention.value[0].isdigit():
            yield mention.value


def _keep(report: _Report, here: Here, reading: Reading) -> None:
    if not reading.type:
        return
    mention = _mention(report.text, here, reading)
    if not _is_stamp(report, mention):
        report.mentions += _ends(report.text, here, mention)


def _ends(text: str, here: Here, mention: DateMention) -> list[DateMention]:
    """Both ends of a range, each with its own value and the days of the whole; else itself."""
    starts = [start for name, start, _ in here.candidate.parts if name in _SECOND]
    if "/" not in (mention.value or "") or not starts:
        return [mention]
    second = here.first + min(starts)
    joiner = second - 1
    while here.word_at(joiner - 1) == ",":
        joiner -= 1
    begin, end = here.tokens.begin, here.tokens.end
    first = here.first + min(s for name, s, _ in here.candidate.parts if name in _FIRST)
    spans = ((begin[first], end(joiner - 1)), (begin[second], mention.end))
    values = str(mention.value).split("/")
    return [
        replace(mention, start=start, end=stop, text=text[start:stop], value=value)
        for (start, stop), value in zip(spans, values, strict=True)
    ]


def _is_stamp(report: _Report, mention: DateMention) -> bool:
    """Whether it is the day of publication on a line of its own: a stamp, no part of the story."""
    if not mention.rule.startswith("absolute") or mention.date_start != report.published:
        return False
    before = report.text[report.text.rfind("\n", 0, mention.start) + 1 : mention.start]
    after = report.text[mention.end :].partition("\n")[0]
    return not before.strip() and not after.strip()


def _mention(text: str, here: Here, reading: Reading) -> DateMention:
    first = _first_inside(here)
    interval = reading.interval
    if interval is None and reading.value and reading.type in ("DATE", "TIME"):
        interval = days_of(reading.value, here.lexicon.data["seasons"])
        interval = interval and third_of(interval, here.phase)
    start, end = here.tokens.begin[first], here.tokens.end(here.end - 1)
    told = Expression(text, start, end, _relation(here, reading, first), here.candidate.rule.id)
    return mention_of(told, reading, interval, here.published)


def _first_inside(here: Here) -> int:
    """Index of the first token that belongs to the expression: prepositions stay outside."""
    first = here.first
    while first < here.end - 1 and here.word_at(first) in here.lexicon.outside:
        first += 1
    return first


def _is_compared(here: Here, first: int) -> bool:
    """Whether something is only measured by it: "the deadliest attack since 2016"."""
    data, index = here.lexicon.data["comparing"], first - 1
    while here.word_at(index) in here.lexicon.data["articles"]:
        index -= 1
    if here.word_at(index) != "since":
        return False
    return any(
        here.word_at(i) in data["superlatives"] and here.word_at(i - 1) in data["leads"]
        for i in range(index - data["reach"], index)
    )


def _relation(here: Here, reading: Reading, first: int) -> str:
    if reading.type == "DURATION":
        return "for"
    if _is_compared(here, first):
        return "compared"
    # "after Tuesday's attack", "before the 2012 coup", "after Friday prayers": the day is its own.
    own = here.possessive or here.modifies or here.word_at(here.end) in here.lexicon.data["rites"]
    return "in" if own or reading.type == "SET" else _led_relation(here, first)


def _led_relation(here: Here, first: int) -> str:
    """How an event lies to it by the word before: "since", "until"; else in it."""
    data, index = here.lexicon.data, first - 1
    while here.word_at(index) in data["relation_skips"]:
        index -= 1
    word = here.word_at(index)
    if word == "before" and here.word_at(first) in here.lexicon.classes["PART"]:
        return "in"  # "before dawn on Friday" is on Friday
    bare = index == first - 1 and (here.phase or here.word_at(first) not in data["articles"])
    if word in data["bare_relations"] and not bare:
        return "in"
    return str(data["relations"].get(word, "in"))
