"""A page read whole: claims, times, names, body, verdict."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement
from trafilatura.metadata import extract_title

from transforms.pages import dates
from transforms.pages.authors import persons, signed_by, visible_persons
from transforms.pages.body import Body, body_of
from transforms.pages.dateline import filing_of
from transforms.pages.declared import AuthorClaim, Declared
from transforms.pages.knowledge import knowledge
from transforms.pages.language import declared_language, language_of
from transforms.pages.lines import kept_paragraphs
from transforms.pages.markup import UnreadablePageError, plain_lines, tree_of
from transforms.pages.media import media_of
from transforms.pages.metadata import bylines, declared_by
from transforms.pages.printed import printed_day
from transforms.pages.titles import best_title, cleaned
from transforms.pages.verdict import Evidence, not_report_reason


@dataclass(frozen=True, slots=True)
class Page:
    """The fields of a report as its page gives them.

    Attributes:
        is_report: whether the page is one report.
        not_report_reason: error, index, live, paywall_stub, video, podcast, gallery, empty,
            too_short, too_large or unreadable; None for a report.
        title: the title that most places agree on.
        titles: titles as found: headline (JSON-LD), og, h1, title.
        authors: persons in the page's order; never organisations.
        published_at: aware where the page gives an offset; otherwise its own zone is the caller's
            to decide.
        published_precision: "instant", or "day" when the page gives no time of day.
        modified_at: as `published_at`.
        lang: BCP 47 primary tag of the text.
        canonical_url: absolute, of the same site as the page.
        section: as the page names it.
        wire_agency: usual name of the agency that sent the report.
        dateline: place as printed, such as "KATI, Mali".
        text: paragraphs separated by blank lines, without the title.
    """

    is_report: bool
    not_report_reason: str | None = None
    title: str | None = None
    titles: dict[str, str] = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_precision: str | None = None
    modified_at: datetime | None = None
    lang: str | None = None
    canonical_url: str | None = None
    section: str | None = None
    wire_agency: str | None = None
    dateline: str | None = None
    text: str | None = None


def read_page(
    html: bytes,
    *,
    url: str | None = None,
    fetched_at: datetime | None = None,
    charset: str | None = None,
) -> Page:
    """Return the fields of the report on a page; any bytes give a Page.

    Args:
        html: the decompressed body of the response.
        url: where it came from, to resolve and check the canonical address.
        fetched_at: dates more than a day later are not believed; now when not given.
        charset: what the HTTP header said.
    """
    try:
        tree = tree_of(html, charset)
    except UnreadablePageError as error:
        return Page(is_report=False, not_report_reason=str(error))
    return _read(tree, _address(url), fetched_at)


def _address(url: str | None) -> str | None:
    """Return the address if it is one: a page must not fail for its address."""
    try:
        return url if url and urlsplit(url).hostname else None
    except ValueError:
        return None


def _read(tree: HtmlElement, url: str | None, fetched_at: datetime | None) -> Page:
    # Media and claims first: reading the body cuts the tree.
    media = media_of(tree)
    claims, language = declared_by(tree), declared_language(tree)
    titles = cleaned(claims.titles, claims.organisations, url)
    title = best_title(titles) or extract_title(tree)
    authors, printed = _authors(tree, claims)
    declared = dates.chosen(claims.published, fetched_at)
    published = declared or _found_day(tree, titles, language, url, fetched_at)
    modified = dates.chosen(claims.modified, fetched_at)
    headings = [*titles.values(), claims.section or ""]
    body = _fuller(
        body_of(tree, headings, authors, url, claims.summaries), claims, headings, authors
    )
    authors, body = (authors, body) if authors else _signature(body, claims)
    credits = [*_credits(claims), *printed, *body.bylines]
    filing = filing_of(list(body.paragraphs), credits, body.closing)
    text = "\n\n".join(body.paragraphs) or None
    reason = not_report_reason(Evidence(body, claims, media, title, declared is not None, url))
    return Page(
        is_report=reason is None,
        not_report_reason=reason,
        title=title,
        titles=titles,
        authors=authors,
        published_at=published.at if published else None,
        published_precision=published.precision if published else None,
        modified_at=modified.at if modified else None,
        lang=language_of(text or title or "", language),
        canonical_url=canonical(claims.urls, url),
        section=claims.section,
        wire_agency=filing.wire_agency,
        dateline=filing.dateline,
        text=text,
    )


def _found_day(
    tree: HtmlElement,
    titles: dict[str, str],
    lang: str | None,
    url: str | None,
    fetched_at: datetime | None,
) -> dates.Moment | None:
    """Return the day in the address, else in print below the title, else what htmldate finds."""
    if moment := dates.in_address(url, fetched_at):
        return moment
    if day := printed_day(tree, titles.values(), lang, fetched_at):
        return dates.Moment(datetime(day.year, day.month, day.day), "day")
    return dates.searched(tree, url, fetched_at)


def _authors(tree: HtmlElement, claims: Declared) -> tuple[tuple[str, ...], list[str]]:
    """Return declared persons, else those of visible bylines, and these bylines as printed."""
    if declared := persons(claims.authors, claims.organisations):
        return declared, []
    visible = bylines(tree)
    printed = [claim.name for place in visible for claim in place]
    return visible_persons(visible, claims.organisations), printed


def _signature(body: Body, claims: Declared) -> tuple[tuple[str, ...], Body]:
    """Return the persons of a printed byline, or whose name stands alone under the text."""
    printed = [[AuthorClaim(line)] for line in body.bylines]
    if names := visible_persons(printed, claims.organisations):
        return names, body
    names = signed_by(body.paragraphs[-1]) if len(body.paragraphs) > 1 else ()
    return names, replace(body, paragraphs=body.paragraphs[:-1]) if names else body


def _credits(claims: Declared) -> list[str]:
    return [*(claim.name for place in claims.authors for claim in place), *claims.organisations]


def _fuller(body: Body, claims: Declared, headings: list[str], authors: tuple[str, ...]) -> Body:
    """Return the body that JSON-LD gives when much of it is missing from the markup."""
    if not claims.body:
        return body
    lines = plain_lines(claims.body)
    kept = kept_paragraphs(lines, headings, authors)
    gain = knowledge().limits.articlebody_gain
    if sum(map(len, kept)) < gain * sum(map(len, body.paragraphs)):
        return body
    return replace(body, paragraphs=tuple(kept))


def canonical(urls: list[str], url: str | None) -> str | None:
    """Return the first claimed address that is absolute, web and of the page's own site."""
    for claimed in urls:
        address = claimed.strip()
        try:
            absolute = urljoin(url or "", address)
            parts = urlsplit(absolute)
        except ValueError:
            continue
        usable = (
            parts.scheme in ("http", "https") and len(absolute) <= knowledge().limits.max_url_chars
        )
        if usable and _same_site(parts.hostname, url) and not _lost_path(parts.path, url):
            return absolute
    return None


def _same_site(host: str | None, url: str | None) -> bool:
    """A page may not take another outlet's address; subdomains of one site may vouch."""
    if not host or url is None:
        return bool(host)
    own = urlsplit(url).hostname or ""
    a, b = host.removeprefix("www."), own.removeprefix("www.")
    return a == b or a.endswith("." + b) or b.endswith("." + a)


def _lost_path(path: str, url: str | None) -> bool:
    """Say whether the claim is a front page though the page is not: a common mistake."""
    return path in ("", "/") and url is not None and urlsplit(url).path not in ("", "/")
