"""Containment as text writes it: "Kati, Mali", "Springfield, Ill.", "Gao (Mali)"."""

from itertools import pairwise

from transforms.places.evidence import Report
from transforms.places.keys import name_key
from transforms.places.names import Site, name_of
from transforms.places.spans import Span

_GAPS = frozenset({", ", " (", ",\n", ", in "})
_CLOSERS = frozenset({"", "'", "’", ",", ".", ";", ")", ":", "\n"})
_OUTER = frozenset({"PCLI", "ADM1"})


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


def link_containers(spans: list[Span], report: Report) -> None:
    """Set `container` of a place that the next span names as its country or division."""
    for inner, outer in pairwise(spans):
        if report.text[inner.end : outer.start] not in _GAPS:
            continue
        found = _container(inner, outer, report)
        if found is not None:
            inner.container = outer.prefer = found


def _container(inner: Span, outer: Span, report: Report) -> Site | None:
    """The likeliest reading of `outer` that holds some reading of `inner`."""
    closed = outer.sure or report.text[outer.end : outer.end + 1] in _CLOSERS
    sites = inner.name.sites
    for candidate in outer.name.sites:
        # "in Russia, U.S. officials said": the likeliest reading is not of that country.
        strange = candidate.kind == "PCLI" and not candidate.holds(sites[0])
        if candidate.kind not in _OUTER or (strange and not closed):
            continue
        if any(candidate.holds(site) for site in sites):
            return candidate
    return None
