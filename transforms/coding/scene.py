"""A sentence with what was found in it: the common ground of the later steps."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.coding.phrase import Phrase
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
