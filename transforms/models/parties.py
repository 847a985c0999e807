"""Parties that a model names: found in the text, told apart by our own rules where they can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from transforms.coding.lexicons import base_language, has_lexicons, listed
from transforms.coding.mention import Party, Span
from transforms.coding.parties.names import pronouns
from transforms.coding.parties.phrase import Phrase
from transforms.models.answers import SaidParty
from transforms.models.ground import Ground
from transforms.models.quotes import nearest


@dataclass(frozen=True, slots=True)
class Found:
    """A party with the phrase that says who it is."""

    party: Party
    phrase: Phrase


def parties(
    said: Sequence[SaidParty], trigger: Span, ground: Ground, dropped: Counter[str]
) -> list[Found]:
    """The parties that stand in the text; the others are counted as dropped."""
    made: dict[tuple[str, int], Found] = {}
    for one in said:
        span = nearest(one.text, ground.report.text, trigger)
        if span is None:
            dropped["party_not_in_text"] += 1
            continue
        phrase = _phrase(one, span, ground)
        if phrase is None:
            dropped["party_is_a_pronoun"] += 1
            continue
        made.setdefault((one.role, span[0]), Found(phrase.as_party(one.role), phrase))
    return list(made.values())


def _phrase(said: SaidParty, span: Span, ground: Ground) -> Phrase | None:
    """Who it is: by our rules where they know the words, else by the model's codes."""
    text = ground.report.text[slice(*span)]
    known = _known(span, ground)
    if known is not None and known.head_kind != "name":
        whole = known if known.qid else _completed(known, said)
        return replace(whole, start=span[0], end=span[1], text=text)
    if text.lower() in _pronouns(ground):
        return None
    name = known.name if known and not known.is_place else _bare(text, ground)
    return Phrase(
        0, 0, 0, *span, text, name, said.kind, said.country_iso3, said.international, said.sectors
    )


def _known(span: Span, ground: Ground) -> Phrase | None:
    """The phrase of our own rules whose head lies in a span; of several, the longest there."""
    inside = [p for p in ground.phrases if p.start < span[1] and p.end > span[0]]
    headed = [p for p in inside if _head_in(p, span, ground)]
    return max(headed, key=lambda p: min(p.end, span[1]) - max(p.start, span[0]), default=None)


def _head_in(phrase: Phrase, span: Span, ground: Ground) -> bool:
    sentence = ground.sentence_of((phrase.start, phrase.end))
    if sentence is None:
        return False
    head = sentence.tokens[phrase.head]
    return span[0] <= head.start and head.end <= span[1]


def _completed(known: Phrase, said: SaidParty) -> Phrase:
    """With the model's codes for what our rules leave open."""
    placed = known.country or known.international
    return replace(
        known,
        country=known.country if placed else said.country_iso3,
        international=known.international if placed else said.international,
        sectors=known.sectors or said.sectors,
    )


def _bare(text: str, ground: Ground) -> str:
    """A name without the article before it."""
    lang = base_language(ground.report.lang)
    words = text.split()
    articles = listed("modality", "determiners", lang) if has_lexicons(lang) else frozenset()
    if len(words) > 1 and words[0].lower() in articles:
        words = words[1:]
    return " ".join(words)


def _pronouns(ground: Ground) -> frozenset[str]:
    lang = base_language(ground.report.lang)
    return pronouns(lang) if has_lexicons(lang) else frozenset()
