"""The subject of a verb: through relative clauses, infinitives, participles and coordination."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.coding.parties.phrase import Phrase
from transforms.coding.scene import Scene
from transforms.coding.verbs import VerbGroup, closed
from transforms.coding.words import Token

DEPTH = 4  # verbs through which a subject is handed down


def subject(verb: VerbGroup, scene: Scene, depth: int = 0) -> tuple[Phrase, ...]:
    """The parties that stand as subject of a verb group, coordinated ones together."""
    if depth > DEPTH:
        return ()
    words = scene.words
    i = _before_adverbs(verb.first - 1, words)
    before = words[i].lower if i >= 0 else ""
    if before == "to" and verb.is_infinitive:
        return _controller(verb, i, scene, depth)
    if before in closed(scene.lang).relatives:
        return _antecedent(i, scene)
    if verb.is_bare and words[verb.head].lower.endswith("ing"):
        return _participle_subject(verb, i, scene, depth)
    if before in ("and", "or", "but", ","):
        return _shared_subject(verb, i, scene, depth)
    return _scan_left(verb, scene)


def _shared_subject(verb: VerbGroup, i: int, scene: Scene, depth: int) -> tuple[Phrase, ...]:
    """Subject of a verb that a conjunction or comma at ``i`` joins to the one before.

    After a relative clause or participle closed by a comma the main subject comes back.
    """
    first = _previous_verb(verb, scene)
    if first is None:
        return _scan_left(verb, scene)
    if verb.is_finite and scene.words[i].text != ",":
        first = _coordinate(verb, scene) or first
    inserted = scene.words[i].text == "," and (not first.is_finite or is_relative(first, scene))
    return _scan_left(verb, scene) if inserted else subject(first, scene, depth + 1)


def _coordinate(verb: VerbGroup, scene: Scene) -> VerbGroup | None:
    """The finite verb that a conjunction joins a verb to.

    One of a relative clause is passed over where its tense differs and an earlier one's does not:
    "hit the guards who defend the village and went from house to house".
    """
    finite = [v for v in _before(verb, scene) if v.is_finite]
    if not finite or not is_relative(finite[0], scene) or finite[0].tag == verb.tag:
        return finite[0] if finite else None
    main = (v for v in finite if v.tag == verb.tag and not is_relative(v, scene))
    return next(main, finite[0])


def _before_adverbs(i: int, words: list[Token]) -> int:
    while i >= 0 and (words[i].lower.endswith("ly") or words[i].lower in ("then", "also", "later")):
        i -= 1
    return i


def _previous_verb(verb: VerbGroup, scene: Scene) -> VerbGroup | None:
    return next(_before(verb, scene), None)


def _before(verb: VerbGroup, scene: Scene) -> Iterator[VerbGroup]:
    """The verbs before one, the nearest first."""
    return (v for v in reversed(scene.verbs) if v.head < verb.first)


def _controller(verb: VerbGroup, to: int, scene: Scene, depth: int) -> tuple[Phrase, ...]:
    """Subject of an infinitive: object of the verb before ("urged X to"), else its subject."""
    before = _previous_verb(verb, scene)
    if before is None:
        return _scan_left(verb, scene)
    between = [p for p in scene.parties if before.head < p.first and p.last <= to]
    objects = [p for p in between if p.preposition in (None, "on", "upon", "for")]
    if objects and not before.is_passive:
        return _coordinated(objects[0], scene)
    return subject(before, scene, depth + 1)


def _antecedent(i: int, scene: Scene) -> tuple[Phrase, ...]:
    """The party that a relative pronoun at ``i`` stands for."""
    j = i - 1
    while j >= 0 and scene.words[j].text == ",":
        j -= 1
    ending = [p for p in scene.parties if p.last <= j + 1 and j + 1 - p.last <= 3]
    return (ending[-1],) if ending else ()


def _participle_subject(verb: VerbGroup, i: int, scene: Scene, depth: int) -> tuple[Phrase, ...]:
    touching = [p for p in scene.parties if p.last == i + 1 and not p.is_adjective]
    if touching and (i < 0 or scene.words[i].text != ","):
        return (touching[-1],)
    before = next((v for v in reversed(scene.verbs) if v.head < verb.first and v.is_finite), None)
    if before is not None:
        return subject(before, scene, depth + 1)
    after = next((v for v in scene.verbs if v.first > verb.head and v.is_finite), None)
    return _scan_left(after, scene) if after is not None else ()


def _scan_left(verb: VerbGroup, scene: Scene) -> tuple[Phrase, ...]:
    """Nearest party to the left that no preposition governs, within the clause."""
    floor = _clause_start(verb, scene)
    left = [p for p in scene.parties if floor <= p.first and p.last <= verb.first]
    free = [p for p in left if p.can_act and not _in_other_clause(p, verb, scene)]
    return _coordinated(free[-1], scene) if free else ()


def _in_other_clause(party: Phrase, verb: VerbGroup, scene: Scene) -> bool:
    """Whether another verb's object: a finite verb stands before it and no clause opens between."""
    between = [v for v in scene.verbs if party.last <= v.first and v.head < verb.first]
    if any(v.is_finite and not is_relative(v, scene) for v in between):
        return True
    begins = party.first and scene.words[party.first - 1].lower in ("and", ",", ";", "but")
    before = [v for v in scene.verbs if v.head < party.first]
    return bool(before) and is_relative(before[-1], scene) and not begins


def is_relative(verb: VerbGroup, scene: Scene) -> bool:
    """Whether a relative pronoun is the subject of a verb."""
    i = _before_adverbs(verb.first - 1, scene.words)
    return i >= 0 and scene.words[i].lower in closed(scene.lang).relatives


def _clause_start(verb: VerbGroup, scene: Scene) -> int:
    """First token of the clause: after a mark or word that opens one, if its subject is inside."""
    subordinators = closed(scene.lang).subordinators
    for i in range(verb.first - 1, -1, -1):
        word = scene.words[i]
        opens = word.text in ';:"“”' or word.lower in subordinators or word.lower in ("but", "that")
        if opens and any(i < p.first and p.last <= verb.first for p in scene.parties):
            return i + 1
    return 0


def _coordinated(phrase: Phrase, scene: Scene) -> tuple[Phrase, ...]:
    """The phrase with those joined to it by "and" or commas before it."""
    before = [p for p in scene.parties if p.last <= phrase.first]
    if phrase.is_apposition and before:  # "the Movement for Change (MC)" is one party
        phrase = before.pop()
    chain = [phrase]
    for other in reversed(before):
        between = [w.lower for w in scene.words[other.last : chain[-1].first]]
        listed = between == [","] and len(chain) > 1  # "A, B and C"; "A, B said" is no list
        joined = listed or between in (["and"], [",", "and"], ["and", "the"], ["as", "well", "as"])
        if not joined or other.is_adjective or other.preposition != chain[-1].preposition:
            break
        chain.append(other)
    return tuple(p for p in reversed(chain) if not p.is_apposition) or (phrase,)
