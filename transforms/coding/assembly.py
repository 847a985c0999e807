"""Put together one mention an act: parties, place, date, numbers, who tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from transforms.coding.attribution import Speech, speech_dates, told_by
from transforms.coding.contexts import sentence_contexts
from transforms.coding.lexicons import read
from transforms.coding.magnitudes import Count, counts
from transforms.coding.mention import Amount, Mention, Party, Report, Span, Where
from transforms.coding.modality import Act
from transforms.coding.parties import Phrase
from transforms.coding.places import Setting, filed_place, named_place, parties_place
from transforms.coding.roles import governed_between
from transforms.coding.scene import Scene
from transforms.dates import DateMention, EventDate, event_date

LEAD = 5  # sentences in which the news is told
KIND_OF_COUNT = {"killed": "deaths", "injured": "injured", "detained": "detained", "crowd": "crowd"}
BEARS = {"deaths": ("ASSAULT", "COERCE", "PROTEST"), "injured": ("ASSAULT", "COERCE", "PROTEST"),
         "detained": ("COERCE", "ASSAULT"), "crowd": ("PROTEST",)}  # fmt: skip


@dataclass(slots=True)
class Passage:
    """A report while it is read: what carries over from sentence to sentence."""

    report: Report
    setting: Setting
    dates: tuple[DateMention, ...]
    country: str | None
    history: DateMention | None = None
    history_paragraph: int = -1
    lead: Where | None = field(default=None)


def assembled(
    scene: Scene, acts: Sequence[Act], said: Sequence[Speech], quoted: Sequence[Speech], passage: Passage
) -> list[Mention]:
    """The mentions of one sentence."""
    _turn_page(scene, passage)
    kept = [act for act in _merged(acts, scene) if _stands(act)]
    contexts = sentence_contexts(scene.sentence, scene.lang)
    made = [_mention(act, scene, said, quoted, contexts, passage) for act in kept]
    if passage.lead is None and scene.sentence.index < LEAD and not scene.sentence.is_title:
        passage.lead = _lead(made)
    return _with_counts(made, counts(scene.sentence, scene.parties))


def _lead(made: Sequence[Mention]) -> Where | None:
    """The town where the news happens, for sentences that name none."""
    for mention in made:
        where = mention.where
        if where is not None and where.where_precision < 6 and where.method in ("clause", "sentence"):
            return replace(where, method="report", start=None, end=None)
    return None


def _turn_page(scene: Scene, passage: Passage) -> None:
    """Keeps, drops or begins a passage of history."""
    sentence = scene.sentence
    span = (sentence.start, sentence.end)
    own = [d for d in passage.dates if span[0] <= d.start and d.end <= span[1]]
    history = [d for d in own if d.is_history and d.date_start is not None]
    if history:
        passage.history, passage.history_paragraph = history[-1], sentence.paragraph
    elif any(not d.is_history and d.date_start is not None for d in own):
        passage.history = None
    elif sentence.paragraph != passage.history_paragraph and not _continues(scene):
        passage.history = None
    elif passage.history is not None:
        passage.history_paragraph = sentence.paragraph


def _continues(scene: Scene) -> bool:
    words = [w.lower for w in scene.words[:7]]
    return bool(set(words) & set(read("modality", scene.lang)["continuing"]))


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
    if not set(lead) & set(read("modality", scene.lang)["part_of"]):
        return None
    for i, other in reversed(list(enumerate(kept))):
        near = governed_between(other.trigger.last, act.trigger.first, scene.words)
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
    return governed_between(begin, end, scene.words)


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
        return any(p.country or p.international for p in parties)
    return bool(parties) or act.event_type in read("modality")["self_standing"]


def _mention(  # noqa: PLR0913 - everything that a mention is made of
    act: Act,
    scene: Scene,
    said: Sequence[Speech],
    quoted: Sequence[Speech],
    contexts: tuple[str, ...],
    passage: Passage,
) -> Mention:
    words, sentence = scene.words, scene.sentence
    trigger = (words[act.trigger.first].start, words[act.trigger.last - 1].end)
    span = (sentence.start, sentence.end)
    speaker = told_by(act.trigger, scene, said, quoted)
    everyone = (*act.roles.actors, *act.roles.recipients)
    when = _when(act, scene, trigger, passage)
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
        where=_where(trigger, scene, everyone, when, passage),
        date_start=when.date_start,
        date_end=when.date_end,
        date_precision=when.precision,
        date_rule=when.rule,
        date_is_publication_default=when.is_publication_default,
        temporal=when.temporal or "current",
        modality=act.modality,
        attributed_to=speaker.text if speaker else None,
        details={"verb": "verb" if act.trigger.is_verb else "noun", "weight": str(act.trigger.weight),
                 "background": str(act.is_background), "operator": act.trigger.sense.operator or ""},
    )  # fmt: skip


def _where(
    trigger: Span, scene: Scene, parties: Sequence[Phrase], when: EventDate, passage: Passage
) -> Where | None:
    """From the sentence, else from the lead, the dateline or the country of the parties."""
    sentence = (scene.sentence.start, scene.sentence.end)
    named = named_place(passage.setting, trigger, sentence, scene.parties)
    if named is not None and named.where_precision < 6:
        return named
    country = named or parties_place(passage.setting, parties, passage.country)
    iso3 = country.country_iso3 if country else passage.country
    if when.temporal != "past":
        for town in (passage.lead, filed_place(passage.setting, iso3)):
            if town is not None and (iso3 is None or town.country_iso3 == iso3):
                return town
    return country


def _when(act: Act, scene: Scene, trigger: Span, passage: Passage) -> EventDate:
    found = _dated(act, scene, trigger, passage)
    if act.is_future and found.is_publication_default:
        return EventDate(None, None, None, "future", False, "future")
    if act.is_future:
        return replace(found, temporal="future")
    if _is_told_as_over(act, scene) and found.is_publication_default:
        return EventDate(None, None, None, "background", False, "past")
    return found


def _dated(act: Act, scene: Scene, trigger: Span, passage: Passage) -> EventDate:
    """By the act's own dates; the day on which somebody spoke of it dates it only for want of one."""
    spoken = speech_dates(scene, passage.dates, act.trigger.verb)
    own = tuple(d for d in passage.dates if d not in spoken)
    found = _event_date(own, act, scene, trigger, passage)
    if not spoken or not found.is_publication_default:
        return found
    told = _event_date(tuple(spoken), act, scene, trigger, passage)
    return replace(told, rule=f"speech:{told.rule}")


def _event_date(
    dates: Sequence[DateMention], act: Act, scene: Scene, trigger: Span, passage: Passage
) -> EventDate:
    return event_date(
        dates,
        clause=_clause(act, scene),
        sentence=(scene.sentence.start, scene.sentence.end),
        trigger=trigger,
        published_on=passage.report.published_on,
        asides=passage.setting.asides,
        context=passage.history,
    )


def _is_told_as_over(act: Act, scene: Scene) -> bool:
    """Past perfect outside a sentence of news, or "former", "once" beside the act."""
    history = set(read("modality", scene.lang)["history"])
    near = {w.lower for w in scene.words[max(0, act.trigger.first - 3) : act.trigger.first]}
    return bool(near & history)


def _clause(act: Act, scene: Scene) -> Span:
    words = scene.words
    stops = {";", ":", "—"}
    first, last = act.trigger.first, act.trigger.last
    while first and words[first - 1].text not in stops and not _opens(words[first - 1].lower, words, first - 1):
        first -= 1
    while last < len(words) and words[last].text not in stops and not _opens(words[last].lower, words, last):
        last += 1
    return words[first].start, words[max(last, first + 1) - 1].end


def _opens(lower: str, words: Sequence[object], i: int) -> bool:
    return lower in ("who", "which", "while", "whereas", "but", "prompting", "when", "that")


def _parties(act: Act, speaker: Phrase | None) -> tuple[Party, ...]:
    actors = act.roles.actors
    if act.event_type == "REQUEST" and not actors and speaker is not None:
        actors = (speaker,)
    sides = [*(("actor", p) for p in actors), *(("recipient", p) for p in act.roles.recipients)]
    if speaker is not None:
        sides.append(("speaker", speaker))
    return tuple(_party(role, phrase) for role, phrase in sides)


def _party(role: str, phrase: Phrase) -> Party:
    return Party(
        role, phrase.text, phrase.start, phrase.end, phrase.name, phrase.actor_id, phrase.kind,
        phrase.country, phrase.international, phrase.sectors, phrase.office,
    )  # fmt: skip


def _with_counts(mentions: list[Mention], found: Sequence[Count]) -> list[Mention]:
    """Gives each count to the mention that can bear it: the nearest before, else the nearest."""
    made = list(mentions)
    for count in found:
        name = KIND_OF_COUNT[count.kind]
        able = [i for i, m in enumerate(made) if m.event_type in BEARS[name] and getattr(m, name) is None]
        if able:
            best = min(able, key=lambda i: (made[i].event_type != BEARS[name][0], _distance(made[i], count.amount)))
            made[best] = replace(made[best], **{name: count.amount})
    return made


def _distance(mention: Mention, amount: Amount) -> int:
    return min(abs(mention.trigger[0] - amount.start), abs(mention.trigger[1] - amount.start))
