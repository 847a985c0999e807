"""Claims in meta elements, microdata and the visible page, and all claims together."""

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from transforms.pages.declared import AuthorClaim, Declared
from transforms.pages.jsonld import from_jsonld
from transforms.pages.knowledge import knowledge
from transforms.pages.markup import one_line, text_of, without_code

_BYLINE_CHARS = 120
_AFTER_NAMES = re.compile(r"\s[|•·–—-]\s|\s\d")
_OUTLET_CHARS = 60
_AUTHORS = 20
_BYLINE_TAGS = ("span", "div", "p", "address", "a", "li", "strong")


def declared_by(tree: HtmlElement) -> Declared:
    """Return all claims of a page, the most trusted places first; scripts are cut on the way."""
    claims = from_jsonld(tree)
    without_code(tree)
    for read in (from_meta, from_microdata, from_visible):
        claims.add(read(tree))
    return claims


def from_meta(tree: HtmlElement) -> Declared:
    """Return claims of OpenGraph, Dublin Core and publishers' own meta elements."""
    found = _metas(tree)
    wanted = {field: _values(found, names) for field, names in knowledge().meta_names.items()}
    claims = Declared(
        authors=[[AuthorClaim(name)] for name in wanted["author"]],
        published=wanted["published"],
        modified=wanted["modified"],
        organisations=wanted["site"],
        urls=[
            *(str(href) for href in tree.xpath('.//link[@rel="canonical"]/@href')),
            *wanted["url"],
        ],
        summaries=wanted["summary"],
        section=next(iter(wanted["section"]), None),
    )
    claims.authors = [_together(found, name) for name in knowledge().meta_names["author"]]
    if wanted["og_title"]:
        claims.titles["og"] = wanted["og_title"][0]
    claims.kinds = {f"og:{kind.casefold()}" for kind in wanted["type"]}
    return claims


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        value = one_line(meta.get("content"))
        if name and value:
            found.setdefault(name.strip().casefold(), []).append(value)
    return found


def _values(found: dict[str, list[str]], names: Iterable[str]) -> list[str]:
    return [found[name][0] for name in names if name in found]


def _together(found: dict[str, list[str]], name: str) -> list[AuthorClaim]:
    return [AuthorClaim(value) for value in found.get(name, [])]


def from_microdata(tree: HtmlElement) -> Declared:
    """Return claims in itemprop attributes."""
    marked: dict[str, list[HtmlElement]] = {}
    for element in tree.xpath(".//*[@itemprop]"):
        marked.setdefault(element.get("itemprop"), []).append(element)
    claims = Declared()
    claims.published = _item_values(marked.get("datePublished", []))
    claims.modified = _item_values(marked.get("dateModified", []))
    headlines = _item_values(marked.get("headline", []))
    claims.titles = {"headline": headlines[0]} if headlines else {}
    names = [_item_name(author) for author in _of_first_item(marked.get("author", [])[:_AUTHORS])]
    claims.authors = [[AuthorClaim(name) for name in names if name]]
    return claims


def _item_values(elements: list[HtmlElement]) -> list[str]:
    given = (e.get("content") or e.get("datetime") or text_of(e) for e in elements[:5])
    return [line for value in given if (line := one_line(value))]


def _of_first_item(authors: list[HtmlElement]) -> list[HtmlElement]:
    """Return the authors of the item that the first belongs to; others wrote linked reports."""
    scopes = [next(author.iterancestors("article", "section"), None) for author in authors]
    return [a for a, scope in zip(authors, scopes, strict=True) if scope is scopes[0]]


def _item_name(author: HtmlElement) -> str:
    inner = author.xpath('.//*[@itemprop="name"]')
    element = inner[0] if inner else author
    return one_line(element.get("content") or text_of(element)[:_BYLINE_CHARS])


def from_visible(tree: HtmlElement) -> Declared:
    """Return what a reader sees: the heading and times."""
    claims = Declared()
    headings = [line for h1 in tree.iter("h1") if (line := one_line(text_of(h1)))]
    title = tree.find(".//title")
    if headings:
        claims.titles["h1"] = headings[0]
    if title is not None and (line := one_line(title.text)):
        claims.titles["title"] = line
    claims.published = _times(tree)
    # The link to the front page carries the outlet's name.
    homes = [
        text_of(a) for a in tree.iter("a") if (a.get("href") or "") in ("/", "./", "/index.html")
    ]
    claims.organisations = [name for name in homes if 3 < len(name) <= _OUTLET_CHARS][:2]
    return claims


def _times(tree: HtmlElement) -> list[str]:
    """Return marked times: those in the report's header before any other."""
    first = tree.xpath(
        './/time[@pubdate]/@datetime | .//time[contains(@class, "publish")]/@datetime'
    )
    inside = tree.xpath(".//article//time/@datetime | .//header//time/@datetime")
    below = tree.xpath(
        "((.//h1)[1]/following::time[not(ancestor::li or ancestor::a)])[1]/@datetime"
    )
    return [one_line(str(value)) for value in [*first[:1], *inside[:1], *below]]


def bylines(tree: HtmlElement) -> list[list[AuthorClaim]]:
    """Return visible bylines that are short enough to be names: links to authors, then blocks."""
    known = knowledge()
    links = [
        a
        for a in tree.iter("a")
        if (a.get("rel") == "author" or known.author_path.search(a.get("href") or ""))
        and not known.editor.search(_before(a))
    ]
    blocks = [
        e
        for e in tree.iter(*_BYLINE_TAGS)
        if e.tag == "address" or known.byline_class.search(e.get("class") or "")
    ]
    places = ([text_of(e) for e in links[:3]], *_grouped(blocks), _printed(tree))
    kept = [[t for t in dict.fromkeys(place) if 0 < len(t) <= _BYLINE_CHARS] for place in places]
    return [[AuthorClaim(text) for text in place] for place in kept]


def _before(link: HtmlElement) -> str:
    """Return the words right before a link, which may call its person an editor."""
    previous, parent = link.getprevious(), link.getparent()
    text = previous.tail if previous is not None else parent.text if parent is not None else ""
    return (text or "")[-_OUTLET_CHARS:]


def _grouped(blocks: list[HtmlElement]) -> list[list[str]]:
    """Return the texts of the first blocks, those under one parent together."""
    groups: dict[HtmlElement | None, list[str]] = {}
    for block in blocks[:8]:
        groups.setdefault(block.getparent(), []).append(text_of(block))
    return list(groups.values())


def _printed(tree: HtmlElement) -> list[str]:
    """Return the names after a printed "By", up to the date or place that follows."""
    byline = knowledge().byline
    opening = (e.text.strip() for e in tree.iter(*_BYLINE_TAGS) if e.text and len(e.text) < 200)
    found = (text for text in opening if byline.match(text))
    return [_AFTER_NAMES.split(byline.sub("", text))[0] for text in list(found)[:1]]
