"""The word lists and limits of `knowledge.yml`, compiled once."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transforms.pages.phrases import Phrases, alternatives
from validation.contracts.plain_yaml import load

_FILE = Path(__file__).with_name("knowledge.yml")


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes and thresholds; the units stand in the names."""

    max_page_bytes: int
    max_tags: int
    max_elements: int
    max_control_share: float
    max_value_chars: int
    max_json_bytes: int
    max_json_nodes: int
    max_title_chars: int
    max_name_chars: int
    max_name_words: int
    max_authors: int
    max_url_chars: int
    earliest_year: int
    min_words: int
    words_without_date: int
    soft_error_words: int
    error_share: float
    error_share_dated: float
    paywall_words: int
    cut_off_words: int
    video_words: int
    podcast_words: int
    gallery_words: int
    gallery_pictures: int
    live_entries: int
    standfirst_chars: int
    narrow_chars: int
    narrow_share: float
    paragraph_chars: int
    index_link_share: float
    index_links: int
    index_teasers: int
    articlebody_gain: float
    future_days: int
    printed_date_lines: int
    printed_date_chars: int


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the page reader knows about the press."""

    limits: Limits
    schema_types: Mapping[str, frozenset[str]]
    meta_names: Mapping[str, tuple[str, ...]]
    agency_of: Mapping[str, str]
    dateline_months: frozenset[str]
    not_datelines: frozenset[str]
    organisation: re.Pattern[str]
    byline: re.Pattern[str]
    joiner: re.Pattern[str]
    where: re.Pattern[str]
    joining_words: frozenset[str]
    credit: re.Pattern[str]
    author_path: re.Pattern[str]
    byline_class: re.Pattern[str]
    editor: re.Pattern[str]
    notice: Phrases
    notice_anywhere: Phrases
    notice_max_chars: int
    notice_whole_lines: frozenset[str]
    offer_max_chars: int
    about: re.Pattern[str]
    standfirst: re.Pattern[str]
    furniture: re.Pattern[str]
    furniture_max_share: float
    error: re.Pattern[str]
    paywall: Phrases
    gate: re.Pattern[str]
    video_player: re.Pattern[str]
    audio_player: re.Pattern[str]
    formats: Mapping[str, Phrases]
    format_paths: Mapping[str, re.Pattern[str]]
    only_declared: Mapping[str, str]
    confusable_languages: tuple[frozenset[str], ...]
    central_european_languages: frozenset[str]
    language_confidence: float
    language_sample_chars: int

    def agency(self, signature: str) -> str | None:
        """Return the usual name of the agency that signs so."""
        return self.agency_of.get(_sign(signature))


def _tokens(marks: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for words in case-folded class and id names: no letter before or after."""
    return re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, marks))})(?![a-z])")


def _sign(signature: str) -> str:
    """Return the key of an agency's signature: short ones keep their case (AA is not Aa)."""
    return signature if len(signature) <= 4 else signature.casefold()


def _all(block: Mapping[str, list[str]]) -> list[str]:
    return [str(word) for words in block.values() for word in words]


@cache
def knowledge() -> Knowledge:
    """Return the compiled knowledge, read from its file at the first call."""
    raw = load(_FILE.read_text(encoding="utf-8"))
    agencies: dict[str, list[str]] = raw["agencies"]
    return Knowledge(
        limits=Limits(**raw["limits"]),
        schema_types={kind: frozenset(names) for kind, names in raw["schema_types"].items()},
        meta_names={field: tuple(names) for field, names in raw["meta_names"].items()},
        agency_of={_sign(sign): name for name, signs in agencies.items() for sign in signs},
        dateline_months=frozenset(raw["dateline_months"]),
        not_datelines=frozenset(raw["not_datelines"]),
        organisation=re.compile(alternatives(_all(raw["organisation_words"]))),
        byline=re.compile(rf"^(?:{alternatives(_all(raw['byline_words']))})[:\s]+", re.IGNORECASE),
        joiner=re.compile(rf"\s*[,;|•/]\s*|\s+(?:{alternatives(raw['name_joiners'])})\s+"),
        where=re.compile(rf"\s(?:{alternatives(raw['place_words'])})\s+[^\W\d_a-z].*$"),
        joining_words=frozenset(map(str, raw["name_joiners"])),
        credit=re.compile(
            rf"^\W*(?:{alternatives(_all(raw['credit_words']))})[:\s]*(?P<names>[^.;]*?)\W*(?:[.;].*)?$",
            re.IGNORECASE,
        ),
        author_path=re.compile("|".join(map(re.escape, raw["author_paths"]))),
        byline_class=re.compile(
            rf"(?<![a-z])(?:{'|'.join(raw['byline_classes'])})(?![a-z])", re.IGNORECASE
        ),
        editor=re.compile(
            rf"(?:{alternatives(_all(raw['editor_words']))})\s*:?\s*$", re.IGNORECASE
        ),
        notice=Phrases(_all(raw["notices"])),
        notice_anywhere=Phrases(_all(raw["notices_anywhere"])),
        notice_max_chars=int(raw["notice_max_chars"]),
        notice_whole_lines=frozenset(str(line) for line in raw["notice_whole_lines"]),
        offer_max_chars=int(raw["offer_max_chars"]),
        about=re.compile(rf"(?:{alternatives(_all(raw['about_words']))})\s"),
        standfirst=_tokens(raw["standfirst_tokens"]),
        furniture=_tokens(raw["furniture_tokens"]),
        furniture_max_share=float(raw["furniture_max_share"]),
        error=re.compile(alternatives(_all(raw["errors"]))),
        paywall=Phrases(_all(raw["paywalls"])),
        gate=_tokens(raw["gate_tokens"]),
        video_player=re.compile("|".join(map(re.escape, raw["video_players"]))),
        audio_player=re.compile("|".join(map(re.escape, raw["audio_players"]))),
        formats={kind: Phrases(_all(words)) for kind, words in raw["formats"].items()},
        format_paths={
            kind: re.compile("|".join(map(re.escape, paths)))
            for kind, paths in raw["format_paths"].items()
        },
        only_declared=dict(raw["only_declared"]),
        confusable_languages=tuple(frozenset(map(str, g)) for g in raw["confusable_languages"]),
        central_european_languages=frozenset(map(str, raw["central_european_languages"])),
        language_confidence=float(raw["language_confidence"]),
        language_sample_chars=int(raw["language_sample_chars"]),
    )
