"""Section pages: the links of a page that match a pattern are its reports."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from lxml import etree, html

from spiders.lists.entries import Entry, Listing, UnreadableListError, merged, next_page
from spiders.lists.feeds import joined, numbered
from spiders.lists.moments import DAY_IN_URL, day_in
from validation.contracts.ways import Section


def section(body: bytes, url: str, zone: ZoneInfo, way: Section, page: int = 1) -> Listing:
    """The reports that a page links to, in its order, and the page that follows.

    A first page on which no link matches is unreadable: its layout is not what was declared.
    """
    links = links_of(body, url)
    dated = re.compile(way.date_in_url) if way.date_in_url else DAY_IN_URL
    found = merged(
        Entry(link, url, published=day_in(link, zone, dated))
        for link in links
        if _is_report(link, way)
    )
    if not found and page == 1:
        raise UnreadableListError(f"none of {len(links)} links matches")
    further = _further(way, links, url, page, found) if found and page < way.pages else []
    return Listing(found, further)


def links_of(body: bytes, url: str) -> list[str]:
    """Every address that a page links to over HTTP, absolute, once each, in its order."""
    root = root_of(body)
    if root is None:
        return []
    base = next((joined(url, str(b)) for b in root.xpath("//base/@href")), url)
    links = (joined(base, str(link).strip()).partition("#")[0] for link in root.xpath("//a/@href"))
    return list(dict.fromkeys(link for link in links if link.startswith(("http://", "https://"))))


def root_of(body: bytes) -> html.HtmlElement | None:
    """The tree of a page, None if there is none to read."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
    try:
        return html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _is_report(link: str, way: Section) -> bool:
    wanted = any(re.search(pattern, link) for pattern in way.links)
    return wanted and not any(re.search(pattern, link) for pattern in way.exclude)


def _further(
    way: Section, links: list[str], url: str, page: int, found: list[Entry]
) -> list[Entry]:
    if way.page_url:
        following: str | None = numbered(way.page_url, url, page + 1)
    else:
        on = way.next
        following = next((link for link in links if on and re.search(on, link)), None)
    return [next_page(following, url, page, found)] if following else []
