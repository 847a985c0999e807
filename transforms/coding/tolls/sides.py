"""Whose deaths they are: the side of an event on which people died, by the words beside the number.

Those who bear no arms are civilians, whatever part they had. Fighters are of the side that names
them or their kind; "attackers" who die are of the side that attacked. "People" are anybody's.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.coding.lexicons import read
from transforms.coding.mention import SIDES, Mention, Party, Sides
from transforms.coding.parties.phrase import Phrase
from transforms.coding.tolls.magnitudes import Count
from transforms.coding.tolls.numbers import words_of
from transforms.coding.tolls.people import People


def sides(found: Sequence[Count], mention: Mention) -> Sides:
    """The dead of some counts by side, best figures."""
    tally = dict.fromkeys(SIDES, 0)
    for count in found:
        if not count.people:
            tally["unknown"] += count.amount.best or 0
        for people in count.people:
            if people.number is not None:
                tally[_side(_told(people, count), count, mention)] += people.number.best
        _tell_apart(tally, count, mention)
    return Sides(**tally)


def _told(people: People, count: Count) -> People:
    """The people, or what all of them were: "12 people, all of them soldiers"."""
    whole = next((part for part in count.parts if part.is_part), None)
    return whole if whole is not None and _is_anybody(people) else people


def _tell_apart(tally: dict[str, int], count: Count, mention: Mention) -> None:
    """Moves the parts that are told apart out of those of whom nothing is known."""
    for part in count.parts:
        n = part.number.best if part.number else 0
        if n <= tally["unknown"]:
            tally["unknown"] -= n
            tally[_side(part, count, mention)] += n


def _is_anybody(people: People) -> bool:
    """Whether the words say nothing of a side: "12", "people", "others"."""
    if not people.parties:
        return True
    owned = people.noun in words_of("belonging") and people.parties[0].noun != people.noun
    return people.noun in words_of("anybody") and not owned


def _side(people: People, count: Count, mention: Mention) -> str:
    if _is_anybody(people):
        return "unknown"
    who = people.parties[0]
    if set(who.sectors[:1]) & words_of("civilians"):
        return "civilians"
    role = _attacking_side(people, who, count, mention) or _named_side(who, mention)
    return role or _side_of_kind(who, mention) or "unknown"


def _attacking_side(people: People, who: Phrase, count: Count, mention: Mention) -> str | None:
    """The side of "attackers" and the like: their own attack's, unless others act against them."""
    if not {people.noun, who.noun} & words_of("attacking"):
        return None
    dead = [party for one in count.people for party in one.parties]
    actors = [p for p in mention.parties if p.role == "actor"]
    actors = [p for p in actors if not any(_is_same(p, one) for one in dead)]
    if actors:
        return "actor" if any(_is_kind(p, who) for p in actors) else None
    others = [p for p in dead if p is not who]
    opposed = any(_force(other.sectors) not in (None, _force(who.sectors)) for other in others)
    return "actor" if opposed or people.noun in words_of("assailing") else None


def _named_side(who: Phrase, mention: Mention) -> str | None:
    """The recipient, where the same words name it; so the dead whom it has as those who acted."""
    return "recipient" if any(_is_same(p, who) for p in _sides_of(mention)) else None


def _sides_of(mention: Mention) -> list[Party]:
    return [party for party in mention.parties if party.role in ("actor", "recipient")]


def _is_same(party: Party, who: Phrase) -> bool:
    return party.start < who.end and who.start < party.end


def _side_of_kind(who: Phrase, mention: Mention) -> str | None:
    """The side to which people of that country and kind belong, else the one across from it."""
    like = {p.role for p in _sides_of(mention) if _is_kind(p, who)}
    if len(like) == 1:
        return like.pop()
    force = _force(who.sectors)
    if like or force is None:
        return None
    opposed = any(p.role == "actor" and _force(p.sectors) for p in mention.parties)
    return "recipient" if opposed or force == "state" else None


def _is_kind(party: Party, who: Phrase) -> bool:
    """Whether a party and some people are of one force, and of no two countries."""
    apart = party.country_iso3 and who.country and party.country_iso3 != who.country
    force = _force(who.sectors)
    return force is not None and force == _force(party.sectors) and not apart


def _force(sectors: Sequence[str]) -> str | None:
    """As in "state" or "rebels", for those who bear arms."""
    forces: dict[str, list[str]] = read("magnitudes")["forces"]
    return next((name for s in sectors for name, own in forces.items() if s in own), None)
