"""How fast a crawl archives: 5,000 gzipped pages of 50 kB from a host on loopback.

Run from a checkout: ``python -m benchmarks.crawl_speed [PAGES] [BYTES]``. Beside it a bare Scrapy
fetch of the same pages (unpacked, nothing kept, no robots.txt, as many at once), each in a process
of its own, in turns; the better of two is told. The host runs in another process.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.loopback_host import LoopbackHost, loopback_host
from benchmarks.torture_crawl import CHECKOUT, NAME, Desk

TURNS = 2
AT_ONCE = 8  # the limit of a source without delay
BARE = f"""
import sys
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

class Bare(Spider):
    name = "bare"
    async def start(self):
        base, pages = sys.argv[1], int(sys.argv[2])
        for number in range(pages):
            yield Request(f"{{base}}/page-{{number}}", dont_filter=True)
    def parse(self, response):
        assert len(response.body) > 1000

process = AsyncCrawlerProcess(dict(
    LOG_ENABLED=False, ROBOTSTXT_OBEY=False, CONCURRENT_REQUESTS={AT_ONCE},
    CONCURRENT_REQUESTS_PER_DOMAIN={AT_ONCE}, CONCURRENT_ITEMS=1, DOWNLOAD_DELAY=0,
    TELNETCONSOLE_ENABLED=False,
    COOKIES_ENABLED=False, STATS_DUMP=False,
))
process.crawl(Bare)
process.start()
"""


def bare(host: LoopbackHost) -> float:
    """Pages a second of CPU time that a bare Scrapy fetches."""
    command = [sys.executable, "-c", BARE, host.base, str(host.pages)]
    return host.pages / _cpu_seconds(command, dict(os.environ))


def archived(host: LoopbackHost) -> tuple[float, float]:
    """Pages a second that a crawl archives, by CPU time of its processes and by the wall clock."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.declare(host)
        limits = {"concurrency_without_delay": AT_ONCE}
        (desk.root / "limits.yml").write_text(json.dumps(limits), encoding="utf-8")
        told = {"DATA": "data", "DATASETS": "datasets", "LIMITS": "limits.yml"}
        more = {f"POLSTAB_{k}": str(desk.root / v) for k, v in told.items()}
        began = time.monotonic()
        spent = _cpu_seconds([sys.executable, "-m", "spiders.crawl", NAME], os.environ | more)
        wall = time.monotonic() - began
        whole = desk.captures()["kind"].eq("report").sum()
    if whole != host.pages:
        raise RuntimeError(f"{whole} of {host.pages} pages archived")
    return host.pages / spent, host.pages / wall


def _cpu_seconds(command: list[str], environment: dict[str, str]) -> float:
    """CPU time of a command and its children: on a busy machine the wall clock tells of others."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(arguments: list[str]) -> None:
    """Measure and say."""
    pages, size = (int(given) for given in [*arguments, "5000", "50000"][: max(2, len(arguments))])
    with loopback_host(pages, size) as host:
        turns = [(bare(host), *archived(host)) for _ in range(TURNS)]
    scrapy, crawl, wall = (max(turn[column] for turn in turns) for column in range(3))
    sys.stdout.write(
        f"{pages} pages of {size // 1000} kB, gzipped, {AT_ONCE} at once: "
        f"{crawl:.0f} pages/s and core to archive (start and export included), "
        f"{wall:.0f} by the clock; bare Scrapy {scrapy:.0f} pages/s and core; "
        f"ratio {crawl / scrapy:.2f}\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
