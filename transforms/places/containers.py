"""Containment as text writes it, "Kati, Mali", "Springfield, Ill.", "Gao (Mali)", and lists."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from transforms.places.evidence import Report
from transforms.places.keys import name_key
from transforms.places.lexicon import place_lexicon
from transforms.places.names import Site, name_of
from transforms.places.spans import Span

# "Kati, Mali", "Gao (Mali)", "Gao region in northern Mali"; "Nigeria's restive Borno".
_HEAD = "|".join(sorted(place_lexicon()["heads"]))
_WITHIN = re.compile(
    rf",[ \n]| \((?:in )?|(?: (?:{_HEAD}))?,? in (?:the )?(?:[a-z-]+ern |[a-z]+ )?"
)
_OWNED = re.compile(r"['’]s (?:[a-z-]+ )?")
_CLOSERS = frozenset({"", "'", "’", ",", ".", ";", ")", ":", "\n"})
_OUTER = frozenset({"PCLI", "ADM1"})
LIST_GAPS = frozenset({", ", " and ", ", and ", " or "})
_FEWEST = 3  # names that make a list of one kind


def add_abbreviations(spans: list[Span], report: Report) -> list[Span]:
    """The spans with "Calif." and, after a place and a comma, "CA" as divisions of their own."""
    ends = {span.end for span in spans}
    matches = report.lexicon.short_forms.finditer(report.text)
    added = [span for match in matches if (span := _division(*match.span(), ends, report))]
    if not added:
        return spans
    taken = {at for span in added for at in range(span.first, span.last + 1)}
    kept = [span for span in spans if taken.isdisjoint(range(span.first, span.last + 1))]
    return sorted(kept + added, key=lambda span: span.start)


def _division(start: int, end: int, ends: set[int], report: Report) -> Span | None:
    """The division that an abbreviation means; `ends` are those of the other spans."""
    short, words = report.lexicon.abbreviations[report.text[start:end]], report.words
    row = report.gazetteer.divisions.get(short.admin1_iso)
    after_place = report.text[start - 2 : start] == ", " and start - 2 in ends
    first = words.holding(start)
    if row is None or first is None or (short.after_comma and not after_place):
        return None
    last = first
    while last + 1 < len(words) and words.begin[last + 1] < end:
        last += 1
    site = report.gazetteer.site(row)
    name = name_of(name_key(report.text[start:end]), [site], [True])
    return Span(first, last, start, end, name, sure=True, site=site)


def link_lists(spans: list[Span], report: Report) -> None:
    """Set `list_kind` where most of a list are countries, or provinces: the others are so too."""
    for run in _runs(spans, report):
        kinds = Counter(span.name.usual.kind for span in run)
        kind = next((kind for kind in _OUTER if kinds[kind] > len(run) / 2), "")
        if len(run) < _FEWEST or not kind:
            continue
        for span in run:
            if any(site.kind == kind for site in span.name.sites):
                span.list_kind = kind


def _runs(spans: list[Span], report: Report) -> Iterator[list[Span]]:
    """The spans cut into lists, "X, Y and Z"; one that stands alone is a list of itself."""
    run: list[Span] = []
    for span in spans:
        if run and report.text[run[-1].end : span.start] not in LIST_GAPS:
            yield run
            run = []
        run.append(span)
    yield run


def link_containers(spans: list[Span], report: Report) -> None:
    """Set `container` of a place whose country or division the span beside it names."""
    for first, second in pairwise(spans):
        gap = report.text[first.end : second.start]
        if _WITHIN.fullmatch(gap):
            _contain(first, second, report)
        elif _OWNED.fullmatch(gap):
            _contain(second, first, report)


def _contain(inner: Span, outer: Span, report: Report) -> None:
    found = None if inner.list_kind else _container(inner, outer, report)
    if found is not None:
        inner.container = outer.prefer = found


def _container(inner: Span, outer: Span, report: Report) -> Site | None:
    """The likeliest reading of `outer` that holds some reading of `inner`."""
    closed = outer.sure or report.text[outer.end : outer.end + 1] in _CLOSERS
    sites = inner.name.sites
    for candidate in outer.name.sites:
        # "in Russia, U.S. officials said": the likeliest reading is not of that country.
        strange = candidate.kind == "PCLI" and not candidate.holds(sites[0])
        peer = candidate.kind == sites[0].kind == "PCLI"  # "China, Japan"
        if candidate.kind not in _OUTER or peer or (strange and not closed):
            continue
        if any(candidate.holds(site) for site in sites):
            return candidate
    return None
