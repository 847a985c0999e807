"""The body of a report: its paragraphs and nothing round them."""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from transforms.pages.furniture import cut_furniture, links_in, paragraph_sizes
from transforms.pages.knowledge import knowledge
from transforms.pages.lines import bylines_in, clock_entries, kept_paragraphs, offers_in
from transforms.pages.markup import without_surroundings
from transforms.pages.standfirst import standfirst_of, with_standfirst
from transforms.pages.titles import flat

_LIST_MARK = re.compile(r"^\s*[-*•]\s+")
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "br", "cite", "code", "em", "font", "i", "img", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "time", "u", "wbr",
))  # fmt: skip
_CLOSING = 3

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Body:
    """Paragraphs of a report, and what the page told beside them.

    Attributes:
        paragraphs: the report's own, standfirst first.
        bylines: visible bylines and closing credits.
        closing: the last lines as printed, credits included.
        offers: offers to subscribers, case folded; `cut_off` when the text ends in one.
        entries: lines that open with a time of day.
        link_blocks, link_headings, link_chars: blocks that are nothing but links.
        link_share: share of such blocks in the extracted text.
    """

    paragraphs: tuple[str, ...]
    bylines: tuple[str, ...]
    closing: tuple[str, ...]
    offers: tuple[str, ...]
    cut_off: bool
    entries: int
    link_blocks: int
    link_headings: int
    link_chars: int
    link_share: float


def body_of(
    tree: HtmlElement,
    titles: Iterable[str],
    authors: Iterable[str],
    url: str | None,
    summaries: Iterable[str] = (),
) -> Body:
    """Return the body; the given tree is cut down for good."""
    without_surroundings(tree)
    links = links_in(tree)
    standfirst = standfirst_of(tree, list(summaries))
    hidden = cut_furniture(tree)
    _mark_paragraphs(tree)
    _narrow(tree)
    times = len(list(tree.iter("time")))
    lines = _extracted(tree, url)
    own = [line for line in lines if flat(line) not in links.texts]
    kept = with_standfirst(kept_paragraphs(own, titles, authors), standfirst)
    offers = offers_in(own)
    return Body(
        paragraphs=tuple(kept),
        bylines=tuple(bylines_in(own)),
        closing=tuple(own[-_CLOSING:]),
        offers=(*offers, *hidden),
        cut_off=bool(hidden) or bool(offers_in(own[-2:])),
        entries=max(clock_entries(own), times),
        link_blocks=len(links.blocks),
        link_headings=links.headings,
        link_chars=sum(map(len, links.blocks)),
        link_share=_share(lines, own),
    )


def _share(lines: list[str], own: list[str]) -> float:
    size = sum(map(len, lines))
    return 1 - sum(map(len, own)) / size if size else 0.0


def _narrow(tree: HtmlElement) -> None:
    """Hang the article with nearly all paragraphs straight under the page's body.

    The extractor then sees no wrapper by whose name it would discard the whole, and has less to do.
    """
    page, sizes = tree.find("body"), paragraph_sizes(tree)
    if page is None or sizes[tree] < knowledge().limits.narrow_chars:
        return
    enough = knowledge().limits.narrow_share * sizes[tree]
    articles = [e for e in tree.iter("article", "main") if sizes[e] >= enough]
    if articles:
        innermost = articles[-1]
        innermost.tail = page.text = None
        page[:] = [innermost]


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
    if sum(len(div.text_content()) for div in long) <= sum(
        len(p.text_content()) for p in tree.iter("p")
    ):
        return
    families = {(div.getparent(), div.get("class")) for div in long}
    for div in leaves:
        if (div.getparent(), div.get("class")) in families:
            div.tag = "p"
