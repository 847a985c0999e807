"""Is this page a report? If not, why not."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from transforms.pages.body import Body
from transforms.pages.declared import Declared
from transforms.pages.knowledge import knowledge

_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
# Scripts without spaces: about this many characters carry what one English word does.
_CHARS_A_WORD = 2.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the verdict rests on."""

    body: Body
    claims: Declared
    title: str | None
    dated: bool
    url: str | None


def words_in(text: str) -> int:
    """Return the number of words, counting scripts without spaces by their characters."""
    dense = len(_IDEOGRAPHS.findall(text))
    return len(_IDEOGRAPHS.sub(" ", text).split()) + int(dense / _CHARS_A_WORD)


def not_report_reason(found: Evidence) -> str | None:
    """Return why the page is no report, or None when it is one."""
    words = words_in(" ".join(found.body.paragraphs))
    for reason, holds in (
        ("error", _is_error(found, words)),
        ("index", _is_index(found, words)),
        ("paywall_stub", _is_stub(found, words)),
        ("video", _is_video(found, words)),
        ("empty", words == 0),
        ("too_short", _is_too_short(found, words)),
    ):
        if holds:
            return reason
    return None


def _is_error(found: Evidence, words: int) -> bool:
    """Say whether the title is an error's; a report about an error says more in its title."""
    limits = knowledge().limits
    if words > limits.soft_error_words or _typed_report(found):
        return False
    share = limits.error_share_dated if found.dated else limits.error_share
    if any(_error_share(title) >= share for title in found.claims.titles.values()):
        return True
    body = " ".join(found.body.paragraphs)[:300].casefold()
    return not found.dated and knowledge().error.search(body) is not None


def _error_share(title: str) -> float:
    matched = sum(len(match.group()) for match in knowledge().error.finditer(title.casefold()))
    return matched / len(title) if title else 0.0


def _typed_report(found: Evidence) -> bool:
    return "report" in found.claims.kinds and found.dated


def _is_index(found: Evidence, words: int) -> bool:
    """Say whether the page lists reports: little of its own, or a list by its own word."""
    limits, kinds, body = knowledge().limits, found.claims.kinds, found.body
    little = words < limits.soft_error_words
    mostly_links = body.link_share > limits.index_link_share
    if "report" in kinds or "og:article" in kinds:
        return mostly_links and little
    if _is_front_page(found.url) or (mostly_links and body.link_blocks >= limits.index_links):
        return True
    listing = "index" in kinds or "og:website" in kinds
    more_links = body.link_chars > sum(map(len, body.paragraphs))
    if not found.dated and more_links and body.link_blocks >= limits.index_links:
        return True
    headless = not found.dated and "h1" not in found.claims.titles
    return (listing or headless) and body.link_headings >= limits.index_teasers


def _is_front_page(url: str | None) -> bool:
    if not url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query


def _is_stub(found: Evidence, words: int) -> bool:
    limits = knowledge().limits
    if words >= limits.paywall_words:
        return False
    text = " ".join(found.body.paragraphs).casefold()
    return found.claims.free is False or knowledge().paywall.search(text) is not None


def _is_video(found: Evidence, words: int) -> bool:
    kinds = found.claims.kinds
    video = "video" in kinds or any(kind.startswith("og:video") for kind in kinds)
    return video and "report" not in kinds and words < knowledge().limits.video_words


def _is_too_short(found: Evidence, words: int) -> bool:
    limits = knowledge().limits
    enough = limits.min_words if found.title and found.dated else limits.words_without_date
    return words < enough
