"""Who acts and who is acted upon: parties around a trigger, by grammar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transforms.coding.lexicons import read
from transforms.coding.parties import Phrase
from transforms.coding.patterns import trigger_index
from transforms.coding.scene import Scene
from transforms.coding.triggers import Trigger
from transforms.coding.verbs import VerbGroup, closed
from transforms.coding.words import Token

NOUN_RECIPIENTS = frozenset({"of", "on", "against", "with", "to", "for", "between", "upon"})
LIGHT_REACH = 7


@dataclass(frozen=True, slots=True)
class Roles:
    """Parties on both sides of an act."""

    actors: tuple[Phrase, ...] = ()
    recipients: tuple[Phrase, ...] = ()


def roles(trigger: Trigger, scene: Scene) -> Roles:
    """The parties of a trigger; a mutual act without another side has actors only."""
    found = _verb_roles(trigger, scene) if trigger.verb else _noun_roles(trigger, scene)
    if trigger.sense.flip:
        found = Roles((), found.actors)
    overlap = [p for p in found.recipients if p not in found.actors]
    return Roles(found.actors, tuple(overlap))


def subject(verb: VerbGroup, scene: Scene, depth: int = 0) -> tuple[Phrase, ...]:
    """The parties that stand as subject of a verb group, coordinated ones together."""
    if depth > 4:
        return ()
    words = scene.words
    i = _before_adverbs(verb.first - 1, words)
    if i >= 0 and words[i].lower == "to" and verb.is_infinitive:
        return _controller(verb, i, scene, depth)
    if i >= 0 and words[i].lower in scene_relatives(scene):
        return _antecedent(i, scene)
    if verb.is_bare and words[verb.head].lower.endswith("ing"):
        return _participle_subject(verb, i, scene, depth)
    if i >= 0 and words[i].lower in ("and", "or", "but", ","):
        before = _previous_verb(verb, scene)
        direct = _ending_at(i, scene)
        if before is not None and not _party_between(before.head, i, scene):
            return subject(before, scene, depth + 1)
        if words[i].lower != "," or not direct:
            inherited = before is not None and before.is_finite and not direct
            if inherited and before is not None:
                return subject(before, scene, depth + 1)
    return _scan_left(verb, scene, depth)


def scene_relatives(scene: Scene) -> frozenset[str]:
    """Relative pronouns of the scene's language."""
    return closed(scene.lang).relatives


def _before_adverbs(i: int, words: list[Token]) -> int:
    while i >= 0 and (words[i].lower.endswith("ly") or words[i].lower in ("then", "also", "later")):
        i -= 1
    return i


def _previous_verb(verb: VerbGroup, scene: Scene) -> VerbGroup | None:
    before = [v for v in scene.verbs if v.head < verb.first]
    return before[-1] if before else None


def _controller(verb: VerbGroup, to: int, scene: Scene, depth: int) -> tuple[Phrase, ...]:
    """Subject of an infinitive: the object of the verb before it ("urged X to"), else its subject."""
    before = _previous_verb(verb, scene)
    if before is None:
        return _scan_left(verb, scene, depth)
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
    return _scan_left(after, scene, depth + 1) if after is not None else ()


def _party_between(start: int, end: int, scene: Scene) -> bool:
    return any(start < p.first and p.last <= end and p.last >= end - 1 for p in scene.parties)


def _ending_at(i: int, scene: Scene) -> list[Phrase]:
    return [p for p in scene.parties if p.last == i]


def _scan_left(verb: VerbGroup, scene: Scene, depth: int) -> tuple[Phrase, ...]:
    """Nearest party to the left that no preposition governs, within the clause."""
    floor = _clause_start(verb, scene)
    left = [p for p in scene.parties if floor <= p.first and p.last <= verb.first]
    free = [p for p in left if _is_nominative(p) and not _inside_other_clause(p, verb, scene)]
    if free:
        return _coordinated(free[-1], scene)
    if floor:
        outer = _previous_verb(verb, scene)
        if outer is not None and not left:
            return ()
    return ()


def _is_nominative(phrase: Phrase) -> bool:
    return phrase.preposition is None and not phrase.is_possessive and not phrase.is_adjective


def _inside_other_clause(party: Phrase, verb: VerbGroup, scene: Scene) -> bool:
    """Whether another verb's object: a finite verb stands before it and no clause opens between."""
    between = [v for v in scene.verbs if party.last <= v.first and v.head < verb.first]
    return any(v.is_finite and not is_relative(v, scene) for v in between)


def is_relative(verb: VerbGroup, scene: Scene) -> bool:
    """Whether a relative pronoun is the subject of a verb."""
    i = _before_adverbs(verb.first - 1, scene.words)
    return i >= 0 and scene.words[i].lower in scene_relatives(scene)


def _clause_start(verb: VerbGroup, scene: Scene) -> int:
    """First token of the clause: after a mark or word that opens one, if its subject is inside."""
    c = closed(scene.lang)
    for i in range(verb.first - 1, -1, -1):
        word = scene.words[i]
        opens = word.text in ";:\"“”" or word.lower in c.subordinators | {"but", "that"}
        if opens and any(i < p.first and p.last <= verb.first for p in scene.parties):
            return i + 1
    return 0


def _coordinated(phrase: Phrase, scene: Scene) -> tuple[Phrase, ...]:
    """The phrase with those joined to it by "and" or commas before it."""
    chain = [phrase]
    for other in reversed([p for p in scene.parties if p.last <= phrase.first]):
        between = [w.lower for w in scene.words[other.last : chain[-1].first]]
        joined = between in (["and"], [","], [",", "and"], ["and", "the"], ["as", "well", "as"])
        if not joined or other.is_adjective:
            break
        chain.append(other)
    return tuple(reversed(chain))


def _joined_after(phrase: Phrase, scene: Scene) -> tuple[Phrase, ...]:
    chain = [phrase]
    for other in [p for p in scene.parties if p.first >= phrase.last]:
        between = [w.lower for w in scene.words[chain[-1].last : other.first]]
        if between not in (["and"], [","], [",", "and"]) or other.is_adjective:
            break
        chain.append(other)
    return tuple(chain)


def _verb_roles(trigger: Trigger, scene: Scene) -> Roles:
    verb = trigger.verb
    assert verb is not None  # noqa: S101 - the caller asked
    first = subject(verb, scene)
    if verb.is_passive or (verb.is_bare and verb.tag == "N"):
        reduced = verb.is_bare and not verb.is_infinitive
        patient = _ending_before(verb, scene) if reduced else first
        return Roles(_by_phrase(trigger, scene), patient)
    return Roles(first, _objects(trigger, scene))


def _ending_before(verb: VerbGroup, scene: Scene) -> tuple[Phrase, ...]:
    left = [p for p in scene.parties if p.last <= verb.first and verb.first - p.last <= 3]
    return (left[-1],) if left else ()


def _by_phrase(trigger: Trigger, scene: Scene) -> tuple[Phrase, ...]:
    stop = _right_limit(trigger, scene)
    for phrase in scene.parties:
        if trigger.first < phrase.first <= stop and phrase.preposition == "by":
            return _joined_after(phrase, scene)
    return ()


def _objects(trigger: Trigger, scene: Scene) -> tuple[Phrase, ...]:
    """Direct object, else the party behind one of the sense's prepositions."""
    stop = _right_limit(trigger, scene)
    after = [p for p in scene.parties if trigger.verb_head < p.first <= stop]
    direct = [p for p in after if p.preposition is None and not _far(trigger, p, scene)]
    if direct:
        return _joined_after(direct[0], scene)
    wanted = trigger.sense.prepositions | {"against", "with"}
    governed = [p for p in after if p.preposition in wanted]
    if governed:
        return _joined_after(governed[0], scene)
    return ()


def _far(trigger: Trigger, phrase: Phrase, scene: Scene) -> bool:
    """A comma between verb and phrase means that it is no object."""
    return any(w.text in ",;:" for w in scene.words[trigger.verb_head + 1 : phrase.first])


def _right_limit(trigger: Trigger, scene: Scene, begin: int | None = None) -> int:
    """Index of the last token before the next clause."""
    c = closed(scene.lang)
    begin = trigger.last if begin is None else begin
    for verb in scene.verbs:
        if verb.first >= begin and verb.is_finite and not is_relative(verb, scene):
            parties = [p for p in scene.parties if begin <= p.first and p.last <= verb.first]
            nominative = [p for p in parties if p.preposition is None]
            return (nominative[-1].first - 1) if len(nominative) > 1 else verb.first
    for i in range(begin, len(scene.words)):
        word = scene.words[i]
        if word.text == ";" or word.lower in ("after", "while", "because", "although", "when", "if"):
            return i
        if word.lower in c.relatives and word.lower != "that" and i > begin + 1:
            return i
    return len(scene.words)


def _noun_roles(trigger: Trigger, scene: Scene) -> Roles:
    actors = _possessors(trigger, scene) or _by_phrase(trigger, scene)
    recipients = _noun_recipients(trigger, scene)
    light = _governing_verb(trigger, scene)
    if light is not None:
        lemmas = trigger_index(scene.lang).lemmas.get(scene.words[light.head].lower, frozenset())
        suffering = {t.split()[0] for t in read("modality", scene.lang)["suffering"]}
        if lemmas & suffering:
            recipients = recipients or subject(light, scene)
        elif not light.is_passive and not actors:
            actors = subject(light, scene)
    if not actors and trigger.sense.mutual and recipients:
        return Roles(recipients, ())
    return Roles(actors, recipients)


def _possessors(trigger: Trigger, scene: Scene) -> tuple[Phrase, ...]:
    """ "Mali's arrest of", "French air strikes"."""
    i = trigger.first
    near = [p for p in scene.parties if p.last <= i and i - p.last <= 4]
    for phrase in reversed(near):
        between = scene.words[phrase.last : i]
        if phrase.is_possessive and all(w.is_word or w.lower == "'s" for w in between[1:]):
            return (phrase,)
        if phrase.is_adjective and all(w.is_word for w in between) and len(between) <= 2:
            return (phrase,)
    return ()


def _noun_recipients(trigger: Trigger, scene: Scene) -> tuple[Phrase, ...]:
    wanted = trigger.sense.prepositions | NOUN_RECIPIENTS
    carried = [v for v in _near_verbs(trigger, scene) if v.is_passive and v.first >= trigger.last]
    begin = carried[0].head + 1 if carried else trigger.last
    stop = _right_limit(trigger, scene, begin)
    for phrase in scene.parties:
        if begin <= phrase.first <= stop and phrase.preposition in wanted:
            if phrase.first - begin > LIGHT_REACH:
                break
            return _joined_after(phrase, scene)
    return ()


def _governing_verb(trigger: Trigger, scene: Scene) -> VerbGroup | None:
    """The light verb that carries an event noun ("carried out arrests", "talks were held")."""
    lexicon = read("modality", scene.lang)
    carriers = {t.split()[0] for t in (*lexicon["light"], *lexicon["suffering"])}
    table = trigger_index(scene.lang).lemmas
    for verb in _near_verbs(trigger, scene):
        if table.get(scene.words[verb.head].lower, frozenset()) & carriers:
            return verb
    return None


def _near_verbs(trigger: Trigger, scene: Scene) -> Iterator[VerbGroup]:
    before = [v for v in scene.verbs if v.head < trigger.first <= v.head + LIGHT_REACH]
    yield from reversed(before[-1:])
    after = [v for v in scene.verbs if trigger.last <= v.first <= trigger.last + 3 and v.is_passive]
    yield from after[:1]


def governed_between(first: int, last: int, words: Sequence[Token]) -> bool:
    """Whether nothing between two tokens closes the scope of the first."""
    stops = ("after", "while", "when", "because", "although", "who", "which", "but", "as", "amid")
    return not any(w.text in ";:—" or w.lower in (*stops, "following", "since") for w in words[first:last])
