"""From a text to its place mentions: the steps in order, each in a module of its own."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from transforms.places.containers import LIST_GAPS, add_abbreviations, link_containers, link_lists
from transforms.places.evidence import Report, evidence, read_report
from transforms.places.features import located, with_features
from transforms.places.gazetteer import Gazetteer
from transforms.places.lexicon import place_lexicon
from transforms.places.mention import PlaceMention
from transforms.places.peoples import peoples
from transforms.places.resolve import resolve
from transforms.places.spans import Span, candidates
from transforms.places.tokens import words_of

_SURE = 5.0
_MAX_SCORE_AT = 8.0


def find_places(
    text: str, gazetteer: Gazetteer, *, source_country: str | None = None
) -> list[PlaceMention]:
    """The places that a text names, in order, without overlaps.

    Args:
        text: the report; offsets are code points into it.
        gazetteer: see `load_gazetteer`.
        source_country: ISO3 of the outlet's country, which breaks ties between namesakes.
    """
    lexicon = place_lexicon()
    words = words_of(text, lexicon["dotted"])
    report = read_report(text, words, lexicon, gazetteer)
    spans = add_abbreviations(candidates(words, gazetteer, lexicon), report)
    spans, features = with_features(spans, report)
    link_lists(spans, report)
    link_containers(spans, report)
    _weigh(spans, report)
    resolve(spans, report, source_country)
    _weigh(spans, report)
    accepted = [span for span in spans if span.evidence >= 0]
    found = [_mention(span, report) for span in accepted]
    found += located(features, accepted, report)
    taken = {at for span in accepted for at in range(span.first, span.last + 1)}
    taken |= {at for feature in features for at in range(feature.first, feature.last + 1)}
    found += _peoples(accepted, taken, report)
    return sorted(found, key=lambda mention: mention.start)


def _weigh(spans: list[Span], report: Report) -> None:
    """Set the evidence of every span, then let containers, lists and repeats speak."""
    weight = report.lexicon.weights
    for span in spans:
        span.evidence = _SURE if span.sure else _alone(span, report)
        span.evidence += weight["container"] if span.container is not None else 0.0
        span.evidence += weight["container"] if span.prefer is not None else 0.0
    strong = {span.name.key for span in spans if span.evidence >= weight["repeated"]}
    for before, after in pairwise(spans):
        if report.text[before.end : after.start] in LIST_GAPS:
            sure = before.evidence >= 1, after.evidence >= 1
            after.evidence += weight["list_neighbour"] if sure[0] else 0.0
            before.evidence += weight["list_neighbour"] if sure[1] else 0.0
    for span in spans:
        if span.evidence >= 0:
            report.accepted.update(range(span.first, span.last + 1))
        if span.evidence < weight["repeated"] and span.name.key in strong:
            span.evidence += weight["repeated"]


def _alone(span: Span, report: Report) -> float:
    """The evidence of a span; it stands once found unless its place or a neighbour's changed."""
    first = span.site is None or span.site is span.name.sites[0]
    if not first or not report.accepted.isdisjoint((span.first - 1, span.last + 1)):
        return evidence(span, report)
    if span.alone is None:
        span.alone = evidence(span, report)
    return span.alone


def _mention(span: Span, report: Report) -> PlaceMention:
    assert span.site is not None  # resolve
    score = round(min(1.0, (span.evidence + 1) / (_MAX_SCORE_AT + 1)), 3)
    resolution = report.gazetteer.resolution(span.site.row)
    text = report.text[span.start : span.end]
    return PlaceMention(span.start, span.end, text, "place", *resolution, score)


def _peoples(accepted: Sequence[Span], taken: Set[int], report: Report) -> Iterator[PlaceMention]:
    """Mentions of countries and regions through their people, outside the words `taken`."""
    named = Counter(span.site.country for span in accepted if span.site is not None)
    for first, last, site in peoples(report, named, taken):
        start, end = report.words.begin[first], report.words.end(last)
        resolution = report.gazetteer.resolution(site.row)
        yield PlaceMention(start, end, report.text[start:end], "people", *resolution, 1.0)
