"""Noun phrases that name parties, resolved to country and sector."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from transforms.coding.lexicons import listed
from transforms.coding.parties.atoms import Atom, Scan, atoms, known_atom, scan_of
from transforms.coding.parties.grouping import closed_words, grouped, owns
from transforms.coding.parties.identity import Identity, head_of, identity
from transforms.coding.parties.kinship import related
from transforms.coding.parties.phrase import Discourse, Phrase
from transforms.coding.patterns import trigger_index
from transforms.coding.verbs import qualifiers
from transforms.coding.words import Sentence, Token

_YEAR = re.compile(r"(18|19|20)\d\d")


def phrases(sentence: Sentence, text: str, discourse: Discourse, lang: str = "en") -> list[Phrase]:
    """The parties that a sentence names, in order."""
    groups = grouped(atoms(sentence, discourse, lang), sentence, lang)
    read_as: list[Phrase] = []
    made: list[Phrase] = []
    for group in groups:
        phrase = _phrase(group, sentence, text, discourse, lang)
        if phrase is None:
            continue
        if read_as:
            read_as[-1], phrase = related(read_as[-1], phrase, sentence.tokens)
            made[-1] = _settled(read_as[-1], discourse, lang)
        read_as.append(phrase)
        made.append(_settled(phrase, discourse, lang))
        discourse.heard(made[-1])
    return [_shared_head(p, made[i + 1 :], sentence.tokens) for i, p in enumerate(made)]


def _shared_head(phrase: Phrase, after: Sequence[Phrase], words: list[Token]) -> Phrase:
    """The head that two adjectives share: "French and Malian soldiers"."""
    if phrase.head_kind != "demonym" or not after:
        return phrase
    other = after[0]
    joined = [w.lower for w in words[phrase.last : other.first]] == ["and"]
    if not joined or other.noun is None or other.head == other.first:
        return phrase
    return replace(
        phrase, sectors=other.sectors, noun=other.noun, name=other.name, is_adjective=False
    )


def _settled(phrase: Phrase, discourse: Discourse, lang: str) -> Phrase:
    """A party without a country belongs to the country that the report is about.

    Names without an office, and kinds that come from anywhere (media, companies), do not.
    """
    if phrase.country or phrase.international or discourse.country is None:
        return phrase
    anywhere = listed("modality", "countryless", lang)
    nameless = phrase.kind == "group" and phrase.head_kind != "name"
    in_office = phrase.kind == "person" and phrase.office is not None and phrase.head_kind == "role"
    if anywhere.intersection(phrase.sectors) or not (nameless or in_office):
        return phrase
    return replace(phrase, country=discourse.country)


def _phrase(
    group: list[Atom], sentence: Sentence, text: str, discourse: Discourse, lang: str
) -> Phrase | None:
    words = sentence.tokens
    head, who = head_of(group), identity(group, discourse, lang)
    if who is None:
        return None
    is_pronoun = head.entry.kind == "pronoun"
    first = group[0].first if is_pronoun else _left_edge(group[0].first, words, lang)
    last = _right_edge(group, words)
    who = _with_name(who, group, words[group[-1].last : last])
    start, end = words[first].start, words[last - 1].end
    phrase = Phrase(
        first, last, head.last - 1, start, end, text[start:end],
        who.name, who.kind, who.country, who.international, who.sectors, who.qid, who.office,
        is_plural=head.entry.is_plural or head.entry.kind == "country",
        preposition=_preposition_before(first, words, lang),
        is_possessive=_is_possessive(head, last, words, lang),
        is_adjective=_is_modifier(head, last, words, lang),
        noun=head.entry.name if who.kind == "group" and head.entry.kind == "role" else None,
        head_kind=head.entry.kind,
    )  # fmt: skip
    if phrase.is_adjective and head.entry.kind == "demonym":  # not by the people of France
        phrase = replace(phrase, name=head.entry.name, kind="country", sectors=())
    return _with_complement(phrase, sentence, discourse)


def _is_possessive(head: Atom, last: int, words: list[Token], lang: str) -> bool:
    """Whether it owns what stands behind it: "Mali's north", "its north"."""
    if head.entry.kind == "pronoun":
        return owns(head, words, lang)
    return last < len(words) and words[last].lower in ("'s", "'")


def _with_name(who: Identity, group: list[Atom], after: Sequence[Token]) -> Identity:
    """A role with a name behind it is that person: "Foreign Minister Hassoumi Massaoudou"."""
    last = group[-1].entry
    name = " ".join(token.text for token in after)
    if last.kind == "name":
        name = f"{last.name} {name}".strip()
    if who.kind != "group" or not name:
        return who
    return replace(who, name=name, kind="person", office=who.name)


def _left_edge(first: int, words: list[Token], lang: str) -> int:
    """Takes in the determiner, numbers and adjectives before the first atom."""
    prepositions, determiners, stops = closed_words(lang)
    i = first
    while i and first - i < 4:
        word = words[i - 1]
        if _counts_of(words, i):
            i -= 2
            continue
        if words[i].text[0].isdigit() and (length := _qualifier(words, i)):
            i -= length
            continue
        if word.lower in determiners and word.lower != "that":
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


def _qualifier(words: list[Token], i: int) -> int:
    """Length of what qualifies the number at token ``i``: "up to 1,000", "at least 12"."""
    known = qualifiers()
    for length in (3, 2, 1):
        if i >= length and " ".join(w.lower for w in words[i - length : i]) in known:
            return length
    return 0


def _counts_of(words: list[Token], i: int) -> bool:
    """Whether "thousands of", "a group of" stands before token ``i``."""
    return i > 1 and words[i - 1].lower == "of" and words[i - 2].lower in _quantities()


@cache
def _quantities() -> frozenset[str]:
    return listed("magnitudes", "quantities") | listed("modality", "partitives")


def _adjectival(word: Token) -> bool:
    endings = ("al", "ive", "ous", "ful", "ic", "able", "ible", "ant", "ent", "ary", "ern", "less")
    if word.text[0].isdigit():
        return not _YEAR.fullmatch(word.text)
    if trigger_index().verb_tags.get(word.lower, frozenset()) & {"D", "N"}:
        return word.lower in _qualifying()
    compound = "-" in word.text
    return compound or word.lower.endswith(endings) or word.lower in _qualifying()


@cache
def _qualifying() -> frozenset[str]:
    return listed("modality", "qualifying") | listed("roles", "qualifiers")


def _right_edge(group: list[Atom], words: list[Token]) -> int:
    """Takes in the capitalised names after a title: "General Abdourahamane Tchiani"."""
    last = group[-1].last
    if group[-1].entry.kind not in ("role", "person", "name") or group[-1].entry.is_plural:
        return last
    while last < len(words) and words[last].is_capital and words[last].is_word:
        last += 1
    return last


def _preposition_before(first: int, words: list[Token], lang: str) -> str | None:
    prepositions, _, _ = closed_words(lang)
    if first and words[first - 1].lower in prepositions:
        return words[first - 1].lower
    return None


def _is_modifier(head: Atom, last: int, words: list[Token], lang: str) -> bool:
    """Whether the phrase only qualifies a noun: "French air strikes", "a police raid"."""
    if head.entry.kind == "demonym":
        return _noun_follows(last, words, lang)
    if head.entry.kind != "role" or head.entry.is_plural or last >= len(words):
        return False
    return words[last].lower in trigger_index(lang).nouns


def _noun_follows(last: int, words: list[Token], lang: str) -> bool:
    prepositions, _, stops = closed_words(lang)
    if last >= len(words) or not words[last].is_word:
        return False
    after = words[last].lower
    return after not in prepositions and after not in stops and after not in ("and", "or", "but")


def _with_complement(phrase: Phrase, sentence: Sentence, discourse: Discourse) -> Phrase:
    """Adds "of Mali", "in Khartoum" after the head; a full name is remembered."""
    words, i = sentence.tokens, phrase.last
    if (
        phrase.country is None
        and phrase.international is None
        and i + 1 < len(words)
        and words[i].lower in ("of", "in", "from", "for")
    ):
        country = _country_at(i + 1, scan_of(sentence, discourse))
        if country is not None:
            phrase = replace(phrase, country=country)
    return phrase


def _country_at(i: int, scan: Scan) -> str | None:
    words, skipped = scan.words, listed("modality", "before_country", scan.lang)
    while i < len(words) and (words[i].lower in skipped or words[i].text[0].isdigit()):
        i += 1
    atom = known_atom(i, scan) if i < len(words) else None
    if atom is not None and atom.entry.kind in ("country", "capital", "demonym"):
        return atom.entry.country
    return None
