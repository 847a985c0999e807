"""The standfirst of a report: the paragraph between the heading and the body, set apart."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from transforms.pages.furniture import is_furniture
from transforms.pages.knowledge import knowledge
from transforms.pages.markup import text_of
from transforms.pages.titles import flat

_BLOCKS = frozenset(("p", "h2", "h3", "div"))
_INNER = frozenset(
    ("p", "div", "section", "article", "ul", "ol", "table", "h1", "h2", "h3", "figure")
)
_ENDS = frozenset(".!?…\"”»’'。！？")
_LOOK_AT = 400
_KEY_CHARS = 60
_SAME_CHARS = 30


def standfirst_of(tree: HtmlElement, summaries: list[str]) -> tuple[str, ...]:
    """Return the first long block under the heading if it is marked as, or is, the summary.

    Args:
        tree: the page before its furniture is cut.
        summaries: descriptions that the page declares.

    Returns:
        Its paragraphs, as a rule one.
    """
    described = {flat(text)[:_KEY_CHARS] for text in summaries}
    for block in _below_heading(tree):
        text, parent = text_of(block), block.getparent()
        if len(text) < knowledge().limits.standfirst_chars:
            continue
        said = flat(text)[:_KEY_CHARS] in described
        if is_standfirst(block) or (said and not is_standfirst(parent)):
            return (text,) if said or text[-1] in _ENDS else ()
        if is_standfirst(parent):
            texts = [text_of(p) for p in parent.iter("p", "h2")] or [text]
            return tuple(each for each in texts if each and (said or each[-1] in _ENDS))
        if not is_furniture(block.get("class") or ""):
            return ()
    return ()


def _below_heading(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield blocks of running text after the first heading, no more than a page's top holds."""
    below: int | None = None
    for seen, element in enumerate(tree.iter()):
        if element.tag == "h1" and below is None:
            below = seen
        if below is None:
            continue
        if seen > below + _LOOK_AT:
            return
        if element.tag in _BLOCKS and not any(e.tag in _INNER for e in element.iterdescendants()):
            yield element


def is_standfirst(element: HtmlElement | None) -> bool:
    """Say whether a class or item name calls the element a standfirst."""
    if element is None or element.get("itemprop") == "description":
        return element is not None
    mark = (element.get("class") or "").casefold()[:200]
    return bool(mark) and knowledge().standfirst.search(mark) is not None


def with_standfirst(paragraphs: list[str], standfirst: tuple[str, ...]) -> list[str]:
    """Return the paragraphs, opened by the standfirst unless they tell it already."""
    told = flat(" ".join(paragraphs))
    if not paragraphs or any(_is_told(flat(text), told) for text in standfirst):
        return paragraphs
    return [*standfirst, *paragraphs]


def _is_told(key: str, told: str) -> bool:
    """Say whether the text stands in another; one end is enough, as readings come between."""
    return any(end in told for end in (key[:_SAME_CHARS], key[-_SAME_CHARS:]))
