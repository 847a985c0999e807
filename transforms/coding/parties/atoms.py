"""The pieces of phrases: known names and nouns where they stand in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from transforms.coding.lexicons import listed
from transforms.coding.parties.entry import Entry, in_office
from transforms.coding.parties.names import (
    bearer,
    defined_names,
    end_of_name,
    function_words,
    has_own_capital,
    is_title,
    opens,
    words_of_bodies,
)
from transforms.coding.parties.nouns import NounIndex, noun_index
from transforms.coding.parties.phrase import Discourse
from transforms.coding.patterns import trigger_index
from transforms.coding.words import Sentence, Token
from transforms.dates.lexicon import lexicon

COUNTRY_KINDS = ("country", "demonym", "national", "capital")


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a phrase: tokens ``first`` to ``last`` (exclusive) and what they name."""

    first: int
    last: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Scan:
    """A sentence while it is searched for names and nouns."""

    sentence: Sentence
    discourse: Discourse
    index: NounIndex
    lang: str
    words: list[Token]
    lowers: list[str]


def scan_of(sentence: Sentence, discourse: Discourse, lang: str = "en") -> Scan:
    """A sentence to be searched."""
    lowers = [token.lower for token in sentence.tokens]
    return Scan(sentence, discourse, noun_index(lang), lang, sentence.tokens, lowers)


def atoms(sentence: Sentence, discourse: Discourse, lang: str = "en") -> list[Atom]:
    """Longest matches of known names and nouns, left to right."""
    scan = scan_of(sentence, discourse, lang)
    defined = defined_names(scan.words)
    found, i = [], 0
    while i < len(scan.words):
        atom = _or_name(known_atom(i, scan), i, scan)
        if i in defined and (atom is None or atom.last < defined[i]):
            name = " ".join(word.text for word in scan.words[i : defined[i]])
            country = atom.entry.country if atom is not None else None
            atom = Atom(i, defined[i], Entry("name", name, country))
        if atom is None:
            i += 1
            continue
        if not _qualifies(atom, scan):
            found.append(_of_people(atom, scan.lowers))
        i = atom.last
    return found


def known_atom(i: int, scan: Scan) -> Atom | None:
    """The longest known name or noun that begins at token ``i``."""
    words, index = scan.words, scan.index
    reach = index.reach.get(scan.lowers[i])
    if reach is None:
        return _led(i, scan) if "-" in scan.lowers[i] else None
    goes_on = i + 1 < len(words) and scan.lowers[i + 1] in index.second[scan.lowers[i]]
    for length in range(min(reach, len(words) - i) if goes_on else 1, 0, -1):
        entries = index.entries.get(tuple(scan.lowers[i : i + length]), ())
        fit = [e for e in entries if _case_fits(e, words[i : i + length], scan.sentence)]
        if fit and _fits_before(words, i):
            near = [e for e in fit if e.country and e.country == scan.discourse.country]
            return Atom(i, i + length, in_office(near or fit, scan.discourse.published_on))
    return None


def _led(i: int, scan: Scan) -> Atom | None:
    """The country of those who lead: "Saudi-led warplanes" are Saudi; "UN-backed" says nothing."""
    country, _, tie = scan.lowers[i].rpartition("-")
    if tie not in listed("modality", "leading", scan.lang) or country not in scan.index.countries:
        return None
    entries = scan.index.entries.get((country,), ())
    origin = next((entry for entry in entries if entry.kind in COUNTRY_KINDS), None)
    return Atom(i, i + 1, replace(origin, kind="demonym")) if origin else None


def _or_name(atom: Atom | None, i: int, scan: Scan) -> Atom | None:
    """A known atom, or the name of which it is the first word, or a name that nothing knows."""
    words = scan.words
    if atom is None:
        return _name(i, scan)
    body = atom.entry.kind == "role" and atom.last == i + 1 and words[i].is_capital
    if not body or opens(words, i) or words[i].lower not in words_of_bodies(scan.lang):
        return atom
    name = _name(i, scan)
    return name if name is not None and name.last > i + 2 else atom


def _name(i: int, scan: Scan) -> Atom | None:
    """A run of capitalised words: somebody by surname, an office, else a name and no more."""
    words = scan.words
    last = end_of_name(words, i, scan.lang)
    if last == i:
        return None
    shared = opens(words, i) and not has_own_capital(words[i], scan.lang)
    if shared and (last <= i + 1 or scan.lowers[i + 1] in scan.index.reach):
        return None
    entry = bearer(words, i, last, scan.discourse, scan.index) or _office_named(i, last, scan)
    name = " ".join(word.text for word in words[i:last])
    return Atom(i, last, entry or Entry("name", name))


def _office_named(i: int, last: int, scan: Scan) -> Entry | None:
    """The office at the end of a run of capitals: "Vice Foreign Minister"."""
    if not is_title(scan.lowers[last - 1]):
        return None
    for first in range(i + 1, last):
        for entry in scan.index.entries.get(tuple(scan.lowers[first:last]), ()):
            if entry.kind == "role":
                return entry
    return None


def _of_people(atom: Atom, lowers: list[str]) -> Atom:
    """An "ethnic Albanian" lives anywhere."""
    if atom.entry.kind in ("demonym", "national") and lowers[max(0, atom.first - 1)] == "ethnic":
        return replace(atom, entry=replace(atom.entry, country=None))
    return atom


def _qualifies(atom: Atom, scan: Scan) -> bool:
    """Whether a noun for people only qualifies the noun behind it: "a general strike"."""
    entry, words = atom.entry, scan.words
    if entry.kind != "role" or entry.is_plural or atom.last >= len(words):
        return False
    after = words[atom.last]
    if entry.name not in listed("roles", "qualifiers", scan.lang):
        return False
    if after.is_capital or not after.is_word:
        return False
    if after.lower in trigger_index(scan.lang).nouns:
        return True
    verbal = trigger_index(scan.lang).verb_tags.get(after.lower)
    known = (after.lower,) in scan.index.entries
    return not (verbal or known or after.lower in _closed(scan.lang) or after.lower.endswith("ed"))


@cache
def _closed(lang: str) -> frozenset[str]:
    others = (listed("modality", kind, lang) for kind in ("auxiliaries", "no_heads"))
    return function_words(lang).union(*others)


def _fits_before(words: list[Token], i: int) -> bool:
    """Whether what stands before lets it be a noun.

    A participle right behind a noun is a verb ("soldiers ousted President X"), and so is a word
    between "to" and a determiner ("to press their demands").
    """
    if i == 0:
        return True
    before, determiners = words[i - 1], listed("modality", "determiners")
    if before.lower == "to" and i + 1 < len(words) and words[i + 1].lower in determiners:
        return "B" not in trigger_index().verb_tags.get(words[i].lower, frozenset())
    if words[i].is_capital or not words[i].lower.endswith("ed"):
        return True
    leads = before.lower in determiners or before.lower in listed("modality", "prepositions")
    return leads or not before.is_word or before.lower in ("'s", "and") or _is_no_noun(before)


def _is_no_noun(word: Token) -> bool:
    """Whether a word is a verb, an adverb or a day: "said armed men", "on Friday armed men"."""
    told = trigger_index().verb_tags.get(word.lower, frozenset())
    day = word.lower in lexicon().classes["WEEKDAY"]
    return "D" in told or day or word.lower.endswith("ly")


def _case_fits(entry: Entry, words: Sequence[Token], sentence: Sentence) -> bool:
    if sentence.is_upper:
        return entry.exact is None or len(entry.exact) > 2 or "." in entry.exact
    if entry.exact is not None:
        return "".join(w.text for w in words) == entry.exact.replace(" ", "")
    return words[0].text != words[0].lower if entry.needs_case else True


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
    for sentence in sentences:
        weight = 3 if sentence.index == 0 else 2 if sentence.index < 3 else 1
        for country in _countries_named(scan_of(sentence, Discourse(), lang)):
            votes[country] += weight
    ranked = votes.most_common(2)
    if not ranked:
        return source_country
    if len(ranked) == 1 or ranked[0][1] >= 1.5 * ranked[1][1]:
        return ranked[0][0]
    return source_country if source_country in (ranked[0][0], ranked[1][0]) else None


def _countries_named(scan: Scan) -> list[str]:
    """The countries of names, demonyms and capitals, in order."""
    found, i = [], 0
    while i < len(scan.words):
        atom = known_atom(i, scan) if scan.lowers[i] in scan.index.countries else None
        if atom is None:
            i += 1
            continue
        entry = _of_people(atom, scan.lowers).entry
        if entry.country and entry.kind in COUNTRY_KINDS:
            found.append(entry.country)
        i = atom.last
    return found
