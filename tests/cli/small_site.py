"""A small outlet on loopback, written for tests: pages by path, and what was asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Page = tuple[int, dict[str, str], bytes]


@dataclass
class SmallSite:
    """Its address, its pages, and the paths asked for in order with the agent that asked."""

    base: str
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)

    def put(self, path: str, body: str, status: int = 200, **headers: str) -> None:
        """Answer a path from now on; {base} in the body is the site's own address."""
        text = body.replace("{base}", self.base).encode()
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, {"Content-Type": "text/html; charset=utf-8", **told}, text)


@contextmanager
def small_site(address: str = "127.0.4.1") -> Iterator[SmallSite]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self):
            site.asked.append(self.path)
            site.agents.add(self.headers["User-Agent"])
            status, headers, body = site.pages.get(self.path, (404, {}, b"no such page"))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer((address, 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    site = SmallSite(f"http://{address}:{server.server_port}")
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


HOME = """<html lang="fr-ML"><head><title>Accueil - Le Fanion</title>
<meta property="og:site_name" content="Le Fanion">
<meta name="generator" content="WordPress 6.5">
<link rel="alternate" type="application/rss+xml" href="/feed/">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/">
</head><body><a href="/2023/07/28/gao-pont/">Gao</a></body></html>"""
FEED = """<rss version="2.0"><channel><title>Le Fanion</title>
<item><title>Gao</title><link>{base}/2023/07/28/gao-pont/</link>
<pubDate>Fri, 28 Jul 2023 10:00:00 GMT</pubDate></item>
<item><title>Kati</title><link>{base}/2023/07/27/kati-marche/?utm_source=rss</link></item>
</channel></rss>"""
MAP = """<sitemapindex><sitemap><loc>{base}/map-2023-06.xml</loc></sitemap>
<sitemap><loc>{base}/map-2023-07.xml</loc></sitemap></sitemapindex>"""
JULY = """<urlset><url><loc>{base}/2023/07/26/segou-riz/</loc><lastmod>2023-07-26</lastmod></url>
<url><loc>{base}/2023/07/25/mopti/</loc><lastmod>2023-07-25</lastmod></url></urlset>"""
REPORT = "<html><head><title>Gao</title></head><body><p>The bridge reopened.</p></body></html>"


def fill(site: SmallSite) -> SmallSite:
    """A site in order: robots.txt, a feed, an index of two months, one report."""
    robots = "User-agent: *\nDisallow: /prive/\nCrawl-delay: 0.05\nSitemap: {base}/map.xml\n"
    site.put("/robots.txt", robots)
    site.put("/", HOME)
    site.put("/feed/", FEED)
    site.put("/map.xml", MAP)
    site.put("/map-2023-07.xml", JULY)
    site.put("/2023/07/28/gao-pont/", REPORT)
    return site
