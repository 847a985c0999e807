"""The language of the rules' patterns, compiled to regular expressions over codes of tokens."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from transforms.dates.lexicon import Lexicon
from transforms.dates.tokens import SHAPES, words_of

_ITEM = re.compile(r"(?:(?P<name>[a-z]\w*)=)?(?P<atom>@?.+?)(?P<times>[?*+]?)$")


# Code that a match can begin with -> codes that can be the next, "" if the match can end there.
Heads = dict[str, frozenset[str]]
_END = frozenset({""})


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a pattern: its regular expression, how it begins, whether it can be empty."""

    text: str
    heads: Heads
    empty: bool = False

    def within(self, name: str, times: str) -> "Piece":
        """The piece in brackets: named, and as many times as ?, * or + say."""
        text = f"({f'?P<{name}>' if name else '?:'}{self.text}){times}"
        again = frozenset(self.heads) | _END
        heads = _ended(self.heads, again) if times in ("*", "+") else self.heads
        return Piece(text, heads, self.empty or times in ("?", "*"))

    def then(self, other: "Piece") -> "Piece":
        """This piece and after it the other."""
        heads = _ended(self.heads, frozenset(other.heads) | (_END if other.empty else frozenset()))
        heads = _merged([heads, other.heads]) if self.empty else heads
        return Piece(self.text + other.text, heads, self.empty and other.empty)


def either(pieces: Sequence[Piece]) -> Piece:
    """One of several pieces."""
    heads = _merged([piece.heads for piece in pieces])
    return Piece("|".join(p.text for p in pieces), heads, any(p.empty for p in pieces))


def _ended(heads: Heads, nexts: frozenset[str]) -> Heads:
    """Heads with what comes next where they can end."""
    return {code: (old - _END) | nexts if "" in old else old for code, old in heads.items()}


def _merged(several: Iterable[Heads]) -> Heads:
    found: Heads = {}
    for heads in several:
        for code, nexts in heads.items():
            found[code] = found.get(code, nexts) | nexts
    return found


class Grammar:
    """What the classes and macros of a lexicon stand for in patterns."""

    def __init__(self, lex: Lexicon, codes: dict[str, str]) -> None:
        self._codes = codes
        names = set(lex.classes) | {name for names in SHAPES.values() for name in names}
        self._pieces = {name: self._class(name, lex) for name in names}
        for name, pattern in lex.data["macros"].items():
            self._pieces[f"@{name}"] = self.piece(pattern)

    def piece(self, pattern: str) -> Piece:
        """A pattern, compiled.

        Raises:
            ValueError: It holds what no pattern can.
        """
        return self._choice(iter(pattern.split()))[0]

    def _choice(self, items: Iterator[str]) -> tuple[Piece, str]:
        """What stands up to the closing bracket, and how many times it may."""
        rows: list[list[Piece]] = [[]]
        for item in items:
            if item == "|":
                rows.append([])
            elif item[0] == ")":
                return either([reduce(Piece.then, row) for row in rows]), item[1:]
            elif item[-1] == "(":
                inner, times = self._choice(items)
                rows[-1].append(inner.within(item[:-2], times))
            else:
                rows[-1].append(self._item(item))
        return either([reduce(Piece.then, row) for row in rows]), ""

    def _item(self, item: str) -> Piece:
        match = _ITEM.match(item)
        if match is None:
            raise ValueError(f"dates.yml: cannot read {item!r} in a pattern")
        atom = match["atom"]
        piece = self._pieces.get(atom) or self._word(" ".join(words_of(atom)))
        return piece.within(match["name"] or "", match["times"])

    def _word(self, word: str) -> Piece:
        code = self._codes[word]
        return Piece(re.escape(code), {code: _END})

    def _class(self, name: str, lex: Lexicon) -> Piece:
        """Any entry of a class; phrases come first, the longest before their beginnings."""
        entries = sorted(lex.classes.get(name, {}), key=lambda entry: -entry.count(" "))
        phrases = [[self._word(word) for word in entry.split()] for entry in entries]
        shapes = [[self._word(shape)] for shape, names in SHAPES.items() if name in names]
        return either([reduce(Piece.then, row) for row in [*phrases, *shapes]])
