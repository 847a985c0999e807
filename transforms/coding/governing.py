"""What an act makes of those in its scope: it takes them up, tells of them, or does them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transforms.coding.lexicons import listed, read
from transforms.coding.modality import END_REACH, SCOPE, Act, by_type, content_mode
from transforms.coding.parties.phrase import Phrase
from transforms.coding.roles import Roles, governed_between
from transforms.coding.scene import Scene
from transforms.coding.triggers import Trigger
from transforms.coding.verbs import closed


def unabsorbed(made: Sequence[Act], scene: Scene) -> list[Act]:
    """The acts that are left once each has taken up or turned those in its scope."""
    turned, absorbed = list(made), set[int]()
    for i in range(len(turned)):
        if i not in absorbed:
            absorbed |= _turn(i, turned, scene)
    return [act for i, act in enumerate(turned) if i not in absorbed]


def _turn(i: int, made: list[Act], scene: Scene) -> set[int]:
    """Turns the act at ``i`` and those in its scope, in place; which of them it absorbs."""
    act, absorbed = made[i], set[int]()
    governed = _governed(i, made, scene)
    if act.event_type in read("modality", scene.lang)["swallows"]:
        swallowed = [j for j in governed if _in_purpose(made[j], act, scene)]
        made[i] = _with_sides(act, [made[j] for j in swallowed])
        absorbed |= set(swallowed)
    if act.trigger.sense.operator is None:
        return absorbed
    if governed and _carried_out(act, made[governed[0]], scene):
        made[governed[0]] = _by(act, made[governed[0]])
        return absorbed | {i}
    made[i] = _with_content(act, [made[j] for j in governed], scene.lang)
    if act.trigger.sense.operator not in ("accuse", "condemn"):
        return absorbed | set(governed)
    for j in governed:
        made[j] = _told_by_accuser(act, made[j])
    return absorbed


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
        if not governed_between(begin, trigger.first, scene):
            continue
        if trigger.verb is None or not _own_clause(operator, trigger, scene):
            found.append(j)
    return found


def _own_clause(operator: Trigger, trigger: Trigger, scene: Scene) -> bool:
    """A coordinated finite verb ("urged X and left") is not governed."""
    verb = trigger.verb
    if verb is None or verb.is_infinitive or verb.is_bare:
        return False
    between = (w.lower for w in scene.words[operator.last : verb.first])
    if not closed(scene.lang).complementisers.isdisjoint(between):
        return False
    return not (verb.is_future or verb.is_hypothetical)


def _in_purpose(act: Act, main: Act, scene: Scene) -> bool:
    """Whether an act is why or how the main one is done: "marched to demand", "demanding"."""
    if act.event_type not in read("modality", scene.lang)["swallows"][main.event_type]:
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


def _carried_out(order: Act, act: Act, scene: Scene) -> bool:
    """Whether those who order an act have it done: "ordered air strikes", not "ordered X to"."""
    if order.trigger.lemma not in listed("modality", "ordering", scene.lang):
        return False
    return act.trigger.verb is None and act.trigger.first - order.trigger.last <= END_REACH


def _by(order: Act, act: Act) -> Act:
    """An act with those who ordered it as its actors."""
    recipients = act.roles.recipients or order.roles.recipients
    apart = tuple(p for p in recipients if p not in order.roles.actors)
    trigger = replace(act.trigger, verb=order.trigger.verb)
    return replace(act, trigger=trigger, roles=Roles(order.roles.actors or act.roles.actors, apart))


def _with_content(act: Act, governed: Sequence[Act], lang: str) -> Act:
    """The operator's own type and mode, by what it governs."""
    operator = act.trigger.sense.operator or ""
    content = governed[0] if governed else None
    event_type, operators = act.event_type, read("modality", lang)["operators"]
    if content is not None and operator in operators:
        event_type = by_type(operators[operator], content.event_type) or event_type
    mode = content_mode(event_type, content, lang) if content else None
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
