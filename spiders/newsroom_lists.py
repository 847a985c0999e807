"""The feeds and sitemaps of a demo outlet as XML."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from spiders.newsroom_desk import FeedPage, Outlet, Version, months, utc

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
NEWS_DAYS = 2
PAGES = "/sitemap-pages.xml"

Lists = dict[str, tuple[str, str]]


def lists(outlet: Outlet, base: str, versions: list[Version], clock: datetime) -> Lists:
    """Every feed and sitemap of an outlet by path: (content type, XML)."""
    maps, found = outlet.sitemaps, Lists()
    for feed in outlet.feeds:
        found[feed.path] = _feed(feed, outlet, base, versions)
    pages = [page.path for page in outlet.extra_pages if page.in_sitemap]
    if maps.single:
        found[maps.single] = _xml(_urlset(base, versions, pages))
    if maps.news:
        recent = [v for v in versions if v.front.published > clock - timedelta(days=NEWS_DAYS)]
        found[maps.news] = _xml(_news(outlet, base, recent))
    if maps.index and maps.months:
        found |= _index(outlet, base, versions, pages)
    return found


def _index(outlet: Outlet, base: str, versions: list[Version], pages: list[str]) -> Lists:
    zone, found, rows = ZoneInfo(outlet.timezone), Lists(), []
    for year, month in months(versions, zone):
        stamp = f"{year} {month}"
        own = [v for v in versions if f"{v.front.published.astimezone(zone):%Y %m}" == stamp]
        path = str(outlet.sitemaps.months).format(year=year, month=month)
        found[path] = _xml(_urlset(base, own, []))
        rows.append(_row("sitemap", base + path, max(v.since for v in own)))
    if pages:
        found[PAGES] = _xml(_urlset(base, [], pages))
        rows.append(_row("sitemap", base + PAGES))
    index = f'<sitemapindex xmlns="{SITEMAP}">\n{"".join(rows)}</sitemapindex>\n'
    found[str(outlet.sitemaps.index)] = _xml(index)
    return found


def _urlset(base: str, versions: list[Version], pages: list[str]) -> str:
    rows = [_row("url", base + path) for path in pages]
    rows += [_row("url", base + v.path, v.since) for v in versions]
    return f'<urlset xmlns="{SITEMAP}">\n{"".join(rows)}</urlset>\n'


def _row(tag: str, address: str, lastmod: datetime | None = None) -> str:
    changed = f"<lastmod>{utc(lastmod)}</lastmod>" if lastmod else ""
    return f"<{tag}><loc>{escape(address)}</loc>{changed}</{tag}>\n"


def _news(outlet: Outlet, base: str, versions: list[Version]) -> str:
    rows = "".join(
        f"<url><loc>{escape(base + v.path)}</loc><news:news><news:publication>"
        f"<news:name>{escape(outlet.name)}</news:name>"
        f"<news:language>{escape(v.front.lang)}</news:language></news:publication>"
        f"<news:publication_date>{utc(v.front.published)}</news:publication_date>"
        f"<news:title>{escape(v.front.title)}</news:title></news:news></url>\n"
        for v in versions
    )
    return f'<urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}">\n{rows}</urlset>\n'


def _feed(feed: FeedPage, outlet: Outlet, base: str, versions: list[Version]) -> tuple[str, str]:
    if feed.format == "rss":
        return "application/rss+xml; charset=utf-8", _rss(outlet, base, versions[: feed.size])
    changed = sorted(versions, key=lambda v: v.since, reverse=True)[: feed.size]
    return "application/atom+xml; charset=utf-8", _atom(feed, outlet, base, changed)


def _rss(outlet: Outlet, base: str, versions: list[Version]) -> str:
    items = "".join(
        f"<item><title>{escape(v.front.title)}</title><link>{escape(base + v.path)}</link>"
        f'<guid isPermaLink="true">{escape(base + v.path)}</guid>'
        f"<pubDate>{format_datetime(v.front.published)}</pubDate>"
        f"<description>{escape(v.front.standfirst or '')}</description></item>\n"
        for v in versions
    )
    return (
        f'{HEAD}<rss version="2.0"><channel><title>{escape(outlet.name)}</title>'
        f"<link>{base}/</link><description>{escape(outlet.name)}</description>"
        f"<language>{escape(outlet.language)}</language>\n{items}</channel></rss>\n"
    )


def _atom(feed: FeedPage, outlet: Outlet, base: str, versions: list[Version]) -> str:
    entries = "".join(
        f"<entry><id>{escape(base + v.path)}</id><title>{escape(v.front.title)}</title>"
        f"<link href={quoteattr(base + v.path)}/>"
        f"<published>{utc(v.front.published)}</published><updated>{utc(v.since)}</updated>"
        f"<summary>{escape(v.front.standfirst or '')}</summary></entry>\n"
        for v in versions
    )
    updated = f"<updated>{utc(versions[0].since)}</updated>" if versions else ""
    return (
        f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom"><id>{base}{feed.path}</id>'
        f"<title>{escape(outlet.name)}</title>{updated}\n{entries}</feed>\n"
    )


def _xml(body: str) -> tuple[str, str]:
    return "application/xml; charset=utf-8", HEAD + body
