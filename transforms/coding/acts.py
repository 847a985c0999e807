"""The acts of a sentence: each trigger with its parties, as the sentence puts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from transforms.coding.governing import unabsorbed
from transforms.coding.lexicons import listed, read
from transforms.coding.modality import END_REACH, Act, settled
from transforms.coding.morphology import plural
from transforms.coding.patterns import Sense
from transforms.coding.roles import Roles, roles
from transforms.coding.scene import Scene
from transforms.coding.triggers import Trigger

AIM_REACH = 3  # words behind a condition in which it names whom a threat is aimed at


def acts(triggers: Sequence[Trigger], scene: Scene) -> list[Act]:
    """The acts of a sentence; those that another verb turns into words are absorbed by it."""
    made = [act for trigger in triggers if (act := _plain(trigger, scene)) is not None]
    kept = [act for act in unabsorbed(made, scene) if not _by_nature(act, scene)]
    return [_aimed(settled(act, scene), scene) for act in kept]


def _aimed(act: Act, scene: Scene) -> Act:
    """A threat with those whom its condition names: "will strike unless the government pays"."""
    if act.event_type != "THREATEN" or act.roles.recipients:
        return act
    averting = listed("modality", "averting", scene.lang)
    for i in range(act.trigger.last, len(scene.words)):
        if scene.words[i].lower in averting:
            near = [p for p in scene.parties if i < p.first <= i + AIM_REACH]
            named = [p for p in near if p.preposition is None]
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
        armed = listed("modality", "weapons", scene.lang)
        mode = "weapons" if all(p.noun in armed for p in sides.actors) else mode
    subtype = sense.subtype or _subtype(sense, sides, scene.lang)
    return Act(trigger, sense.event_type, mode, subtype, sides)


def _subtype(sense: Sense, sides: Roles, lang: str) -> str | None:
    """What the type is called when some act: an attack by rebels is an insurgent attack."""
    by_sector = read("modality", lang)["subtypes_by_actor"].get(sense.event_type, {})
    sectors = (sector for party in sides.actors for sector in party.sectors[:1])
    return next((by_sector[sector] for sector in sectors if sector in by_sector), None)


def _is_figurative(trigger: Trigger, scene: Scene) -> bool:
    """Whether it is a fight against no people: "fighting drug trafficking"."""
    if trigger.lemma not in listed("modality", "fighting", scene.lang):
        return False
    after = (w.lower for w in scene.words[trigger.last : trigger.last + END_REACH])
    return not listed("modality", "abstract_foes", scene.lang).isdisjoint(after)


def _by_nature(act: Act, scene: Scene) -> bool:
    """Whether a flood or an accident did it, which nobody did (R57)."""
    if act.event_type != "ASSAULT" or act.roles.actors or not act.trigger.is_verb:
        return False
    return any(word.lower in _disasters(scene.lang) for word in scene.words)


@cache
def _disasters(lang: str) -> frozenset[str]:
    nouns = listed("modality", "disasters", lang)
    return nouns | {plural(noun) for noun in nouns}


def _fits(sense: Sense, sides: Roles) -> bool:
    """Whether those who act are of the kind that the sense asks for."""
    return not sense.only_by or any(set(p.sectors) & sense.only_by for p in sides.actors)
