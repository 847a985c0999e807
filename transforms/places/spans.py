"""Spans of a text that spell names of the gazetteer: longest first, left to right."""

from dataclasses import dataclass, field

from transforms.places.gazetteer import Gazetteer
from transforms.places.lexicon import PlaceLexicon
from transforms.places.tokens import Word

_MAX_WORDS = 6
_ARTICLES = frozenset({"al", "el", "an", "ar", "as", "ed", "ad", "ash"})
_DOTTED = frozenset({"St", "Ste", "Ft", "Mt"})
_JOINS = frozenset({" ", "-", "\u2011", " - ", "\u00a0"})
# Without this many names read, a spelling may still be thousands of villages.
_MAX_ROWS = 150


@dataclass(slots=True)
class Span:
    """Words `first` to `last` (inclusive) and the gazetteer rows their spelling has."""

    first: int
    last: int
    start: int
    end: int
    key: str
    rows: list[int]
    main: list[bool]
    container: int | None = None
    prefer: int | None = None
    sure: bool = False
    evidence: float = 0.0
    row: int | None = None
    direction: str | None = None
    scores: list[float] = field(default_factory=list)


def joins(words: list[Word], at: int, lexicon: PlaceLexicon) -> bool:
    """Whether word `at` may continue a name that holds the word before it."""
    gap, before = words[at].gap, words[at - 1].text
    if gap in _JOINS or (gap == ". " and before in _DOTTED):
        return words[at].capital or words[at].text in lexicon["name_particles"]
    return gap == ", " and words[at].text in {"D.C.", "DC"}


def candidates(words: list[Word], gazetteer: Gazetteer, lexicon: PlaceLexicon) -> list[Span]:
    """Every longest spelling of a gazetteer name that begins with a capital."""
    options = _options(words, lexicon)
    found = gazetteer.spans_of([key for _, _, key in options])
    best: dict[int, Span] = {}
    for (first, last, key), (begin, end) in zip(options, found, strict=True):
        if begin == end or len(key) < 2 or (first in best and last < best[first].last):
            continue
        keep = _fitting(words[first], first == last, gazetteer, begin, min(end, begin + _MAX_ROWS))
        if keep and not _never(words[first : last + 1], lexicon):
            rows, main = [row for row, _ in keep], [main for _, main in keep]
            best[first] = Span(first, last, words[first].start, words[last].end, key, rows, main)
    spans: list[Span] = []
    for first in sorted(best):
        if not spans or first > spans[-1].last:
            spans.append(best[first])
    return spans


def _options(words: list[Word], lexicon: PlaceLexicon) -> list[tuple[int, int, str]]:
    options: list[tuple[int, int, str]] = []
    for first, word in enumerate(words):
        hyphened = first + 1 < len(words) and words[first + 1].gap == "-"
        if not word.capital and not (word.text in _ARTICLES and hyphened):
            continue
        key = word.key
        options.append((first, first, key))
        for last in range(first + 1, min(first + _MAX_WORDS, len(words))):
            if not joins(words, last, lexicon):
                break
            key = f"{key} {words[last].key}"
            if words[last].capital:
                options.append((first, last, key))
    return options


def _fitting(
    word: Word, single: bool, gazetteer: Gazetteer, begin: int, end: int
) -> list[tuple[int, bool]]:
    """(row, main) of the names in a range whose case fits how the span is written."""
    written_upper = word.text.isupper() and not word.shout
    part = slice(begin, end)
    uppers = gazetteer.upper[part].tolist()
    pairs = zip(gazetteer.rows[part].tolist(), gazetteer.main[part].tolist(), strict=True)
    return [
        pair
        for pair, upper in zip(pairs, uppers, strict=True)
        if _case_fits(word.text, upper, written_upper, single)
    ]


def _never(words: list[Word], lexicon: PlaceLexicon) -> bool:
    """Bare directions and demonyms are no places, whatever village is called so."""
    text = " ".join(word.text for word in words)
    title = text.title() if words[0].shout else text
    if title in lexicon["not_places"] or title.startswith("University"):
        return True
    return title.lower() in lexicon["directions"] or (
        title in lexicon.demonyms and title not in lexicon.country_names
    )


def _case_fits(text: str, upper: bool, written_upper: bool, single: bool) -> bool:
    """Codes want capitals; a short word in capitals amid lower case is a code, not a town."""
    if upper:
        return written_upper
    short_code = single and written_upper and len(text.replace(".", "")) <= 3
    return not short_code
