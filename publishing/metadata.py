"""Everything in a release but its tables: descriptors, codebook, pages and checksums."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import polars as pl

from publishing import chart, codebook
from publishing.croissant import croissant
from publishing.database import NAME as DATABASE
from publishing.database import write_database
from publishing.descriptor import datapackage
from publishing.facts import Facts, TableFile, sha256
from publishing.publisher import citation, licence
from publishing.quality import FILE as QUALITY
from publishing.quality import coverage
from publishing.schema_org import json_ld
from validation.contracts.errors import WrongUseError

TEMPLATES = Path(__file__).parent / "templates"
SUMS = "SHA256SUMS"
PAGES = ("index.html", "codebook.html", "codebook.md", "README.md", "LICENSE", "CITATION.cff")


def write_metadata(facts: Facts, folder: Path) -> None:
    """Write every descriptor and page of a release, then the checksums of all its files."""
    _write_json(folder / "datapackage.json", datapackage(facts))
    _write_json(folder / "croissant.json", croissant(facts))
    _write_json(folder / "schema.org.jsonld", json_ld(facts))
    _write_json(folder / QUALITY, {**facts.quality, "coverage": coverage(facts.source_days)})
    write_database(facts.files, folder)
    about = _about(facts)
    for name in PAGES:
        (folder / name).write_text(page(f"{name}.j2", about), encoding="utf-8")
    (folder / SUMS).write_text(checksums(folder), encoding="utf-8")


def page(template: str, about: Mapping[str, object]) -> str:
    """A template filled in; every page shares the style sheet and its families' colours."""
    return _environment().get_template(template).render(families=chart.FAMILIES, **about)


def checksums(folder: Path) -> str:
    """One line a file, as ``sha256sum --check`` reads it."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    named = sorted((name, path) for name, path in files.items() if path.is_file() and name != SUMS)
    return "".join(f"{sha256(path)}  {name}\n" for name, path in named)


def need_whole(folder: Path) -> None:
    """A release whose files are those that were published.

    Raises:
        WrongUseError: a file is gone, changed or extra; the message names the first.
    """
    sums = folder / SUMS
    held = set(sums.read_text(encoding="utf-8").splitlines()) if sums.is_file() else set()
    differing = held ^ set(checksums(folder).splitlines())
    if differing or not held:
        name = min((line.partition("  ")[2] for line in differing), default=SUMS)
        raise WrongUseError(
            f"{folder / name}: not as it was published ({SUMS}); restore {folder} from a copy, "
            "or remove it to release anew on the version before"
        )


def foreign_key_query(files: tuple[TableFile, ...]) -> str:
    """A DuckDB query over the files of a release that counts rows pointing nowhere."""
    present = {file.contract.table: file.pattern for file in files}
    parts = []
    for c in (file.contract for file in files):
        for key in c.foreign_keys:
            if key.table not in present:
                continue
            on = " and ".join(
                f"o.{other} = b.{own}"
                for own, other in zip(key.columns, key.references, strict=True)
            )
            parts.append(
                f"select '{c.table}.{'+'.join(key.columns)} -> {key.table}' as key, "
                f"count(*) as orphans\n  from '{present[c.table]}' b\n"
                f"  where b.{key.columns[0]} is not null and not exists"
                f" (select 1 from '{present[key.table]}' o where {on})"
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
        "warnings": [*facts.quality["warnings"], *facts.quality["drift"]["warnings"]],
        "events": next(file for file in facts.files if file.contract.table == "events"),
        "database": DATABASE,
        "citation": citation(facts.dataset.title, facts.version, facts.created.year),
        "json_ld": json_ld(facts),
        "foreign_keys": foreign_key_query(facts.files),
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
    # Within a page, nothing in the data may end the element that holds it.
    environment.filters["json_in_page"] = lambda value: json.dumps(value).replace("<", "\\u003c")
    return environment


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, indent=1, ensure_ascii=False, default=str)
    path.write_text(text + "\n", encoding="utf-8")
