"""Numbers of people by what happened to them: killed, injured, detained, taking part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transforms.coding.lexicons import read
from transforms.coding.mention import COUNTS, Amount, Span
from transforms.coding.parties.phrase import Phrase
from transforms.coding.tolls.cues import Cue, all_cues, cues
from transforms.coding.tolls.cumulation import adds_up
from transforms.coding.tolls.listings import Listing, listing_at, part_at
from transforms.coding.tolls.numbers import Number, words_of
from transforms.coding.tolls.objects import noun_kind, object_cues
from transforms.coding.tolls.people import Line, People, people_at
from transforms.coding.tolls.predicates import subject_cues
from transforms.coding.words import Sentence

TOTAL_REACH = 14  # words between a total and its figure ("has risen to 160")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people and what happened to them.

    ``at`` are the characters of the word that says what; ``people`` whom the figure counts and
    ``parts`` who of them is told apart. ``is_cumulative`` = of a war or a year, not of an event;
    ``is_disputed`` = another source's figure than the one before it, ``is_elsewhere`` = of another
    act than that.
    """

    kind: str
    amount: Amount
    at: Span
    people: tuple[People, ...] = ()
    parts: tuple[People, ...] = ()
    is_cumulative: bool = False
    is_total: bool = False
    is_disputed: bool = False
    is_elsewhere: bool = False


def counts(sentence: Sentence, parties: Sequence[Phrase]) -> list[Count]:
    """The counts of people that a sentence gives."""
    if not any(word.lower in all_cues() for word in sentence.tokens):
        return []
    line = Line(sentence, parties)
    made = list(_totals(line))
    claimed = {count.amount.start for count in made}
    i = 0
    while i < len(line.words):
        part = part_at(line, i) if made and line.begins(i, words_of("part_leads")) else None
        if part is not None:
            made[-1] = replace(made[-1], parts=(*made[-1].parts, *part.people))
            i = part.last
            continue
        listing = None if line.words[i].start in claimed else listing_at(line, i)
        made += _of_listing(line, listing) if listing else ()
        i = listing.last if listing else i + 1
    made = _casualties_first(made)
    made = [*made, *_alone(line, made)]
    return [*(_against(line, count, made) for count in made), *_zeros(line)]


def _of_listing(line: Line, listing: Listing) -> list[Count]:
    """What happened to the people of a list."""
    own = [(p, noun_kind(line, p)) for p in listing.people]
    made = [_count(line, (p,), (), Cue(kind, p.last - 1)) for p, kind in own if kind]
    rest = tuple(p for p, kind in own if kind is None and not p.is_part)
    if not rest or _is_part(line, listing):
        return [count for count in made if count]
    objects, subjects = object_cues(line, rest[0].first), subject_cues(line, listing)
    if not objects:
        made += [_count(line, rest, listing.parts, cue) for cue in subjects]
        return [count for count in made if count]
    cut = len(rest)
    if subjects or _leads_verb(line, listing):
        cut = _own_subject(listing, cut) if len(rest) > 1 else cut
        made += [_count(line, rest[cut:], (), cue) for cue in subjects]
    made += [_count(line, rest[:cut], listing.parts, cue) for cue in objects]
    return [count for count in made if count]


def _own_subject(listing: Listing, n: int) -> int:
    """Where, in a list that ends before a verb, the subject of that verb begins."""
    return n - 2 if n > 2 and listing.joints and listing.joints[-1] == n - 2 else n - 1


def _leads_verb(line: Line, listing: Listing) -> bool:
    """Whether a verb of its own follows the list: "killed two men and a witness said"."""
    return any(v.first == listing.last and v.is_finite for v in line.verbs)


def _is_part(line: Line, listing: Listing) -> bool:
    """True of "the dead included four soldiers", "seven children were among those killed"."""
    before = line.lower(listing.first - 1)
    if before in ("included", "include", "includes", "including", "among"):
        return True
    after = [line.lower(listing.last + k) for k in range(3)]
    return "among" in after and after[0] in ("was", "were", "are", "is", "among", "being")


def _count(
    line: Line,
    people: tuple[People, ...],
    parts: tuple[People, ...],
    cue: Cue,
    *,
    is_total: bool = False,
) -> Count | None:
    known = [p.number for p in people if p.number is not None]
    if not known:
        return None
    is_open = len(known) < len(people)
    word = line.words[cue.at]
    first, last = min(people[0].first, cue.at), max(people[-1].last, cue.at + 1)
    if cue.kind == "crowd" and any(_is_force(p) for p in people):
        return None
    amount = _sum(line, known, is_open=is_open)
    if _is_bound(people):
        amount = replace(amount, low=known[0].low, best=known[0].best, high=known[1].high)
        people = people[:1]
    return Count(
        cue.kind,
        amount,
        (word.start, word.end),
        people,
        parts,
        cue.kind != "crowd" and _adds_up(line, range(first, last), cue, known, is_total=is_total),
        is_total,
    )


def _is_force(people: People) -> bool:
    """Soldiers and police are no crowd of protest."""
    armed = {*read("magnitudes")["forces"]["state"][:2]}
    return any(set(party.sectors[:1]) & armed for party in people.parties)


def _is_bound(people: Sequence[People]) -> bool:
    """Whether a second figure bounds the first: "at least 18 people and as many as 25"."""
    numbers = [p.number for p in people if p.number]
    if len(people) != 2 or len(numbers) != 2 or people[1].noun:
        return False
    return numbers[1].low is None and numbers[1].best > numbers[0].best


def _adds_up(line: Line, told: range, cue: Cue, known: Sequence[Number], *, is_total: bool) -> bool:
    many = sum(number.best for number in known) >= read("magnitudes")["many"]
    is_many = many and cue.kind == "deaths"
    return adds_up(line, told, cue.at, is_total=is_total, is_many=is_many)


def _sum(line: Line, known: Sequence[Number], *, is_open: bool) -> Amount:
    """All figures of a list; ``is_open`` = others were not counted, so that there is no bound."""
    lows = [n.low for n in known if n.low is not None]
    highs = [n.high for n in known if n.high is not None]
    return Amount(
        sum(lows) if len(lows) == len(known) else None,
        sum(n.best for n in known),
        sum(highs) if len(highs) == len(known) and not is_open else None,
        line.words[known[0].first].start,
        line.words[known[-1].last - 1].end,
    )


def _totals(line: Line) -> Iterator[Count]:
    """As in "the death toll rose to 160", "put the number of the dead at 31"."""
    for i, word in enumerate(line.words):
        kind = "deaths" if word.lower in words_of("toll") else _numbered(line, i)
        if kind is None:
            continue
        number = next((n for n in _after(line, i) if _is_led(line, n)), None)
        if number is not None:
            people = people_at(line, number.first) or People(number.first, number.last, number)
            made = _count(line, (people,), (), Cue(kind, i), is_total=True)
            if made is not None:
                yield made


def _numbered(line: Line, i: int) -> str | None:
    """What a "number of" counts: "the number of people killed"; deaths that rise."""
    near = [line.lower(i + k) for k in range(1, 7)]
    if line.lower(i) == "deaths" and line.number_at(i - 1) is None:
        return "deaths" if set(near[:3]) & words_of("total_leads") else None
    if line.lower(i) not in words_of("numbers_of") or near[0] != "of":
        return None
    table = {kind: words_of("total_of", kind) for kind in COUNTS}
    hits = [kind for kind in COUNTS if set(near[1:]) & table[kind]]
    return hits[0] if hits else None


def _after(line: Line, i: int) -> Iterator[Number]:
    for j in range(i + 1, min(i + TOTAL_REACH, len(line.words))):
        if line.words[j].text == ";":
            return
        number = line.number_at(j)
        if number is not None:
            yield number


def _is_led(line: Line, number: Number) -> bool:
    people = people_at(line, number.first)
    return people is not None and line.lower(number.first - 1) in words_of("total_leads")


def _casualties_first(made: list[Count]) -> list[Count]:
    """Protesters who were killed or arrested are no crowd."""
    hurt = {count.amount.start for count in made if count.kind != "crowd"}
    return [c for c in made if c.kind != "crowd" or c.amount.start not in hurt]


def _against(line: Line, count: Count, made: Sequence[Count]) -> Count:
    """The count, marked by what stands between it and one of its kind before it."""
    start = count.amount.start
    before = [c.amount for c in made if c.kind == count.kind and c.amount.end < start]
    if not before:
        return count
    begin = max(amount.end for amount in before)
    between = {w.lower for w in line.words if begin <= w.start < start}
    gap = range(begin, start)
    is_elsewhere = bool(between & words_of("elsewhere")) or _acts_anew(line, gap, count)
    return replace(
        count,
        is_disputed=bool(between & words_of("disagreeing")) and not is_elsewhere,
        is_elsewhere=is_elsewhere,
    )


def _acts_anew(line: Line, gap: range, count: Count) -> bool:
    """Whether somebody else acts between two figures: "killed two and rebels shot dead three"."""
    counted = {party.first for people in count.people for party in people.parties}
    return any(
        party.start in gap
        and party.can_act
        and party.first not in counted
        and party.last in line.verb_tokens
        and line.lower(party.last) not in words_of("disagreeing")
        for party in line.parties
    )


def _alone(line: Line, made: Sequence[Count]) -> Iterator[Count]:
    """A figure that a second source gives: "the army said 5 had died, residents said 12"."""
    taken = {count.amount.start for count in made}
    spoken = {word.lower for word in line.words} & {"put", "spoke", "speak", "spoken"}
    for i in range(len(line.words)):
        one = people_at(line, i)
        if one is None or one.noun or one.number is None or line.words[i].start in taken:
            continue
        lead, after = line.lower(i - 1), line.lower(one.last)
        if lead not in words_of("figure_leads") or (lead in ("of", "at") and not spoken):
            continue
        kinds = [c.kind for c in made if c.amount.start < line.words[i].start]
        if kinds and after in ("", ".", ",", ";", "and", "while", "but", "”", '"'):
            word = line.words[i]
            amount = _sum(line, [one.number], is_open=False)
            yield Count(kinds[-1], amount, (word.start, word.end), (one,))


def _zeros(line: Line) -> Iterator[Count]:
    """Counts of none: "no casualties", "nobody was hurt"."""
    for i in range(len(line.words)):
        width = line.begins(i, words_of("nobody"))
        found = _nobody(line, i, width) if width else _none(line, i)
        for kind, last in found:
            start, end = line.words[i].start, line.words[last].end
            yield Count(kind, Amount(0, 0, 0, start, end), (start, end))


def _nobody(line: Line, i: int, width: int) -> list[tuple[str, int]]:
    """As in "no one was killed or injured", "killed no one"."""
    verbs = [v for v in line.verbs if i + width <= v.first <= i + width + 1]
    heads = [v.head for v in verbs[:1]]
    if heads and line.lower(heads[0] + 1) in ("or", "and"):
        heads.append(heads[0] + 2)
    heads = heads or [i - 1]
    last = i + width - 1
    return [(k, max(last, h)) for h in heads for k in COUNTS if _is_casualty(line, h, k)]


def _is_casualty(line: Line, i: int, kind: str) -> bool:
    return line.lower(i) in cues(kind) and kind != "crowd"


def _none(line: Line, i: int) -> list[tuple[str, int]]:
    """As in "no deaths or injuries", "without casualties"; not "no reports of casualties"."""
    if line.lower(i) not in words_of("none"):
        return []
    found: list[tuple[str, int]] = []
    for j in range(i + 1, min(i + 6, len(line.words))):
        word = line.lower(j)
        found += [(kind, j) for kind in COUNTS if word in words_of(kind, "zero")]
        if word not in words_of("none_between"):
            break
    return found
