"""How much in and around a span speaks for a place: sums of the weights in `places.yml`."""

from dataclasses import dataclass, field

from transforms.places.gazetteer import Gazetteer
from transforms.places.keys import name_key
from transforms.places.lexicon import PlaceLexicon, is_plain
from transforms.places.spans import POSSESSIVES, Span
from transforms.places.tokens import Words

_DATELINE_WORDS = 8
_DATELINE_MARKS = (" — ", " – ", " -- ", ") - ", " - ")
_PLAIN_GAPS = frozenset({" ", "\u00a0"})
_OBSCURE = frozenset({"small", "ten_thousand", "admin2"})
_NAME_GAPS = frozenset({" ", ". "})


@dataclass(slots=True)
class Report:
    """A text as the rules see it."""

    text: str
    words: Words
    lower: frozenset[str]
    persons: frozenset[str]
    lexicon: PlaceLexicon
    gazetteer: Gazetteer
    accepted: set[int] = field(default_factory=set)


def read_report(text: str, words: Words, lexicon: PlaceLexicon, gazetteer: Gazetteer) -> Report:
    """The text with the lower-case words and the surnames that it shows."""
    pairs = zip(words.text, words.capital, strict=True)
    lower = frozenset([word for word, capital in pairs if not capital])
    return Report(text, words, lower, _persons(words, lexicon), lexicon, gazetteer)


def _persons(words: Words, lexicon: PlaceLexicon) -> frozenset[str]:
    """Words that follow a given name or a title somewhere in the text."""
    found = set()
    given, titles, capital, gaps = (
        lexicon["given_names"],
        lexicon["titles"],
        words.capital,
        words.gap,
    )
    leads = [at for at, text in enumerate(words.text) if text in given or text in titles]
    for before in leads:
        at = before + 1
        if at == len(words) or not _is_name(at, words):
            continue
        lead = words.text[before]
        named = lead in given and gaps[before] != ", " and gaps[at] == " "
        if named or (lead in titles and not words.headline[before]):
            found.add(name_key(words.text[at]))
            if at + 1 < len(words) and capital[at + 1] and gaps[at + 1] == " ":
                found.add(name_key(words.text[at + 1]))
    return frozenset(found)


def _is_name(at: int, words: Words) -> bool:
    """Whether a word may be a name and is written like the word before it."""
    alike = words.text[at].isupper() == words.text[at - 1].isupper()
    return alike and words.capital[at] and words.gap[at] in _NAME_GAPS


def evidence(span: Span, report: Report) -> float:
    """The sum of what speaks for (+) and against (-) the span being a place."""
    total = _of_place(span, report) + _of_word(span, report)
    return total + _before(span, report) + _after(span, report)


def _of_place(span: Span, report: Report) -> float:
    """What the likeliest place behind the name is worth."""
    weight = report.lexicon.weights
    site = span.site or span.name.sites[0]
    total = weight["several_words"] if span.last > span.first else 0.0
    if site.standing in _OBSCURE and span.last > span.first:
        titled = report.words.text[span.first] in report.lexicon["titles"]
        total += weight["title_inside"] if titled else 0.0
    if site.kind != "PCLI" and not span.name.main[span.name.sites.index(site)]:
        total += weight["alias"]
    if site.standing in _OBSCURE and report.text[span.start : span.end] in report.lexicon.bodies:
        total += weight["body"]
    return total + weight[site.standing]


def _standing(span: Span) -> str:
    return (span.site or span.name.sites[0]).standing


def _of_word(span: Span, report: Report) -> float:
    """What the word itself is worth: plain words and people's names are rarely places."""
    words, lexicon, weight, at = report.words, report.lexicon, report.lexicon.weights, span.first
    if span.last > at:
        plain = all(name_key(text) in lexicon["words"] for text in words.text[at : span.last + 1])
        return weight["plain_words"] if plain else 0.0
    text, key = words.text[at], span.name.key
    title = text.capitalize() if words.shout[at] else text
    shouted = words.shout[at] and _standing(span) in _OBSCURE and is_plain(text.lower())
    total = weight["word"] if shouted or key in lexicon["words"] else 0.0
    total += weight["given_name"] if title in lexicon["given_names"] else 0.0
    total += weight["surname"] if title in lexicon["place_surnames"] else 0.0
    total += weight["seen_lower"] if text.lower() in report.lower else 0.0
    inside = at > 0 and words.text[at - 1] in lexicon["locative"]  # "in Victoria"
    total += weight["known_person"] if key in report.persons and not inside else 0.0
    return total + (weight["starts"] if words.starts[at] else 0.0)


def _before(span: Span, report: Report) -> float:
    """What the words before are worth."""
    words, lexicon, at = report.words, report.lexicon, span.first
    if at == 0 or words.starts[at]:
        return lexicon.weights["dateline"] if _dateline(span, report) else 0.0
    before, own = words.text[at - 1], at - 1 in report.accepted
    titled = before.rstrip(".") in lexicon["titles"] and not words.headline[at - 1]
    if titled or words.gap[at] not in _PLAIN_GAPS:
        return lexicon.weights.get(_across_gap(at, titled, own, report), 0.0)
    if not words.capital[at - 1] or before.lower() in lexicon["locative"]:
        return _before_lower(at, report)
    return 0.0 if own else lexicon.weights.get(_before_capital(at, report), 0.0)


def _across_gap(at: int, titled: bool, own: bool, report: Report) -> str:
    """The weight of a word before `at` that is a title or stands apart from it."""
    words, gap = report.words, report.words.gap[at]
    before, capital = words.text[at - 1], words.capital[at - 1]
    if titled and gap in _NAME_GAPS:
        return "title_before"
    if gap == ". " and len(before) == 1 and capital:
        return "given_before"
    if gap == "-" and capital and not own:
        return "capital_before"
    return "head_before" if gap == ", " and before in report.lexicon["place_heads"] else ""


def _before_lower(at: int, report: Report) -> float:
    words, lexicon = report.words, report.lexicon
    low, earlier = words.text[at - 1].lower(), words.text[max(at - 2, 0)]
    if low == "of" and earlier in lexicon["organisation_of"]:
        return lexicon.weights["organisation_of"]
    if low == "of" and earlier.lower() in lexicon["heads"]:
        return lexicon.weights["locative"]
    if low == "the" and earlier.lower() in lexicon["locative"]:
        return lexicon.weights["loose"]
    return lexicon.before.get(low, 0.0)


def _before_capital(at: int, report: Report) -> str:
    """The weight of a capitalised word before `at`."""
    words, lexicon, before = report.words, report.lexicon, report.words.text[at - 1]
    if words.shout[at]:
        return ""
    if before in lexicon["given_names"]:
        return "given_before"
    low, opens = before.lower(), words.starts[at - 1] or words.headline[at - 1]
    plain = opens and (low in lexicon["words"] or low in report.lower)
    free = plain or low in lexicon["directions"] or before in lexicon.demonyms
    return "" if free else "capital_before"


def _after(span: Span, report: Report) -> float:
    """What the words after are worth."""
    words, lexicon, last, at = report.words, report.lexicon, span.last, span.last + 1
    if at >= len(words) or words.starts[at]:
        return 0.0
    after = words.text[at]
    given = span.first == last and words.text[last] in lexicon["given_names"]
    surname = given and not is_plain(after.lower())
    unknown = words.capital[at] and (surname or at not in report.accepted)
    if words.gap[at] not in _PLAIN_GAPS:
        if words.gap[at] == "-" and unknown:
            return lexicon.weights["capital_after"]
        possessive = words.gap[at] in POSSESSIVES and span.name.key.startswith("saint ")
        return lexicon.weights["saint_possessive"] if possessive else 0.0
    known = lexicon.after.get(after, lexicon.after_lower.get(after.lower()))
    if known is not None:
        return known
    if not unknown or words.headline[last] or words.headline[at] or after in lexicon["titles"]:
        return 0.0
    return lexicon.weights["surname_after" if given else _longer(span, after)]


def _longer(span: Span, after: str) -> str:
    """The weight of a capitalised word after a name, which is often the rest of a longer one."""
    longer = _standing(span) in _OBSCURE and not is_plain(after.lower())
    return "longer_name" if longer else "capital_after"


def _dateline(span: Span, report: Report) -> bool:
    """Whether the span opens a line that goes on "(AGENCY) -" or ", 3 May -"."""
    words = report.words
    line_start = span.start == 0 or "\n" in words.gap[span.first]
    reach = _DATELINE_WORDS if line_start else 1
    gaps = words.gap[span.last + 1 : span.last + 1 + reach]
    return any(mark in gap for gap in gaps for mark in _DATELINE_MARKS) or (
        bool(gaps) and gaps[0].startswith(" (") and words.text[span.first].isupper()
    )
