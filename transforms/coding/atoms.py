"""The pieces of phrases: known names and nouns where they stand in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from transforms.coding.lexicons import read
from transforms.coding.morphology import plural
from transforms.coding.nouns import Entry, NounIndex, noun_index
from transforms.coding.patterns import trigger_index
from transforms.coding.phrase import Discourse
from transforms.coding.words import Sentence, Token, is_common

DATE_WORDS = ("MONTH", "MONTHABBR", "WEEKDAY", "WEEKDAYS", "WEEKDAYABBR")
SMALL = ("and", "or", "but", "is", "was", "are", "were", "has", "had", "today", "yesterday")
CLOSED = ("prepositions", "determiners", "subordinators", "relatives", "negation", "continuing")
COUNTRY_KINDS = ("country", "demonym", "national", "capital")


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a phrase: tokens ``first`` to ``last`` (exclusive) and what they name."""

    first: int
    last: int
    entry: Entry


def atoms(sentence: Sentence, discourse: Discourse, lang: str = "en") -> list[Atom]:
    """Longest matches of known names and nouns, left to right."""
    index = noun_index(lang)
    words = sentence.tokens
    lowers = [token.lower for token in words]
    found, i = [], 0
    while i < len(words):
        atom = longest_atom(words, lowers, i, index, sentence, discourse)
        atom = _longer_name(atom, words, i, sentence, discourse, lang)
        if atom is None or _qualifies(atom, words, lang):
            i += 1 if atom is None else atom.last - i
        else:
            found.append(_of_people(atom, lowers))
            i = atom.last
    return found


def _of_people(atom: Atom, lowers: list[str]) -> Atom:
    """An "ethnic Albanian" lives anywhere."""
    if atom.entry.kind in ("demonym", "national") and lowers[max(0, atom.first - 1)] == "ethnic":
        return replace(atom, entry=replace(atom.entry, country=None))
    return atom


def _qualifies(atom: Atom, words: list[Token], lang: str) -> bool:
    """Whether a noun for people only qualifies the noun behind it: "a general strike"."""
    entry, after = atom.entry, words[atom.last] if atom.last < len(words) else None
    if entry.kind != "role" or entry.is_plural or after is None or not after.is_word:
        return False
    if entry.name not in read("roles", lang)["qualifiers"] or after.is_capital:
        return False
    if after.lower in trigger_index(lang).nouns:
        return True
    verbal = trigger_index(lang).verb_tags.get(after.lower, frozenset()) & {"D", "S", "N", "B"}
    known = (after.lower,) in noun_index(lang).entries
    return not (verbal or known or after.lower in _closed(lang) or after.lower.endswith("ed"))


def _longer_name(  # noqa: PLR0913 - the state of one scan
    atom: Atom | None,
    words: list[Token],
    i: int,
    sentence: Sentence,
    discourse: Discourse,
    lang: str,
) -> Atom | None:
    """A known atom, or the name of which it is the first word, or a name that nothing knows."""
    if atom is None:
        return _name(words, i, discourse, lang)
    body = atom.entry.kind == "role" and atom.last == i + 1 and words[i].is_capital
    if not body or _opens(words, i) or words[i].lower not in _bodies(lang):
        return atom
    name = _name(words, i, discourse, lang)
    return name if name is not None and name.last > i + 2 else atom


def _name(words: list[Token], i: int, discourse: Discourse, lang: str) -> Atom | None:
    """A run of capitalised words that nothing here knows: a name, resolved to nobody."""
    last = _end_of_name(words, i, lang)
    if last == i or (_opens(words, i) and _is_common(words[i], lang) and last <= i + 1):
        return None
    if (
        _opens(words, i)
        and _is_common(words[i], lang)
        and (words[i + 1].lower,) in noun_index(lang).entries
    ):
        return None
    office = _office_named(words, i, last, lang)
    text = " ".join(word.text for word in words[i:last])
    return Atom(i, last, office or Entry("name", text))


def _office_named(words: list[Token], i: int, last: int, lang: str) -> Entry | None:
    """The office at the end of a run of capitals: "Vice Foreign Minister"."""
    if words[last - 1].lower not in _titles():
        return None
    for first in range(i + 1, last):
        key = tuple(word.lower for word in words[first:last])
        for entry in noun_index(lang).entries.get(key, ()):
            if entry.kind == "role":
                return entry
    return None


def _opens(words: list[Token], i: int) -> bool:
    """Whether a word has its capital from its place."""
    return not any(word.is_word for word in words[:i]) or words[i - 1].text in '"“:'


def _end_of_name(words: list[Token], i: int, lang: str) -> int:
    """One past the last word of a name: "Hamad bin Khalifa", "Front for the Defence of Y"."""
    last = i
    while last < len(words) and _is_name_word(words[last], lang):
        last += 1
        joined = _joined_name(words, i, last, lang)
        last = joined or last
    return last


def _joined_name(words: list[Token], first: int, at: int, lang: str) -> int:
    """Where a name goes on behind small words, or 0: "bin", or a body's "of" and "for the"."""
    lexicon = read("roles", lang)
    is_body = any(w.lower in _bodies(lang) for w in words[first:at])
    small = {*lexicon["name_particles"], *(("of", "for", "the", "and") if is_body else ())}
    j = at
    while j < len(words) and j - at < 2 and words[j].lower in small and not words[j].is_capital:
        j += 1
    goes_on = at < j < len(words) and _is_name_word(words[j], lang)
    ends_small = j > at and words[j - 1].lower == "and" and is_body and j - at == 1
    return j if goes_on and not ends_small else 0


def _is_name_word(word: Token, lang: str) -> bool:
    if word.lower.startswith(("al-", "el-", "ul-")):
        return True
    compound = "-" in word.text and word.text.rsplit("-", 1)[1][:1].islower()
    return word.is_word and word.is_capital and not compound and word.lower not in _no_names(lang)


def _is_common(word: Token, lang: str) -> bool:
    """Whether a word that opens a sentence has its capital from there."""
    acronym = word.text.isupper() and len(word.text) > 1
    return not acronym and is_common(word.lower, lang)


@cache
def _bodies(lang: str) -> frozenset[str]:
    nouns = read("roles", lang)["words_of_bodies"]
    return frozenset(form for noun in nouns for form in (noun, plural(noun)))


@cache
def _closed(lang: str) -> frozenset[str]:
    lexicon = read("modality", lang)
    return frozenset(
        [*(w for kind in CLOSED for w in lexicon[kind]), *lexicon["auxiliaries"], *SMALL]
    )


@cache
def _no_names(lang: str) -> frozenset[str]:
    """Capitalised words that are no names: days, months, titles, words that open sentences."""
    days = [word for kind in DATE_WORDS for word in read("dates", lang)["classes"][kind]]
    lexicon = read("modality", lang)
    closed = [w for kind in CLOSED for w in lexicon[kind]]
    pronouns = [word for words in read("roles", lang)["pronouns"].values() for word in words]
    return frozenset([*days, *closed, *pronouns, "i", "we", "you", "there", "file", "photo"])


def longest_atom(  # noqa: PLR0913 - the state of one scan
    words: list[Token],
    lowers: list[str],
    i: int,
    index: NounIndex,
    sentence: Sentence,
    discourse: Discourse,
) -> Atom | None:
    """The longest known name or noun that begins at token ``i``."""
    if not (words[i].is_word or words[i].text[0].isdigit()):
        return None
    for length in range(min(index.longest, len(words) - i), 0, -1):
        for entry in index.entries.get(tuple(lowers[i : i + length]), ()):
            if _case_fits(entry, words[i : i + length], sentence) and _fits_before(words, i):
                return Atom(i, i + length, entry)
    return _known_person(words, i, index, sentence, discourse)


def _fits_before(words: list[Token], i: int) -> bool:
    """Whether what stands before lets it be a noun.

    A participle right behind a noun is a verb ("soldiers ousted President X"), and so is a word
    between "to" and a determiner ("to press their demands").
    """
    if i and words[i - 1].lower == "to" and i + 1 < len(words):
        bare = "B" in trigger_index().verb_tags.get(words[i].lower, frozenset())
        if bare and words[i + 1].lower in read("modality")["determiners"]:
            return False
    if i == 0 or words[i].is_capital or not words[i].lower.endswith("ed"):
        return True
    lexicon = read("modality")
    before = words[i - 1]
    leads = {*lexicon["determiners"], *lexicon["prepositions"], "'s", "and"}
    return not before.is_word or before.lower in leads


def _case_fits(entry: Entry, words: Sequence[Token], sentence: Sentence) -> bool:
    if sentence.is_upper:
        return entry.exact is None or len(entry.exact) > 2 or "." in entry.exact
    if entry.exact is not None:
        return "".join(w.text for w in words) == entry.exact.replace(" ", "")
    return words[0].text != words[0].lower if entry.needs_case else True


def _known_person(
    words: list[Token], i: int, index: NounIndex, sentence: Sentence, discourse: Discourse
) -> Atom | None:
    """A surname alone: of somebody named before, or of a leader when a title says so."""
    token = words[i]
    if not token.is_capital or len(token.text) < 3:
        return None
    before = words[i - 1].lower.rstrip(".") if i else ""
    if token.lower in discourse.people:
        known = discourse.people[token.lower]
        entry = Entry("person", known.name, known.country, known.international, known.sectors)
        return Atom(i, i + 1, entry)
    if before in _titles() or (i + 1 < len(words) and words[i + 1].lower == "administration"):
        entry_of_leader = _leader(index.surnames.get(token.lower, ()), discourse.published_on)
        return Atom(i, i + 1, entry_of_leader) if entry_of_leader else None
    return None


@cache
def _titles() -> frozenset[str]:
    return frozenset(word.lower() for title in read("roles")["titles"] for word in title.split())


def _leader(candidates: Sequence[Entry], on: date | None) -> Entry | None:
    """The leader of that name in office on a day, else the one of the nearest years."""
    if not candidates or on is None:
        return candidates[0] if candidates else None
    month = on.strftime("%Y-%m")

    def distance(entry: Entry) -> int:
        office = entry.offices[0]
        last = office.last or "9999-12"
        if office.first <= month <= last:
            return 0
        return abs(int(month[:4]) - int((office.first if month < office.first else last)[:4])) + 1

    return min(candidates, key=distance)


def report_country(
    sentences: Sequence[Sentence],
    placed: Sequence[str],
    source_country: str | None = None,
    lang: str = "en",
) -> str | None:
    """The country a report is about: the one most named, when it clearly leads.

    ``placed`` are the countries of the places it names; a report that names no country at all is
    about the country of its outlet.
    """
    votes: Counter[str] = Counter({country: 2 * n for country, n in Counter(placed).items()})
    blank = Discourse()
    for sentence in sentences:
        weight = 3 if sentence.index == 0 else 2 if sentence.index < 3 else 1
        for atom in atoms(sentence, blank, lang):
            if atom.entry.country and atom.entry.kind in COUNTRY_KINDS:
                votes[atom.entry.country] += weight
    ranked = votes.most_common(2)
    if not ranked:
        return source_country
    if len(ranked) == 1 or ranked[0][1] >= 1.5 * ranked[1][1]:
        return ranked[0][0]
    return source_country if source_country in (ranked[0][0], ranked[1][0]) else None
