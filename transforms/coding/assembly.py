"""Put together one mention an act: parties, place, date, numbers, who tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transforms.coding.attribution import Speech, told_by
from transforms.coding.centrality import depth
from transforms.coding.contexts import sentence_contexts
from transforms.coding.dating import when_of
from transforms.coding.lexicons import listed
from transforms.coding.mention import COUNTS, Mention, Party, Telling
from transforms.coding.modality import Act
from transforms.coding.parties.phrase import Phrase
from transforms.coding.passage import Passage, turn_page
from transforms.coding.placing import place_told, where_of
from transforms.coding.roles import governed_between
from transforms.coding.scene import Scene
from transforms.coding.tolls.counting import bears_counts, with_counts
from transforms.coding.tolls.magnitudes import counts


def assembled(
    scene: Scene,
    acts: Sequence[Act],
    said: Sequence[Speech],
    quoted: Sequence[Speech],
    passage: Passage,
) -> list[Mention]:
    """The mentions of one sentence."""
    turn_page(scene, passage)
    kept = [act for act in _merged(acts, scene) if _stands(act)]
    if not kept:
        return []
    contexts = sentence_contexts(scene.sentence, scene.lang)
    made = [_mention(act, scene, said, quoted, contexts, passage) for act in kept]
    if bears_counts(made):
        made = with_counts(made, counts(scene.sentence, scene.parties))
    return [mention for mention in made if not _is_generic(mention, scene)]


def _is_generic(mention: Mention, scene: Scene) -> bool:
    """Whether it speaks of a kind of act, not of one: "to prevent attacks", outside a title."""
    if mention.telling.by_verb or scene.sentence.is_title or mention.parties:
        return False
    dated = mention.date_rule.startswith(("clause", "sentence"))
    placed = mention.where is not None and mention.where.is_in_sentence
    counted = any(getattr(mention, kind) for kind in COUNTS)
    last = next(t for t in reversed(scene.words) if t.end <= mention.trigger[1])
    is_plural = last.lower.endswith("s") and not last.lower.endswith("ss")
    is_kind = is_plural or last.lower in listed("modality", "mass_nouns", scene.lang)
    return is_kind and not (dated or placed or counted)


def _merged(acts: Sequence[Act], scene: Scene) -> list[Act]:
    """One act told by several words ("killed in an attack") is one mention."""
    kept: list[Act] = []
    for act in acts:
        whole = _whole_of(act, kept, scene)
        if whole is not None:
            kept[whole] = replace(kept[whole], subtype=act.subtype)
            continue
        twin = next((i for i, other in enumerate(kept) if _same(other, act, scene)), None)
        if twin is None:
            kept.append(act)
        else:
            kept[twin] = _joined(kept[twin], act)
    return kept


def _whole_of(act: Act, kept: Sequence[Act], scene: Scene) -> int | None:
    """Index of the act that is a part of this event ("arrested officers in a mutiny")."""
    if act.trigger.is_verb or act.subtype is None or act.roles.actors:
        return None
    lead = [w.lower for w in scene.words[max(0, act.trigger.first - 4) : act.trigger.first]]
    if listed("modality", "part_of", scene.lang).isdisjoint(lead):
        return None
    for i, other in reversed(list(enumerate(kept))):
        near = governed_between(other.trigger.last, act.trigger.first, scene)
        if near and other.subtype is None and other.trigger.is_verb:
            return i
    return None


def _same(first: Act, second: Act, scene: Scene) -> bool:
    if first.event_type != second.event_type or first.modality != second.modality:
        return False
    if first.is_future != second.is_future:
        return False
    modes = {first.mode, second.mode}
    if None not in modes and len(modes) > 1:
        return False
    begin, end = sorted((first.trigger.last, second.trigger.first))
    return governed_between(begin, end, scene) and not _told_apart(first, second, scene)


def _told_apart(first: Act, second: Act, scene: Scene) -> bool:
    """Whether clauses side by side tell them, each with its subject: "X shelled and Y attacked"."""
    at = scene.clauses.at
    _, _, meet = scene.clauses.way(at[first.trigger.verb_head], at[second.trigger.verb_head])
    apart = set(first.roles.actors).isdisjoint(second.roles.actors)
    return not meet and apart and bool(first.roles.actors and second.roles.actors)


def _joined(first: Act, second: Act) -> Act:
    """Keeps the parties of both; the more specific mode and subtype win."""
    roles = replace(
        first.roles,
        actors=first.roles.actors or second.roles.actors,
        recipients=first.roles.recipients or second.roles.recipients,
    )
    main = second if second.trigger.is_verb and not first.trigger.is_verb else first
    return replace(
        main,
        roles=roles,
        mode=first.mode or second.mode,
        subtype=first.subtype or second.subtype,
        is_background=first.is_background and second.is_background,
    )


def _stands(act: Act) -> bool:
    """An act needs a party, unless its type stands by itself (PLOVER R57)."""
    parties = (*act.roles.actors, *act.roles.recipients)
    if act.trigger.sense.weak:
        told = act.trigger.is_verb and bool(act.roles.actors)
        return told or any(p.country or p.international for p in parties)
    return bool(parties) or act.event_type in listed("modality", "self_standing")


def _mention(  # noqa: PLR0913 - everything that a mention is made of
    act: Act,
    scene: Scene,
    said: Sequence[Speech],
    quoted: Sequence[Speech],
    contexts: tuple[str, ...],
    passage: Passage,
) -> Mention:
    sentence = scene.sentence
    trigger = scene.span(act.trigger.first, act.trigger.last)
    span = (sentence.start, sentence.end)
    speaker = told_by(act.trigger, scene, said, quoted)
    everyone = (*act.roles.actors, *act.roles.recipients)
    when = when_of(act, scene, trigger, passage)
    named = place_told(act, scene, passage.setting)
    return Mention(
        event_type=act.event_type,
        modes=(act.mode,) if act.mode else (),
        contexts=tuple(dict.fromkeys([*act.trigger.sense.contexts, *contexts]))[:4],
        subtype=act.subtype,
        rank=1,
        confidence=0.0,
        trigger=trigger,
        sentence=span,
        parties=_parties(act, speaker),
        where=where_of(act.event_type, named, everyone, when, passage),
        date_start=when.date_start,
        date_end=when.date_end,
        date_precision=when.precision,
        date_rule=when.rule,
        date_is_publication_default=when.is_publication_default,
        temporal=when.temporal or "current",
        modality=act.modality,
        attributed_to=speaker.text if speaker else None,
        telling=Telling(
            act.trigger.is_verb,
            act.trigger.weight,
            act.is_background,
            act.trigger.sense.operator is not None,
            depth(act.trigger, scene),
        ),
    )


def _parties(act: Act, speaker: Phrase | None) -> tuple[Party, ...]:
    actors = act.roles.actors
    if not actors and speaker is not None and _is_said(act):
        actors = (speaker,)
    sides = [*(("actor", p) for p in actors), *(("recipient", p) for p in act.roles.recipients)]
    if speaker is not None:
        sides.append(("speaker", speaker))
    return tuple(phrase.as_party(role) for role, phrase in sides)


def _is_said(act: Act) -> bool:
    """Whether to say it is to do it, so that who says it does it."""
    verb = act.trigger.verb
    if act.event_type == "REQUEST":
        return True
    passive = verb is None or verb.is_passive
    return act.event_type in listed("modality", "done_by_saying") and not passive
