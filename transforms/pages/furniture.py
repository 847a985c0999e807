"""What stands round a report on its page: blocks of links, captions, offers, related reports."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from transforms.pages.knowledge import knowledge
from transforms.pages.markup import text_of
from transforms.pages.titles import flat, letters

_MARKED = ".//*[@class or @id]"
_LINK_SHARE = 0.9
_OFFER_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Links:
    """Comparable texts of blocks that are nothing but links, and of the links in them."""

    blocks: frozenset[str]
    headings: int
    texts: frozenset[str]


def links_in(tree: HtmlElement) -> Links:
    """Return the blocks of a page that are nothing but links."""
    anchors: dict[HtmlElement, list[HtmlElement]] = {}
    for anchor in tree.iter("a"):
        block = next(anchor.iterancestors("p", "li", "h2", "h3", "h4"), None)
        if block is not None and anchor.get("href"):
            anchors.setdefault(block, []).append(anchor)
    only = [block for block, inside in anchors.items() if _only_links(block, inside)]
    blocks = frozenset(flat(text_of(block)) for block in only)
    inner = frozenset(flat(text_of(anchor)) for block in only for anchor in anchors[block])
    headings = sum(block.tag.startswith("h") for block in only)
    return Links(blocks, headings, blocks | inner)


def _only_links(block: HtmlElement, anchors: list[HtmlElement]) -> bool:
    """Say so by letters only: a list of links with their dates is a list of links."""
    own = letters(str(block.text_content()))
    linked = sum(letters(str(anchor.text_content())) for anchor in anchors)
    return own > 0 and linked >= _LINK_SHARE * own


def paragraph_sizes(tree: HtmlElement) -> Counter[HtmlElement]:
    """Return the length of the text in the paragraphs of each element that holds any."""
    sizes: Counter[HtmlElement] = Counter()
    by_parent: Counter[HtmlElement] = Counter()
    for paragraph in tree.iter("p"):
        sizes[paragraph] += len(paragraph.text_content())
        by_parent[paragraph.getparent()] += sizes[paragraph]
    for parent, chars in by_parent.items():
        for element in (parent, *parent.iterancestors()):
            sizes[element] += chars
    return sizes


def cut_furniture(tree: HtmlElement) -> tuple[str, ...]:
    """Drop captions, notices and related blocks, but never a block that holds the report.

    Returns:
        The texts of the gates to subscribers among what was dropped, case folded.
    """
    sizes, gates = paragraph_sizes(tree), []
    for block in _signups(tree):
        if sizes[block] <= sizes[tree] * _OFFER_SHARE:
            _drop(block)
    largest = knowledge().furniture_max_share * sizes[tree]
    for element in tree.xpath(_MARKED):
        marks = f"{element.get('class')} {element.get('id')}"
        gated, furniture = _is_gate(marks), is_furniture(marks)
        if not (gated or furniture) or sizes[element] > largest:
            continue
        gate = _gate(element) if gated else None
        if gate or furniture:
            gates += [gate] if gate else []
            _drop(element)
    return tuple(gates)


def _gate(element: HtmlElement) -> str | None:
    """Return the text of a block that is named a paywall and asks to subscribe."""
    text = text_of(element).casefold()[: knowledge().notice_max_chars]
    return text if knowledge().paywall.within(text) else None


def _signups(tree: HtmlElement) -> list[HtmlElement]:
    """Return the blocks that ask for a mail address."""
    fields = tree.xpath('.//input[@type="email"]')
    blocks = (next(field.iterancestors("section", "div"), None) for field in fields)
    return [block for block in blocks if block is not None]


@lru_cache(maxsize=4096)
def is_furniture(mark: str) -> bool:
    """Say whether a class or id names something that stands round a report."""
    return knowledge().furniture.search(mark.casefold()[:300]) is not None


@lru_cache(maxsize=4096)
def _is_gate(mark: str) -> bool:
    return knowledge().gate.search(mark.casefold()[:300]) is not None


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
