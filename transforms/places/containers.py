"""Containment as text writes it: "Kati, Mali", "Springfield, Ill.", "Gao (Mali)"."""

from itertools import pairwise

from transforms.places.evidence import Report
from transforms.places.keys import name_key
from transforms.places.resolve import contains
from transforms.places.spans import Span

_GAPS = frozenset({", ", " (", ",\n", ", in "})
_CLOSERS = frozenset({"", "'", "’", ",", ".", ";", ")", ":", "\n"})
_OUTER = frozenset({"PCLI", "ADM1"})


def add_abbreviations(spans: list[Span], report: Report) -> list[Span]:
    """The spans with "Calif." and, after a place and a comma, "CA" as divisions of their own."""
    added = []
    by_end = {span.end: span for span in spans}
    for match in report.lexicon.short_forms.finditer(report.text):
        start, end = match.span()
        short = report.lexicon.abbreviations[match.group()]
        after_place = report.text[start - 2 : start] == ", " and start - 2 in by_end
        row = report.gazetteer.divisions.get(short.admin1_iso)
        if row is None or (short.after_comma and not after_place):
            continue
        first = next((i for i, w in enumerate(report.words) if w.start <= start < w.end), None)
        if first is not None:
            last = first
            while last + 1 < len(report.words) and report.words[last + 1].start < end:
                last += 1
            key = name_key(match.group())
            added.append(Span(first, last, start, end, key, [row], [True], sure=True, row=row))
    taken = {at for span in added for at in range(span.first, span.last + 1)}
    kept = [span for span in spans if taken.isdisjoint(range(span.first, span.last + 1))]
    return sorted(kept + added, key=lambda span: span.start)


def link_containers(spans: list[Span], report: Report) -> None:
    """Set `container` of a place that the next span names as its country or division."""
    for inner, outer in pairwise(spans):
        if report.text[inner.end : outer.start] not in _GAPS:
            continue
        found = _container(inner, outer, report)
        if found is not None:
            inner.container = outer.prefer = found


def _container(inner: Span, outer: Span, report: Report) -> int | None:
    """The likeliest reading of `outer` that holds some reading of `inner`."""
    closed = outer.sure or report.text[outer.end : outer.end + 1] in _CLOSERS
    for candidate in outer.rows:
        kind = report.gazetteer.kind(candidate)
        # "in Russia, U.S. officials said": the likeliest reading is not of that country.
        strange = kind == "PCLI" and not contains(candidate, inner.rows[0], report)
        if kind not in _OUTER or (strange and not closed):
            continue
        if any(contains(candidate, row, report) for row in inner.rows):
            return candidate
    return None
