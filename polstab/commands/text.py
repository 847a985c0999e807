"""Annotate and extract: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from polstab.commands.console import answer, err, out, say, working

if TYPE_CHECKING:
    from transforms.coding.explaining.explain import ExplainingCoder

Line = dict[str, Any]


class UnreadableInputError(Exception):
    """The file of inputs cannot be read; the message names file and line."""

    exit_code = 2


class OptionsError(Exception):
    """Options that do not go together; the message says which."""

    exit_code = 2


def annotate_by_model(
    lines: list[Line], made: Path | None, settings: Path, *, as_json: bool = False
) -> None:
    """Codes texts by a model; says at the end, or when it fails, what it did and cost."""
    from transforms.annotate import annotated, reports_of  # noqa: PLC0415
    from transforms.build import model_coder  # noqa: PLC0415
    from transforms.models import load_settings  # noqa: PLC0415

    try:
        coder = model_coder(load_settings(settings))
    except OSError as error:  # of the gazetteer, which is made below POLSTAB_DATA
        raise UnreadableInputError(
            f"{error.filename}: {error.strerror}; see POLSTAB_DATA"
        ) from error
    try:
        with working("annotating"):
            coder.prepare(reports_of(lines))
            answers = list(annotated(lines, coder))
        if made is not None:
            _write(made, lambda: answers)
        for one in answers if made is None else ():
            answer(one)
    finally:
        _tell(coder.tally.as_dict(), as_json=as_json, aside=made is None)


def _tell(tally: Line, *, as_json: bool, aside: bool) -> None:
    """The tally of a model; aside, on standard error, where the answers take the other."""
    from transforms.models.cost import lines  # noqa: PLC0415

    told = json.dumps(tally, indent=1, ensure_ascii=False) if as_json else "\n".join(lines(tally))
    (err if aside else out).print(told, markup=False)


def annotate(
    lines: list[Line], made: Path | None, *, explain: bool = False, as_json: bool = False
) -> None:
    """Codes texts into a file, or shows the answers; with how each was found, if wanted.

    Raises:
        OptionsError: ``as_json`` is set, and the rules cost nothing that could be told.
    """
    if as_json:
        raise OptionsError("--json tells what a model cost; name one with --coder")
    from transforms.annotate import annotated  # noqa: PLC0415
    from transforms.build import coder  # noqa: PLC0415
    from transforms.coding.explaining.explain import ExplainingCoder  # noqa: PLC0415

    with working("annotating"):
        rules = coder()
        if explain:
            answers = _explained(lines, ExplainingCoder(rules.gazetteer))
        else:
            answers = annotated(lines, rules)
        if made is not None:
            _write(made, lambda: answers)
            return
    for number, one in enumerate(answers):
        _show(one, explain=explain, is_first=not number)


def _explained(lines: list[Line], coder: ExplainingCoder) -> Iterator[Line]:
    from transforms.annotate import annotated  # noqa: PLC0415

    for line in lines:
        coder.explanation = None  # of a line that cannot be coded there is none
        for one in annotated([line], coder):
            yield one | {"explain": coder.explanation}


def _show(one: Line, *, explain: bool, is_first: bool) -> None:
    from polstab.commands.explanation import show  # noqa: PLC0415

    if not explain:
        answer(one)
        return
    if not is_first:
        say("")
    show(one)


def wanted(given: Path | None, text: str | None, published: str | None) -> list[Line]:
    """The lines of a file, or the one of a text given by hand; ``published`` is an ISO date."""
    if given is not None and text is None:
        if published is not None:
            raise UnreadableInputError("--published goes with --text; lines have published_at")
        return _lines(given)
    if text is None or given is not None:
        raise UnreadableInputError("name a file IN.jsonl, or give one text with --text; not both")
    _check_day(published)
    # Of a few words the language is a guess; there are lexicons for one.
    return [{"id": "text", "text": text, "published_at": published, "lang": "en"}]


def extract(given: Path, made: Path) -> None:
    """Reads every saved page that a file names."""
    from transforms.pages import extract_lines  # noqa: PLC0415

    lines = _lines(given)
    with working(f"reading the pages of {given.name}"):
        _write(made, lambda: extract_lines(lines))


def _check_day(day: str | None) -> None:
    try:
        date.fromisoformat(day or "0001-01-01")
    except ValueError:
        raise UnreadableInputError(
            f"--published {day}: a day is wanted, as in 2021-02-03"
        ) from None


def _lines(path: Path) -> list[Line]:
    try:
        # Not splitlines: JSON may hold other separators of lines, such as U+2028, as they are.
        rows = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInputError(f"{path}: cannot be read ({error})") from error
    return list(_parsed(path, rows))


def _parsed(path: Path, rows: Iterable[str]) -> Iterator[Line]:
    for number, row in enumerate(rows, 1):
        if not row.strip():
            continue
        try:
            line = json.loads(row)
        except ValueError as error:
            raise UnreadableInputError(f"{path}, line {number}: no JSON ({error})") from error
        if not isinstance(line, dict):
            raise UnreadableInputError(f"{path}, line {number}: a JSON object is wanted")
        yield line


def _write(path: Path, answers: Callable[[], Iterable[Line]]) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        # Half of a surrogate pair in an id goes out as JSON spells it.
        with temporary.open("w", encoding="utf-8", errors="backslashreplace") as handle:
            for answer in answers():
                handle.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise UnreadableInputError(f"{path}: cannot be written ({error})") from error
