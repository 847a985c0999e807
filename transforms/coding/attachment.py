"""Which act of a sentence a time or place goes with: by clause, by order, by what governs it.

A rank says how near an expression is to an act in grammar; nothing that another act owns gets one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

from transforms.coding.lexicons import listed
from transforms.coding.mention import Span
from transforms.coding.modality import Act
from transforms.coding.scene import Scene
from transforms.coding.subjects import subject
from transforms.coding.verbs import VerbGroup, closed
from transforms.dates import Choice, DateMention

OWN, NEAR, BESIDE, LAST = 0, 1, 2, 3  # of the act's own clause or as good, up to a last resort
# Of the event that words are about ("promised talks on Monday" may be either), and of a clause that
# says who somebody is ("killed by men who fled on Monday").
OTHERS, INNER = 4, 5
FRESH = 2  # days before publication
BOUND = 3  # words between a time and the noun that it dates: "the October 23 killing"


def rank_of_time(span: Span, act: Act, scene: Scene, *, fresh: bool = False) -> int | None:
    """How near a time is to an act; None where it belongs to something else.

    ``fresh``: it is of the last days, as the day is on which words were spoken.
    """
    found = _bound_rank(*scene.tokens_of(span), act, scene)
    if found is None:
        found = _rank(span, act, scene)
        found = LAST if found in (OTHERS, INNER) and fresh else found
    return _valid(found)


def rank_of_place(span: Span, lead: str | None, act: Act, scene: Scene) -> int | None:
    """How near a place that a word leads is to an act; None where nothing of it happened there."""
    if lead is None and _is_subject(span, scene):
        return None
    found = _rank(span, act, scene)
    found = LAST if found == INNER else _valid(found)
    if lead in listed("modality", "ways", scene.lang):
        # "resigned and flew to Lomé", "an attack from there": where somebody goes or is from.
        return found if found == OWN and act.trigger.is_verb else None
    return found


def _valid(rank: int | None) -> int | None:
    return rank if rank is not None and rank <= LAST else None


def _is_subject(span: Span, scene: Scene) -> bool:
    """Whether a place stands for who acts: "Paris condemned"."""
    _, last = scene.tokens_of(span)
    return any(v.first == last and v.is_finite and not v.is_passive for v in scene.verbs)


def _rank(span: Span, act: Act, scene: Scene) -> int | None:
    first, last = scene.tokens_of(span)
    mine, its = (scene.clauses.at[i] for i in (act.trigger.verb_head, first))
    if mine == its:
        return _in_clause(first, last, act, scene)
    up, down, meet = scene.clauses.way(mine, its)
    if not {"aside", "teller"}.isdisjoint(down):
        return None
    about = "content" in down and is_spoken(act.event_type, scene.lang)
    if about or _is_next(first, up, act, scene):
        return None
    if "relative" in down:
        return INNER
    if not meet:
        return BESIDE
    loose = {"time", "content"}
    return NEAR if loose.issuperset([*up, *down]) else LAST


def _is_next(first: int, up: Sequence[str], act: Act, scene: Scene) -> bool:
    """Whether it is of what somebody did or met next: "X, who was freed in Gao, died in Kidal"."""
    verb = act.trigger.verb
    behind = verb is not None and "aside" in up and first > verb.head
    return behind and verb is not None and bool(subject(verb, scene))


def choices(
    dates: Sequence[DateMention], act: Act, scene: Scene, trigger: Span, published: date | None
) -> list[Choice]:
    """The times of a sentence that may date an act, the likeliest first, and where they stand."""
    edge = None if published is None else published - timedelta(days=FRESH)
    inside = of_sentence(dates, scene)
    fresh = [edge is not None and d.date_end is not None and d.date_end >= edge for d in inside]
    ranks = [
        (rank_of_time((d.start, d.end), act, scene, fresh=new), d)
        for d, new in zip(inside, fresh, strict=True)
    ]
    able = [(r, gap((d.start, d.end), trigger), d) for r, d in ranks if r is not None]
    able.sort(key=lambda one: one[:2])
    return [("clause" if r <= NEAR else "sentence", d) for r, _, d in able]


def of_sentence(dates: Sequence[DateMention], scene: Scene) -> list[DateMention]:
    """The times of a report that stand in a sentence; all are in order."""
    first = bisect_left(dates, scene.sentence.start, key=lambda d: d.start)
    last = bisect_right(dates, scene.sentence.end, key=lambda d: d.end)
    return list(dates[first:last])


def nearest(dates: Sequence[DateMention], trigger: Span) -> list[Choice]:
    """Times by their distance from an act alone."""
    return [("sentence", d) for d in sorted(dates, key=lambda d: gap((d.start, d.end), trigger))]


def gap(span: Span, trigger: Span) -> int:
    """The characters between two spans."""
    return max(span[0] - trigger[1], trigger[0] - span[1], 0)


def is_spoken(event_type: str, lang: str = "en") -> bool:
    """Whether an act of a type is done by words alone."""
    return event_type in listed("modality", "spoken", lang)


def _in_clause(first: int, last: int, act: Act, scene: Scene) -> int | None:
    """By the order of the verbs and event nouns in a clause."""
    begin, end = _extent(act)
    if last <= begin:
        return _before(first, last, begin, act, scene)
    if first >= end:
        return _after(first, end, act, scene)
    return OWN


def _extent(act: Act) -> tuple[int, int]:
    """The tokens of an act's verb group and trigger."""
    verb, trigger = act.trigger.verb, act.trigger
    begin = trigger.first if verb is None else min(verb.first, trigger.first)
    end = trigger.first + 1 if verb is None else verb.head + 1
    return begin, end


def _before(first: int, last: int, begin: int, act: Act, scene: Scene) -> int:
    """A time before an act is its own, unless another verb of the clause has it."""
    verbs = [v for v in _verbs(scene, first) if v.is_finite]
    earlier = any(v.head < first for v in verbs)
    between = any(last <= v.first and v.head < begin for v in verbs)
    if not earlier or _joined(first, scene):
        own = act.trigger.verb is not None and act.trigger.verb.is_finite
        return OWN if own or not between else NEAR
    opens = last == begin  # "the army on Monday arrested"
    return OWN if opens and not between else NEAR


def _joined(first: int, scene: Scene) -> bool:
    """Whether "and" leads it and the verb behind it: "and on Friday expelled"."""
    words = [w.lower for w in scene.words[max(0, first - 2) : first]]
    return "and" in words


def _after(first: int, end: int, act: Act, scene: Scene) -> int | None:
    """A time behind an act is its own, unless another verb or event stands between."""
    between = [v for v in _verbs(scene, first) if end <= v.first and v.head < first]
    if any(_reports(v, scene) for v in between):
        return None
    own = LAST if is_spoken(act.event_type, scene.lang) else NEAR
    if any(v.is_finite or v.is_infinitive for v in between):
        return own
    nouns = [n for n in scene.nouns if end <= n[0] and n[1] <= first and n[0] >= act.trigger.last]
    if not nouns:
        return OWN
    known = all(_is_known(n, scene) for n in nouns)
    return NEAR if known or not is_spoken(act.event_type, scene.lang) else OTHERS


def _is_known(noun: Span, scene: Scene) -> bool:
    """Whether an event noun is told as known: of "condemned the coup on Friday", not "a coup"."""
    lead = {w.lower for w in scene.words[max(0, noun[0] - BOUND) : noun[0]]}
    return not lead.isdisjoint(listed("modality", "definite", scene.lang))


def _reports(verb: VerbGroup, scene: Scene) -> bool:
    """Whether a preposition governs a gerund, which tells an act of its own: "for killing"."""
    before = scene.words[verb.first - 1].lower if verb.first else ""
    after = scene.words[verb.head + 1].lower if verb.head + 1 < len(scene.words) else ""
    prepositions = closed(scene.lang).prepositions
    gerund = verb.tag == "G" and verb.is_bare
    return gerund and before in prepositions and after not in prepositions


def _verbs(scene: Scene, token: int) -> Sequence[VerbGroup]:
    """The verbs of the clause that holds a token."""
    clauses = scene.clauses.at
    return [v for v in scene.verbs if clauses[v.head] == clauses[token]]


def _bound_rank(first: int, last: int, act: Act, scene: Scene) -> int | None:
    """The rank of a time that a noun owns ("Friday's attack"), None of one that none does."""
    owned, noun = _owner(first, last, scene)
    if not owned:
        return None
    trigger = act.trigger
    if noun is not None and noun == (trigger.first, trigger.last):
        return OWN
    if is_spoken(act.event_type, scene.lang) or noun is None:
        return OTHERS if is_spoken(act.event_type, scene.lang) else BESIDE
    begin, _ = _extent(act)
    if noun[1] <= begin:
        between = [v for v in scene.verbs if noun[1] <= v.first and v.head < begin]
        return OWN if not between else LAST
    lead = scene.words[first - 1].lower if first else ""
    before = scene.words[first - 2].lower if first > 1 else ""
    inside = not listed("modality", "part_of", scene.lang).isdisjoint({lead, before})
    return NEAR if inside else LAST


def _owner(first: int, last: int, scene: Scene) -> tuple[bool, Span | None]:
    """Whether a noun owns a time, and the event noun that does, if it is one."""
    words, c = scene.words, closed(scene.lang)
    verbs = {i for v in scene.verbs for i in range(v.first, v.head + 1)}
    possessive = last < len(words) and words[last].lower == "'s"
    after = last + possessive
    for noun in scene.nouns:
        between = range(after, noun[0])
        if after <= noun[0] <= after + BOUND and all(
            i not in verbs and words[i].is_word and words[i].lower not in c.no_verbs
            for i in between
        ):
            return True, noun
    led = first > 0 and words[first - 1].lower in c.determiners
    plain = after < len(words) and words[after].is_word and words[after].lower not in c.prepositions
    return possessive or (led and plain and after not in verbs and last - first <= BOUND), None
