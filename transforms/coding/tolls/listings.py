"""People in lists, with the parts of them that a sentence tells apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from transforms.coding.tolls.numbers import words_of
from transforms.coding.tolls.people import INSERTION, Line, People, noun_at, people_at
from transforms.coding.verbs import closed

LONGEST_LIST = 12  # people named one by one; what is longer is no sentence


@dataclass(frozen=True, slots=True)
class Listing:
    """People joined by "and" and commas, with the parts of them that are told apart."""

    people: tuple[People, ...]
    parts: tuple[People, ...]
    last: int
    joints: tuple[int, ...] = ()  # index in ``people`` after each comma

    @property
    def first(self) -> int:
        """The first token."""
        return self.people[0].first


def listing_at(line: Line, i: int, *, with_parts: bool = True) -> Listing | None:
    """The longest list of people that begins at token ``i``."""
    found = _joined(line, i, with_parts=with_parts)
    return _broken_down(found) if found else None


def _broken_down(listing: Listing) -> Listing:
    """The list, where its first figure is the sum of the rest: "53 people, 49 gendarmes and"."""
    whole, *rest = listing.people
    figures = [p.number.best for p in rest if p.number]
    is_sum = len(rest) > 1 and whole.number and sum(figures) == whole.number.best
    if not is_sum or len(figures) < len(rest):
        return listing
    return Listing((whole,), (*rest, *listing.parts), listing.last)


def _joined(line: Line, i: int, *, with_parts: bool) -> Listing | None:
    one = people_at(line, i)
    if one is None:
        return None
    found = Listing((one,), (), one.last)
    people, parts, joints, at = [one], list[People](), list[int](), one.last
    while len(people) < LONGEST_LIST:
        part = part_at(line, at, people[-1]) if with_parts else None
        if part is not None:
            parts += part.people
            at = part.last
            found = Listing(tuple(people), tuple(parts), at, tuple(joints))
            continue
        width, is_last = _joint(line, at)
        nxt = people_at(line, at + width) if width else None
        if nxt is None:
            return found
        at = nxt.last
        if width == 1 and is_last and _shares_number(people[-1], nxt):
            people[-1] = _with_twin(people[-1], nxt)
            found = Listing(tuple(people), tuple(parts), at, tuple(joints))
            continue
        if not is_last and _is_apposed(people[-1], nxt, line):
            at += line.lower(at) == ","
            found = Listing(tuple(people), tuple(parts), at, tuple(joints))
            continue
        joints += [len(people)] if line.lower(nxt.first - width) == "," else []
        people.append(nxt)
        if is_last:
            found = Listing(tuple(people), tuple(parts), at, tuple(joints))
    return found


def _joint(line: Line, at: int) -> tuple[int, bool]:
    """Words that join what follows to a list, and whether they may end it."""
    comma = line.lower(at) == ","
    for words in (("and",), ("as", "well", "as"), ("along", "with"), ("plus",), ("&",)):
        if all(line.lower(at + comma + k) == word for k, word in enumerate(words)):
            return comma + len(words), True
    return int(comma), False


def _shares_number(one: People, other: People) -> bool:
    """Whether one figure counts both: "66 women and children"."""
    return one.number is not None and one.number.best > 1 and other.number is None


def _with_twin(one: People, other: People) -> People:
    """Both as one; of soldiers and civilians together nobody knows how many were which."""
    kinds = [set(p.parties[0].sectors[:1]) if p.parties else set() for p in (one, other)]
    alike = kinds[0] == kinds[1] or all(kind & words_of("civilians") for kind in kinds)
    return replace(one, last=other.last, parties=one.parties if alike else ())


def _is_apposed(one: People, other: People, line: Line) -> bool:
    """Whether a name and an office behind a comma are one person."""
    if not (_is_one(one, line) and _is_one(other, line)):
        return False
    return (one.parties[0].kind == "person") != (other.parties[0].kind == "person")


def _is_one(people: People, line: Line) -> bool:
    return bool(people.parties) and line.number_at(people.first) is None and bool(people.number)


def part_at(line: Line, at: int, whole: People | None = None) -> Listing | None:
    """An insertion that tells a part of a count apart: ", including four soldiers,"."""
    mark = line.words[at].text if at < len(line.words) else ""
    begin = at + (mark in (",", "(", "—", "–", "-"))
    found = _led_part(line, begin) or _share(line, begin) or _closed_part(line, begin)
    if found is None and whole is not None and mark in (":", "(", "—", "–"):
        found = _breakdown(line, at + 1, whole)
    if found is None or found.last == begin:
        return None
    closing = {",": ",", "(": ")", "—": "—", "–": "–", "-": "-"}.get(mark)
    is_closed = closing is not None and line.lower(found.last) == closing
    # The comma of a list goes on with it.
    goes_on = mark == "," and line.lower(found.last + 1) == "and"
    return replace(found, last=found.last + (is_closed and not goes_on))


def _breakdown(line: Line, i: int, whole: People) -> Listing | None:
    """A list that adds up to the figure before it: "17 people: 12 farmers and five herders"."""
    inner = listing_at(line, i, with_parts=False)
    figures = [p.number.best for p in inner.people if p.number] if inner else []
    adds_up = whole.number is not None and sum(figures) == whole.number.best
    return inner if adds_up and len(figures) > 1 else None


def _led_part(line: Line, i: int) -> Listing | None:
    """As in "including 20 children", "among them four soldiers", "mostly women"."""
    width = line.begins(i, words_of("part_leads"))
    if not width:
        return None
    inner = listing_at(line, i + width)
    if inner is not None:
        return inner
    last = i + width
    while last < len(line.words) and last - i < INSERTION and not _ends_insertion(line, last):
        last += 1
    return Listing((), (), last)


def _ends_insertion(line: Line, i: int) -> bool:
    return line.words[i].text in ",;:.)—–" or i in line.verb_tokens


def _share(line: Line, i: int) -> Listing | None:
    """As in "most of them women", "all of them soldiers", "three of whom were children"."""
    number = line.number_at(i)
    width = number.last - i if number else line.begins(i, words_of("part_shares"))
    is_whole = line.lower(i) in words_of("whole_shares") and number is None
    at = i + width
    of_them = line.lower(at) == "of" and line.lower(at + 1) in ("them", "whom", "these", "those")
    if not width or not (of_them or is_whole):
        return None
    at += 2 * of_them
    while at in line.verb_tokens or line.lower(at) in closed(line.lang).be:
        at += 1
    head = noun_at(line, at)
    if head is None:
        return None
    noun, last, parties = head
    if is_whole:
        return Listing((People(i, last, None, noun, parties, is_part=True),), (), last)
    return Listing((People(i, last, number, noun, parties),), (), last)


def _closed_part(line: Line, i: int) -> Listing | None:
    """As in "five children among them", "his mother and a son among them"."""
    inner = listing_at(line, i, with_parts=False)
    width = line.begins(inner.last, words_of("part_ends")) if inner else 0
    return replace(inner, last=inner.last + width) if inner and width else None
