"""Spans of a text that spell names of the gazetteer: longest first, left to right."""

from dataclasses import dataclass

from transforms.places.gazetteer import Gazetteer
from transforms.places.keys import NAME, OPENING, name_key
from transforms.places.lexicon import PlaceLexicon
from transforms.places.names import Name, Site
from transforms.places.tokens import Words

_MAX_WORDS = 6
_CODE_LETTERS = 3
_ARTICLES = frozenset({"al", "el", "an", "ar", "as", "ed", "ad", "ash"})
_DOTTED = frozenset({"St", "Ste", "Ft", "Mt"})
POSSESSIVES = frozenset({"'s ", "’s "})
_JOINS = frozenset({" ", "-", "\u2011", " - ", "\u00a0"})


@dataclass(slots=True)
class Span:
    """Words `first` to `last` (inclusive), the name they spell and what the text says of it.

    `list_kind` is the feature code that most names of its list have; `evidence` holds what
    containers, lists and repeats add to that of the span `alone`.
    """

    first: int
    last: int
    start: int
    end: int
    name: Name
    container: Site | None = None
    prefer: Site | None = None
    list_kind: str = ""
    sure: bool = False
    alone: float | None = None
    evidence: float = 0.0
    site: Site | None = None


def candidates(words: Words, gazetteer: Gazetteer, lexicon: PlaceLexicon) -> list[Span]:
    """Every longest spelling of a gazetteer name that begins with a capital."""
    spans: list[Span] = []
    for first in _firsts(words, gazetteer):
        if spans and first <= spans[-1].last:
            continue
        for last, key in reversed(_spellings(first, words, gazetteer, lexicon)):
            name = _name(first, last, key, words, gazetteer)
            if name is not None and not _never(words, first, last, lexicon):
                spans.append(Span(first, last, words.begin[first], words.end(last), name))
                break
    return spans


def _firsts(words: Words, gazetteer: Gazetteer) -> list[int]:
    """The words that a name may begin with; each spelling is asked for once."""
    able = [
        at
        for at, (text, capital) in enumerate(zip(words.text, words.capital, strict=True))
        if capital or (text in _ARTICLES and words.gap[at + 1 : at + 2] == ["-"])
    ]
    marks = {text: gazetteer.mark(name_key(text)) for text in {words.text[at] for at in able}}
    return [at for at in able if marks[words.text[at]] or _owns(at, words)]


def _owns(at: int, words: Words) -> bool:
    """Whether an s that stands apart is part of the name: "People's Republic of China"."""
    return at + 1 < len(words) and words.gap[at + 1] in POSSESSIVES and words.capital[at + 1]


def _spellings(
    first: int, words: Words, gazetteer: Gazetteer, lexicon: PlaceLexicon
) -> list[tuple[int, str]]:
    """Last word and key of what may be a name and begins at `first`, the shortest first."""
    found = []
    key = ""
    for last in range(first, min(first + _MAX_WORDS, len(words))):
        key = f"{key} {name_key(words.text[last])}" if last > first else name_key(words.text[last])
        mark = gazetteer.mark(key)
        if mark & NAME and (last == first or _capital(last, words)):
            found.append((last, key))
        if _owns(last, words):
            key += "s"
            mark = gazetteer.mark(key)
        if not mark & OPENING or not _joins(last + 1, words, lexicon):
            break
    return found


def _capital(at: int, words: Words) -> bool:
    """Whether a word begins with a capital, after an elided article or not: "d'Ivoire"."""
    _, _, elided = words.text[at].replace("’", "'").partition("'")
    return words.capital[at] or elided[:1].isupper()


def _joins(at: int, words: Words, lexicon: PlaceLexicon) -> bool:
    """Whether there is a word `at` that may continue a name that holds the word before it."""
    if at == len(words):
        return False
    gap, text = words.gap[at], words.text[at]
    if gap in POSSESSIVES:
        return words.capital[at]
    if gap in _JOINS or (gap == ". " and words.text[at - 1] in _DOTTED):
        return _capital(at, words) or text in lexicon["name_particles"]
    return gap == ", " and text in {"D.C.", "DC"}


def _name(first: int, last: int, key: str, words: Words, gazetteer: Gazetteer) -> Name | None:
    """What some words name as they are written."""
    text = words.text[first]
    capitals = text.isupper() and not words.shout[first]
    short = first == last and len(text.replace(".", "")) <= _CODE_LETTERS
    code = capitals and short and not _opens_line(first, words)
    return gazetteer.name(key, capitals, code)


def _opens_line(at: int, words: Words) -> bool:
    """Whether a word opens a line as a dateline does: "GAO, Mali (AFP) -", "JOS (AP) -"."""
    opens = at == 0 or "\n" in words.gap[at]
    after = words.gap[at + 1] if at + 1 < len(words) else ""
    return opens and (after.startswith(" (") or (after == ", " and words.capital[at + 1]))


def _never(words: Words, first: int, last: int, lexicon: PlaceLexicon) -> bool:
    """Bare directions, generic words and demonyms are no places, whatever village is called so."""
    text = " ".join(words.text[first : last + 1])
    title = text.title() if words.shout[first] else text
    if any(title in words for words in lexicon.features.values()):
        return True
    if title in lexicon["not_places"] or title.startswith("University"):
        return True
    return title.lower() in lexicon["directions"] or (
        title in lexicon.demonyms and title not in lexicon.country_names
    )
