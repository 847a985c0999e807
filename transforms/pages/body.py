"""The body of a report: its paragraphs and nothing round them."""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from transforms.pages.knowledge import knowledge
from transforms.pages.markup import text_of, without_surroundings
from transforms.pages.titles import flat

_MARKED = ".//*[@class or @id]"
_LIST_MARK = re.compile(r"^\s*[-*•]\s+")
_HOUR = re.compile(r"^\W*(?:\d{1,4}[./:\-\s|]*){2,7}(?:min|uhr|am|pm|utc|gmt)?\W*$", re.IGNORECASE)
_LINK_SHARE = 0.9
_TOP = 4
_OFFER_SHARE = 0.1
_NO_LETTER = re.compile(r"[\W\d_]+")
_BAR = re.compile(r"\s[|•·–—]\s")
_INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "bdi",
        "br",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "img",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "wbr",
    )
)
_BYLINE_CHARS = 120

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Body:
    """Paragraphs of a report, and how many of the page's blocks were nothing but links."""

    paragraphs: tuple[str, ...]
    bylines: tuple[str, ...]
    link_blocks: int
    link_headings: int
    link_chars: int
    link_share: float


def body_of(
    tree: HtmlElement, titles: Iterable[str], authors: Iterable[str], url: str | None
) -> Body:
    """Return the body; furniture is cut out of the given tree for good."""
    without_surroundings(tree)
    links = _links_in(tree)
    _cut_furniture(tree)
    _mark_paragraphs(tree)
    lines = _extracted(tree, url)
    own = [line for line in lines if flat(line) not in links.texts]
    size, own_size = sum(map(len, lines)), sum(map(len, own))
    return Body(
        paragraphs=tuple(kept_paragraphs(own, titles, authors)),
        bylines=tuple(bylines_in(own)),
        link_blocks=len(links.blocks),
        link_headings=links.headings,
        link_chars=sum(map(len, links.blocks)),
        link_share=1 - own_size / size if size else 0.0,
    )


def _extracted(tree: HtmlElement, url: str | None) -> list[str]:
    try:
        found = bare_extraction(
            tree,
            url=url,
            fast=True,
            include_comments=False,
            include_tables=False,
            with_metadata=False,
        )
    except Exception:
        # Foreign code on hostile markup must not end a batch; the page becomes `empty`.
        return []
    text = getattr(found, "text", None) or ""
    return [line for raw in text.split("\n") if (line := " ".join(_LIST_MARK.sub("", raw).split()))]


@dataclass(frozen=True, slots=True)
class _Links:
    """Comparable texts of blocks that are nothing but links, and of the links in them."""

    blocks: frozenset[str]
    headings: int
    texts: frozenset[str]


def _links_in(tree: HtmlElement) -> _Links:
    anchors: dict[HtmlElement, list[HtmlElement]] = {}
    for anchor in tree.iter("a"):
        block = next(anchor.iterancestors("p", "li", "h2", "h3", "h4"), None)
        if block is not None and anchor.get("href"):
            anchors.setdefault(block, []).append(anchor)
    only = [block for block, inside in anchors.items() if _only_links(block, inside)]
    blocks = frozenset(flat(text_of(block)) for block in only)
    inner = frozenset(flat(text_of(anchor)) for block in only for anchor in anchors[block])
    headings = sum(block.tag.startswith("h") for block in only)
    return _Links(blocks, headings, blocks | inner)


def _only_links(block: HtmlElement, anchors: list[HtmlElement]) -> bool:
    letters = _letters(block)
    return letters > 0 and sum(map(_letters, anchors)) >= _LINK_SHARE * letters


def _letters(element: HtmlElement) -> int:
    """Count letters only: a list of links with their dates is a list of links."""
    return len(_NO_LETTER.sub("", str(element.text_content())))


def _mark_paragraphs(tree: HtmlElement) -> None:
    """Turn blocks of running text into paragraphs on a page that sets its text without any.

    Some outlets set each paragraph as a `div`, which the extractor would take for layout. Short
    ones count when a long one beside them carries the same class.
    """
    leaves = [
        div for div in tree.iter("div") if all(e.tag in _INLINE for e in div.iterdescendants())
    ]
    shortest = knowledge().limits.paragraph_chars
    long = [div for div in leaves if len(div.text_content()) >= shortest]
    if sum(len(div.text_content()) for div in long) <= _paragraph_chars(tree):
        return
    families = {(div.getparent(), div.get("class")) for div in long}
    for div in leaves:
        if (div.getparent(), div.get("class")) in families:
            div.tag = "p"


def _cut_furniture(tree: HtmlElement) -> None:
    """Drop captions, notices and related blocks, but never a block that holds the report."""
    total = _paragraph_chars(tree)
    for field in tree.xpath('.//input[@type="email"]'):
        block = next(field.iterancestors("section", "div"), None)
        if block is not None and _paragraph_chars(block) <= total * _OFFER_SHARE:
            _drop(block)
    largest = knowledge().furniture_max_share * total
    for element in tree.xpath(_MARKED):
        marked = _is_furniture(element.get("class")) or _is_furniture(element.get("id"))
        if marked and _paragraph_chars(element) <= largest:
            _drop(element)


@lru_cache(maxsize=4096)
def _is_furniture(mark: str | None) -> bool:
    return mark is not None and knowledge().furniture.search(mark.casefold()[:200]) is not None


def _paragraph_chars(element: HtmlElement) -> int:
    return sum(len(p.text_content()) for p in element.iter("p"))


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def kept_paragraphs(
    lines: Iterable[str], titles: Iterable[str], authors: Iterable[str]
) -> list[str]:
    """Return the lines that belong to the report, each once where neighbours repeat.

    Titles and bylines go only near the top and the end: elsewhere they are the report's own words.
    """
    headings = {flat(title) for title in titles if title}
    names = [flat(author) for author in authors]
    kept: list[str] = []
    for line in lines:
        key = flat(line)
        if not key or _is_notice(line) or (kept and key == flat(kept[-1])):
            continue
        if len(kept) < _TOP and (key in headings or _is_byline(line, key, names)):
            continue
        kept.append(line)
    while kept and _is_tail(kept[-1], names):
        kept.pop()
    return kept


def bylines_in(lines: list[str]) -> list[str]:
    """Return the visible bylines: "By Ann Lee | 3 May" near the top, a credit near the end."""
    known = knowledge()
    top = [line for line in lines[:_TOP] if known.byline.match(line) and _is_byline(line, "", [])]
    credits = [m["names"] for line in lines[-_TOP:] if (m := known.credit.match(line))]
    return [*(known.byline.sub("", _BAR.split(line)[0]) for line in top), *credits]


def _is_byline(line: str, key: str, names: list[str]) -> bool:
    """Say whether a short line is names, "by" and a date, and nothing told."""
    if _HOUR.match(line):
        return True
    if len(line) > _BYLINE_CHARS:
        return False
    named = sum(len(name) for name in names if name and name in key)
    if named and len(key) - named <= len(key) / 2:
        return True
    words = _BAR.split(line)[0].split()
    return knowledge().byline.match(line) is not None and len(words) <= 6 and line[-1] not in ".!?:"


def _is_tail(line: str, names: list[str]) -> bool:
    """Say whether a last line is a signature, a credit or a list of keywords."""
    if _is_byline(line, flat(line), names) or knowledge().credit.match(line):
        return True
    parts = line.split(",")
    return len(parts) > 1 and line[-1].isalnum() and all(len(part.split()) <= 3 for part in parts)


def _is_notice(line: str) -> bool:
    known = knowledge()
    folded = line.casefold()
    if folded.strip(" .:!-–|") in known.notice_whole_lines:
        return True
    return len(line) <= known.notice_max_chars and known.notice.match(folded) is not None
