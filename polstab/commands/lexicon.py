"""Check lexicons, and show what entries of one's own change."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from polstab.commands.console import err, say, working
from polstab.commands.explanation import clean
from polstab.commands.text import UnreadableInputError, wanted

if TYPE_CHECKING:
    from transforms.coding.checks.effects import Effect
    from transforms.coding.checks.faults import LexiconFile

Event = Mapping[str, Any]
SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def check(file: Path | None, text: str | None, published: str | None, texts: Path | None) -> None:
    """Checks a file, or the shipped lexicons; tells what it changes on texts, if there are any."""
    is_tried = text is not None or texts is not None
    if file is None and is_tried:
        raise UnreadableInputError("name the FILE.yml whose effect on the text is to be shown")
    lines = wanted(texts, text, published) if is_tried else []
    checked = _checked(file)
    if lines:
        _show_effects(lines, checked.sections, texts)


def _checked(path: Path | None) -> LexiconFile:
    """The file, when nothing is wrong in it; each fault is told in one line."""
    from transforms.coding.checks import faults as lexicons  # noqa: PLC0415

    own = lexicons.shipped()
    base = {name: raw for file in own for name, raw in file.sections.items()}
    files = own if path is None else [lexicons.lexicon_file(path)]
    faults = [fault for file in files for fault in lexicons.faults(file, base)]
    doubts = [] if faults else [f for file in files for f in lexicons.doubts(file, base)]
    # What is shipped may be doubtful: it reads as it did. New entries may not add to that.
    faults += doubts if path is not None else []
    for fault in faults:
        err.print(f"polstab: {clean(fault)}", markup=False, soft_wrap=True)
    if faults:
        raise typer.Exit(2)
    for doubt in doubts if path is None else ():
        say(f"note: {clean(doubt)}")
    say(f"{path or f'{len(files)} lexicons'}: in order")
    return files[0]


def _show_effects(
    lines: list[dict[str, Any]], sections: Mapping[str, Any], texts: Path | None
) -> None:
    from transforms.coding.checks.effects import effects  # noqa: PLC0415
    from transforms.coding.checks.overlay import answers, answers_with  # noqa: PLC0415

    with working("coding without and with the new entries"):
        before, after = answers(lines), answers_with(lines, sections)
    total = dict.fromkeys(SIGNS, 0)
    for line, old, new in zip(lines, before, after, strict=True):
        if "error" in new and "error" not in old:
            raise UnreadableInputError(
                f"with the entries text {line.get('id')!r} cannot be coded: {new['error']}"
            )
        found = effects(old, new)
        if found and texts is not None:
            say(f"{line.get('id')}:")
        for effect in found:
            total[effect.kind] += 1
            _tell(effect, str(line["text"]))
    n = sum(len(answer["events"]) for answer in before)
    counts = ", ".join(f"{count} {kind}" for kind, count in total.items())
    say(f"{_number(len(lines), 'text')}, {_number(n, 'mention')} before: {counts}")


def _number(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def _tell(effect: Effect, text: str) -> None:
    """A mention that came or went in one line; of a changed one, what it was and what it is."""
    event = effect.after or effect.before or {}
    words = text[event["trigger"]["start"] : event["trigger"]["end"]]
    if effect.before is None or effect.after is None:
        say(f"  {SIGNS[effect.kind]} “{words}” {_whole(event)}")
        return
    say(f"  {SIGNS[effect.kind]} “{words}” {_code(event)}")
    for name in effect.fields:
        before, after = (_field(name, e, text) for e in (effect.before, effect.after))
        say(f"      {name}: {before} => {after}")


def _whole(event: Event) -> str:
    """The code of a mention, how it is put, its day, place, sides and numbers."""
    from transforms.coding.mention import COUNTS  # noqa: PLC0415

    day = event["date_start"] or "undated"
    parts = [_code(event), event["modality"], day]
    parts += [event["place"]["name"]] if event["place"] else []
    parts += [_party(party) for party in event["actors"]]
    parts += [f"{name} {event[name]['best']}" for name in COUNTS if event[name]]
    return ", ".join(parts)


def _code(event: Event) -> str:
    return " ".join([event["event_type"], *event["modes"], *filter(None, [event["subtype"]])])


def _party(party: Mapping[str, Any]) -> str:
    where = party["country_iso3"] or party["international"] or "no country"
    return f"{party['role']} “{party['text']}” {' '.join([where, *party['sectors']])}"


def _field(name: str, event: Event, text: str) -> str:
    """A field of a mention in short."""
    value = event[name]
    if name == "actors":
        return "; ".join(_party(party) for party in value) or "nobody"
    if isinstance(value, dict) and "best" in value:
        return str(value["best"])
    if isinstance(value, dict):
        return str(value.get("name") or f"“{text[value['start'] : value['end']]}”")
    if isinstance(value, list):
        return " ".join(value) or "none"
    return "none" if value is None else str(value)
