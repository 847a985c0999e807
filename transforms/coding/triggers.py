"""Find the words that tell an act: verbs with what follows them, and event nouns."""

from __future__ import annotations

from dataclasses import dataclass, replace

from transforms.coding.patterns import GAP, Pattern, Sense, trigger_index
from transforms.coding.scene import Scene
from transforms.coding.verbs import Closed, VerbGroup, closed
from transforms.coding.words import Token

PASSIVE_REACH = 5  # words before a passive in which its object may stand


@dataclass(frozen=True, slots=True)
class Trigger:
    """Tokens ``first`` to ``last`` (exclusive) that tell an act."""

    first: int
    last: int
    sense: Sense
    lemma: str
    weight: int
    verb: VerbGroup | None = None
    others: tuple[Sense, ...] = ()  # next best readings, for when those who act do not fit
    claimed: range = range(0)  # tokens elsewhere that belong to it (object of a passive)

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
    sentence, parties, verbs = scene.sentence, scene.parties, scene.verbs
    heads = [verb for verb in verbs if verb.head not in blocked]
    made = [make(verb, scene) for verb in heads for make in (_modal_trigger, _verb_trigger)]
    found = [trigger for trigger in made if trigger is not None]
    taken = {i for t in found for span in (range(t.first, t.last), t.claimed) for i in span}
    taken |= {v.head for v in verbs} | blocked
    named = {i for p in parties for i in range(p.first, p.last)}
    starts = {p.head for p in parties if not p.is_adjective and not p.preposition}
    i = 0
    while i < len(sentence.tokens):
        trigger = None if i in taken else _noun_trigger(i, scene)
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


def _verb_trigger(verb: VerbGroup, scene: Scene) -> Trigger | None:
    """The longest pattern that a verb heads, with the readings that come after it."""
    found: list[Trigger] = []
    for lemma, pattern in trigger_index(scene.lang).verbs.get(scene.words[verb.head].lower, ()):
        last = _match(pattern, verb.head + 1, scene)
        claimed = _passive_object(pattern, verb, scene) if last is None else range(0)
        if last is not None or claimed:
            end = verb.head + 1 if last is None else last
            sense, weight = pattern.sense, pattern.weight
            found.append(Trigger(verb.head, end, sense, lemma, weight, verb, claimed=claimed))
    if not found:
        return None
    return replace(found[0], others=tuple(trigger.sense for trigger in found[1:]))


def _passive_object(pattern: Pattern, verb: VerbGroup, scene: Scene) -> range:
    """Where the object of a pattern stands before its passive: "a curfew was imposed"."""
    if verb.is_passive and len(pattern.slots) == 1 and pattern.slots[0].gap:
        for j in range(max(0, verb.first - PASSIVE_REACH), verb.first):
            length = pattern.slots[0].length_at(j, scene.words)
            if length:
                return range(j, j + length)
    return range(0)


def _modal_trigger(verb: VerbGroup, scene: Scene) -> Trigger | None:
    """Patterns that begin with an auxiliary: "must", "will meet", "not accept"."""
    words, c = scene.words, closed(scene.lang)
    for i in range(verb.first, verb.head):
        if words[i].lower not in c.modals and words[i].lower not in c.negation:
            continue
        for lemma, pattern in trigger_index(scene.lang).verbs.get(words[i].lower, ()):
            last = _match(pattern, i + 1, scene, until=verb.head + 3)
            if last is not None:
                return Trigger(i, last, pattern.sense, lemma, pattern.weight, verb)
    return None


def _noun_trigger(i: int, scene: Scene) -> Trigger | None:
    words = scene.words
    for pattern in trigger_index(scene.lang).nouns.get(words[i].lower, ()):
        last = _match(pattern, i + 1, scene)
        if last is not None:
            return Trigger(i, last, pattern.sense, words[i].lower, pattern.weight)
    return None


def _match(pattern: Pattern, at: int, scene: Scene, until: int | None = None) -> int | None:
    """One past the last token of a match that begins at ``at``, or None."""
    words, c = scene.words, closed(scene.lang)
    end = min(len(words), until or len(words))
    for slot in pattern.slots:
        for j in range(at, min(at + (GAP if slot.gap else 0) + 1, end)):
            if j > at and _breaks(words[j - 1], c):
                return None
            length = slot.length_at(j, words)
            # Governed by a preposition it is no object of the verb.
            governed = length and j > at and words[j - 1].lower in c.prepositions
            if length and (not governed or _infinitive(j, scene)):
                at = j + length
                break
        else:
            return None
    return at


def _infinitive(i: int, scene: Scene) -> bool:
    """Whether the word at ``i`` is the verb of an infinitive: "vowed to attack"."""
    tags = trigger_index(scene.lang).verb_tags.get(scene.words[i].lower, frozenset())
    return scene.words[i - 1].lower == "to" and "B" in tags


def _breaks(word: Token, c: Closed) -> bool:
    """Whether nothing behind a word can belong to the pattern before it."""
    if word.text in ";:,()—–" or word.lower in c.openers:
        return True
    return word.lower in c.auxiliaries and not word.is_capital  # the month of May
