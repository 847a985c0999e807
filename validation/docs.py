"""Data Docs without the network: whatever a page would load from elsewhere is taken out.

The pages fold and navigate by scripts of other hosts; without those a sheet of our own
lays them out as plain documents with everything open.
"""

from __future__ import annotations

import shutil
from html import escape
from pathlib import Path
from typing import Any

import lxml.html
from lxml.html import HtmlElement

from validation.verdict import Verdict

SHEET = (Path(__file__).parent / "docs.css").read_text(encoding="utf-8")
LOADED = "//script | //link | //style | //iframe | //img | //footer | //form"
REMOTE_LINKS = "//a[starts-with(@href, 'http') or starts-with(@href, '//')]"
REMOTE_STYLES = "//*[contains(@style, 'url(')]"


def make_offline(folder: Path) -> None:
    """Free every page below ``folder`` of what it would load from another host."""
    shutil.rmtree(folder / "static", ignore_errors=True)
    for page in sorted(folder.rglob("*.html")):
        page.write_text(offline(page.read_text(encoding="utf-8")), encoding="utf-8")


def offline(page: str) -> str:
    """The page without scripts and remote assets, links to other hosts left as plain words."""
    tree = lxml.html.document_fromstring(page)
    for element in _found(tree, LOADED):
        element.drop_tree()
    for link in _found(tree, REMOTE_LINKS):
        link.drop_tag()
    for styled in _found(tree, REMOTE_STYLES):
        del styled.attrib["style"]
    sheet = lxml.html.Element("style")
    sheet.text = SHEET
    for head in _found(tree, "//head"):
        head.append(sheet)
    return str(lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>"))


def _found(tree: HtmlElement, path: str) -> list[HtmlElement]:
    found: Any = tree.xpath(path)
    return list(found)


def write_front_page(verdict: Verdict) -> None:
    """The page that a reader opens: every broken check in words, then every table.

    It stands in for the index that Great Expectations draws by script.
    """
    folder = verdict.folder / "docs"
    folder.mkdir(parents=True, exist_ok=True)
    state = "passed" if verdict.ok else "failed"
    broken = "".join(f"<li>{escape(o.line)}</li>" for o in (*verdict.failed, *verdict.warnings))
    rows = "".join(_table_row(verdict, table, folder) for table in verdict.n_rows)
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(verdict.dataset)}: checks {state}</title><style>{SHEET}</style></head>"
        f"<body><h1>{escape(verdict.dataset)}: checks {state}</h1>"
        f"<p>Run {verdict.run_id}: {len(verdict.outcomes)} checks, failed: "
        f"{len(verdict.failed)} critical, {len(verdict.warnings)} warning.</p><ul>{broken}</ul>"
        "<table><thead><tr><th>Table</th><th>Rows</th><th>Checks</th><th>Critical</th>"
        f"<th>Warnings</th></tr></thead><tbody>{rows}</tbody></table></body></html>\n"
    )
    (folder / "index.html").write_text(page, encoding="utf-8")


def pages_of(folder: Path, table: str) -> list[Path]:
    """The pages that Great Expectations wrote of a table, oldest first."""
    return sorted((folder / "validations" / table).rglob("*.html"))


def _table_row(verdict: Verdict, table: str, folder: Path) -> str:
    found = verdict.of(table)
    pages = pages_of(folder, table)
    link = f'<a href="{pages[-1].relative_to(folder)}">{table}</a>' if pages else table
    failed, warned = verdict.failed, verdict.warnings
    counts = (
        verdict.n_rows[table],
        len(found),
        sum(outcome in failed for outcome in found),
        sum(outcome in warned for outcome in found),
    )
    return f"<tr><td>{link}</td>" + "".join(f"<td>{n:,}</td>" for n in counts) + "</tr>"
