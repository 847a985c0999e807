"""Watch the rules at work: which functions were called about something, and what they answered.

A rule names itself by its function and the first line of its docstring, so that an account of what
happened needs no second list of rules beside the code.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import CO_GENERATOR
from types import CodeType, FrameType, ModuleType


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the function's name, what it says of itself, its arguments and its answer.

    ``depth`` counts the watched calls that were open around it; inner calls come before outer ones.
    """

    name: str
    says: str
    given: tuple[object, ...]
    answer: object
    depth: int


@contextmanager
def watched(modules: Sequence[ModuleType], about: tuple[type, ...]) -> Iterator[list[Call]]:
    """The calls into modules that are given, or answer with, something of some types.

    Generators are left out: their arguments may change between two values.
    """
    of = {str(module.__file__): module for module in modules}
    calls: list[Call] = []
    open_calls: list[tuple[object, ...]] = []

    def notice(frame: FrameType, event: str, answer: object) -> None:
        code = frame.f_code
        if code.co_filename not in of or code.co_flags & CO_GENERATOR:
            return
        if event == "call":
            open_calls.append(_arguments(frame))
        elif event == "return":
            given = open_calls.pop()
            if isinstance(answer, about) or any(isinstance(value, about) for value in given):
                says = _says(of[code.co_filename], code)
                calls.append(Call(code.co_name, says, given, answer, len(open_calls)))

    before = sys.getprofile()
    sys.setprofile(notice)
    try:
        yield calls
    finally:
        sys.setprofile(before)


def _arguments(frame: FrameType) -> tuple[object, ...]:
    """The arguments of a call that has just begun; lists, which may grow later, as they are now."""
    code, values = frame.f_code, frame.f_locals
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    given = (values.get(name) for name in names)
    return tuple(tuple(value) if isinstance(value, list) else value for value in given)


def _says(module: ModuleType, code: CodeType) -> str:
    """The first line of a function's docstring, else its name as words."""
    says = getattr(module, code.co_name, None).__doc__ or ""
    return says.partition("\n")[0].rstrip(".") or code.co_name.strip("_").replace("_", " ")
