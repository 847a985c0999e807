"""What an event is about: PLOVER contexts by words of its sentence."""

from __future__ import annotations

from functools import cache

from transforms.coding.lexicons import read
from transforms.coding.morphology import plural
from transforms.coding.words import Sentence

LONGEST = 3


def sentence_contexts(sentence: Sentence, lang: str = "en") -> tuple[str, ...]:
    """The contexts whose words stand in a sentence, the most often met first."""
    lowers = [token.lower for token in sentence.tokens]
    votes: dict[str, int] = {}
    table, firsts = _words(lang), _first_words(lang)
    for i in [i for i, word in enumerate(lowers) if word in firsts]:
        for length in range(1, LONGEST + 1):
            for context in table.get(" ".join(lowers[i : i + length]), ()):
                votes[context] = votes.get(context, 0) + 1
    return tuple(sorted(votes, key=lambda context: (-votes[context], context)))


@cache
def _first_words(lang: str) -> frozenset[str]:
    return frozenset(words.split()[0] for words in _words(lang))


@cache
def _words(lang: str) -> dict[str, tuple[str, ...]]:
    table: dict[str, set[str]] = {}
    for context, words in read("contexts", lang).items():
        for word in words:
            for form in (word, plural(word)):
                table.setdefault(form, set()).add(context)
    return {word: tuple(sorted(contexts)) for word, contexts in table.items()}
