"""Patterns over tokens: the rules of a lexicon, and where in a text they match.

Each known word or shape is one character, so that a text is a string of codes. A rule is tried
only at the tokens that it can begin with and where enough tokens are left for it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from transforms.dates.grammar import Grammar, Heads
from transforms.dates.lexicon import UNKNOWN, Lexicon, code_table, lexicon
from transforms.dates.tokens import Tokens, words_of

_HEADS_KEPT = 4096  # pairs of codes; a text has some hundred


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the lexicon.

    Attributes:
        id: Its id.
        make: The name of its maker.
        after: The words one of which must stand before it, None if any may.
        pattern: What it matches, over codes.
        heads: How it can begin.
    """

    id: str
    make: str
    after: frozenset[str] | None
    pattern: re.Pattern[str]
    heads: Heads


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule that matches at some place: how many tokens, and its named parts (offset, end)."""

    rule: Rule
    length: int
    parts: tuple[tuple[str, int, int], ...]


class Matcher:
    """All rules of a language over the codes of its words."""

    def __init__(self, lex: Lexicon) -> None:
        patterns = [rule["pattern"] for rule in lex.data["rules"]] + [*lex.data["macros"].values()]
        self._codes = code_table(_known_words(lex, patterns))
        self._capitalised = re.compile(f"[{''.join(self._codes[w] for w in lex.capitalised)}]")
        grammar = Grammar(lex, self._codes)
        self.rules = [_rule(entry, grammar) for entry in lex.data["rules"]]
        self._by_first: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for code in rule.heads:
                self._by_first.setdefault(code, []).append(rule)
        self._rules_for = lru_cache(maxsize=_HEADS_KEPT)(self._able)
        alone = "".join(code for code in self._by_first if self._able(code))
        self._starts = re.compile(f"[{alone}]|[{''.join(self._by_first)}](?=[^{UNKNOWN}])")

    def codes_of(self, tokens: Tokens) -> str:
        """The characters that tokens are matched by; UNKNOWN for one that no rule knows."""
        codes = [self._codes.get(word, UNKNOWN) for word in tokens.word]
        for at, shape in tokens.shape.items():
            codes[at] = self._codes[shape]
        for match in self._capitalised.finditer("".join(codes)):
            if not tokens.capital(match.start()):
                codes[match.start()] = UNKNOWN
        return "".join(codes)

    def next_start(self, codes: str, place: int) -> int | None:
        """The next place from which on a rule might match."""
        match = self._starts.search(codes, place)
        return match and match.start()

    def candidates(self, codes: str, place: int, end: int) -> list[Candidate]:
        """The rules that match at a place and no further than `end`, the longest first."""
        found = []
        for rule in self._rules_for(codes[place : min(place + 2, end)]):
            match = rule.pattern.match(codes, place, end)
            if match is not None:
                found.append(Candidate(rule, match.end() - place, _parts(match)))
        return sorted(found, key=lambda c: -c.length)  # stable: then the lexicon's order

    def _able(self, head: str) -> list[Rule]:
        """The rules that can begin with two codes, or with the only one that is left."""
        first, second = head[0], head[1:]
        return [r for r in self._by_first[first] if not r.heads[first].isdisjoint(("", second))]


@lru_cache(maxsize=8)
def matcher(language: str = "en") -> Matcher:
    """The compiled rules of a language."""
    return Matcher(lexicon(language))


def _rule(entry: dict[str, Any], grammar: Grammar) -> Rule:
    after = frozenset(entry["after"]) if "after" in entry else None
    piece = grammar.piece(entry["pattern"])
    if piece.empty:
        raise ValueError(f"dates.yml: rule {entry['id']} matches where nothing stands")
    return Rule(entry["id"], entry["make"], after, re.compile(piece.text), piece.heads)


def _parts(match: re.Match[str]) -> tuple[tuple[str, int, int], ...]:
    """The named parts that took part in a match, counted from its start."""
    place, names = match.start(), match.re.groupindex
    spans = ((name, *match.span(name)) for name in names)
    return tuple((name, start - place, end - place) for name, start, end in spans if start >= 0)


def _known_words(lex: Lexicon, patterns: list[str]) -> set[str]:
    words = {w for entries in lex.classes.values() for entry in entries for w in entry.split()}
    for pattern in patterns:
        for item in pattern.split():
            atom = item.split("=")[-1].rstrip("?*+")
            if atom and atom not in "()|" and not atom.startswith("@") and not atom.isupper():
                words.update(words_of(atom))
    return words
