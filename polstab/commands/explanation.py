"""An explanation on the terminal: one sentence after another, three columns, 100 characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from textwrap import wrap
from typing import Any

from rich.text import Text

from polstab.commands.console import CONTROLS, out

Plain = Mapping[str, Any]
Row = tuple[str | None, str]  # words of the text, if they have a column; what they were read as
WIDTH = 100
HERE = "text"  # the name of a text given on the command line
LABEL = 11
# Besides control characters a terminal obeys those that turn the order of what follows.
_TURNING = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_BREAKS = dict.fromkeys(map(ord, "\t\n\u2028\u2029"), " ")
OBEYED = CONTROLS | dict.fromkeys(_TURNING) | _BREAKS
WORDS = 26


def show(answer: Plain) -> None:
    """Prints the explanation of one text, or why there is none."""
    explanation = answer["explain"]
    about = [] if answer["id"] == HERE else [f"text {answer['id']}"]
    if explanation is None:
        no_lexicons = f"language {answer['lang']}, for which there are no lexicons"
        _print("; ".join([*about, answer.get("error") or no_lexicons]))
        return
    about += [f"language {explanation['lang']}"]
    about += [f"about {explanation['country']}"] if explanation["country"] else []
    about += [f"published {explanation['published_on'] or 'on no known day'}"]
    about += ["read as a report about sport"] if explanation["is_sport"] else []
    _print("; ".join(about))
    for number, sentence in enumerate(explanation["sentences"], 1):
        _print("")
        for line in wrap(f"{number}  “{clean(sentence['text'])}”", WIDTH, subsequent_indent="   "):
            _print(line, style="bold")
        _show_sentence(sentence)


def _show_sentence(sentence: Plain) -> None:
    if not sentence["is_read"]:
        _print("   a caption or the like, left out")
        return
    _table("tokens", [(None, " ".join(sentence["tokens"]))])
    _table("parties", [(party["text"], _party(party)) for party in sentence["parties"]])
    _table("verbs", [(verb["text"], _verb(verb)) for verb in sentence["verbs"]])
    _table("triggers", [(t["text"], _trigger(t)) for t in sentence["triggers"]])
    _table("acts", [row for act in sentence["acts"] for row in _act(act)])
    _table("places", [(place["text"], _place(place)) for place in sentence["places"]])
    _table("dates", [(date["text"], _date(date)) for date in sentence["dates"]])
    _table("speeches", [(s["speaker"], _speech(s)) for s in sentence["speeches"]])
    _table("counts", [(count["text"], _count(count)) for count in sentence["counts"]])
    _table("mentions", [row for mention in sentence["mentions"] for row in _mention(mention)])


def _party(party: Plain) -> str:
    where = party["country_iso3"] or party["international"] or "no country"
    who = " ".join([party["kind"], f"“{party['name']}”,", where, *party["sectors"]])
    behind = f"behind “{party['preposition']}”" if party["preposition"] else None
    return _joined(who, party["office"], behind, *party["marks"])


def _verb(verb: Plain) -> str:
    denied = verb["polarity"] if verb["polarity"] == "negated" else None
    return _joined(verb["voice"], verb["tense"], denied, *verb["marks"])


def _trigger(trigger: Plain) -> str:
    entry = f"entry {trigger['entry']}, {trigger['listed']}: {trigger['pattern']}"
    operator = f"operator {trigger['operator']}" if trigger["operator"] else None
    by = f"only by {' '.join(trigger['only_by'])}" if trigger["only_by"] else None
    return _joined(_code(trigger), operator, by, *trigger["marks"], entry)


def _act(act: Plain) -> Iterator[Row]:
    """The act, the rules that changed it, and what became of it."""
    for step in act["steps"]:
        changed = "; ".join(
            f"{k} {_said(a)} => {_said(b)}" for k, (a, b) in step["changes"].items()
        )
        beside = f" beside {', '.join(step['with'])}" if step["with"] else ""
        yield act["text"], f"{changed}{beside}, by the rule: {step['says']}"
    outcome = f"mention {act['rank']}" if act["rank"] else f"no mention: {act['left_out']}"
    if act["event_type"] is None:
        yield act["text"], outcome
        return
    sides = [", ".join(act[side]) or "nobody" for side in ("actors", "recipients")]
    read = _joined(_code(act), act["modality"], *act["marks"], " -> ".join(sides))
    yield act["text"], f"{read}; {outcome}"


def _place(place: Plain) -> str:
    where = place["country_iso3"] or "no country"
    what = f"{place['kind']} {place['name']}, {where}"
    return f"{what}, precision {place['where_precision']}, score {place['score']}"


def _date(date: Plain) -> str:
    return f"{_days(date['date_start'], date['date_end'])}, by {date['rule']}"


def _speech(speech: Plain) -> str:
    told = f"tells by “{speech['verb']}”" if speech["verb"] else "according to them"
    return _joined(told, "an aside: only what follows" if speech["is_aside"] else None)


def _count(count: Plain) -> str:
    return _joined(f"{count['kind']} {_bounds(count)}", f"by “{count['by']}”", *count["marks"])


def _mention(mention: Plain) -> Iterator[Row]:
    head = f"{mention['rank']}  {mention['trigger']}"
    yield head, _joined(_code(mention), mention["modality"], f"confidence {mention['confidence']}")
    for role, text in mention["parties"]:
        yield "", f"{role}: {text}"
    yield "", f"when: {_days(*mention['date'])} ({mention['temporal']}), by {mention['date_rule']}"
    if mention["place"]:
        yield "", "where: {}, by {}".format(*mention["place"])
    for kind, bounds in mention["counts"].items():
        yield "", f"{kind}: {_bounds(bounds)}"


def _code(thing: Plain) -> str:
    return " ".join(filter(None, (thing["event_type"], thing["mode"], thing["subtype"])))


def _days(first: str | None, last: str | None) -> str:
    if first is None or first == last:
        return first or "undated"
    return f"{first} to {last}"


def _bounds(count: Plain) -> str:
    """The number with its bounds; a missing one means that the words set none."""
    low, best, high = count["low"], count["best"], count["high"]
    if low == high:
        return str(best)
    return (
        f"{best} (low {low if low is not None else '?'}, high {high if high is not None else '?'})"
    )


def _said(value: object) -> str:
    return "none" if value in (None, "") else str(value)


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _table(label: str, rows: Iterable[Row]) -> None:
    """Rows of one kind under their label; both columns fold."""
    for words, read in rows:
        column = 0 if words is None else WORDS + 1
        left = wrap(clean(words or ""), WORDS)
        right = wrap(clean(read), WIDTH - LABEL - 3 - column)
        for one, other in zip_longest(left, right, fillvalue=""):
            _print(f"   {label:<{LABEL}}{one:<{column}}{other}", dim=3 + LABEL)
            label = ""


def clean(text: str) -> str:
    """A text on one line, without what a terminal would obey."""
    return " ".join(text.translate(OBEYED).split())


def _print(line: str, style: str = "", dim: int = 0) -> None:
    text = Text(line.translate(OBEYED).rstrip(), style=style)
    text.stylize("cyan", 0, dim)
    out.print(text)
