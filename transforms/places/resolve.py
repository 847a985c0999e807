"""Which of the places that share a name is meant: size, containment, votes of the report."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from transforms.places.evidence import Report
from transforms.places.grid import distance_km
from transforms.places.spans import Span

_NEAR_KM = 150.0
_SAME_NAME_KM = 100.0
_HEAD_KINDS = {
    "ADM1": frozenset({"province", "region", "state", "governorate", "republic", "prefecture"}),
    "ADM2": frozenset({"county", "district", "department", "cercle", "commune"}),
}
_SINGULAR = {"counties": "county"}
_PASSES = 3
_TOWNS = frozenset({"PPL", "PPLC"})
_MAX_VOTES = 3
_NEAR_DEGREES = 1.5


def resolve(spans: list[Span], report: Report, source_country: str | None) -> None:
    """Set `row` of every span; a report uses a name in one sense unless containment says else."""
    if not spans:
        return
    heads = _heads(spans, report)
    base = [_base_scores(*pair, report) for pair in zip(spans, heads, strict=True)]
    for span, scores in zip(spans, base, strict=True):
        span.scores = scores
    source = report.gazetteer.country_code(source_country or "")
    for _ in range(_PASSES):
        _choose(spans)
        votes = _votes(spans, report)
        for span, scores in zip(spans, base, strict=True):
            span.scores = [
                score + votes.worth(row, span, report, source)
                for row, score in zip(span.rows, scores, strict=True)
            ]
    _choose(spans)
    _one_sense(spans)


def _base_scores(span: Span, head: str, report: Report) -> list[float]:
    prior = report.gazetteer.column("prior")
    kinds = [report.gazetteer.kind(row) for row in span.rows]
    town = any(kind in _TOWNS for kind in kinds)
    scores = []
    for row, main, kind in zip(span.rows, span.main, kinds, strict=True):
        score = float(prior[row]) + (report.lexicon.senses["main_name"] if main else 0.0)
        if kind in _HEAD_KINDS and town and _same_name_town(row, span, report):
            score += report.lexicon.senses["town_of_same_name"]
        if head in _HEAD_KINDS.get(kind, ()):
            score += report.lexicon.senses["head"]
        score += report.lexicon.senses["container"] if row == span.prefer else 0.0
        scores.append(score + _containment(row, span, report))
    return scores


def _heads(spans: list[Span], report: Report) -> list[str]:
    """The generic word of each span ("state"), also of those in a list: "X, Y and Z states"."""
    heads = [_head(span, report) for span in spans]
    for at in range(len(spans) - 2, -1, -1):
        gap = report.text[spans[at].end : spans[at + 1].start]
        plural = heads[at + 1].startswith("*")
        if plural and not heads[at] and gap in (", ", " and ", ", and "):
            heads[at] = heads[at + 1]
    return [head.lstrip("*") for head in heads]


def _head(span: Span, report: Report) -> str:
    """The lower-case generic word by a span; one in the plural is marked with "*"."""
    words, lexicon = report.words, report.lexicon
    if span.last + 1 < len(words) and words[span.last + 1].gap == " ":
        after = words[span.last + 1].text.lower()
        if after in lexicon["place_heads"]:
            return after
        if after in lexicon["place_heads_plural"]:
            return "*" + _SINGULAR.get(after, after.removesuffix("s"))
    if span.first >= 2 and words[span.first - 1].text == "of":
        return words[span.first - 2].text.lower()
    return ""


def _same_name_town(row: int, span: Span, report: Report) -> bool:
    """Whether the name is also that of a town inside or near the division `row`."""
    country, point = report.gazetteer.column("country_iso3"), report.gazetteer.point(row)
    admin1 = report.gazetteer.column("admin1_name")
    return any(
        country[other] == country[row]
        and report.gazetteer.kind(other) in _TOWNS
        and (
            admin1[other] == admin1[row]
            or distance_km(*report.gazetteer.point(other), *point) < _SAME_NAME_KM
        )
        for other in span.rows
    )


def _containment(row: int, span: Span, report: Report) -> float:
    if span.container is None:
        return 0.0
    return (
        report.lexicon.senses["contained"]
        if contains(span.container, row, report)
        else report.lexicon.senses["not_contained"]
    )


def contains(outer: int, row: int, report: Report) -> bool:
    """Whether the country or division `outer` holds the place `row`."""
    gazetteer = report.gazetteer
    country, admin1 = gazetteer.column("country_iso3"), gazetteer.column("admin1_name")
    if outer == row or country[outer] != country[row]:
        return False
    kind = gazetteer.kind(outer)
    return kind == "PCLI" or (kind == "ADM1" and bool(admin1[outer] == admin1[row]))


def _choose(spans: list[Span]) -> None:
    for span in spans:
        best = max(range(len(span.rows)), key=span.scores.__getitem__)
        span.row = span.rows[best]


@dataclass(slots=True)
class Votes:
    """What the whole report says about where it plays; a name has no vote on itself."""

    countries: defaultdict[int, float]
    admin1s: defaultdict[tuple[int, int], float]
    own: dict[str, list[tuple[int, int, float]]]
    anchors: list[tuple[float, float, str]]

    def worth(self, row: int, span: Span, report: Report, source: int) -> float:
        """What the votes add to a candidate; `source` is the code of the outlet's country."""
        country, admin1 = _home(row, report)
        countries, admin1s = self._less(span.key, country, admin1)
        score = report.lexicon.senses["country_vote"] * min(1.0, 1.5 * countries)
        score += report.lexicon.senses["admin1_vote"] * min(1.0, 1.5 * admin1s)
        score += report.lexicon.senses["source_country"] if country == source else 0.0
        kind = report.gazetteer.kind(row)
        if kind == "ADM1" and admin1s > 0:
            score += report.lexicon.senses["holds_others"]
        if kind not in _TOWNS and kind != "ADM2":
            return score
        return score + (report.lexicon.senses["near"] if self._near(row, span.key, report) else 0.0)

    def _less(self, key: str, country: int, admin1: int) -> tuple[float, float]:
        """Shares of the votes for a country and a division, less those of the name itself."""
        own = self.own.get(key, [])
        total = sum(self.countries.values()) - sum(weight for _, _, weight in own)
        of_country = self.countries[country] - sum(w for c, _, w in own if c == country)
        total_admin1 = sum(self.admin1s.values()) - sum(w for _, a, w in own if a >= 0)
        of_admin1 = self.admin1s[country, admin1] if admin1 >= 0 else 0.0
        of_admin1 -= sum(w for c, a, w in own if a >= 0 and (c, a) == (country, admin1))
        return of_country / max(total, 1.0), of_admin1 / max(total_admin1, 1.0)

    def _near(self, row: int, key: str, report: Report) -> bool:
        lat, lon = report.gazetteer.point(row)
        return any(
            other != key and abs(a - lat) < _NEAR_DEGREES and distance_km(a, b, lat, lon) < _NEAR_KM
            for a, b, other in self.anchors
        )


def _home(row: int, report: Report) -> tuple[int, int]:
    country = report.gazetteer.column("country_iso3")
    return int(country[row]), int(report.gazetteer.column("admin1_name")[row])


def _votes(spans: list[Span], report: Report) -> Votes:
    votes = Votes(defaultdict(float), defaultdict(float), defaultdict(list), [])
    anchors = {}
    for span in spans:
        if span.row is None or span.evidence < 0 or len(votes.own[span.key]) >= _MAX_VOTES:
            continue
        ranked = sorted(span.scores, reverse=True)
        sure = len(ranked) == 1 or ranked[0] - ranked[1] >= report.lexicon.senses["sure_margin"]
        weight = 1.0 if sure else report.lexicon.senses["unsure_vote"]
        country, admin1 = _home(span.row, report)
        votes.countries[country] += weight
        votes.own[span.key].append((country, admin1, weight))
        if admin1 >= 0:
            votes.admin1s[country, admin1] += weight
        if sure and report.gazetteer.kind(span.row) in _TOWNS | {"ADM2"}:
            anchors[span.key] = (*report.gazetteer.point(span.row), span.key)
    for code, count in _demonyms(report).items():
        votes.countries[code] += min(count, _MAX_VOTES) * report.lexicon.senses["demonym_vote"]
    votes.anchors = list(anchors.values())
    return votes


def _demonyms(report: Report) -> Counter[int]:
    found: Counter[int] = Counter()
    demonyms = report.lexicon.demonyms
    for word in report.words:
        if word.capital and (iso3 := demonyms.get(word.text)):
            found[report.gazetteer.country_code(iso3)] += 1
    return found


def _one_sense(spans: list[Span]) -> None:
    """Give bare mentions of a name the sense that its contained mention has."""
    senses: dict[str, list[int]] = defaultdict(list)
    for span in spans:
        if span.container is not None and span.row is not None and span.evidence >= 0:
            senses[span.key].append(span.row)
    for span in spans:
        if span.container is None and len(set(senses[span.key])) == 1:
            row = senses[span.key][0]
            if row in span.rows:
                span.row = row
