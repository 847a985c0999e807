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

_COLUMNS = (
    *("place_id", "geonameid", "name", "lat", "lon", "feature_code", "country_iso3"),
    *("admin1_name", "admin1_iso", "radius_km", "where_precision"),
)
_SURE = 5.0
_MAX_SCORE_AT = 8.0
_WHOLES = frozenset({"PCLI", "ADM1"})


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
        span.evidence = _SURE if span.sure else evidence(span, report)
        span.evidence += weight["container"] if span.container is not None else 0.0
        span.evidence += weight["container"] if span.prefer is not None else 0.0
    strong = {span.key for span in spans if span.evidence >= weight["repeated"]}
    for before, after in pairwise(spans):
        gap = report.text[before.end : after.start]
        if gap in (", ", " and ", ", and ", " or ") and before.evidence >= 1:
            after.evidence += weight["list_neighbour"]
    for span in spans:
        if span.evidence >= 0:
            report.accepted.update(range(span.first, span.last + 1))
        if span.key in strong and span.evidence < weight["repeated"]:
            span.evidence += weight["repeated"]


def _mention(span: Span, report: Report, areas: bool) -> PlaceMention:
    assert span.row is not None
    record = report.gazetteer.record(span.row)
    mention = PlaceMention(
        start=span.start,
        end=span.end,
        text=report.text[span.start : span.end],
        score=round(min(1.0, (span.evidence + 1) / (_MAX_SCORE_AT + 1)), 3),
        **{column: record[column] for column in _COLUMNS},
    )
    direction = _direction(span, report) if areas else None
    if direction is None or record["feature_code"] not in _WHOLES or record["lat_min"] is None:
        return mention
    start, word = direction
    return derived.part_of(mention, word, record, report.text, start)


def _direction(span: Span, report: Report) -> tuple[int, str] | None:
    """Start and text of the direction word right before a span, if it makes one area of both."""
    if span.first == 0:
        return None
    before, word = report.words[span.first - 1], report.words[span.first]
    start, text = before.start, before.text
    if word.gap != " " or word.starts:
        return None
    if before.gap == "-" and span.first > 1:
        start = report.words[span.first - 2].start
        text = report.text[start : before.end]
    if text.lower() in report.lexicon["directions"] and not text.isupper():
        return start, text
    return None
