"""Find the words that tell an act: verbs with what follows them, and event nouns."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.coding.patterns import GAP, Pattern, Sense, trigger_index
from transforms.coding.scene import Scene
from transforms.coding.verbs import VerbGroup, closed
from transforms.coding.words import Sentence, Token


@dataclass(frozen=True, slots=True)
class Trigger:
    """Tokens ``first`` to ``last`` (exclusive) that tell an act."""

    first: int
    last: int
    sense: Sense
    lemma: str
    weight: int
    verb: VerbGroup | None = None

    @property
    def is_verb(self) -> bool:
        """Whether a verb tells it."""
        return self.verb is not None

    @property
    def verb_head(self) -> int:
        """The token after which its object stands."""
        return self.first if self.verb is None else self.verb.head


def find_triggers(scene: Scene, blocked: frozenset[int] = frozenset()) -> list[Trigger]:
    """The triggers of a sentence in order; longer patterns keep shorter ones out.

    ``blocked`` are tokens that cannot tell an act (of dates: "March").
    """
    sentence, parties, verbs, lang = scene.sentence, scene.parties, scene.verbs, scene.lang
    heads = [verb for verb in verbs if verb.head not in blocked]
    found = [t for verb in heads if (t := _verb_trigger(verb, sentence, lang)) is not None]
    taken = {i for t in found for i in range(t.first, t.last)} | {v.head for v in verbs} | blocked
    named = {i for p in parties for i in range(p.first, p.last)}
    starts = {p.head for p in parties if not p.is_adjective and not p.preposition}
    i = 0
    while i < len(sentence.tokens):
        trigger = None if i in taken else _noun_trigger(i, sentence, lang)
        if trigger is None or _modifies_party(trigger, starts) or _is_named(trigger, named):
            i += 1
            continue
        found.append(trigger)
        i = trigger.last
    return sorted(found, key=lambda t: (t.first, -t.weight))


def _modifies_party(trigger: Trigger, heads: set[int]) -> bool:
    """Whether the noun only says which party is meant: "protest leaders"."""
    return trigger.last in heads


def _is_named(trigger: Trigger, named: set[int]) -> bool:
    return all(i in named for i in range(trigger.first, trigger.last)) and trigger.weight == 0


def _verb_trigger(verb: VerbGroup, sentence: Sentence, lang: str) -> Trigger | None:
    words = sentence.tokens
    index = trigger_index(lang)
    best: Trigger | None = None
    for lemma, pattern in index.verbs.get(words[verb.head].lower, ()):
        if best is not None and pattern.weight <= best.weight:
            break
        last = _match(pattern, verb.head + 1, words, lang)
        if last is not None:
            best = Trigger(verb.head, last, pattern.sense, lemma, pattern.weight, verb)
    return best or _auxiliary_trigger(verb, sentence, lang)


def _auxiliary_trigger(verb: VerbGroup, sentence: Sentence, lang: str) -> Trigger | None:
    """Patterns that begin with an auxiliary: "will meet", "must", "should", "not accept"."""
    words, index = sentence.tokens, trigger_index(lang)
    for i in range(verb.first, verb.head):
        for lemma, pattern in index.verbs.get(words[i].lower, ()):
            last = _match(pattern, i + 1, words, lang, until=verb.head + 3)
            if last is not None and words[i].lower in closed(lang).modals | {"not", "n't"}:
                return Trigger(i, last, pattern.sense, lemma, pattern.weight, verb)
    return None


def _noun_trigger(i: int, sentence: Sentence, lang: str) -> Trigger | None:
    words = sentence.tokens
    for pattern in trigger_index(lang).nouns.get(words[i].lower, ()):
        last = _match(pattern, i + 1, words, lang)
        if last is not None:
            return Trigger(i, last, pattern.sense, words[i].lower, pattern.weight)
    return None


def _match(
    pattern: Pattern, at: int, words: list[Token], lang: str, until: int | None = None
) -> int | None:
    """One past the last token of a match that begins at ``at``, or None."""
    for slot in pattern.slots:
        reach = GAP if slot.gap else 0
        for j in range(at, min(at + reach + 1, len(words), until or len(words))):
            if j > at and _breaks(words[j - 1]):
                return None
            length = _phrase_at(slot.phrases, j, words)
            if length:
                at = j + length
                break
        else:
            return None
    return at


def _phrase_at(phrases: frozenset[tuple[str, ...]], j: int, words: list[Token]) -> int:
    for length in (1, 2, 3, 4):
        if tuple(w.lower for w in words[j : j + length]) in phrases:
            return length
    return 0


def _breaks(word: Token) -> bool:
    return word.text in ";:,()—–" or word.lower in ("who", "which", "but", "after", "while", "when")
