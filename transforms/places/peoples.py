"""Words made from a country or region, "Malian", "Europeans": they name it and are no place."""

from collections import Counter
from collections.abc import Iterator, Set

from transforms.places.evidence import Report
from transforms.places.keys import name_key
from transforms.places.names import Site
from transforms.places.tokens import Words

_LONGEST = 3  # words
_GAPS = frozenset({" ", "-", "\u00a0"})

People = tuple[int, int, Site]


def peoples(report: Report, named: Counter[int], taken: Set[int]) -> Iterator[People]:
    """First word, last word and country or region of every such word.

    Args:
        report: the text.
        named: how often the text names places of each country, which decides on "Congolese".
        taken: the words that belong to places.
    """
    words, at = report.words, 0
    while at < len(words):
        found = _longest(at, report, named) if _opens(at, report) else None
        if found is not None and taken.isdisjoint(range(found[0], found[1] + 1)):
            yield found
        at = found[1] + 1 if found else at + 1


def _opens(at: int, report: Report) -> bool:
    named = at > 0 and report.words.text[at - 1] in report.lexicon["given_names"]
    return (
        not named
        and report.words.capital[at]
        and _written(at, at, report.words) in report.lexicon.openings
    )


def _longest(first: int, report: Report, named: Counter[int]) -> People | None:
    words = report.words
    for last in range(min(first + _LONGEST, len(words)) - 1, first - 1, -1):
        places = report.lexicon.peoples.get(_written(first, last, words))
        joined = _GAPS.issuperset(words.gap[first + 1 : last + 1])
        if places and joined:
            sites = [site for place in places if (site := _site(place, report)) is not None]
            if sites:
                return first, last, max(sites, key=lambda site: named[site.country])
    return None


def _written(first: int, last: int, words: Words) -> str:
    """The words as a lexicon writes them: one space between, copy in capitals in title case."""
    text = " ".join(words.text[first : last + 1])
    return text.title() if words.shout[first] else text


def _site(place: str, report: Report) -> Site | None:
    """The country of a name, else the likeliest place."""
    name = report.gazetteer.name(name_key(place), False, False)
    if name is None:
        return None
    return next((site for site in name.sites if site.kind == "PCLI"), name.sites[0])
