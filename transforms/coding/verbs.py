"""Verb groups: where the verbs stand, their voice, tense, polarity and what governs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from transforms.coding.lexicons import listed, read
from transforms.coding.parties.phrase import Phrase
from transforms.coding.patterns import trigger_index
from transforms.coding.words import Sentence, Token


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A verb with its auxiliaries: tokens ``first`` to ``head`` (inclusive)."""

    first: int
    head: int
    tag: str
    is_passive: bool = False
    is_infinitive: bool = False
    is_bare: bool = False  # participle or gerund without an auxiliary
    is_negated: bool = False
    is_future: bool = False
    is_hypothetical: bool = False
    is_perfect_past: bool = False  # "had done"

    @property
    def is_finite(self) -> bool:
        """Whether it can carry a clause of its own."""
        return not (self.is_infinitive or self.is_bare)


@dataclass(frozen=True)
class Closed:
    """Closed word classes of a language."""

    be: frozenset[str]
    have: frozenset[str]
    do: frozenset[str]
    modals: frozenset[str]
    future: frozenset[str]
    hypothetical: frozenset[str]
    negation: frozenset[str]
    determiners: frozenset[str]
    prepositions: frozenset[str]
    subordinators: frozenset[str]
    relatives: frozenset[str]
    complementisers: frozenset[str]
    between_auxiliaries: frozenset[str]
    copular: frozenset[str]

    @cached_property
    def auxiliaries(self) -> frozenset[str]:
        """All auxiliaries."""
        return self.be | self.have | self.do | self.modals

    @cached_property
    def openers(self) -> frozenset[str]:
        """Words that open a clause below another."""
        return self.relatives | self.subordinators

    @cached_property
    def only_relatives(self) -> frozenset[str]:
        """Relative pronouns that lead nothing else, as "that" does."""
        return self.relatives - self.complementisers

    @cached_property
    def leads(self) -> frozenset[str]:
        """Words before a noun: determiners and the mark of the genitive."""
        return self.determiners | {"'s"}

    @cached_property
    def no_verbs(self) -> frozenset[str]:
        """Words that are no verbs however they end."""
        return self.prepositions | self.determiners


@cache
def closed(lang: str = "en") -> Closed:
    """The closed classes, from the lexicons."""
    modality, morphology = read("modality", lang), read("morphology", lang)
    future = frozenset(modality["future_auxiliaries"])
    hypothetical = frozenset(modality["hypothetical"])
    return Closed(
        be=frozenset([*morphology["be_forms"], "be"]),
        have=frozenset(morphology["have_forms"]),
        do=frozenset(morphology["do_forms"]),
        modals=future | listed("modality", "modals", lang),
        future=future,
        hypothetical=hypothetical,
        negation=frozenset(modality["negation"]),
        determiners=frozenset(modality["determiners"]),
        prepositions=frozenset(modality["prepositions"]),
        subordinators=frozenset(modality["subordinators"]),
        relatives=frozenset(modality["relatives"]),
        complementisers=frozenset(modality["complementisers"]),
        between_auxiliaries=frozenset(modality["between_auxiliaries"]),
        copular=frozenset(modality["copular"]),
    )


def verb_groups(sentence: Sentence, parties: Sequence[Phrase], lang: str = "en") -> list[VerbGroup]:
    """The verb groups of a sentence, in order."""
    words, inside = sentence.tokens, {i for p in parties for i in range(p.first, p.last)}
    # "killed in Boko Haram attack": behind such a preposition a noun is no subject.
    of_events = listed("modality", "of_events", lang)
    able = (p for p in parties if p.preposition not in of_events)
    ends = {p.last for p in able if not p.is_adjective}
    found: list[VerbGroup] = []
    for i, word in enumerate(words):
        if i in inside or _is_copular(i, words, closed(lang)):
            continue
        tags = trigger_index(lang).verb_tags.get(word.lower) or _guessed(word, i, words, lang)
        if tags and _is_main(i, words, lang):
            group = _group(i, tags, words, ends, lang)
            if group is not None:
                found.append(group)
    return found


def _is_copular(i: int, words: list[Token], c: Closed) -> bool:
    """Whether a word is the adjective of "be" ("is willing to")."""
    return words[i].lower in c.copular and any(w.lower in c.be for w in words[max(0, i - 3) : i])


def _guessed(word: Token, i: int, words: list[Token], lang: str) -> frozenset[str]:
    """Tags of a verb that no lexicon knows, by its ending or the word before."""
    c = closed(lang)
    before = words[i - 1].lower if i else ""
    if not word.is_word or word.is_capital or word.lower in c.no_verbs:
        return frozenset()
    if word.lower.endswith("ed") and len(word.lower) > 4 and before not in c.determiners:
        return frozenset("DN")
    if word.lower.endswith("ing") and before in c.be:
        return frozenset("G")
    if before in c.modals or (before == "to" and not word.lower.endswith(("s", "ed", "ing"))):
        known = word.lower in c.auxiliaries or word.lower in c.negation
        return frozenset() if known else frozenset("B")
    return frozenset()


def _is_main(i: int, words: list[Token], lang: str) -> bool:
    """Not an auxiliary of a verb that follows."""
    c = closed(lang)
    if words[i].lower not in c.auxiliaries:
        return True
    table = trigger_index(lang).verb_tags
    for j in range(i + 1, min(i + 5, len(words))):
        lower = words[j].lower
        if lower in c.negation or lower.endswith("ly") or lower in c.auxiliaries:
            continue
        if lower in c.between_auxiliaries:
            continue
        if words[i].lower in c.be and lower in c.copular:
            return True
        tags = table.get(lower, frozenset())
        if words[i].lower in c.have and not tags and lower not in c.no_verbs:
            continue
        if words[i].lower in c.be:
            return not (tags & {"G", "N"} or lower.endswith(("ed", "ing")))
        return not (tags or lower.endswith("ed"))
    return True


def _group(
    i: int, tags: frozenset[str], words: list[Token], ends: set[int], lang: str
) -> VerbGroup | None:
    c = closed(lang)
    first, auxiliaries, negated = _auxiliaries(i, words, c)
    if not auxiliaries and not _reads_as_verb(i, first, tags, words, ends, c):
        return None
    is_be, is_have = bool(set(auxiliaries) & c.be), bool(set(auxiliaries) & c.have)
    passive = is_be and "N" in tags and not words[i].lower.endswith("ing")
    infinitive = first > 0 and words[first - 1].lower == "to" and not (set(auxiliaries) & c.modals)
    bare = not auxiliaries and not infinitive and _is_bare(i, tags, words, ends, c)
    before = {words[k].lower for k in range(max(0, first - 2), first)}
    return VerbGroup(
        first,
        i,
        _tag(tags, words[i].lower, auxiliaries),
        is_passive=passive or (bare and "N" in tags and not words[i].lower.endswith("ing")),
        is_infinitive=infinitive,
        is_bare=bare,
        is_negated=negated or bool(before & {"never", "not"}),
        is_future=bool(set(auxiliaries) & c.future),
        is_hypothetical=bool(set(auxiliaries) & c.hypothetical),
        is_perfect_past=is_have and "had" in auxiliaries,
    )


def _auxiliaries(i: int, words: list[Token], c: Closed) -> tuple[int, list[str], bool]:
    """First token of the group, its auxiliaries, and whether it is negated."""
    first, found, negated, j = i, [], False, i - 1
    while j >= 0 and i - j <= 5:
        lower = words[j].lower
        if lower in c.auxiliaries:
            found.append(lower)
            first = j
        elif lower in c.negation:
            negated = negated or lower in ("not", "n't", "never", "cannot")
            if lower == "cannot":
                found.append("can")
                first = j
        elif not (lower.endswith("ly") or lower in c.between_auxiliaries):
            break
        j -= 1
    return first, found, negated and bool(found)


def _reads_as_verb(  # noqa: PLR0913, PLR0911 - one question with many cues
    i: int, first: int, tags: frozenset[str], words: list[Token], ends: set[int], c: Closed
) -> bool:
    """Whether a form that may also be a noun or an adjective is a verb here."""
    j = i - 1
    while j >= 0 and (words[j].lower.endswith("ly") or words[j].lower in c.between_auxiliaries):
        j -= 1
    before = words[j].lower if j >= 0 else ""
    after = words[i + 1].lower if i + 1 < len(words) else ""
    if before in ("to",):
        return not tags.isdisjoint({"B"}) or "G" not in tags
    if words[i].lower.endswith("ing"):
        return before not in c.leads and after != "of"
    if tags & {"D", "N"} and not tags & {"B"}:
        attributive = before in c.leads or before in c.prepositions
        follows_noun = bool(after) and after[0].isalpha() and after not in c.prepositions
        return not (attributive and follows_noun and after not in c.determiners)
    if before in c.leads or (before in c.prepositions and before != "as"):
        return False
    if before in ("who", "which", "that", "they", "he", "she", "it", "we", "you", "i", "and"):
        return after not in ("of", "by") or before != "and"
    if i in ends or (ends and j + 1 in ends):
        return after not in ("of", "by", "in") or (after != "of" and bool(tags & {"D"}))
    if "B" in tags or "S" in tags:
        return bool(tags & {"D"}) or after in c.determiners or words[i].lower in _unmistakable()
    return True


@cache
def _unmistakable(lang: str = "en") -> frozenset[str]:
    """Forms that are verbs whatever stands around them."""
    table = trigger_index(lang).lemmas
    speech = {text.split()[0] for text in listed("modality", "speech", lang)}
    speech -= listed("modality", "speech_nouns", lang)
    forms = frozenset(form for form, bases in table.items() if bases & speech)
    return forms | listed("modality", "only_verbs", lang)


def _is_bare(i: int, tags: frozenset[str], words: list[Token], ends: set[int], c: Closed) -> bool:
    lower = words[i].lower
    after = words[i + 1].lower if i + 1 < len(words) else ""
    if lower.endswith("ing"):
        return True
    if "D" not in tags:
        return "N" in tags
    if "N" not in tags:
        return False
    # Without an object, a verb that needs one is passive: "92 soldiers killed in an attack".
    objectless = not after or after in ".,;:" or after in c.prepositions or after in c.subordinators
    return after == "by" or (objectless and not _counts(i + 1, words) and _hurts(lower))


def _counts(i: int, words: list[Token]) -> bool:
    """Whether a number of people stands here, which is an object: "at least 100", "about forty"."""
    for length in (3, 2, 1):
        led = " ".join(w.lower for w in words[i : i + length]) in qualifiers()
        if led and i + length < len(words):
            number = words[i + length]
            return number.text[0].isdigit() or number.lower in _number_words()
    return False


@cache
def qualifiers(lang: str = "en") -> frozenset[str]:
    """What may stand before a number: "at least", "up to", "about"."""
    kinds = ("at_least", "at_most", "about")
    return frozenset().union(*(listed("magnitudes", kind, lang) for kind in kinds))


@cache
def _number_words(lang: str = "en") -> frozenset[str]:
    return frozenset(read("magnitudes", lang)["numbers"]) | listed("magnitudes", "quantities", lang)


@cache
def _hurts(form: str, lang: str = "en") -> bool:
    """Whether a form is of a verb whose object is whom it befalls."""
    bases = trigger_index(lang).lemmas.get(form, frozenset())
    return not bases.isdisjoint(listed("modality", "befalling", lang))


def _tag(tags: frozenset[str], lower: str, auxiliaries: list[str]) -> str:
    if lower.endswith("ing"):
        return "G"
    for tag in ("N", "D", "S", "B") if auxiliaries else ("D", "S", "B", "N"):
        if tag in tags:
            return tag
    return "B"
