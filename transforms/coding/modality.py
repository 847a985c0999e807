"""Whether and when an act happened: plans, ends, negation, future, condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from transforms.coding.lexicons import listed, read
from transforms.coding.roles import Roles, governed_between
from transforms.coding.scene import Scene
from transforms.coding.subjects import subject
from transforms.coding.triggers import Trigger
from transforms.coding.verbs import closed

SCOPE = 14  # words over which a verb governs an act
END_REACH = 5  # words between a verb of ending and what it ends
CONDITION_REACH = 9  # words before an act in which a condition may stand


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


def settled(act: Act, scene: Scene) -> Act:
    """Applies negation, plans, future and conditions of the act's own verb."""
    act = _under_end(_under_plan(act, scene), scene)
    verb = act.trigger.verb
    if verb is None:
        return _noun_polarity(act, scene)
    before = scene.words[verb.first - 1].lower if verb.first else ""
    undone = before in listed("modality", "undone", scene.lang)
    if verb.is_negated or undone or _denied(act, scene):
        return _negated(act, scene.lang, ahead=verb.is_future or verb.is_hypothetical)
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
    auxiliaries = (w.lower for w in scene.words[verb.first : verb.head])
    if listed("modality", "intent", scene.lang).isdisjoint(auxiliaries):
        return False
    return any(v != verb and scene.verb_is(v, "speech") for v in scene.verbs)


def _negated(act: Act, lang: str, *, ahead: bool) -> Act:
    """Turns a negated act: "will not hold talks" refuses, "did not attack" denies."""
    turned = read("modality", lang)["operators"]["negated"].get(act.event_type)
    if turned and ahead:
        return replace(act, event_type=turned, mode=None, subtype=None)
    return replace(act, modality="denied")


def _planned(act: Act, scene: Scene) -> Act:
    """Cooperation ahead is agreement to it, conflict ahead a threat; the rest is future.

    What will happen "unless" somebody gives way is a threat whatever it is.
    """
    turned = read("modality", scene.lang)["operators"]["plan"].get(act.event_type)
    after = (word.lower for word in scene.words[act.trigger.last :])
    if not listed("modality", "ultimatums", scene.lang).isdisjoint(after):
        turned = "THREATEN"
    if turned:
        mode = content_mode(turned, act, scene.lang) if turned == "THREATEN" else None
        return replace(act, event_type=turned, mode=mode)
    return replace(act, is_future=True)


def content_mode(event_type: str, content: Act, lang: str) -> str | None:
    """The mode of a request, a refusal or a threat, by the act that it is about."""
    tables = read("modality", lang)
    if event_type in ("REQUEST", "REJECT"):
        return by_type(tables["request_modes"], content.event_type)
    if event_type == "THREATEN":
        by_mode: str | None = tables["threat_modes_by_mode"].get(content.mode or "")
        return by_mode or by_type(tables["threat_modes"], content.event_type)
    return None


def _noun_polarity(act: Act, scene: Scene) -> Act:
    lead = scene.words[max(0, act.trigger.first - 3) : act.trigger.first]
    before = {word.lower for word in lead}
    if before & listed("modality", "absence", scene.lang) or _denied(act, scene):
        return replace(act, modality="denied")
    if before & listed("modality", "prospective", scene.lang):
        return replace(act, modality="hypothetical", is_future=True)
    if before & listed("modality", "hedging", scene.lang):
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
    turned = read("modality", scene.lang)["operators"]["end"].get(act.event_type)
    if not turned or not governed_between(verb.head, act.trigger.first, scene):
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
        reaches = governed_between(verb.head, act.trigger.first, scene)
        if reaches and scene.verb_is(verb, "denying"):
            return act.event_type != "REJECT"
    return False


def _after_if(trigger: Trigger, scene: Scene) -> bool:
    conditions = listed("modality", "conditions", scene.lang)
    for i in range(trigger.first - 1, max(-1, trigger.first - CONDITION_REACH), -1):
        word = scene.words[i]
        if word.text in ",;:" or word.lower in closed(scene.lang).only_relatives:
            return False
        if word.lower in conditions:
            return True
    return False


def by_type(table: Mapping[str, str], event_type: str) -> str | None:
    """What a table has for a type; ``_`` in it is every other type."""
    return table.get(event_type, table.get("_"))
