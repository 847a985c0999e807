"""How much in and around a span speaks for a place: sums of the weights in `places.yml`."""

from dataclasses import dataclass, field

from transforms.places.gazetteer import Gazetteer
from transforms.places.lexicon import PlaceLexicon
from transforms.places.spans import Span
from transforms.places.tokens import Word

_DATELINE_WORDS = 8
_PLAIN_GAPS = frozenset({" ", "\u00a0"})
_POSSESSIVES = frozenset({"'s ", "’s "})
_SMALL_PROVINCE = 100_000
_NAME_GAPS = frozenset({" ", ". "})


@dataclass(slots=True)
class Report:
    """A text as the rules see it."""

    text: str
    words: list[Word]
    lower: frozenset[str]
    persons: frozenset[str]
    lexicon: PlaceLexicon
    gazetteer: Gazetteer
    accepted: set[int] = field(default_factory=set)


def read_report(
    text: str, words: list[Word], lexicon: PlaceLexicon, gazetteer: Gazetteer
) -> Report:
    """The text with the lower-case words and the surnames that it shows."""
    lower = frozenset(word.text for word in words if not word.capital)
    return Report(text, words, lower, _persons(words, lexicon), lexicon, gazetteer)


def _persons(words: list[Word], lexicon: PlaceLexicon) -> frozenset[str]:
    """Words that follow a given name or a title somewhere in the text."""
    found = set()
    for at in range(1, len(words)):
        word, before = words[at], words[at - 1]
        if (
            not word.capital
            or word.gap not in (" ", ". ")
            or word.text.isupper() != before.text.isupper()
        ):
            continue
        named = before.text in lexicon["given_names"] and before.gap != ", "
        if (named and word.gap == " ") or (
            before.text in lexicon["titles"] and not before.headline
        ):
            found.add(word.key)
            if at + 1 < len(words) and words[at + 1].capital and words[at + 1].gap == " ":
                found.add(words[at + 1].key)
    return frozenset(found)


def evidence(span: Span, report: Report) -> float:
    """The sum of what speaks for (+) and against (-) the span being a place."""
    total = _of_place(span, report) + _of_word(span, report)
    return total + _before(span, report) + _after(span, report)


def _of_place(span: Span, report: Report) -> float:
    """What the likeliest place behind the name is worth."""
    weight, gazetteer = report.lexicon.weights, report.gazetteer
    row = span.row if span.row is not None else span.rows[0]
    kind, population = gazetteer.kind(row), gazetteer.population(row)
    total = weight["several_words"] if span.last > span.first else 0.0
    if not span.main[span.rows.index(row)] and kind not in ("PCLI",):
        total += weight["alias"]
    named = {"PCLI": "country", "PPLC": "capital_city", "ADM1": "admin1", "ADM2": "admin2"}
    small = kind == "ADM1" and population < _SMALL_PROVINCE
    if kind in named and not small:
        return total + weight[named[kind]]
    if kind != "PPL" and not small:
        return total + weight["region"]
    if population == 0 and gazetteer.column("geonameid")[row] != gazetteer.column("geonameid")[row]:
        return total + weight["curated_town"]
    steps = ((1_000_000, "million"), (100_000, "hundred_thousand"), (10_000, "ten_thousand"))
    return total + weight[next((name for size, name in steps if population >= size), "small")]


def _of_word(span: Span, report: Report) -> float:
    """What the word itself is worth: plain words and people's names are rarely places."""
    word, lexicon, weight = report.words[span.first], report.lexicon, report.lexicon.weights
    if span.last > span.first:
        plain = all(w.key in lexicon["words"] for w in report.words[span.first : span.last + 1])
        return weight["plain_words"] if plain else 0.0
    title = word.text.capitalize() if word.shout else word.text
    total = weight["word"] if span.key in lexicon["words"] else 0.0
    total += weight["given_name"] if title in lexicon["given_names"] else 0.0
    total += weight["surname"] if title in lexicon["place_surnames"] else 0.0
    total += weight["seen_lower"] if word.text.lower() in report.lower else 0.0
    total += weight["known_person"] if span.key in report.persons else 0.0
    return total + (weight["starts"] if word.starts else 0.0)


def _first(weight: dict[str, float], *rules: tuple[bool, str]) -> float:
    """The weight of the first rule that holds; 0 if none does or the rule has no name."""
    name = next((name for holds, name in rules if holds), "")
    return weight[name] if name else 0.0


def _before(span: Span, report: Report) -> float:
    """What the words before are worth."""
    weight, word = report.lexicon.weights, report.words[span.first]
    if span.first == 0 or word.starts:
        return weight["dateline"] if _dateline(span, report) else 0.0
    before = report.words[span.first - 1]
    titled = before.text.rstrip(".") in report.lexicon["titles"] and not before.headline
    own = span.first - 1 in report.accepted
    if word.gap not in _PLAIN_GAPS or titled:
        initial = len(before.text) == 1 and before.capital
        head = before.text in report.lexicon["place_heads"]
        return _first(
            weight,
            (titled and word.gap in _NAME_GAPS, "title_before"),
            (word.gap == ". " and initial, "given_before"),
            (word.gap == "-" and before.capital and not own, "capital_before"),
            (word.gap == ", " and head, "head_before"),
        )
    if not before.capital or before.text.lower() in report.lexicon["locative"]:
        return _before_lower(span, before, report)
    return 0.0 if own else _before_capital(before, word, report)


def _before_lower(span: Span, before: Word, report: Report) -> float:
    lexicon, low = report.lexicon, before.text.lower()
    earlier = report.words[span.first - 2] if span.first > 1 else before
    head = earlier.text.lower() in lexicon["place_heads"]
    heads = earlier.text.lower() in lexicon["place_heads_plural"]
    return _first(
        lexicon.weights,
        (low == "of" and earlier.text in lexicon["organisation_of"], "organisation_of"),
        (low == "of" and (head or heads), "locative"),
        (low == "the" and earlier.text.lower() in lexicon["locative"], "loose"),
        (low in lexicon["locative"], "locative"),
        (low in lexicon["place_heads"], "head_before"),
        (low in lexicon["place_verbs"], "place_verb"),
        (low in lexicon["loose"] or low in lexicon["directions"], "loose"),
        (low in lexicon["roles"], "role_before"),
    )


def _before_capital(before: Word, word: Word, report: Report) -> float:
    lexicon, low = report.lexicon, before.text.lower()
    opener = before.starts or before.headline
    plain = opener and (low in lexicon["words"] or low in report.lower)
    free = plain or low in lexicon["directions"] or before.text in lexicon.demonyms
    return _first(
        lexicon.weights,
        (word.shout, ""),
        (before.text in lexicon["given_names"], "given_before"),
        (not free, "capital_before"),
    )


def _after(span: Span, report: Report) -> float:
    """What the words after are worth."""
    if span.last + 1 >= len(report.words) or report.words[span.last + 1].starts:
        return 0.0
    word, last, lexicon = report.words[span.last + 1], report.words[span.last], report.lexicon
    unknown = word.capital and span.last + 1 not in report.accepted
    if word.gap not in _PLAIN_GAPS:
        possessive = word.gap in _POSSESSIVES and span.key.startswith("saint ")
        return _first(
            lexicon.weights,
            (word.gap == "-" and unknown, "capital_after"),
            (possessive, "saint_possessive"),
        )
    headline = last.headline or word.headline
    given = span.first == span.last and last.text in lexicon["given_names"]
    return _first(
        lexicon.weights,
        (word.text in lexicon["streets"], "street_after"),
        (word.text in lexicon["people_after"], "people_after"),
        (word.text.lower() in lexicon["place_heads"], "head_after"),
        (word.text.lower() in lexicon["place_heads_plural"], "head_after"),
        (word.text in lexicon["person_after"], "person_after"),
        (word.text in lexicon["organisation_after"], "organisation_after"),
        (headline or word.text in lexicon["titles"], ""),
        (unknown and given, "surname_after"),
        (unknown, "capital_after"),
    )


def _dateline(span: Span, report: Report) -> bool:
    """Whether the span opens a line that goes on "(AGENCY) -" or ", 3 May -"."""
    line_start = span.start == 0 or "\n" in report.words[span.first].gap
    ahead = report.words[span.last + 1 : span.last + 1 + _DATELINE_WORDS]
    gaps = [word.gap for word in ahead] if line_start else [word.gap for word in ahead[:1]]
    return any(mark in gap for gap in gaps for mark in (" — ", " – ", " -- ", ") - ", " - ")) or (
        bool(gaps) and gaps[0].startswith(" (") and report.words[span.first].text.isupper()
    )
