"""Who acts and who is acted upon: parties around a trigger, by grammar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transforms.coding.lexicons import listed
from transforms.coding.parties.phrase import Phrase
from transforms.coding.scene import Scene
from transforms.coding.subjects import is_relative, subject
from transforms.coding.triggers import Trigger
from transforms.coding.verbs import VerbGroup, closed

LIGHT_REACH = 7


@dataclass(frozen=True, slots=True)
class Roles:
    """Parties on both sides of an act."""

    actors: tuple[Phrase, ...] = ()
    recipients: tuple[Phrase, ...] = ()


def roles(trigger: Trigger, scene: Scene) -> Roles:
    """The parties of a trigger; a mutual act without another side has actors only."""
    found = _verb_roles(trigger, scene) if trigger.verb else _noun_roles(trigger, scene)
    if trigger.sense.alone:
        found = Roles(found.actors or found.recipients)
    if trigger.sense.flip:
        found = Roles((), found.actors)
    overlap = [p for p in found.recipients if p not in found.actors]
    return Roles(found.actors, tuple(overlap))


def _joined_after(phrase: Phrase, scene: Scene) -> tuple[Phrase, ...]:
    chain = [phrase]
    for other in [p for p in scene.parties if p.first >= phrase.last]:
        if not _listed(chain[-1], other, scene) or other.is_adjective:
            break
        if not other.is_apposition:
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
            return () if _of_another(phrase, trigger, scene) else _joined_after(phrase, scene)
    return ()


def _of_another(phrase: Phrase, trigger: Trigger, scene: Scene) -> bool:
    """Whether "by" goes with a noun between: "demonstrations against violations by the army"."""
    if trigger.verb is not None:
        return False
    between = scene.words[trigger.last : phrase.first - 1]
    aimed = listed("modality", "aimed_by", scene.lang) - {"of"}
    if aimed.isdisjoint(w.lower for w in between):
        return False
    return not any(trigger.last <= p.first < phrase.first for p in scene.parties)


def _objects(trigger: Trigger, scene: Scene) -> tuple[Phrase, ...]:
    """The nearest object, direct or behind a preposition of the sense.

    The owner of an object counts ("Mali's border"); what stands inside the pattern ("sent
    troops") and what another verb governs only where there is nothing else.
    """
    stop = _right_limit(trigger, scene)
    after = [p for p in scene.parties if trigger.verb_head < p.first < stop and not _its(p)]
    able = [p for p in after if p.last > trigger.last and _is_object(p, trigger, scene)]
    means = [p for p in after if _is_means(p, trigger, scene)]
    near = [p for p in able if p.first < _next_verb(trigger, scene) and p not in means]
    chosen = next(iter([*near, *means, *able]), None)
    if chosen is None:
        return _where_it_hits(trigger, after, scene)
    return _joined_after(chosen, scene)


def _is_means(phrase: Phrase, trigger: Trigger, scene: Scene) -> bool:
    """Whether it is by whom the subject acts, before it is whom it hits: "sent (its) troops to"."""
    if phrase.last <= trigger.last:
        return phrase.head_kind != "name"
    own = scene.words[phrase.first].lower in listed("roles", "possessives", scene.lang)
    return own and "MIL" in phrase.sectors


def _where_it_hits(trigger: Trigger, after: Sequence[Phrase], scene: Scene) -> tuple[Phrase, ...]:
    """The country in which things that are no party are hit: "shelled targets in Jericho"."""
    if trigger.sense.event_type not in listed("modality", "hits_places", scene.lang):
        return ()
    sited = listed("modality", "sited_by", scene.lang)
    for phrase in after:
        if phrase.preposition in sited and phrase.country is not None:
            things = scene.words[trigger.verb_head + 1 : phrase.first - 1]
            if phrase.kind == "group" and not phrase.is_place:
                continue
            if not any(word.is_word and not word.is_capital for word in things):
                continue
            country = replace(phrase, kind="country", sectors=(), is_possessive=False)
            return (country,)
    return ()


def _next_verb(trigger: Trigger, scene: Scene) -> int:
    """Where the next verb begins that may have objects of its own."""
    later = (v.first for v in scene.verbs if v.first >= trigger.last and not _is_participle(v))
    return next(later, len(scene.words))


def _is_participle(verb: VerbGroup) -> bool:
    """Whether it only qualifies a noun: "crimes committed by"."""
    return verb.is_bare and verb.tag != "G"


def _its(phrase: Phrase) -> bool:
    """Whether it is a possessive pronoun, which names no object: "its border"."""
    return phrase.is_pronoun and phrase.is_possessive


def _is_object(phrase: Phrase, trigger: Trigger, scene: Scene) -> bool:
    wanted = trigger.sense.prepositions | listed("modality", "object_prepositions", scene.lang)
    if trigger.weight:  # a pattern that ends with its own object: "tighten the blockade of"
        wanted |= listed("modality", "aimed_by", scene.lang)
    if phrase.preposition is None or phrase.first - 1 < trigger.last:
        return not _far(trigger, phrase, scene)
    return phrase.preposition in wanted and not _is_location(phrase, scene.lang)


def _is_location(phrase: Phrase, lang: str) -> bool:
    """Whether a town, or a name that nothing knows, only says where: "marched in Gao"."""
    unknown = phrase.head_kind == "name" and phrase.country is None
    sited = phrase.preposition in listed("modality", "sited_by", lang)
    return sited and (phrase.is_place or unknown)


def _far(trigger: Trigger, phrase: Phrase, scene: Scene) -> bool:
    """A comma between verb and phrase means that it is no object."""
    return any(w.text in ",;:" for w in scene.words[trigger.verb_head + 1 : phrase.first])


def _right_limit(trigger: Trigger, scene: Scene, begin: int | None = None) -> int:
    """Index of the last token before the next clause."""
    begin = trigger.last if begin is None else begin
    return min(_next_subject(begin, scene), _next_opener(begin, scene))


def _next_subject(begin: int, scene: Scene) -> int:
    """Where the next finite verb begins, or the subject that stands before it."""
    for verb in scene.verbs:
        if verb.first >= begin and verb.is_finite and not is_relative(verb, scene):
            parties = [p for p in scene.parties if begin <= p.first and p.last <= verb.first]
            nominative = [p for p in parties if p.preposition is None]
            told = nominative and scene.words[nominative[-1].first - 1].text == ","
            if told or len(nominative) > 1:
                return nominative[-1].first - 1
            return verb.first
    return len(scene.words)


def _next_opener(begin: int, scene: Scene) -> int:
    """Where a word or mark opens the next clause."""
    c = closed(scene.lang)
    for i in range(begin, len(scene.words)):
        word = scene.words[i]
        if word.text == ";" or word.lower == "without":
            return i
        if word.lower in c.subordinators and _opens_clause(i, scene):
            return i
        if word.lower in c.only_relatives and i > begin + 1:
            return i
    return len(scene.words)


def _opens_clause(i: int, scene: Scene) -> bool:
    """Whether a clause follows a word such as "as", which also qualifies nouns ("as president")."""
    if scene.words[i].lower != "as":
        return True
    after = next((v for v in scene.verbs if v.first > i and v.is_finite), None)
    between = [p for p in scene.parties if i < p.first and after and p.last <= after.first]
    return after is not None and bool(between)


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
        if phrase.head_kind == "organisation" and phrase.last == i:
            return (phrase,)
        if phrase.is_possessive and all(w.is_word or w.lower == "'s" for w in between[1:]):
            return (phrase,)
        if phrase.is_adjective and all(w.is_word for w in between) and len(between) <= 2:
            return (phrase,)
    return ()


def _noun_recipients(trigger: Trigger, scene: Scene) -> tuple[Phrase, ...]:
    wanted = trigger.sense.prepositions | listed("modality", "aimed_by", scene.lang)
    carried = [v for v in _near_verbs(trigger, scene) if v.is_passive and v.first >= trigger.last]
    begin = carried[0].head + 1 if carried else trigger.last
    stop = _right_limit(trigger, scene, begin)
    for phrase in scene.parties:
        governed = phrase.preposition in wanted or (
            phrase.preposition == "by" and _of_another(phrase, trigger, scene)
        )
        if begin <= phrase.first <= stop and governed:
            if _is_location(phrase, scene.lang):
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


def governed_between(first: int, last: int, scene: Scene) -> bool:
    """Whether nothing between two tokens closes the scope of the first."""
    ends = listed("modality", "scope_ends", scene.lang)
    return not any(w.text in ";:—" or w.lower in ends for w in scene.words[first:last])
