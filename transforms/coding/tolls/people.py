"""People that a sentence counts or names one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from transforms.coding.parties.phrase import Phrase
from transforms.coding.tolls.numbers import Number, numbers, words_of
from transforms.coding.verbs import VerbGroup, closed, verb_groups
from transforms.coding.words import Sentence, Token

MODIFIERS = 5  # words between a number or article and its noun
CASUALTIES = ("deaths", "injured", "detained")
INSERTION = 12  # words of the longest insertion that is passed over


@dataclass(frozen=True, slots=True)
class People:
    """People in one phrase, tokens ``first`` to ``last`` (exclusive).

    ``number`` is None where nobody counts them ("killed civilians"); ``noun`` and ``parties`` say
    who they are.
    """

    first: int
    last: int
    number: Number | None
    noun: str | None = None
    parties: tuple[Phrase, ...] = ()
    is_part: bool = False  # "four of the dead"


@dataclass(frozen=True, eq=False)
class Line:
    """A sentence to count people in."""

    sentence: Sentence
    parties: Sequence[Phrase]
    lang: str = "en"
    _starts: dict[int, Number] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Finds the numbers."""
        self._starts.update({n.first: n for n in numbers(self.words)})

    @cached_property
    def words(self) -> list[Token]:
        """The tokens."""
        return self.sentence.tokens

    @cached_property
    def lowers(self) -> list[str]:
        """The tokens in lower case."""
        return [word.lower for word in self.words]

    @cached_property
    def verbs(self) -> list[VerbGroup]:
        """The verb groups, in order."""
        return verb_groups(self.sentence, self.parties, self.lang)

    @cached_property
    def verb_tokens(self) -> frozenset[int]:
        """Tokens inside a verb group."""
        return frozenset(i for v in self.verbs for i in range(v.first, v.head + 1))

    @cached_property
    def ends(self) -> frozenset[str]:
        """Words that no noun phrase goes on through."""
        c = closed(self.lang)
        own = c.prepositions | c.subordinators | c.relatives | c.auxiliaries | c.negation
        return own | {"and", "or", "but", "plus"} | words_of("between")

    def number_at(self, i: int) -> Number | None:
        """The number that begins at token ``i``."""
        return self._starts.get(i)

    def lower(self, i: int) -> str:
        """The word at ``i``, lower-case; empty outside the sentence."""
        return self.lowers[i] if 0 <= i < len(self.lowers) else ""

    def begins(self, i: int, phrases: frozenset[str]) -> int:
        """Words of the longest of some phrases that begins at token ``i``, or 0."""
        if self.lower(i) not in _first_words(phrases):
            return 0
        for length in range(min(4, len(self.lowers) - i), 0, -1):
            if " ".join(self.lowers[i : i + length]) in phrases:
                return length
        return 0


@cache
def _first_words(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in phrases)


def people_at(line: Line, i: int) -> People | None:
    """The people whose phrase begins at token ``i``."""
    if not 0 <= i < len(line.words):
        return None
    owned = line.lower(i) in words_of("owning")
    number = line.number_at(i + owned)
    if number is not None:
        return None if number.is_definite else _counted(line, number, i)
    return _filled(line, i) or _single(line, i) or _uncounted(line, i)


def _counted(line: Line, number: Number, first: int | None = None) -> People | None:
    """As in "12 suspected militants", "two of the attackers", "12"."""
    at, part = number.last, False
    if line.lower(at) == "of":
        at += 1
        while line.lower(at) in closed(line.lang).determiners | {"them", "whom", "which"}:
            part = part or line.lower(at) in ("the", "those", "them")
            at += 1
        inner = line.number_at(at)
        at = inner.last if inner else at
        part = part and bool(line.begins(at, words_of("wholes")))
    begin = number.first if first is None else first
    head = noun_at(line, at)
    if head is None:
        return People(begin, at, number, is_part=part)
    noun, last, found = head
    if last == at + 1 and number.best > 1 and noun in words_of("crowd", "die"):
        return People(begin, at, number)  # no plural, so a verb: "thousands march"
    if _is_thing(noun):
        return None
    return _with_owner(People(begin, last, number, noun, found, part), line)


def noun_at(line: Line, at: int) -> tuple[str, int, tuple[Phrase, ...]] | None:
    """The head noun of a phrase that goes on at ``at``, where it ends, and the party it names."""
    stop = at
    while stop < len(line.words) and stop - at < MODIFIERS and not _stops(line, stop, at):
        stop += 1
    if stop == at:
        return None
    party = next((p for p in line.parties if at <= p.head < stop and not p.is_adjective), None)
    if party is not None and not (party.is_pronoun or party.is_place):
        noun = party.noun or line.lower(party.head)
        return noun, max(party.last, party.head + 1), (party,)
    return line.lower(stop - 1), stop, ()


def _stops(line: Line, i: int, begin: int) -> bool:
    word = line.words[i]
    if not word.is_word and not word.text[0].isdigit():
        return True
    if i == begin and word.lower in casualty_words():
        return True
    if word.lower in line.ends or word.lower in closed(line.lang).determiners:
        return word.lower not in ("other", "more")
    if i > begin or i not in line.verb_tokens:
        return i in line.verb_tokens
    return not word.lower.endswith(("ed", "ing")) or _stops_after(line, i + 1)


def _stops_after(line: Line, i: int) -> bool:
    """Whether no noun follows a participle at the token before, which then is a verb."""
    told = line.lower(i - 1) in casualty_words()
    return told or i >= len(line.words) or _stops(line, i, i - 1)


@cache
def casualty_words() -> frozenset[str]:
    """Words behind a number that say what happened: "30 wounded"."""
    return frozenset().union(*(words_of(kind, "adjectives") for kind in CASUALTIES))


def _is_thing(noun: str) -> bool:
    """Whether a noun counts no people: "vehicles", "houses"."""
    word = noun.rsplit(maxsplit=1)[-1]
    forms = {word, word.removesuffix("s"), word.removesuffix("es"), noun}
    if word.endswith("ies"):
        forms.add(word[:-3] + "y")
    return bool(forms & words_of("not_people"))


def _with_owner(people: People, line: Line) -> People:
    """The people with what stands behind "of" or "from": "members of the security forces"."""
    at = people.last
    if line.lower(at) not in ("of", "from"):
        return people
    owner = next((p for p in line.parties if at < p.first + 1 <= at + 2 and p.head > at), None)
    if owner is not None:
        own = people.noun in words_of("belonging") and owner.sectors
        known = () if own else people.parties
        return replace(people, last=owner.last, parties=known or (owner,))
    stop = at + 1
    while stop < len(line.words) and (
        line.words[stop].is_capital or line.lower(stop) in closed(line.lang).determiners
    ):
        stop += 1
    return replace(people, last=stop) if stop > at + 1 else people


def _filled(line: Line, i: int) -> People | None:
    """As in "a family of five", "a group of 12 soldiers"."""
    at = i + (line.lower(i) in words_of("single"))
    if line.lower(at) not in words_of("filled") or line.lower(at + 1) != "of":
        return None
    number = line.number_at(at + 2)
    if number is None or number.is_definite:
        return None
    found = _counted(line, number, i)
    if found is None or found.noun is not None:
        return found
    own = tuple(p for p in line.parties if p.head == at)
    return replace(found, noun=line.lower(at), parties=own)


def _single(line: Line, i: int) -> People | None:
    """One person: "a policeman", "his driver", "Colonel Moussa Diarra"."""
    for party in line.parties:
        if not i <= party.first <= i + MODIFIERS or party.head < i:
            continue
        if party.first > i and line.lower(i) not in words_of("single"):
            return None
        return _one(line, party, i)
    return None


def _one(line: Line, party: Phrase, i: int) -> People | None:
    between = range(i, party.head)
    lowers = {line.lower(k) for k in between}
    if party.is_adjective or _is_plural(party) or party.is_pronoun or party.is_place:
        return None
    if lowers & (words_of("ordinals") | words_of("definite") - {"the"} | line.ends):
        return None
    if any(k in line.verb_tokens for k in between) or line.number_at(party.first):
        return None
    if party.kind == "person":
        named = line.words[party.head].is_capital or party.noun is not None
        fits = named and (party.first == i or lowers & words_of("single"))
    else:
        noun = party.noun or ""
        group = {noun, noun.split()[-1] if noun else ""} & words_of("collectives")
        fits = bool(noun) and not group and bool({line.lower(i)} & words_of("single"))
    if not fits:
        return None
    number = Number(1, 1, 1, i, party.last)
    noun = party.noun or line.lower(party.head)
    return _with_owner(People(i, party.last, number, noun, (party,)), line)


def _is_plural(party: Phrase) -> bool:
    """Whether it names several, also by a noun that the lexicon has in its plural ("children")."""
    noun = party.noun or ""
    many = noun.endswith(tuple(words_of("plural_endings"))) and not noun.endswith("ss")
    return party.is_plural or many


def _uncounted(line: Line, i: int) -> People | None:
    """People whom nobody counts: "civilians"."""
    for party in line.parties:
        if party.first == i and party.noun and _is_plural(party) and not party.is_adjective:
            return People(i, party.last, None, party.noun, (party,))
    return None
