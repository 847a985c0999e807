"""Everything in a release but its tables: descriptors, codebook, pages and checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import polars as pl

from publishing import chart, codebook
from publishing.descriptor import datapackage
from publishing.facts import Facts
from publishing.publisher import licence
from validation.contracts import Contract

TEMPLATES = Path(__file__).parent / "templates"
SUMS = "SHA256SUMS"
PAGES = ("index.html", "codebook.html", "codebook.md", "README.md", "LICENSE", "CITATION.cff")


def write_metadata(facts: Facts, folder: Path) -> None:
    """Write every descriptor and page of a release, then the checksums of all its files."""
    _write_json(folder / "datapackage.json", datapackage(facts))
    _write_json(folder / "quality.json", facts.quality)
    about = _about(facts)
    for name in PAGES:
        (folder / name).write_text(page(f"{name}.j2", about), encoding="utf-8")
    (folder / SUMS).write_text(checksums(folder), encoding="utf-8")


def page(template: str, about: Mapping[str, object]) -> str:
    """A template filled in; every page shares the style sheet and its families' colours."""
    return _environment().get_template(template).render(families=chart.FAMILIES, **about)


def checksums(folder: Path) -> str:
    """One line a file, as ``sha256sum --check`` reads it."""
    files = sorted(path for path in folder.iterdir() if path.name != SUMS)
    return "".join(f"{_sha256(path)}  {path.name}\n" for path in files)


def foreign_key_query(tables: list[Contract]) -> str:
    """A DuckDB query over the files of a release that counts rows pointing nowhere."""
    present = {c.table for c in tables}
    parts = []
    for c in tables:
        for key in c.foreign_keys:
            if key.table not in present:
                continue
            on = " and ".join(
                f"o.{other} = b.{own}"
                for own, other in zip(key.columns, key.references, strict=True)
            )
            parts.append(
                f"select '{c.table}.{'+'.join(key.columns)} -> {key.table}' as key, "
                f"count(*) as orphans\n  from '{c.table}.parquet' b\n"
                f"  where b.{key.columns[0]} is not null and not exists"
                f" (select 1 from '{key.table}.parquet' o where {on})"
            )
    return "\nunion all\n".join(parts)


def size(n_bytes: int) -> str:
    """A file's size as people read it."""
    amount, units = float(n_bytes), ["bytes", "kB", "MB", "GB"]
    while amount >= 1000 and len(units) > 1:
        amount, units = amount / 1000, units[1:]
    return f"{amount:.0f} {units[0]}" if units[0] == "bytes" else f"{amount:.1f} {units[0]}"


def _about(facts: Facts) -> dict[str, Any]:
    tables = [file.contract for file in facts.files]
    shown, total = chart.countries_shown(facts.panel)
    return {
        "facts": facts,
        "licence": licence(facts.dataset.licence),
        "tables": tables,
        "n_rows": {file.contract.table: file.n_rows for file in facts.files},
        "chart": chart.chart(facts.panel),
        "chart_families": chart.families_in(facts.panel),
        "chart_countries": {"shown": shown, "total": total},
        "coverage": _coverage(facts.panel),
        "outlets": _outlets(facts),
        "foreign_keys": foreign_key_query(tables),
        "entries": codebook.entries,
        "keys": codebook.keys,
        "markdown": codebook.markdown,
        "size": size,
    }


def _coverage(panel: pl.DataFrame) -> list[dict[str, Any]]:
    """Months by coverage in each country."""
    here = panel.filter(pl.col("attribution") == "location")
    counted = here.group_by("country_iso3", maintain_order=True).agg(
        (pl.col("coverage") == kind).sum().alias(kind) for kind in ("ok", "thin", "none")
    )
    return counted.sort("country_iso3").to_dicts()


def _outlets(facts: Facts) -> list[dict[str, Any]]:
    """The outlets with the days read and the reports found."""
    days = facts.source_days.group_by("source_id").agg(
        pl.len().alias("days"),
        (pl.col("status") == "ok").sum().alias("ok"),
        pl.col("n_reports").sum(),
    )
    about = {row["source_id"]: row for row in days.to_dicts()}
    return [source | about.get(source["source_id"], {"days": 0}) for source in facts.sources]


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=jinja2.select_autoescape(["html", "html.j2"], default=False),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)
    return environment


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, indent=1, ensure_ascii=False, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
