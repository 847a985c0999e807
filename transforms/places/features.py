"""Places known by a generic word alone: "Silver Street", "Camp Alpha", "the village of X".

No gazetteer lists them all. Each is located by the known place that its text puts it in or near.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from transforms.places.evidence import Report
from transforms.places.keys import name_key
from transforms.places.mention import PlaceMention
from transforms.places.names import TOWNS, Site
from transforms.places.spans import Span
from transforms.places.tokens import Words

_GAPS = frozenset({" ", "-", "\u00a0", "'s ", "’s "})
_HOLDERS = frozenset({", ", ",\n", " (", " in ", ", in ", " of "})
_ARTICLES = frozenset({"a", "the"})
_SHORT_STREETS = frozenset({"St", "Ave", "Rd", "Blvd"})
_SETTLEMENT = "PPL"
_UNLISTED = "ps:near-"
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_LONGEST = 6  # words
_LOCAL = TOWNS | {"ADM2"}
_SCORE = 0.5  # of a name that nothing but its generic word makes a place
_NEAR, _NEAR_KM = 2, 25.0  # UCDP GED where_prec "near a known place", and what it allows


@dataclass(frozen=True, slots=True)
class Feature:
    """Words `first` to `last` (inclusive) that name a place of a kind, a GeoNames feature code."""

    first: int
    last: int
    start: int
    end: int
    code: str
    is_building: bool = False


def is_unlisted(place_id: str | None) -> bool:
    """Whether a place is one that no gazetteer lists."""
    return place_id is not None and place_id.startswith(_UNLISTED)


def with_features(spans: list[Span], report: Report) -> tuple[list[Span], list[Feature]]:
    """The spans less those that name a part of a feature ("Paris Street"), and the features."""
    held = {at: span for span in spans for at in range(span.first, span.last + 1)}
    kept: list[Feature] = []
    for feature in _found(report):
        inside = [held[at] for at in _words(feature) if at in held]
        taken = bool(kept) and feature.first <= kept[-1].last
        if not taken and not _yields(feature, inside):
            kept.append(feature)
    covered = {at for feature in kept for at in _words(feature)}
    return [span for span in spans if span.first not in covered], kept


def _words(feature: Feature) -> range:
    return range(feature.first, feature.last + 1)


def _yields(feature: Feature, inside: Sequence[Span]) -> bool:
    """Whether a known name says more: it is no shorter, or it names a settlement or a building."""
    own, whole = feature.is_building or feature.code == _SETTLEMENT, (feature.first, feature.last)
    return any(
        own or (span.first, span.last) == whole or span.first < whole[0] or span.last > whole[1]
        for span in inside
    )


def _found(report: Report) -> Iterator[Feature]:
    """Every run of capitalised words that a generic word makes a place, from left to right."""
    words, codes = report.words, report.lexicon.features
    heads = report.lexicon["settlement_heads"]
    for at, text in enumerate(words.text):
        after = codes["features_after"].get(text) or codes["buildings_after"].get(text)
        if after and (first := _run_back(at, report)) < at:
            yield _feature(first, at, report, after, text in codes["buildings_after"])
        elif text in codes["features_before"] and not words.headline[at]:
            if (last := _run_on(at + 1, words)) > at:
                yield _feature(at, last, report, codes["features_before"][text])
        elif text in heads:
            yield from _settlement(at, report)


def _settlement(at: int, report: Report) -> Iterator[Feature]:
    """The name in "village of X", "the X village" or "X, a village"."""
    words = report.words
    if words.text[at + 1 : at + 2] == ["of"]:
        if (last := _run_on(at + 2, words)) > at + 1:
            yield _feature(at + 2, last, report, _SETTLEMENT)
    elif words.gap[at] == " ":
        first = _run_back(at, report)
        if 0 < first < at and words.text[first - 1].lower() == "the":
            yield _feature(first, at - 1, report, _SETTLEMENT)
        elif (lead := _article(at, report)) and words.gap[lead] == ", ":
            yield from _named(lead - 1, report)


def _article(at: int, report: Report) -> int | None:
    """The "a" of "a small village", at most two words before it; not of "a village chief"."""
    words, lexicon, near = report.words, report.lexicon, range(at - 1, max(at - 4, 0), -1)
    after = words.text[at + 1] if at + 1 < len(words) and words.gap[at + 1] == " " else ""
    if after and after not in lexicon["locative"] | lexicon["loose"] | lexicon["after_settlements"]:
        return None
    return next((back for back in near if words.text[back] in _ARTICLES), None)


def _named(last: int, report: Report) -> Iterator[Feature]:
    """The name that ends with a word."""
    first = last
    while first and last - first < _LONGEST and _leads(first, report):
        first -= 1
    if report.words.capital[last]:
        yield _feature(first, last, report, _SETTLEMENT)


def _feature(
    first: int, last: int, report: Report, code: str, is_building: bool = False
) -> Feature:
    words, end = report.words, report.words.end(last)
    dotted = words.text[last] in _SHORT_STREETS and report.text[end : end + 1] == "."
    return Feature(first, last, words.begin[first], end + dotted, code, is_building)


def _run_back(at: int, report: Report) -> int:
    """The first of the capitalised words that lead up to a word; `at` itself if there is none."""
    words, first = report.words, at
    while first and at - first < _LONGEST and _leads(first, report):
        first -= 1
        if words.headline[at]:
            break
    while first < at and words.text[first].lower() in report.lexicon["never_first"]:
        first += 1
    return first


def _leads(first: int, report: Report) -> bool:
    """Whether the word before `first` is part of the same name."""
    words, before = report.words, report.words.text[first - 1]
    if words.starts[first] or not (words.capital[first - 1] or before[0].isdigit()):
        return False
    if words.gap[first] == ". ":
        return len(before) == 1 or before in report.lexicon["dotted"]
    return words.gap[first] in _GAPS


def _run_on(at: int, words: Words) -> int:
    """The last of the capitalised words from `at` on; `at - 1` if there is none."""
    last = at - 1
    while last + 1 < min(len(words), at + _LONGEST):
        joins = words.gap[last + 1] in _GAPS and not words.starts[last + 1]
        if not (joins and words.capital[last + 1]):
            break
        last += 1
    return last


def located(
    features: Iterable[Feature], accepted: Sequence[Span], report: Report
) -> Iterator[PlaceMention]:
    """Mentions of the features that an accepted place locates."""
    for feature in features:
        anchor = _anchor(feature, accepted, report)
        if anchor is not None:
            yield _mention(feature, anchor, report)


def _mention(feature: Feature, anchor: Site, report: Report) -> PlaceMention:
    """A feature near its anchor, whose country and division it shares."""
    text = report.text[feature.start : feature.end]
    place = report.gazetteer.record(anchor.row)
    return PlaceMention(
        start=feature.start,
        end=feature.end,
        text=text,
        kind="feature",
        place_id=_UNLISTED + _NOT_IN_IDS.sub("-", name_key(f"{place['place_id']} {text}")),
        geonameid=None,
        name=text,
        feature_code=feature.code,
        radius_km=max(place["radius_km"], _NEAR_KM),
        where_precision=max(place["where_precision"], _NEAR),
        score=_SCORE,
        **{key: place[key] for key in ("lat", "lon", "country_iso3", "admin1_name", "admin1_iso")},
    )


def _anchor(feature: Feature, known: Sequence[Span], report: Report) -> Site | None:
    """What holds the feature, else the nearest in its sentence, else the report's own place."""
    for span in known:
        if span.start >= feature.end and report.text[feature.end : span.start] in _HOLDERS:
            return span.site
    first, last = report.words.sentence(feature.first)
    beside = [span for span in known if first <= span.first < last]
    for kinds in (_LOCAL, _LOCAL | {"ADM1", "PCLI"}):
        near = [span for span in beside if _kind(span) in kinds]
        if near:
            return min(near, key=lambda span: abs(span.first - feature.first)).site
    local = Counter(span.site for span in known if _kind(span) in _LOCAL)
    counts = local or Counter(span.site for span in known)
    return counts.most_common(1)[0][0] if counts else None


def _kind(span: Span) -> str:
    return span.site.kind if span.site is not None else ""
