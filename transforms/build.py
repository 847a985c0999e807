"""The build: archive -> shards of pages -> shards of mentions -> tables. The room's only writer."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import polars as pl

from transforms import (
    archive,
    corrections,
    events,
    lineage,
    linking,
    mentions,
    panel,
    reports,
    sourcedays,
    uncoded,
)
from transforms.coding import RulesCoder
from transforms.models import ModelCoder
from transforms.places import gazetteer_path, gazetteer_stamp, load_gazetteer
from transforms.shards import Shard, fingerprint, map_shards, read_shards, write_shard
from validation.contracts import codes, contract
from validation.contracts.amendments import read_corrections
from validation.contracts.coder_settings import CoderSettings
from validation.contracts.declarations import (
    Dataset,
    Source,
    load_dataset,
    load_sources,
    source_file,
)
from validation.contracts.layout import Layout, data_root
from validation.contracts.quarantine import split, write_quarantine
from validation.contracts.schema import shaped

Tables = dict[str, pl.DataFrame]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did."""

    changed: bool
    rows: dict[str, int] = field(default_factory=dict)
    quarantined: dict[str, int] = field(default_factory=dict)
    n_pages: int = 0
    not_reports: dict[str, int] = field(default_factory=dict)
    coding: dict[str, Any] | None = None  # what a model coder did and cost


def build(dataset: str, workers: int = 1, progress: Progress = lambda _: None) -> BuildSummary:
    """Builds the working tables of a dataset; does nothing where nothing is new."""
    declared, sources, layout = load_dataset(dataset), load_sources_of(dataset), Layout.of(dataset)
    captures = archive.page_ledger(layout.captures)
    archive.need_files(layout.archive, captures)
    recipe = _recipe(layout, declared, dataset)
    stamp = layout.state / "build.json"
    if _same_as_last(stamp, recipe, layout):
        return BuildSummary(False)
    progress("reading pages")
    page_shards = _page_shards(layout, dataset, captures)
    map_shards(read_pages, page_shards, workers)
    progress("coding reports")
    model = model_coder(declared.coder) if declared.coder else None
    coded_shards = _coded_shards(layout, page_shards, model)
    _code(coded_shards, model, workers)
    pages = read_shards([s.made for s in page_shards], reports.PAGE_SCHEMA)
    coded = read_shards([s.made for s in coded_shards], mentions.coded_schema())
    failed = uncoded.read_uncoded(coded_shards)
    if model is not None:
        pages = uncoded.with_is_coded(pages, model.codes, failed)
    progress("linking and counting")
    tables = _tables(declared, sources, layout, pages, coded)
    quarantined = _write(layout, tables, recipe)
    made = {"recipe": recipe, "tables": _table_digest(layout)}
    stamp.write_text(json.dumps(made), encoding="utf-8")
    if failed["again"].any():
        stamp.unlink()  # the next build asks again
    refused = pages.filter(~pl.col("is_report"))["not_report_reason"].fill_null("empty")
    return BuildSummary(
        True,
        {name: table.height for name, table in tables.items()},
        quarantined,
        pages.height,
        dict(refused.value_counts(sort=True).iter_rows()),
        model.tally.as_dict() if model else None,
    )


def load_sources_of(dataset: str) -> dict[str, Source]:
    """The sources of a dataset by id."""
    return load_sources(load_dataset(dataset))


def read_pages(shard: Shard) -> None:
    """Makes a shard of pages from the captures in one WARC file."""
    layout = Layout.of(shard.dataset)
    warc = shard.given.relative_to(layout.archive).as_posix()
    ledger = archive.page_ledger(layout.captures).filter(pl.col("warc_file") == warc)
    source = load_sources_of(shard.dataset)[shard.source_id]
    pages = archive.captured(layout.archive, ledger.sort("warc_offset"))
    write_shard(shard.made, reports.page_rows(pages, source))


def code_reports(shard: Shard) -> None:
    """Makes a shard of mentions from a shard of pages."""
    pages = pl.read_parquet(shard.given).filter("is_report")
    source = load_sources_of(shard.dataset)[shard.source_id]
    distinct = pages.unique(["report_id", "revision"], keep="last", maintain_order=True)
    coded = mentions.coded_rows(distinct, coder(), source.country_iso3)
    write_shard(shard.made, coded)


def code_by(model: ModelCoder, shard: Shard) -> None:
    """The same by a model, whose pace and budget hold for one process alone."""
    pages = pl.read_parquet(shard.given).filter("is_report")
    country = load_sources_of(shard.dataset)[shard.source_id].country_iso3
    distinct = pages.unique(["report_id", "revision"], keep="last", maintain_order=True)
    model.prepare(mentions.report_of(row, country) for row in distinct.iter_rows(named=True))
    coded, failed = mentions.coded_and_uncoded(distinct, model, country)
    uncoded.write_uncoded(shard, failed)
    write_shard(shard.made, coded)


def coder() -> RulesCoder:
    """The default coder with its gazetteer, loaded once a process unless another is installed."""
    return _coder(gazetteer_path(data_root()), _gazetteer())


@lru_cache(maxsize=1)
def _coder(folder: Path, stamp: str) -> RulesCoder:
    return RulesCoder(load_gazetteer(folder))


def model_coder(settings: CoderSettings) -> ModelCoder:
    """A model coder with its gazetteer and cache."""
    return ModelCoder(settings, coder().gazetteer, data_root())


def _code(shards: list[Shard], model: ModelCoder | None, workers: int) -> None:
    if model is None:
        map_shards(code_reports, shards, workers)
    else:
        uncoded.forget_unfinished(shards)
        map_shards(partial(code_by, model), shards)


def _page_shards(layout: Layout, dataset: str, captures: pl.DataFrame) -> list[Shard]:
    made = []
    files = captures.select("source_id", "warc_file").unique().sort("source_id", "warc_file")
    for source_id, warc in files.iter_rows():
        declared = source_file(dataset, source_id).read_bytes()
        ledger = captures.filter(pl.col("warc_file") == warc)
        given = declared + str(ledger["capture_id"].to_list()).encode()
        own = hashlib.sha256(given).hexdigest()[:12]
        makers = fingerprint("pages", "reports.py", "archive.py", "identifiers.py")
        name = f"{Path(warc).name.removesuffix('.warc.gz')}.{own}.parquet"
        path = layout.state / "pages" / makers / source_id / name
        made.append(Shard(dataset, source_id, layout.archive / warc, path))
    return made


def _coded_shards(
    layout: Layout, page_shards: list[Shard], model: ModelCoder | None
) -> list[Shard]:
    makers = fingerprint("coding", "places", "dates", "lexicons", "knowledge", "mentions.py")
    makers = f"{makers}-{_gazetteer()[:8]}"
    shape = hashlib.sha256(repr(mentions.coded_schema()).encode()).hexdigest()[:8]
    if model is not None:
        makers = f"{fingerprint('models')}-{model.recipe()}-{makers}"
    root = layout.state / "mentions" / f"{makers}-{shape}"
    return [
        Shard(
            shard.dataset,
            shard.source_id,
            shard.made,
            root / shard.made.relative_to(layout.state / "pages"),
        )
        for shard in page_shards
    ]


def _tables(
    declared: Dataset,
    sources: Mapping[str, Source],
    layout: Layout,
    pages: pl.DataFrame,
    coded: pl.DataFrame,
) -> Tables:
    """Every working table, in the order in which they depend on each other."""
    right = corrections.Corrections(read_corrections(_corrections(layout)))
    known = reports.revisions(pages)
    latest = known.filter("is_latest")
    kin = lineage.lineages(latest, latest)
    known = right.applied("reports", known.join(kin, on="report_id", how="left"))
    latest = known.filter("is_latest")
    key = ["report_id", "revision"]
    coded = coded.unique("mention_id", keep="last", maintain_order=True)
    coded = coded.join(latest, on=key, how="semi").sort("report_id", "trigger_start", "event_type")
    coded = right.applied("mentions", coded)
    ids = _event_ids(layout, coded, latest)
    made: Tables = {
        "sources": sourcedays.sources_table(sources),
        "reports": shaped(contract("reports"), known),
        "texts": shaped(contract("texts"), known),
        "places": mentions.places_table(coded),
        "actors": right.applied("actors", mentions.actors_table(coded)),
        "mentions": mentions.mention_table(coded, ids),
        "mention_actors": mentions.mention_actors_table(coded),
        "event_actors": right.applied("event_actors", events.event_actors_table(coded, ids)),
    }
    told = events.events_table(coded, ids, latest, made["event_actors"])
    made["events"] = right.applied("events", told)
    made["corrections"] = right.table()
    right.need_sound(made, _corrections(layout))
    made["source_days"] = sourcedays.source_days_table(
        declared,
        pages,
        latest,
        coded.select("report_id").unique(),
        pl.read_parquet(layout.captures),
        {source.id: source.timezone for source in sources.values()},
    )
    for table, step in (("country_month", "1mo"), ("country_day", "1d")):
        cover = panel.covered(declared, step, made["sources"], made["source_days"])  # type: ignore[arg-type]
        made[table] = panel.panel(step, made["events"], made["event_actors"], cover)  # type: ignore[arg-type]
    return made


def _event_ids(layout: Layout, coded: pl.DataFrame, latest: pl.DataFrame) -> pl.DataFrame:
    """mention_id and event_id; identifiers once minted are kept in the dataset's state."""
    registry = layout.state / "event_ids.parquet"
    known = dict(pl.read_parquet(registry).iter_rows()) if registry.is_file() else {}
    published = dict(latest.select("report_id", "published_on").iter_rows())
    by_mention, kept = linking.event_ids(linking.linked(coded, published), known)
    schema = {"key": pl.String, "event_id": pl.String}
    write_shard(registry, pl.DataFrame(sorted(kept.items()), schema=schema, orient="row"))
    columns = {"mention_id": pl.String, "event_id": pl.String}
    return pl.DataFrame(list(by_mention.items()), schema=columns, orient="row")


def _write(layout: Layout, tables: Tables, run_id: str) -> dict[str, int]:
    """Writes the rows that keep their contract; the others go to quarantine."""
    quarantined = {}
    for name, table in tables.items():
        clean, bad = split(contract(name), table, run_id)
        write_quarantine(layout.quarantine(name), bad)
        if bad.height:
            quarantined[name] = bad.height
        folder = layout.table(name)
        write_shard(folder / "part-0.parquet", clean)
        for stale in folder.glob("*.parquet"):
            if stale.name != "part-0.parquet":
                stale.unlink()
    return quarantined


def _recipe(layout: Layout, declared: Dataset, dataset: str) -> str:
    """A digest of everything that a build depends on."""
    digest = hashlib.sha256(fingerprint(".").encode())
    digest.update(_gazetteer().encode())
    digest.update(sourcedays.gathered(pl.read_parquet(layout.captures)).encode())
    digest.update(declared.model_dump_json().encode())
    if _corrections(layout).is_file():
        digest.update(_corrections(layout).read_bytes())
    for use in declared.sources:
        digest.update(source_file(dataset, use.id).read_bytes())
    for path in sorted(p for p in codes.FOLDER.parent.rglob("*") if p.suffix in (".yml", ".csv")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _corrections(layout: Layout) -> Path:
    """What people declare to be wrong in the tables."""
    return layout.declared / "corrections.yml"


def _gazetteer() -> str:
    """The stamp of the gazetteer, which changes with what is installed."""
    return gazetteer_stamp(gazetteer_path(data_root()))


def _same_as_last(stamp: Path, recipe: str, layout: Layout) -> bool:
    """Whether the last build had the same recipe and its tables are as it left them."""
    if not stamp.is_file():
        return False
    last: dict[str, str] = json.loads(stamp.read_text(encoding="utf-8"))
    return last.get("recipe") == recipe and last.get("tables") == _table_digest(layout)


def _table_digest(layout: Layout) -> str:
    """A digest of the working tables as they lie on disk."""
    digest = hashlib.sha256()
    for path in sorted(layout.tables.glob("*/*.parquet")):
        digest.update(path.relative_to(layout.tables).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def forget(dataset: str) -> None:
    """Removes what can be made again from the archive: tables and shards."""
    layout = Layout.of(dataset)
    for folder in (layout.work / "tables", layout.state / "pages", layout.state / "mentions"):
        shutil.rmtree(folder, ignore_errors=True)
