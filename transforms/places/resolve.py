"""Which of the places that share a name is meant: size, containment, votes of the report."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from transforms.places.evidence import Report
from transforms.places.lexicon import Weights
from transforms.places.names import Name, Site
from transforms.places.spans import Span
from transforms.places.votes import Votes

_HEAD_KINDS = {
    "ADM1": frozenset({"province", "region", "state", "governorate", "republic", "prefecture"}),
    "ADM2": frozenset({"county", "district", "department", "cercle", "commune"}),
}
_SINGULAR = {"counties": "county"}
_PASSES = 3
_MAX_VOTES = 3


class Setting(NamedTuple):
    """A name with what stands around it: generic word, list, container, preference."""

    name: Name
    head: str
    list_kind: str
    container: Site | None
    prefer: Site | None


@dataclass(slots=True)
class Choice:
    """What each candidate of a name in its setting is worth, and which is best so far."""

    name: Name
    base: list[float]
    site: Site
    sure: bool = True

    def settle(self, worth: list[float], margin: float) -> None:
        """Choose the best candidate, the first of equals; it is sure if it is so by a margin."""
        scores = [base + more for base, more in zip(self.base, worth, strict=True)]
        best, *others = sorted(scores, reverse=True)
        self.site = self.name.sites[scores.index(best)]
        self.sure = not others or best - others[0] >= margin


def resolve(spans: list[Span], report: Report, source_country: str | None) -> None:
    """Set `site` of every span; a report uses a name in one sense unless containment says else."""
    settings = [
        Setting(span.name, head, span.list_kind, span.container, span.prefer)
        for span, head in zip(spans, _heads(spans, report), strict=True)
    ]
    choices = {setting: _choice(setting, report.lexicon.senses) for setting in set(settings)}
    chosen = [choices[setting] for setting in settings]
    voters = list(_voters(spans, chosen))
    source = report.gazetteer.country_code(source_country or "")
    _vote([choice for choice in choices.values() if len(choice.base) > 1], voters, source, report)
    for span, choice in zip(spans, chosen, strict=True):
        span.site = choice.site
    _one_sense(spans, report)


def _vote(choices: list[Choice], voters: list[Choice], source: int, report: Report) -> None:
    """Let the report's names sway each other's choices, until nothing changes any more."""
    senses, demonyms, before = report.lexicon.senses, _demonyms(report), None
    for _ in range(_PASSES):
        votes = Votes()
        for voter in voters:
            votes.cast(voter.name.key, voter.site, voter.sure, senses)
        for code, count in demonyms.items():
            votes.countries.add(code, min(count, _MAX_VOTES) * senses["demonym_vote"])
        if votes == before:
            return
        worth = {name: votes.worth(name, source, senses) for name in {c.name for c in choices}}
        for choice in choices:
            choice.settle(worth[choice.name], senses["sure_margin"])
        before = votes


def _voters(spans: list[Span], chosen: list[Choice]) -> Iterator[Choice]:
    """The choices of the first mentions of each name that are likely places."""
    counts: Counter[str] = Counter()
    for span, choice in zip(spans, chosen, strict=True):
        if span.evidence >= 0 and counts[span.name.key] < _MAX_VOTES:
            counts[span.name.key] += 1
            yield choice


def _demonyms(report: Report) -> Counter[int]:
    """How often the text names the people of each country."""
    demonyms, words = report.lexicon.demonyms, report.words
    named = [
        demonyms[text]
        for text, capital in zip(words.text, words.capital, strict=True)
        if capital and text in demonyms
    ]
    return Counter(map(report.gazetteer.country_code, named))


def _choice(setting: Setting, senses: Weights) -> Choice:
    """The choice between a name's candidates before any vote."""
    name = setting.name
    base = _bare(name, senses)
    for at, site in enumerate(name.sites):
        if setting.head in _HEAD_KINDS.get(site.kind, ()):
            base[at] += senses["head"]
        base[at] += senses["listed"] if site.kind == setting.list_kind else 0.0
        base[at] += senses["container"] if _same(site, setting.prefer) else 0.0
        base[at] += _containment(site, setting.container, senses)
    choice = Choice(name, base, name.sites[0])
    choice.settle([0.0] * len(base), senses["sure_margin"])
    return choice


def _bare(name: Name, senses: Weights) -> list[float]:
    """What each candidate is worth by itself; a town gets what its own division is worth."""
    base = [
        site.prior + (senses["main_name"] if main else 0.0)
        for site, main in zip(name.sites, name.main, strict=True)
    ]
    for at, town in enumerate(name.town):
        sites = name.sites
        if town is not None and (sites[town].prior > sites[at].prior + senses["town_of_same_name"]):
            base[town] = max(base[town], base[at])
            base[at] += senses["town_of_same_name"]
    return base


def _same(site: Site, other: Site | None) -> bool:
    return other is not None and site.row == other.row


def _containment(site: Site, container: Site | None, senses: Weights) -> float:
    if container is None:
        return 0.0
    return senses["contained" if container.holds(site) else "not_contained"]


def _heads(spans: list[Span], report: Report) -> list[str]:
    """The generic word of each span ("state"), also of those in a list: "X, Y and Z states"."""
    heads = [_head(span, report) for span in spans]
    for at in range(len(spans) - 2, -1, -1):
        if heads[at + 1].startswith("*") and not heads[at]:
            gap = report.text[spans[at].end : spans[at + 1].start]
            if gap in (", ", " and ", ", and "):
                heads[at] = heads[at + 1]
    return [head.lstrip("*") for head in heads]


def _head(span: Span, report: Report) -> str:
    """The lower-case generic word by a span; one in the plural is marked with "*"."""
    words, lexicon, first, at = report.words, report.lexicon, span.first, span.last + 1
    if at < len(words) and words.gap[at] == " ":
        after = words.text[at].lower()
        if after in lexicon["place_heads"]:
            return after
        if after in lexicon["place_heads_plural"]:
            return "*" + _SINGULAR.get(after, after.removesuffix("s"))
    return words.text[first - 2].lower() if first >= 2 and words.text[first - 1] == "of" else ""


def _one_sense(spans: list[Span], report: Report) -> None:
    """Give bare mentions of a name the sense of its contained mention, unless all around differs.

    "Police in Cairo and Alexandria ... in Alexandria, Virginia": the first stays in Egypt.
    """
    senses: dict[str, set[int]] = {}
    for span in spans:
        if span.container is not None and span.site is not None and span.evidence >= 0:
            senses.setdefault(span.name.key, set()).add(span.site.row)
    for span in spans:
        rows = senses.get(span.name.key, set())
        if span.container is None and len(rows) == 1 and not _at_home(span, spans, report):
            named = [site for site in span.name.sites if site.row in rows]
            span.site = named[0] if named else span.site


def _at_home(span: Span, spans: list[Span], report: Report) -> bool:
    """Whether another place of its sentence lies in the country that its own site lies in."""
    first, last = report.words.sentence(span.first)
    return any(
        other.site.country == span.site.country
        for other in spans
        if first <= other.first < last and other.name.key != span.name.key
        if other.site is not None and span.site is not None and other.evidence >= 0
    )
