"""The knowledge of one language: classes of words, patterns and thresholds, read once."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from transforms.dates.tokens import SHAPES, words_of
from validation.contracts.plain_yaml import load

LEXICONS = Path(__file__).resolve().parent.parent / "lexicons"
UNKNOWN = "x"
_FIRST_CODE = 0xE000  # private use area: codes never collide with regular expression syntax


@dataclass(frozen=True)
class Lexicon:
    """One language's `dates.yml`.

    A class maps a word, or words joined by single spaces, to what it stands for.
    """

    classes: dict[str, dict[str, Any]]
    data: dict[str, Any]

    @cached_property
    def capitalised(self) -> frozenset[str]:
        """Words that count only with a capital: months, weekdays."""
        return frozenset(w for name in self.data["capitalised"] for w in self.classes[name])

    @cached_property
    def leads(self) -> frozenset[str]:
        """Words after which a bare year or an ambiguous month is a time."""
        return frozenset(self.data["time_leads"])

    @cached_property
    def outside(self) -> frozenset[str]:
        """Words at the head of a match that stay outside the mention."""
        return frozenset(self.data["outside"])

    @cached_property
    def tense(self) -> dict[str, frozenset[str]]:
        """Cue words by tense, with the words that stop the search."""
        lists = {k: v for k, v in self.data["tense"].items() if isinstance(v, list)}
        return {name: frozenset(words) for name, words in lists.items()}


@lru_cache(maxsize=8)
def lexicon(language: str = "en") -> Lexicon:
    """Read and check a language's lexicon.

    Raises:
        FileNotFoundError: There is no `dates.yml` for the language.
    """
    path = LEXICONS / language / "dates.yml"
    data = load(path.read_text(encoding="utf-8"))
    classes = {
        name: {" ".join(words_of(word)): meaning for word, meaning in words.items()}
        for name, words in data["classes"].items()
    }
    return Lexicon(classes, data)


def code_table(words: set[str]) -> dict[str, str]:
    """One character for each known word and shape, for patterns over tokens."""
    known = [*sorted(SHAPES), *sorted(words)]
    return {name: chr(_FIRST_CODE + number) for number, name in enumerate(known)}
