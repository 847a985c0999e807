"""Whether the rules of ``dates.yml`` compile as the reader of dates compiles them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from transforms.coding.checks.overlay import merged
from transforms.coding.checks.triggers import Found, Raw
from transforms.dates.lexicon import Lexicon
from transforms.dates.patterns import Matcher
from transforms.dates.tokens import words_of

# An item that opens a bracket, one that closes one, and one with no bracket in it.
OPENS = re.compile(r"(?:[a-z]\w*=)?\(")
CLOSES = re.compile(r"\)[?*+]?")
NO_BRACKET = re.compile(r"[^()]+|\|")
# What the compiler of patterns raises: it trusts the file that it is shipped with.
UNREADABLE = (LookupError, TypeError, ValueError, re.error, RecursionError)


def date_faults(raw: Raw, base: Raw) -> Iterator[Found]:
    """What keeps classes, macros and rules that are laid over the shipped ones from use."""
    data = merged(base, raw)
    found = [*_capital_faults(raw, data), *_bracket_faults(raw)]
    whole = None if found else _fault(data, data["macros"], data["rules"])
    if whole:
        found = [*_compile_faults(raw, data)] or [((), f"beside the shipped dates.yml: {whole}")]
    yield from found


def _capital_faults(raw: Raw, data: Mapping[str, Any]) -> Iterator[Found]:
    """Classes of words that count only with a capital, which are there and hold single words."""
    for number, name in enumerate(raw.get("capitalised", ())):
        if name not in data["classes"]:
            yield ("capitalised", number), f"{name!r} is no class; add it under classes"
    for name, words in raw.get("classes", {}).items():
        phrase = next((str(word) for word in words if len(str(word).split()) > 1), None)
        if name in data["capitalised"] and phrase:
            says = f"'{phrase}': a class under capitalised has single words only"
            yield ("classes", name), says


def _patterns(raw: Raw) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Each pattern with its place."""
    for name, pattern in raw.get("macros", {}).items():
        yield ("macros", name), pattern
    for number, rule in enumerate(raw.get("rules", ())):
        yield ("rules", number, "pattern"), rule["pattern"]


def _bracket_faults(raw: Raw) -> Iterator[Found]:
    """Brackets that do not match, or that stand with something else between two spaces."""
    for place, pattern in _patterns(raw):
        depth = lowest = 0
        odd = [i for i in pattern.split() if not _is_item(i)]
        for item in pattern.split():
            depth += (item[-1] == "(") - (item[0] == ")")
            lowest = min(lowest, depth)
        if odd:
            yield place, f"{odd[0]!r}: write brackets by themselves: name=( one | other )?"
        elif depth or lowest:
            yield place, f"'{pattern}': as many ( as ) are wanted, each ( before its )"


def _is_item(item: str) -> bool:
    return any(kind.fullmatch(item) for kind in (OPENS, CLOSES, NO_BRACKET))


def _compile_faults(raw: Raw, data: Mapping[str, Any]) -> Iterator[Found]:
    """The patterns that do not compile, each tried by itself; a macro with those before it."""
    own: Mapping[str, str] = raw.get("macros", {})
    macros: dict[str, str] = {}
    for name, pattern in data["macros"].items():
        says = _fault(data, macros | {name: pattern}, ()) if name in own else None
        if says:
            yield ("macros", name), f"'{pattern}': {says}"
        else:
            macros[name] = pattern
    for number, rule in enumerate(raw.get("rules", ())):
        says = _fault(data, macros, (rule,))
        if says:
            yield ("rules", number, "pattern"), f"'{rule['pattern']}': {says}"


def _fault(data: Mapping[str, Any], macros: Any, rules: Any) -> str | None:
    """Why macros and rules do not compile with the classes of a lexicon; None where they do."""
    classes = {
        name: {" ".join(words_of(word)): meaning for word, meaning in words.items()}
        for name, words in data["classes"].items()
    }
    known = [name for name in data["capitalised"] if name in classes]
    changed = {"macros": macros, "rules": list(rules), "capitalised": known}
    try:
        Matcher(Lexicon(classes, {**data, **changed}))
    except KeyError as error:
        return f"{error.args[0]!r} is no class, macro or word that a pattern can have"
    except UNREADABLE as error:
        return f"cannot be compiled ({error}); see the rules beside it in the shipped dates.yml"
    return None
