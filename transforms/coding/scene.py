"""A sentence with what was found in it: the common ground of the later steps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from transforms.coding.lexicons import listed, read
from transforms.coding.mention import Span
from transforms.coding.parties.phrase import Phrase
from transforms.coding.patterns import trigger_index
from transforms.coding.verbs import VerbGroup
from transforms.coding.words import Sentence, Token


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with its parties and verbs."""

    sentence: Sentence
    parties: tuple[Phrase, ...]
    verbs: tuple[VerbGroup, ...]
    lang: str = "en"

    @property
    def words(self) -> list[Token]:
        """The tokens."""
        return self.sentence.tokens

    def clause(self, first: int, last: int) -> Span:
        """The characters of the clause of the words from ``first`` up to ``last``."""
        words, opens = self.words, listed("modality", "clause_openers", self.lang)
        while first and words[first - 1].lower not in opens:
            first -= 1
        while last < len(words) and words[last].lower not in opens:
            last += 1
        return words[first].start, words[last - 1].end

    def verb_is(self, verb: VerbGroup, *classes: str) -> bool:
        """Whether a verb belongs to a class of ``modality.yml`` ("speech", "planning")."""
        form = self.words[verb.head].lower
        lemmas = trigger_index(self.lang).lemmas.get(form, frozenset())
        return any(lemmas & verbs_of(name, self.lang) for name in classes)


@cache
def verbs_of(name: str, lang: str = "en") -> frozenset[str]:
    """The base forms of a class of verbs; of a phrase, its first word."""
    return frozenset(text.split()[0] for text in read("modality", lang)[name])
