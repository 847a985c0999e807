"""Noun phrases that name parties, resolved to country and sector."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from transforms.coding.lexicons import read
from transforms.coding.nouns import Entry, NounIndex, Office, noun_index
from transforms.coding.words import Sentence, Token

COUNTRY_KINDS = ("country", "demonym", "national", "capital")
MODIFIERS = 3  # lower-case words that may stand between the parts of one phrase


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a phrase: tokens ``first`` to ``last`` (exclusive) and what they name."""

    first: int
    last: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase that names a party; token indexes are half-open."""

    first: int
    last: int
    head: int
    start: int
    end: int
    text: str
    name: str
    kind: str
    country: str | None
    international: str | None
    sectors: tuple[str, ...]
    qid: str | None = None
    office: str | None = None
    is_plural: bool = False
    preposition: str | None = None
    is_possessive: bool = False
    is_adjective: bool = False
    noun: str | None = None

    @property
    def actor_id(self) -> str:
        """Wikidata where known, else country, sector and name made plain."""
        if self.qid:
            return f"wd-{self.qid}"
        parts = [self.country or self.international or "", *self.sectors[:1], self.noun or self.name]
        return "ps-" + slug(" ".join(part for part in parts if part))


@cache
def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "x"


@dataclass(slots=True)
class Discourse:
    """What a report has said so far, for what it leaves unsaid later."""

    country: str | None = None
    published_on: date | None = None
    people: dict[str, Phrase] | None = None
    last_person: Phrase | None = None
    last_group: Phrase | None = None
    acronyms: dict[str, Entry] | None = None


def atoms(sentence: Sentence, discourse: Discourse, lang: str = "en") -> list[Atom]:
    """Longest matches of known names and nouns, left to right."""
    index = noun_index(lang)
    words = sentence.tokens
    lowers = [token.lower for token in words]
    found, i = [], 0
    while i < len(words):
        atom = _longest(words, lowers, i, index, sentence, discourse)
        if atom is None:
            i += 1
        else:
            found.append(atom)
            i = atom.last
    return found


def _longest(  # noqa: PLR0913 - the state of one scan
    words: list[Token],
    lowers: list[str],
    i: int,
    index: NounIndex,
    sentence: Sentence,
    discourse: Discourse,
) -> Atom | None:
    if not (words[i].is_word or words[i].text[0].isdigit()):
        return None
    for length in range(min(index.longest, len(words) - i), 0, -1):
        for entry in index.entries.get(tuple(lowers[i : i + length]), ()):
            if _case_fits(entry, words[i : i + length], sentence):
                return Atom(i, i + length, entry)
    return _known_person(words, i, index, sentence, discourse)


def _case_fits(entry: Entry, words: Sequence[Token], sentence: Sentence) -> bool:
    if sentence.is_upper:
        return entry.exact is None or len(entry.exact) > 2 or "." in entry.exact
    if entry.exact is not None:
        return "".join(w.text for w in words) == entry.exact.replace(" ", "")
    return words[0].is_capital if entry.needs_case else True


def _known_person(
    words: list[Token], i: int, index: NounIndex, sentence: Sentence, discourse: Discourse
) -> Atom | None:
    """A surname alone: of somebody named before, or of a leader when a title says so."""
    token = words[i]
    if not token.is_capital or len(token.text) < 3:
        return None
    before = words[i - 1].lower.rstrip(".") if i else ""
    if discourse.people and token.lower in discourse.people:
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


def phrases(
    sentence: Sentence, text: str, discourse: Discourse, lang: str = "en"
) -> list[Phrase]:
    """The parties that a sentence names, in order."""
    found = atoms(sentence, discourse, lang)
    groups = _groups(found, sentence, lang)
    made = [_phrase(group, sentence, text, discourse, lang) for group in groups]
    return [phrase for phrase in made if phrase is not None]


@cache
def _closed(lang: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    lexicon = read("modality", lang)
    return (
        frozenset(lexicon["prepositions"]) - frozenset(lexicon["subordinators"]),
        frozenset(lexicon["determiners"]),
        frozenset([*lexicon["auxiliaries"], *lexicon["subordinators"], *lexicon["relatives"]]),
    )


def _groups(found: list[Atom], sentence: Sentence, lang: str) -> list[list[Atom]]:
    """Atoms that belong to one phrase: "Malian army officers", "Mali's President X"."""
    groups: list[list[Atom]] = []
    for atom in found:
        if groups and _joins(groups[-1], atom, sentence, lang):
            groups[-1].append(atom)
        else:
            groups.append([atom])
    return groups


def _joins(group: list[Atom], atom: Atom, sentence: Sentence, lang: str) -> bool:
    last, words = group[-1], sentence.tokens
    between = words[last.last : atom.first]
    if "pronoun" in (last.entry.kind, atom.entry.kind):
        return False
    if last.entry.kind in ("person", "national") or atom.entry.kind == "national":
        return False
    if [t.lower for t in between] == ["'s"] or (
        between and between[0].lower in ("'s", "'") and _only_modifiers(between[1:], lang)
    ):
        return atom.entry.kind in ("role", "person", "organisation") and last.entry.kind in (
            "country", "capital", "demonym", "organisation",
        )
    if atom.entry.kind in ("country", "capital") and last.entry.kind not in ("organisation",):
        return False
    return _only_modifiers(between, lang) and _compound(last, atom, len(between))


def _compound(last: Atom, atom: Atom, gap: int) -> bool:
    kinds = (last.entry.kind, atom.entry.kind)
    if kinds[0] in ("country", "demonym", "capital"):
        return kinds[1] in ("role", "person", "organisation") and gap <= MODIFIERS
    if kinds[0] == "role":
        return gap == 0 and kinds[1] in ("role", "person") or (
            gap <= 1 and kinds == ("role", "role") and not last.entry.is_plural
        )
    return kinds[0] == "organisation" and kinds[1] == "role" and gap <= 1


def _only_modifiers(between: Sequence[Token], lang: str) -> bool:
    prepositions, determiners, stops = _closed(lang)
    return len(between) <= MODIFIERS and all(
        token.is_word
        and token.lower not in prepositions
        and token.lower not in determiners
        and token.lower not in stops
        and not token.lower.endswith(("ing", "ed"))
        and token.lower not in ("and", "or", "but", "s")
        for token in between
    )


def _phrase(
    group: list[Atom], sentence: Sentence, text: str, discourse: Discourse, lang: str
) -> Phrase | None:
    words = sentence.tokens
    head = _head(group)
    first = _left_edge(group[0].first, words, lang)
    last = _right_edge(group, words)
    resolved = _resolve(group, head, discourse)
    if resolved is None:
        return None
    country, international, sectors, name, kind, office = resolved
    nominal = head.entry.name if head.entry.kind == "role" else None
    phrase = Phrase(
        first, last, head.last - 1,
        words[first].start, words[last - 1].end, text[words[first].start : words[last - 1].end],
        name, kind, country, international, sectors,
        qid=head.entry.qid if kind == "organisation" else None,
        office=office,
        is_plural=head.entry.is_plural or (head.entry.kind == "country"),
        preposition=_preposition_before(first, words, lang),
        is_possessive=last < len(words) and words[last].lower in ("'s", "'"),
        is_adjective=head.entry.kind == "demonym" and _noun_follows(last, words, lang),
        noun=nominal,
    )  # fmt: skip
    return _with_complement(phrase, sentence, discourse)


def _head(group: list[Atom]) -> Atom:
    for kinds in (("person",), ("role",), ("organisation",)):
        for atom in reversed(group):
            if atom.entry.kind in kinds:
                return atom
    return group[-1]


def _left_edge(first: int, words: list[Token], lang: str) -> int:
    """Takes in the determiner, numbers and adjectives before the first atom."""
    prepositions, determiners, stops = _closed(lang)
    i = first
    while i and first - i < 4:
        word = words[i - 1]
        if word.lower in determiners:
            i -= 1
            if word.lower in ("the", "a", "an", "his", "her", "its", "their"):
                break
            continue
        if not (word.is_word or word.text[0].isdigit()) or word.lower in prepositions:
            break
        if word.lower in stops or not _adjectival(word):
            break
        i -= 1
    return i


def _adjectival(word: Token) -> bool:
    endings = ("al", "ive", "ous", "ful", "ic", "able", "ible", "ant", "ent", "ary", "ern", "less")
    return word.text[0].isdigit() or (
        word.lower.endswith(endings)
        or word.lower in ("senior", "top", "armed", "masked", "suspected", "former", "young", "old")
    )


def _right_edge(group: list[Atom], words: list[Token]) -> int:
    """Takes in the capitalised names after a title: "General Abdourahamane Tchiani"."""
    last = group[-1].last
    if group[-1].entry.kind not in ("role", "person") or group[-1].entry.is_plural:
        return last
    while last < len(words) and words[last].is_capital and words[last].is_word:
        last += 1
    return last


def _resolve(
    group: list[Atom], head: Atom, discourse: Discourse
) -> tuple[str | None, str | None, tuple[str, ...], str, str, str | None] | None:
    """Country, international kind, sectors, name, kind and office of a group."""
    country = next((a.entry.country for a in group if a.entry.country), None)
    international = next((a.entry.international for a in group if a.entry.international), None)
    sectors = tuple(
        dict.fromkeys(s for a in reversed(group) if a.entry.kind != "person" for s in a.entry.sectors)
    )
    entry, office = head.entry, None
    if entry.kind == "pronoun":
        known = discourse.last_group if entry.is_plural else discourse.last_person
        if known is None or entry.name == "thing":
            return None
        return known.country, known.international, known.sectors, known.name, known.kind, known.office
    if entry.kind == "person":
        held = _office(entry, discourse.published_on)
        if held is not None:
            sectors = (held.sector,) if held.sector else ()
            office = held.title
            if held.last and discourse.published_on and held.last < f"{discourse.published_on:%Y-%m}":
                sectors = sectors if sectors == ("REB",) else ("ELI",)
        return entry.country or country, entry.international or international, sectors or entry.sectors, entry.name, "person", office
    if entry.kind in ("demonym", "national"):
        return entry.country, None, ("CVL",), f"People of {entry.name}", "group", None
    if entry.kind == "capital":
        return entry.country, None, ("GOV",), f"Government of {entry.name}", "organisation", None
    if entry.kind == "country":
        return entry.country, None, (), entry.name, "country", None
    if entry.kind == "organisation":
        return entry.country or country, entry.international, entry.sectors, entry.name, "organisation", None
    return country, international, sectors[:2], entry.name, "group", None


def _office(entry: Entry, on: date | None) -> Office | None:
    """The office a person held on a day, else the last one before it."""
    if not entry.offices:
        return None
    if on is None:
        return entry.offices[-1]
    month = f"{on:%Y-%m}"
    begun = [office for office in entry.offices if office.first <= month]
    return begun[-1] if begun else entry.offices[0]


def _preposition_before(first: int, words: list[Token], lang: str) -> str | None:
    prepositions, _, _ = _closed(lang)
    if first and words[first - 1].lower in prepositions:
        return words[first - 1].lower
    return None


def _noun_follows(last: int, words: list[Token], lang: str) -> bool:
    prepositions, _, stops = _closed(lang)
    if last >= len(words) or not words[last].is_word:
        return False
    return words[last].lower not in prepositions | stops | {"and", "or", "but"}


def _with_complement(phrase: Phrase, sentence: Sentence, discourse: Discourse) -> Phrase:
    """Adds "of Mali", "in Khartoum" after the head; a full name is remembered."""
    words, i = sentence.tokens, phrase.last
    if (
        phrase.country is None
        and phrase.international is None
        and i + 1 < len(words)
        and words[i].lower in ("of", "in", "from", "for")
    ):
        country = _country_at(i + 1, words, sentence, discourse)
        if country is not None:
            phrase = replace(phrase, country=country)
    return phrase


def _country_at(i: int, words: list[Token], sentence: Sentence, discourse: Discourse) -> str | None:
    index = noun_index()
    if words[i].lower in ("the", "northern", "southern", "eastern", "western", "central"):
        i += 1
    if i >= len(words):
        return None
    atom = _longest(words, [t.lower for t in words], i, index, sentence, discourse)
    if atom is not None and atom.entry.kind in ("country", "capital"):
        return atom.entry.country
    return None


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
    votes: Counter[str] = Counter(placed)
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
