"""From archived pages to reports and their texts, with revisions told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from w3lib.encoding import http_content_type_encoding

from transforms import identifiers
from transforms.archive import Captured
from transforms.coding.lexicons import has_lexicons
from transforms.pages import Page, read_page
from transforms.pages.language import language_of
from validation.contracts.declarations import Source
from validation.contracts.schema import DTYPES

EXTRACTOR_VERSION = "3"
UNREADABLE = 0.01  # share of characters that are no UTF-8 from which a text file is noise

# A row of a page shard: the page as read, whether it is a report or not.
PAGE_SCHEMA = pl.Schema(
    {
        "source_id": pl.String(), "report_id": pl.String(), "revision": pl.String(),
        "is_report": pl.Boolean(), "not_report_reason": pl.String(),
        "url": pl.String(), "canonical_url": pl.String(), "title": pl.String(),
        "other_titles": DTYPES["list[string]"], "authors": DTYPES["list[string]"],
        "published_at": DTYPES["timestamp"], "published_on": pl.Date(),
        "published_precision": pl.String(), "modified_at": DTYPES["timestamp"],
        "fetched_at": DTYPES["timestamp"], "lang": pl.String(), "is_coded": pl.Boolean(),
        "section": pl.String(), "dateline": pl.String(), "wire_agency": pl.String(),
        "text": pl.String(), "text_sha256": pl.String(), "n_chars": pl.Int32(),
        "rights": pl.String(), "warc_file": pl.String(), "warc_offset": pl.Int64(),
        "extractor_version": pl.String(),
    }
)  # fmt: skip


def page_rows(pages: Iterable[Captured], source: Source) -> pl.DataFrame:
    """One row a captured page, in ``PAGE_SCHEMA``."""
    return pl.DataFrame([_row(page, source) for page in pages], schema=PAGE_SCHEMA, orient="row")


def revisions(pages: pl.DataFrame) -> pl.DataFrame:
    """One row a report and revision: the newest capture, with when it was first seen."""
    found = pages.filter("is_report").sort("fetched_at", "warc_file", "warc_offset")
    key = ["report_id", "revision"]
    seen = found.group_by(key, maintain_order=True).agg(
        pl.col("fetched_at").first().alias("first_fetched_at"),
        pl.all().exclude(*key).last(),
    )
    newest = pl.col("fetched_at").rank("ordinal").over("report_id")
    return seen.with_columns(is_latest=newest == newest.max().over("report_id"))


def _row(captured: Captured, source: Source) -> dict[str, Any]:
    page = _page(captured, source)
    published_at, published_on = _published(page, source.timezone)
    canonical = page.canonical_url or captured.final_url
    text = f"{page.title}\n\n{page.text}" if page.title and page.text else page.text or page.title
    sha = identifiers.text_sha256(text) if text else None
    return {
        "source_id": captured.source_id,
        "report_id": identifiers.report_id(_address(captured, canonical)),
        "revision": identifiers.revision(sha) if sha else None,
        "is_report": page.is_report and bool(page.title and page.text),
        "not_report_reason": page.not_report_reason,
        "url": captured.final_url,
        "canonical_url": canonical,
        "title": page.title,
        "other_titles": [t for t in dict.fromkeys(page.titles.values()) if t != page.title],
        "authors": list(page.authors),
        "published_at": published_at,
        "published_on": published_on or _listed_on(captured, page, source.timezone),
        "published_precision": page.published_precision if published_at else None,
        "modified_at": _utc(page.modified_at, source.timezone),
        "fetched_at": captured.fetched_at,
        "lang": page.lang,
        "is_coded": has_lexicons(page.lang),
        "section": page.section,
        "dateline": page.dateline,
        "wire_agency": page.wire_agency,
        "text": text,
        "text_sha256": sha,
        "n_chars": len(text) if text else None,
        "rights": _rights(captured, source),
        "warc_file": captured.warc_file,
        "warc_offset": captured.warc_offset,
        "extractor_version": EXTRACTOR_VERSION,
    }


def _address(captured: Captured, canonical: str) -> str:
    """The canonical URL; a file that names none is told apart by its source."""
    return canonical if "://" in canonical else f"{captured.source_id}/{canonical}"


def _page(captured: Captured, source: Source) -> Page:
    if captured.sidecar is not None and "html" not in (captured.content_type or ""):
        return _text_page(captured, source)
    page = read_page(
        captured.body,
        url=captured.final_url,
        fetched_at=captured.fetched_at,
        charset=http_content_type_encoding(captured.content_type),
    )
    return _with_sidecar(page, captured.sidecar) if captured.sidecar else page


def _text_page(captured: Captured, source: Source) -> Page:
    """A plain text: the first line is its title, unless the sidecar gives one."""
    sidecar = captured.sidecar or {}
    whole = captured.body.decode("utf-8", "replace").replace("\r\n", "\n").strip()
    first, _, rest = whole.partition("\n")
    title, text = (
        (sidecar["title"], whole) if sidecar.get("title") else (first.strip(), rest.strip())
    )
    lang = sidecar.get("language") or language_of(whole, source.language)
    broken = whole.count("\ufffd") > UNREADABLE * len(whole)
    page = Page(
        is_report=bool(title and text) and not broken,
        not_report_reason="unreadable" if broken else None if title and text else "empty",
        title=title or None,
        text=text or None,
        lang=lang,
    )
    return _with_sidecar(page, sidecar)


def _with_sidecar(page: Page, sidecar: Mapping[str, Any]) -> Page:
    """What the sidecar says stands; a report without a date there stays as the page has it."""
    moment, precision = _sidecar_date(sidecar.get("published_at"))
    return replace(
        page,
        published_at=moment or page.published_at,
        published_precision=precision or page.published_precision,
        lang=sidecar.get("language") or page.lang,
        title=sidecar.get("title") or page.title,
    )


def _sidecar_date(value: str | None) -> tuple[datetime | None, str | None]:
    if not value:
        return None, None
    if len(value) == 10:
        return datetime.combine(date.fromisoformat(value), time()), "day"
    return datetime.fromisoformat(value), "instant"


def _published(page: Page, zone: str) -> tuple[datetime | None, date | None]:
    """Moment in UTC and day in the outlet's zone; a day alone is a day wherever it is read."""
    moment = page.published_at
    if moment is None:
        return None, None
    if page.published_precision == "day":
        local = datetime.combine(moment.date(), time(), ZoneInfo(zone))
        return local.astimezone(UTC), moment.date()
    at = _utc(moment, zone)
    return at, at.astimezone(ZoneInfo(zone)).date() if at else None


def _utc(moment: datetime | None, zone: str) -> datetime | None:
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC)


def _rights(captured: Captured, source: Source) -> str:
    """The source's rights, unless a file's own sidecar allows less."""
    own = ((captured.sidecar or {}).get("rights") or {}).get("status")
    return "link_only" if own == "link_only" else source.rights.status


def _listed_on(captured: Captured, page: Page, zone: str) -> date | None:
    """The day that a list gave for a page that is no report, for the counts by day."""
    if page.is_report or captured.listed_at is None:
        return None
    return captured.listed_at.astimezone(ZoneInfo(zone)).date()
