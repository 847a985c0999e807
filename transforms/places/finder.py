"""From a text to its place mentions: the steps in order, each in a module of its own."""

from itertools import pairwise

from transforms.places import derived
from transforms.places.containers import add_abbreviations, link_containers
from transforms.places.evidence import Report, evidence, read_report
from transforms.places.gazetteer import Gazetteer
from transforms.places.lexicon import place_lexicon
from transforms.places.mention import PlaceMention
from transforms.places.resolve import resolve
from transforms.places.spans import Span, candidates
from transforms.places.tokens import words_of

_SURE = 5.0
_MAX_SCORE_AT = 8.0
_WHOLES = frozenset({"PCLI", "ADM1"})
_LIST_GAPS = frozenset({", ", " and ", ", and ", " or "})


def find_places(
    text: str, gazetteer: Gazetteer, *, source_country: str | None = None, areas: bool = True
) -> list[PlaceMention]:
    """The places that a text names, in order, without overlaps.

    Args:
        text: the report; offsets are code points into it.
        gazetteer: see `load_gazetteer`.
        source_country: ISO3 of the outlet's country, which breaks ties between namesakes.
        areas: read "northern Mali" as one area with a radius; else as "Mali".
    """
    lexicon = place_lexicon()
    words = words_of(text, lexicon["dotted"])
    report = read_report(text, words, lexicon, gazetteer)
    spans = add_abbreviations(candidates(words, gazetteer, lexicon), report)
    link_containers(spans, report)
    _weigh(spans, report)
    resolve(spans, report, source_country)
    _weigh(spans, report)
    return [_mention(span, report, areas) for span in spans if span.evidence >= 0]


def _weigh(spans: list[Span], report: Report) -> None:
    """Set the evidence of every span, then let containers, lists and repeats speak."""
    weight = report.lexicon.weights
    for span in spans:
        span.evidence = _SURE if span.sure else _alone(span, report)
        span.evidence += weight["container"] if span.container is not None else 0.0
        span.evidence += weight["container"] if span.prefer is not None else 0.0
    strong = {span.name.key for span in spans if span.evidence >= weight["repeated"]}
    for before, after in pairwise(spans):
        if before.evidence >= 1 and report.text[before.end : after.start] in _LIST_GAPS:
            after.evidence += weight["list_neighbour"]
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


def _mention(span: Span, report: Report, areas: bool) -> PlaceMention:
    assert span.site is not None  # resolve
    text = report.text[span.start : span.end]
    score = round(min(1.0, (span.evidence + 1) / (_MAX_SCORE_AT + 1)), 3)
    resolution = report.gazetteer.resolution(span.site.row)
    mention = PlaceMention(span.start, span.end, text, *resolution, score)
    direction = _direction(span, report) if areas and span.site.kind in _WHOLES else None
    if direction is None:
        return mention
    start, word = direction
    box = report.gazetteer.record(span.site.row)
    return (
        derived.part_of(mention, word, box, report.text, start)
        if box["lat_min"] is not None
        else mention
    )


def _direction(span: Span, report: Report) -> tuple[int, str] | None:
    """Start and text of the direction word right before a span, if it makes one area of both."""
    words, at = report.words, span.first
    if at == 0 or words.gap[at] != " " or words.starts[at]:
        return None
    start, text = words.begin[at - 1], words.text[at - 1]
    if words.gap[at - 1] == "-" and at > 1:
        start = words.begin[at - 2]
        text = report.text[start : words.end(at - 1)]
    if text.lower() in report.lexicon["directions"] and not text.isupper():
        return start, text
    return None
