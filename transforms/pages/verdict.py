"""Is this page a report? If not, why not."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from transforms.pages.body import Body
from transforms.pages.declared import Declared
from transforms.pages.knowledge import knowledge
from transforms.pages.media import Media

_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
# Scripts without spaces: about this many characters carry what one English word does.
_CHARS_A_WORD = 2.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the verdict rests on."""

    body: Body
    claims: Declared
    media: Media
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
    return next((reason for reason, holds in _REASONS.items() if holds(found, words)), None)


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
    return bool(url) and _path(url) in ("", "/") and "?" not in str(url)


def _is_live(found: Evidence, words: int) -> bool:
    """Say whether the page is a ticker: many reports on one page, each with its own time."""
    if "live" in found.claims.kinds:
        return True
    return _called(found, "live") and found.body.entries >= knowledge().limits.live_entries


def _is_stub(found: Evidence, words: int) -> bool:
    """Say whether the text ends where a reader would have to pay."""
    limits, body = knowledge().limits, found.body
    if words >= (limits.cut_off_words if body.cut_off else limits.paywall_words):
        return False
    text = " ".join(body.paragraphs).casefold()
    offered = bool(body.offers) or knowledge().paywall.within(text)
    return found.claims.free is False or offered


def _is_podcast(found: Evidence, words: int) -> bool:
    """Say whether the page is an episode; a voice that reads a report out makes none."""
    if words >= knowledge().limits.podcast_words:
        return False
    if "podcast" in found.claims.kinds:
        return True
    return found.media.sounds > 0 and _called(found, "podcast") and not _typed_report(found)


def _is_video(found: Evidence, words: int) -> bool:
    """Say whether the page is a film with a line or two; a brief with a film is a report."""
    kinds = found.claims.kinds
    typed = "video" in kinds or any(kind.startswith("og:video") for kind in kinds)
    if words >= knowledge().limits.video_words:
        return False
    called = (typed or found.media.videos > 0) and _called(found, "video")
    return called or (typed and "report" not in kinds)


def _is_gallery(found: Evidence, words: int) -> bool:
    limits = knowledge().limits
    if words >= limits.gallery_words:
        return False
    pictured = found.media.pictures >= limits.gallery_pictures
    return "gallery" in found.claims.kinds or (pictured and _called(found, "gallery"))


def _called(found: Evidence, kind: str) -> bool:
    """Say whether title, section or address name a format."""
    named = [*found.claims.titles.values(), found.claims.section or ""]
    if any(knowledge().formats[kind].within(text.casefold()) for text in named):
        return True
    return knowledge().format_paths[kind].search(_path(found.url)) is not None


def _path(url: str | None) -> str:
    try:
        return urlsplit(url or "").path.casefold()
    except ValueError:
        return ""


def _is_too_short(found: Evidence, words: int) -> bool:
    limits = knowledge().limits
    enough = limits.min_words if found.title and found.dated else limits.words_without_date
    return words < enough


def _is_empty(found: Evidence, words: int) -> bool:
    return words == 0


# The first that holds is the reason.
_REASONS: Mapping[str, Callable[[Evidence, int], bool]] = {
    "error": _is_error,
    "index": _is_index,
    "live": _is_live,
    "paywall_stub": _is_stub,
    "podcast": _is_podcast,
    "video": _is_video,
    "gallery": _is_gallery,
    "empty": _is_empty,
    "too_short": _is_too_short,
}
