"""Patterns over tokens: the rules of a lexicon compiled to regular expressions over codes.

Each known word or shape is one character, so a run of tokens is a short string, and unknown words
cut a text into such runs. Runs repeat from report to report; what matches them is remembered.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from transforms.dates.lexicon import UNKNOWN, Lexicon, code_table, lexicon
from transforms.dates.tokens import SHAPES, Token, words_of

_ITEM = re.compile(r"(?:(?P<name>[a-z]\w*)=)?(?P<atom>@?.+?)(?P<times>[?*+]?)$")
_SYNTAX = {"(": "(?:", "|": "|", ")": ")"}
_RUNS_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the lexicon: its id, its maker, its pattern, the words it must stand after."""

    id: str
    make: str
    pattern: re.Pattern[str]
    after: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule that matches at some place: how many tokens, and its named parts (offset, end)."""

    rule: Rule
    length: int
    parts: tuple[tuple[str, int, int], ...]


class Matcher:
    """All rules of a language over the codes of its words."""

    def __init__(self, lex: Lexicon) -> None:
        self._lex = lex
        rules, macros = lex.data["rules"], lex.data["macros"]
        texts = [rule["pattern"] for rule in rules] + list(macros.values())
        self.codes = code_table(_known_words(lex, texts))
        self._classes = {name: self._class_pattern(name) for name in _class_names(lex)}
        self._macros: dict[str, str] = {}
        for name, pattern in macros.items():
            self._macros[name] = self._compiled(pattern)
        self._rules = [self._rule(entry) for entry in rules]
        self.candidates = lru_cache(maxsize=_RUNS_KEPT)(self._candidates)

    def code_of(self, token: Token) -> str:
        """The character a token is matched by."""
        if token.shape:
            return self.codes[token.shape]
        if token.word in self._lex.capitalised and not token.capital:
            return UNKNOWN
        return self.codes.get(token.word, UNKNOWN)

    def _rule(self, entry: dict[str, Any]) -> Rule:
        after = frozenset(entry["after"]) if "after" in entry else None
        pattern = re.compile(self._compiled(entry["pattern"]))
        return Rule(entry["id"], entry["make"], pattern, after)

    def _class_pattern(self, name: str) -> str:
        singles = [self.codes[shape] for shape, names in SHAPES.items() if name in names]
        entries = sorted(self._lex.classes.get(name, {}), key=lambda e: -e.count(" "))
        phrases = ["".join(self.codes[w] for w in e.split()) for e in entries if " " in e]
        singles += [self.codes[entry] for entry in entries if " " not in entry]
        return "(?:" + "|".join([*phrases, *([f"[{''.join(singles)}]"] if singles else [])]) + ")"

    def _compiled(self, pattern: str) -> str:
        return "".join(self._item(item) for item in _glued(pattern).split())

    def _item(self, item: str) -> str:
        if item[0] in "(|" or item.rstrip("?*+") == ")":
            return _SYNTAX[item[0]] + item[1:]
        match = _ITEM.match(item)
        if match is None:
            raise ValueError(f"dates.yml: cannot read {item!r} in a pattern")
        name, atom, times = match["name"], match["atom"], match["times"]
        if atom.startswith("["):  # a glued group, see _glued
            inner = self._compiled(atom[1:-1].replace("\x00", " "))
        elif atom.startswith("@"):
            inner = self._macros[atom[1:]]
        else:
            inner = self._classes.get(atom) or re.escape(self.codes[" ".join(words_of(atom))])
        return (f"(?P<{name}>{inner})" if name else f"(?:{inner})") + times

    def _candidates(self, run: str) -> tuple[tuple[Candidate, ...], ...]:
        return tuple(self._at(run, place) for place in range(len(run)))

    def _at(self, run: str, place: int) -> tuple[Candidate, ...]:
        found = []
        for rule in self._rules:
            match = rule.pattern.match(run, place)
            if match is not None and match.end() > place:
                parts = tuple(
                    (name, match.start(name) - place, match.end(name) - place)
                    for name in rule.pattern.groupindex
                    if match.start(name) >= 0
                )
                found.append(Candidate(rule, match.end() - place, parts))
        return tuple(sorted(found, key=lambda c: -c.length))  # stable: then the lexicon's order


@lru_cache(maxsize=8)
def matcher(language: str = "en") -> Matcher:
    """The compiled rules of a language."""
    return Matcher(lexicon(language))


def _glued(pattern: str) -> str:
    """Turn `name=( a | b )` into one item, so that groups can be captured."""
    return re.sub(
        r"(\w+)=\( ([^()]*) \)",
        lambda m: f"{m[1]}=[" + m[2].replace(" ", "\x00") + "]",
        pattern,
    )


def _class_names(lex: Lexicon) -> set[str]:
    return set(lex.classes) | {name for names in SHAPES.values() for name in names}


def _known_words(lex: Lexicon, patterns: list[str]) -> set[str]:
    words = {w for entries in lex.classes.values() for entry in entries for w in entry.split()}
    for pattern in patterns:
        for item in pattern.split():
            atom = item.split("=")[-1].rstrip("?*+")
            if atom and atom not in "()|" and not atom.startswith("@") and not atom.isupper():
                words.update(words_of(atom))
    return words
