"""Who acts and who is acted upon: parties around a trigger, by grammar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transforms.coding.phrase import Phrase
from transforms.coding.scene import Scene
from transforms.coding.subjects import is_relative, subject
from transforms.coding.triggers import Trigger
from transforms.coding.verbs import VerbGroup, closed
from transforms.coding.words import Token

NOUN_RECIPIENTS = frozenset({"of", "on", "against", "with", "to", "for", "between", "upon"})
LOCATIVES = frozenset({"in", "at", "near", "from", "outside", "around", "inside"})
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


def _joined_after(phrase: Phrase, scene: Scene) -> tuple[Phrase, ...]:
    chain = [phrase]
    for other in [p for p in scene.parties if p.first >= phrase.last]:
        if not _listed(chain[-1], other, scene) or other.is_adjective:
            break
        chain.append(other)
    return tuple(chain)


def _listed(one: Phrase, other: Phrase, scene: Scene) -> bool:
    """Whether two parties stand in one list; after a comma the list must go on."""
    between = [w.lower for w in scene.words[one.last : other.first]]
    if between == [","]:
        return other.last < len(scene.words) and scene.words[other.last].lower in ("and", ",")
    return between in (["and"], [",", "and"])


def _verb_roles(trigger: Trigger, scene: Scene) -> Roles:
    verb = trigger.verb
    assert verb is not None
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
    governed = [p for p in after if p.preposition in wanted and not _is_location(p)]
    if governed:
        return _joined_after(governed[0], scene)
    return ()


def _is_location(phrase: Phrase) -> bool:
    """Whether a town only says where: "marched in Gao"."""
    return phrase.is_place and phrase.preposition in LOCATIVES


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
        if word.text == ";" or word.lower in (
            "after",
            "while",
            "because",
            "although",
            "when",
            "if",
        ):
            return i
        if word.lower in c.relatives and word.lower != "that" and i > begin + 1:
            return i
    return len(scene.words)


def _noun_roles(trigger: Trigger, scene: Scene) -> Roles:
    actors = _possessors(trigger, scene) or _by_phrase(trigger, scene)
    recipients = _noun_recipients(trigger, scene)
    light = _governing_verb(trigger, scene)
    if light is not None:
        if scene.verb_is(light, "suffering"):
            recipients = recipients or subject(light, scene)
        elif not light.is_passive and not actors:
            actors = subject(light, scene)
    if not actors and trigger.sense.mutual and recipients:
        return Roles(recipients, ())
    return Roles(actors, recipients)


def _possessors(trigger: Trigger, scene: Scene) -> tuple[Phrase, ...]:
    """The owner of an act: "Mali's arrest of", "French air strikes"."""
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
            if _is_location(phrase):
                continue
            if phrase.first - begin > LIGHT_REACH:
                break
            return _joined_after(phrase, scene)
    return ()


def _governing_verb(trigger: Trigger, scene: Scene) -> VerbGroup | None:
    """The light verb that carries an event noun ("carried out arrests", "talks were held")."""
    near = _near_verbs(trigger, scene)
    return next((verb for verb in near if scene.verb_is(verb, "light", "suffering")), None)


def _near_verbs(trigger: Trigger, scene: Scene) -> Iterator[VerbGroup]:
    before = [v for v in scene.verbs if v.head < trigger.first <= v.head + LIGHT_REACH]
    yield from reversed(before[-1:])
    after = [v for v in scene.verbs if trigger.last <= v.first <= trigger.last + 3 and v.is_passive]
    yield from after[:1]


def governed_between(first: int, last: int, words: Sequence[Token]) -> bool:
    """Whether nothing between two tokens closes the scope of the first."""
    stops = ("after", "while", "when", "because", "although", "who", "which", "but", "as", "amid")
    return not any(
        w.text in ";:—" or w.lower in (*stops, "following", "since") for w in words[first:last]
    )
