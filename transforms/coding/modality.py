"""Whether and when an act happened: what governs it, negation, future, condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from transforms.coding.lexicons import listed, read
from transforms.coding.morphology import plural
from transforms.coding.parties.phrase import Phrase
from transforms.coding.patterns import Sense
from transforms.coding.roles import Roles, governed_between, roles
from transforms.coding.scene import Scene
from transforms.coding.subjects import subject
from transforms.coding.triggers import Trigger
from transforms.coding.verbs import closed

SCOPE = 14  # words over which a verb governs an act
END_REACH = 5  # words between a verb of ending and what it ends


@dataclass(frozen=True, slots=True)
class Act:
    """A trigger with its parties and how the sentence puts it."""

    trigger: Trigger
    event_type: str
    mode: str | None
    subtype: str | None
    roles: Roles
    modality: str = "asserted"
    is_future: bool = False
    is_background: bool = False  # past perfect, or under another act


def acts(triggers: Sequence[Trigger], scene: Scene) -> list[Act]:
    """The acts of a sentence; those that another verb turns into words are absorbed by it."""
    made = [act for trigger in triggers if (act := _plain(trigger, scene)) is not None]
    absorbed: set[int] = set()
    for i, act in enumerate(made):
        if i in absorbed:
            continue
        governed = _governed(i, made, scene)
        if act.event_type in _table("swallows"):
            swallowed = [j for j in governed if _in_purpose(made[j], act, scene)]
            made[i] = _with_sides(act, [made[j] for j in swallowed])
            absorbed |= set(swallowed)
        if act.trigger.sense.operator is None:
            continue
        if governed and _carried_out(act, made[governed[0]], scene):
            made[governed[0]] = _by(act, made[governed[0]])
            absorbed.add(i)
            continue
        made[i] = _with_content(act, [made[j] for j in governed])
        if act.trigger.sense.operator in ("accuse", "condemn"):
            for j in governed:
                made[j] = _told_by_accuser(act, made[j])
        else:
            absorbed |= set(governed)
    kept = [act for i, act in enumerate(made) if i not in absorbed and not _by_nature(act, scene)]
    return [_aimed(_settled(act, scene), scene) for act in kept]


def _aimed(act: Act, scene: Scene) -> Act:
    """A threat with those whom its condition names: "will strike unless the government pays"."""
    if act.event_type != "THREATEN" or act.roles.recipients:
        return act
    for i in range(act.trigger.last, len(scene.words)):
        if scene.words[i].lower in ("if", "unless", "until"):
            named = [p for p in scene.parties if i < p.first <= i + 3 and p.preposition is None]
            apart = tuple(p for p in named[:1] if p not in act.roles.actors and not p.is_pronoun)
            return replace(act, roles=Roles(act.roles.actors, apart))
    return act


def _plain(trigger: Trigger, scene: Scene) -> Act | None:
    sides = roles(trigger, scene)
    sense = next((s for s in (trigger.sense, *trigger.others) if _fits(s, sides)), None)
    if sense is None:
        return None
    if sense is not trigger.sense:
        trigger = replace(trigger, sense=sense)
        sides = roles(trigger, scene)
    if sense.event_type == "ASSAULT" and _is_figurative(trigger, scene):
        return None
    mode = sense.mode
    if sense.event_type == "MOBILIZE" and mode == "troops" and sides.actors:
        armed = set(_table("weapons"))
        mode = "weapons" if all(p.noun in armed for p in sides.actors) else mode
    return Act(trigger, sense.event_type, mode, sense.subtype or _subtype(sense, sides), sides)


def _subtype(sense: Sense, sides: Roles) -> str | None:
    """What the type is called when some act: an attack by rebels is an insurgent attack."""
    by_sector = _table("subtypes_by_actor").get(sense.event_type, {})
    sectors = (sector for party in sides.actors for sector in party.sectors[:1])
    return next((by_sector[sector] for sector in sectors if sector in by_sector), None)


def _is_figurative(trigger: Trigger, scene: Scene) -> bool:
    """Whether it is a fight against no people: "fighting drug trafficking"."""
    if trigger.lemma not in listed("modality", "fighting", scene.lang):
        return False
    after = {w.lower for w in scene.words[trigger.last : trigger.last + END_REACH]}
    return bool(after & listed("modality", "abstract_foes", scene.lang))


def _by_nature(act: Act, scene: Scene) -> bool:
    """Whether a flood or an accident did it, which nobody did (R57)."""
    if act.event_type != "ASSAULT" or act.roles.actors or not act.trigger.is_verb:
        return False
    return any(word.lower in _disasters(scene.lang) for word in scene.words)


@cache
def _disasters(lang: str) -> frozenset[str]:
    nouns = read("modality", lang)["disasters"]
    return frozenset(form for noun in nouns for form in (noun, plural(noun)))


def _carried_out(order: Act, act: Act, scene: Scene) -> bool:
    """Whether those who order an act have it done: "ordered air strikes", not "ordered X to"."""
    if order.trigger.lemma not in read("modality", scene.lang)["ordering"]:
        return False
    return act.trigger.verb is None and act.trigger.first - order.trigger.last <= END_REACH


def _by(order: Act, act: Act) -> Act:
    """An act with those who ordered it as its actors."""
    recipients = act.roles.recipients or order.roles.recipients
    apart = tuple(p for p in recipients if p not in order.roles.actors)
    trigger = replace(act.trigger, verb=order.trigger.verb)
    return replace(act, trigger=trigger, roles=Roles(order.roles.actors or act.roles.actors, apart))


def _fits(sense: Sense, sides: Roles) -> bool:
    """Whether those who act are of the kind that the sense asks for."""
    return not sense.only_by or any(set(p.sectors) & sense.only_by for p in sides.actors)


def _in_purpose(act: Act, main: Act, scene: Scene) -> bool:
    """Whether an act is why or how the main one is done: "marched to demand", "demanding"."""
    if act.event_type not in _table("swallows")[main.event_type]:
        return False
    verb = act.trigger.verb
    return verb is None or verb.is_infinitive or verb.is_bare


def _with_sides(main: Act, swallowed: Sequence[Act]) -> Act:
    """The main act, against those whom the swallowed ones are aimed at."""
    recipients = main.roles.recipients
    for act in swallowed:
        recipients = recipients or act.roles.recipients
    apart = tuple(p for p in recipients if p not in main.roles.actors)
    return replace(main, roles=Roles(main.roles.actors, apart))


def _governed(i: int, made: Sequence[Act], scene: Scene) -> list[int]:
    """Indexes of the acts in the scope of the act at ``i``."""
    operator = made[i].trigger
    begin = operator.last if operator.verb is None else max(operator.last, operator.verb.head + 1)
    found = []
    for j, act in enumerate(made):
        trigger = act.trigger
        if j != i and trigger.verb is not None and trigger.verb == operator.verb:
            found.append(j)  # "must release": the auxiliary governs its own verb
            continue
        if j == i or trigger.first < operator.first or trigger.first - begin > SCOPE:
            continue
        if not governed_between(begin, trigger.first, scene.words):
            continue
        if trigger.verb is None or not _own_clause(operator, trigger, scene):
            found.append(j)
    return found


def _own_clause(operator: Trigger, trigger: Trigger, scene: Scene) -> bool:
    """A coordinated finite verb ("urged X and left") is not governed."""
    verb = trigger.verb
    if verb is None or verb.is_infinitive or verb.is_bare:
        return False
    between = [w.lower for w in scene.words[operator.last : verb.first]]
    return not ("that" in between or verb.is_future or verb.is_hypothetical)


def _with_content(act: Act, governed: Sequence[Act]) -> Act:
    """The operator's own type and mode, by what it governs."""
    operator = act.trigger.sense.operator or ""
    content = governed[0] if governed else None
    event_type = act.event_type
    if content is not None and operator in _table("operators"):
        event_type = _look_up(_table("operators")[operator], content.event_type) or event_type
    mode = _content_mode(event_type, content) if content else None
    if event_type != act.event_type or mode:
        act = replace(
            act,
            event_type=event_type,
            mode=mode or (None if event_type != act.event_type else act.mode),
        )
    if content is not None and not act.roles.recipients:
        act = replace(act, roles=Roles(act.roles.actors, _concerned(act, content)))
    return act


def _concerned(act: Act, content: Act) -> tuple[Phrase, ...]:
    """Who is asked, promised or threatened: who is to do what is asked for, else whom it hits."""
    sides = [content.roles.recipients, content.roles.actors]
    if act.trigger.sense.operator == "demand" and content.trigger.is_verb:
        sides.reverse()
    apart = [tuple(p for p in side if p not in act.roles.actors) for side in sides]
    return apart[0] or apart[1]


def _content_mode(event_type: str, content: Act | None) -> str | None:
    if content is None:
        return None
    if event_type in ("REQUEST", "REJECT"):
        return _look_up(_table("request_modes"), content.event_type)
    if event_type == "THREATEN":
        by_mode = _table("threat_modes_by_mode").get(content.mode or "")
        return by_mode or _look_up(_table("threat_modes"), content.event_type)
    return None


def _told_by_accuser(accuser: Act, act: Act) -> Act:
    alleged = accuser.trigger.sense.operator == "accuse"
    own = act.roles
    borrowed = act.trigger.verb is not None and act.trigger.verb.is_bare
    if (borrowed or not own.actors) and accuser.roles.recipients and alleged:
        own = Roles(accuser.roles.recipients, own.recipients)
    return replace(
        act,
        roles=own,
        modality="alleged" if alleged else act.modality,
        is_background=True,
    )


def _settled(act: Act, scene: Scene) -> Act:
    """Applies negation, plans, future and conditions of the act's own verb."""
    act = _under_end(_under_plan(act, scene), scene)
    verb = act.trigger.verb
    if verb is None:
        return _noun_polarity(act, scene)
    without = verb.first > 0 and scene.words[verb.first - 1].lower == "without"
    if verb.is_negated or without or _denied(act, scene):
        return _negated(act, ahead=verb.is_future or verb.is_hypothetical)
    if _after_if(act.trigger, scene):
        return replace(act, modality="hypothetical")
    if verb.is_future or _is_intent(act, scene):
        return _planned(act, scene)
    if verb.is_hypothetical and act.trigger.sense.operator is None:
        return replace(act, modality="hypothetical")
    return replace(act, is_background=act.is_background or _is_earlier(act, scene))


def _is_earlier(act: Act, scene: Scene) -> bool:
    """Whether the past perfect tells what came before, not what somebody says happened."""
    verb = act.trigger.verb
    if verb is None or not verb.is_perfect_past:
        return False
    return not any(v != verb and scene.verb_is(v, "speech") for v in scene.verbs)


def _is_intent(act: Act, scene: Scene) -> bool:
    """Whether a speaker tells what they mean to do ("said it would send")."""
    verb = act.trigger.verb
    if verb is None or act.trigger.sense.operator is not None:
        return False
    auxiliaries = {w.lower for w in scene.words[verb.first : verb.head]}
    if not auxiliaries & listed("modality", "intent", scene.lang):
        return False
    return any(v != verb and scene.verb_is(v, "speech") for v in scene.verbs)


def _negated(act: Act, *, ahead: bool) -> Act:
    """Turns a negated act: "will not hold talks" refuses, "did not attack" denies."""
    turned = _table("operators")["negated"].get(act.event_type)
    if turned and ahead:
        return replace(act, event_type=turned, mode=None, subtype=None)
    return replace(act, modality="denied")


def _planned(act: Act, scene: Scene) -> Act:
    """Cooperation ahead is agreement to it, conflict ahead a threat; the rest is future.

    What will happen "unless" somebody gives way is a threat whatever it is.
    """
    turned = _table("operators")["plan"].get(act.event_type)
    if any(word.lower == "unless" for word in scene.words[act.trigger.last :]):
        turned = "THREATEN"
    if turned:
        mode = _content_mode(turned, act) if turned == "THREATEN" else None
        return replace(act, event_type=turned, mode=mode)
    return replace(act, is_future=True)


def _noun_polarity(act: Act, scene: Scene) -> Act:
    before = [w.lower for w in scene.words[max(0, act.trigger.first - 3) : act.trigger.first]]
    if "no" in before or "without" in before or _denied(act, scene):
        return replace(act, modality="denied")
    if {"possible", "potential", "planned", "future", "upcoming"} & set(before):
        return replace(act, modality="hypothetical", is_future=True)
    if "alleged" in before:
        return replace(act, modality="alleged")
    return act


def _under_plan(act: Act, scene: Scene) -> Act:
    """Turns what is planned: "plans to visit", "is expected to release"."""
    verb = act.trigger.verb
    if verb is None or not verb.is_infinitive:
        return act
    before = next((v for v in reversed(scene.verbs) if v.head < verb.first), None)
    if before is None or verb.first - before.head > 4:
        return act
    return _planned(act, scene) if scene.verb_is(before, "planning") else act


def _under_end(act: Act, scene: Scene) -> Act:
    """Turns what is ended: "halted aid" cuts it back, "ended the blockade" concedes."""
    before = [v for v in scene.verbs if v.head < act.trigger.first and v != act.trigger.verb]
    verb = before[-1] if before else None
    if verb is None or act.trigger.first - verb.head > END_REACH:
        return act
    if not scene.verb_is(verb, "ending"):
        return act
    turned = _table("operators")["end"].get(act.event_type)
    if not turned or not governed_between(verb.head, act.trigger.first, scene.words):
        return act
    trigger = replace(act.trigger, verb=verb)
    actors = subject(verb, scene) or act.roles.actors
    return replace(
        act, trigger=trigger, event_type=turned["type"], mode=turned.get("mode"), subtype=None,
        roles=Roles(actors, tuple(p for p in act.roles.recipients if p not in actors)),
    )  # fmt: skip


def _denied(act: Act, scene: Scene) -> bool:
    """Whether a verb of denial governs the act."""
    for verb in scene.verbs:
        if not 0 < act.trigger.first - verb.head <= SCOPE:
            continue
        reaches = governed_between(verb.head, act.trigger.first, scene.words)
        if reaches and scene.verb_is(verb, "denying"):
            return act.event_type != "REJECT"
    return False


def _after_if(trigger: Trigger, scene: Scene) -> bool:
    for i in range(trigger.first - 1, max(-1, trigger.first - 9), -1):
        word = scene.words[i]
        if word.text in ",;:" or (
            word.lower in closed(scene.lang).relatives and word.lower != "that"
        ):
            return False
        if word.lower in ("if", "unless", "whether"):
            return True
    return False


def _table(name: str) -> dict[str, Any]:
    table: dict[str, Any] = read("modality")[name]
    return table


def _look_up(table: dict[str, str], event_type: str) -> str | None:
    return table.get(event_type, table.get("_"))
