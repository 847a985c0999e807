"""A sentence with what was found in it: the common ground of the later steps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from transforms.coding.clauses import Clauses, clauses_of
from transforms.coding.lexicons import read
from transforms.coding.mention import Span
from transforms.coding.parties.phrase import Phrase
from transforms.coding.patterns import trigger_index
from transforms.coding.verbs import VerbGroup, closed
from transforms.coding.words import Sentence, Token


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with its parties, verbs and clauses; ``nouns`` are the tokens of event nouns."""

    sentence: Sentence
    parties: tuple[Phrase, ...]
    verbs: tuple[VerbGroup, ...]
    clauses: Clauses
    lang: str = "en"
    nouns: tuple[Span, ...] = ()

    @property
    def words(self) -> list[Token]:
        """The tokens."""
        return self.sentence.tokens

    def span(self, first: int, last: int) -> Span:
        """The characters of the tokens ``first`` up to ``last``."""
        return self.words[first].start, self.words[last - 1].end

    def tokens_of(self, span: Span) -> tuple[int, int]:
        """The tokens, half-open, of characters of the sentence."""
        words = self.words
        first = bisect_right(words, span[0], key=lambda w: w.end)
        last = bisect_left(words, span[1], key=lambda w: w.start)
        return min(first, len(words) - 1), max(last, first + 1)

    def verb_is(self, verb: VerbGroup, *classes: str) -> bool:
        """Whether a verb belongs to a class of ``modality.yml`` ("speech", "planning")."""
        form = self.words[verb.head].lower
        lemmas = trigger_index(self.lang).lemmas.get(form, frozenset())
        return any(lemmas & verbs_of(name, self.lang) for name in classes)


def is_noun_like(verb: VerbGroup, words: Sequence[Token], lang: str) -> bool:
    """Whether a base form without auxiliary may be a noun: "Borno state", not "men who state"."""
    c = closed(lang)
    before = words[verb.first - 1].lower if verb.first else ""
    led = before in c.relatives or before in read("roles", lang)["pronouns"]["plural"]
    return verb.tag == "B" and verb.first == verb.head and not led


def scene_of(
    sentence: Sentence, parties: tuple[Phrase, ...], verbs: tuple[VerbGroup, ...], lang: str
) -> Scene:
    """The scene of a sentence, cut into its clauses."""
    lemmas = trigger_index(lang).lemmas

    def of_class(name: str) -> frozenset[int]:
        able = (v.head for v in verbs if not is_noun_like(v, sentence.tokens, lang))
        wanted = verbs_of(name, lang)
        return frozenset(
            h for h in able if lemmas.get(sentence.tokens[h].lower, frozenset()) & wanted
        )

    words = sentence.tokens
    heads = {name: of_class(name) for name in ("speech", "lasting")}
    clauses = clauses_of(words, parties, verbs, heads, lang)
    return Scene(sentence, parties, verbs, clauses, lang)


@cache
def verbs_of(name: str, lang: str = "en") -> frozenset[str]:
    """The base forms of a class of verbs; of a phrase, its first word."""
    return frozenset(text.split()[0] for text in read("modality", lang)[name])
