"""Check lexicons: what a file holds, and what is wrong in it, one line a fault.

A candidate file is named after the lexicon that it adds to (``triggers.yml``), or holds several
under their names (``triggers: …``, ``roles: …``). It has the same shape as the shipped files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from transforms.coding.checks import models
from transforms.coding.checks.dates import date_faults
from transforms.coding.checks.triggers import (
    Place,
    doubles,
    doubtful_heads,
    listed,
    trigger_faults,
)
from transforms.coding.lexicons import LEXICONS
from validation.contracts.errors import WrongUseError
from validation.contracts.plain_yaml import load

Lexicons = dict[str, Any]
DEEPEST = 12  # mappings and lists in one another; the shipped files have five
ENTRIES: dict[str, type[BaseModel]] = {
    "triggers": models.TriggerEntry,
    "organisations": models.Organisation,
    "countries": models.CountryNames,
    "sport": models.Sport,
    "summaries": models.Summaries,
}
WANTED = {
    "list_type": "a list is wanted: [one, another]",
    "dict_type": "a mapping is wanted: name: value",
    "string_type": "a word is wanted; put it in quotes",
    "tuple_type": "a list of fixed length is wanted",
    "bool_type": "true or false is wanted",
    "finite_number": "a number is wanted",
    "int_type": "a number is wanted",
}


@dataclass(frozen=True)
class LexiconFile:
    """A YAML file of one lexicon or several: its sections by name, and where things stand in it."""

    path: Path
    sections: Lexicons
    node: yaml.Node | None
    is_bundle: bool

    def fault(self, name: str, place: Place, says: str) -> str:
        """A fault in one line, with file, line, entry and mend."""
        whole: Place = (name, *place) if self.is_bundle else place
        line = _line(self.node, whole)
        steps = [f"no. {step + 1}" if isinstance(step, int) else f", {step}" for step in whole]
        entry = " ".join(steps).replace(" ,", ",").removeprefix(", ")
        return f"{self.path}, line {line}: {entry}: {says}" if entry else f"{self.path}: {says}"


def shipped(lang: str = "en") -> list[LexiconFile]:
    """The lexicons of a language as they stand."""
    return [lexicon_file(LEXICONS / lang / f"{name}.yml") for name in models.MODELS]


def lexicon_file(path: Path) -> LexiconFile:
    """A file of lexicons; one that is none is wrong use."""
    try:
        text = path.read_text(encoding="utf-8")
        _refuse_knots(path, text)
        raw, node = load(text), yaml.compose(text, Loader=yaml.CSafeLoader)
    except OSError as error:
        raise WrongUseError(f"{path}: cannot be read ({error.strerror})") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise WrongUseError(
            f"{path}{line}: not readable as YAML; look for : [ ], and put dates and other values "
            "that are no plain words in quotes"
        ) from error
    if path.stem in models.MODELS:
        return LexiconFile(path, {path.stem: raw}, node, is_bundle=False)
    if isinstance(raw, dict) and raw and set(raw) <= set(models.MODELS):
        return LexiconFile(path, raw, node, is_bundle=True)
    known = ", ".join(models.MODELS)
    raise WrongUseError(
        f"{path}: which lexicon is it for? Call the file after it (triggers.yml), or put the "
        f"lexicon's name over the entries (triggers:); there are: {known}"
    )


def _refuse_knots(path: Path, text: str) -> None:
    """Wrong use where entries stand for others or lie deeper than any lexicon has them.

    Both are told from the stream of events: to build them could take all the stack, or for ever.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        says = ""
        if isinstance(event, yaml.AliasEvent):
            says = f"*{event.anchor} stands for other entries; write them out"
        elif depth > DEEPEST:
            says = (
                f"more than {DEEPEST} lists or mappings in one another; close some of the brackets"
            )
        if says:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise WrongUseError(f"{path}, line {line}: {says}")


def faults(file: LexiconFile, base: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong in a file that is laid over others, or is one of them itself."""
    for key, line in _repeated(file.node):
        yield f"{file.path}, line {line}: key {key!r} stands twice; join the two"
    for name, raw in file.sections.items():
        shape = [file.fault(name, place, says) for place, says in _shape_faults(name, raw, base)]
        yield from shape
        if name == "triggers" and not shape:
            lists = {**base[name].get("lists", {}), **raw.get("lists", {})}
            for place, says in trigger_faults(raw, lists):
                yield file.fault(name, place, says)
        if name == "dates" and not shape:
            for place, says in date_faults(raw, base[name]):
                yield file.fault(name, place, says)


def doubts(file: LexiconFile, base: Mapping[str, Any]) -> Iterator[str]:
    """What is read otherwise than meant: heads of several words, patterns under two types.

    Such there are among the shipped entries, which read as they did; new ones may not follow.
    """
    raw = file.sections.get("triggers")
    if raw is not None:
        lists = {**base["triggers"].get("lists", {}), **raw.get("lists", {})}
        known = {**listed(raw, lists), **listed(base["triggers"], lists)}
        for place, says in (*doubtful_heads(raw), *doubles(raw, lists, known)):
            yield file.fault("triggers", place, says)


def _shape_faults(name: str, raw: Any, base: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Keys, types and codes that the model of a lexicon refuses, the first at each place."""
    told: set[Place] = set()
    try:
        models.MODELS[name].model_validate(models.in_parts(name, raw))
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            in_model = _reached(models.in_parts(name, raw), fault["loc"])
            place = models.in_file(name, in_model)
            if place not in told:
                told.add(place)
                yield place, _says(name, fault)
    if isinstance(raw, dict) and name not in ("contexts", "countries", "triggers"):
        for key in raw:
            if key not in base[name] and not (name == "roles" and str(key).isupper()):
                yield (key,), f"{key!r} is no key of {name}.yml; {_nearest(str(key), base[name])}"


def _says(name: str, fault: Any) -> str:
    kind, given = fault["type"], fault["input"]
    if kind == "extra_forbidden":
        known = ENTRIES.get(name, models.MODELS[name]).model_fields
        return f"is no key here; {_nearest(str(fault['loc'][-1]), known)}"
    if kind == "missing":
        return f"{fault['loc'][-1]} is missing"
    if kind == "string_pattern_mismatch":
        return f"{given!r} does not look like {fault['ctx']['pattern']}"
    says = WANTED.get(kind) or str(fault["msg"]).removeprefix("Value error, ")
    return says if kind == "value_error" else f"{str(given)[:40]!r}: {says}"


def _nearest(key: str, known: Any) -> str:
    near = get_close_matches(key, list(known), 1)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(map(str, known))}"


def _reached(raw: Any, place: Place) -> Place:
    """The part of a place that is in the file; a model adds steps of its own."""
    for at, step in enumerate(place):
        known = raw if isinstance(raw, dict) else range(len(raw)) if isinstance(raw, list) else ()
        if step not in known:
            return place[:at]
        raw = raw[step]
    return place


def _line(node: yaml.Node | None, place: Place) -> int:
    """The line, from 1, of what stands at a place."""
    line = node.start_mark.line + 1 if node else 1
    for step in place:
        if isinstance(node, yaml.MappingNode):
            pair = next((p for p in node.value if p[0].value == str(step)), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _repeated(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """Keys that stand twice in one mapping, of which YAML keeps the last only, with their line."""
    if isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _repeated(one)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.value, key.start_mark.line + 1
            seen.add(key.value)
            yield from _repeated(value)
