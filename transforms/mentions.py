"""From reports to coded shards, and from shards to the tables of mentions, parties and places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import polars as pl

from transforms import identifiers, uncoded
from transforms.coding import Amount, Coder, Mention, Report
from transforms.coding.lexicons import read
from transforms.coding.mention import COUNTS, SIDES
from transforms.coding.plover import cameo_code, quad, score
from transforms.coding.uncoded import UncodedError
from transforms.places import priogrid_gid
from validation.contracts import contract
from validation.contracts.schema import DTYPES, polars_schema, shaped

LINK_ONLY_QUOTE = 200
PARTY = pl.Struct(
    {
        "role": pl.String, "position": pl.Int32, "text": pl.String, "span_start": pl.Int32,
        "span_end": pl.Int32, "name": pl.String, "actor_id": pl.String, "kind": pl.String,
        "country_iso3": pl.String, "international": pl.String,
        "sectors": DTYPES["list[string]"], "office": pl.String,
    }
)  # fmt: skip
# Of the place, kept with each mention until the tables are made; columns of ``places``.
WHERE = ("geonameid", "lat", "lon", "feature_code", "admin1_name", "admin1_iso", "radius_km")


def coded_schema() -> pl.Schema:
    """A row of a coded shard: a mention without its event, with its parties and its place."""
    mention, places = polars_schema(contract("mentions")), polars_schema(contract("places"))
    columns = {name: dtype for name, dtype in mention.items() if name != "event_id"}
    where = {"place_name": pl.String(), **{name: places[name] for name in WHERE}}
    return pl.Schema({**columns, **where, "parties": pl.List(PARTY)})


def coded_rows(reports: pl.DataFrame, coder: Coder, country: str | None) -> pl.DataFrame:
    """The mentions of reports (rows of pages), in ``coded_schema``."""
    return coded_and_uncoded(reports, coder, country)[0]


def coded_and_uncoded(
    reports: pl.DataFrame, coder: Coder, country: str | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The mentions of reports; and the reports that the coder failed on, in ``uncoded.SCHEMA``."""
    rows: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for report in reports.iter_rows(named=True):
        if not coder.codes(report["lang"]):
            continue
        try:
            rows += _rows(report, coder, country)
        except UncodedError as error:
            key = {name: report[name] for name in uncoded.KEY}
            failed.append(key | {"reason": error.reason, "again": error.again})
    return (
        pl.DataFrame(rows, schema=coded_schema(), orient="row"),
        pl.DataFrame(failed, schema=uncoded.SCHEMA, orient="row"),
    )


def mention_table(coded: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """``mentions``; ``events`` maps mention_id to event_id."""
    joined = coded.join(events, on="mention_id", how="left", maintain_order="left")
    return shaped(contract("mentions"), joined)


def mention_actors_table(coded: pl.DataFrame) -> pl.DataFrame:
    """``mention_actors``, a row a party."""
    return shaped(contract("mention_actors"), parties_of(coded))


def parties_of(coded: pl.DataFrame) -> pl.DataFrame:
    """A row a party of a mention, with everything that the coder knows of it."""
    return (
        coded.select("mention_id", "parties")
        .explode("parties")
        .unnest("parties")
        .drop_nulls("role")
    )


def actors_table(coded: pl.DataFrame) -> pl.DataFrame:
    """``actors``: every actor that a mention names, with the ways in which it is written."""
    found = parties_of(coded).sort("mention_id", "role", "position")
    written = pl.col("text").filter(~pl.col("text").str.to_lowercase().is_in(_pronouns()))
    grouped = found.group_by("actor_id").agg(
        pl.col("name").first(),
        written.unique().sort().alias("aliases"),
        pl.col("kind").first(),
        pl.col("country_iso3", "international", "sectors").first(),
        pl.col("office").drop_nulls().unique().sort().alias("offices"),
    )
    names = [_actor_name(row) for row in grouped.iter_rows(named=True)]
    qid = pl.col("actor_id").str.extract(r"^wd-(Q\d+)$")
    named = grouped.with_columns(pl.Series("name", names, dtype=pl.String), wikidata_qid=qid)
    return shaped(contract("actors"), named)


def _pronouns() -> list[str]:
    return [word for words in read("roles")["pronouns"].values() for word in words]


def _actor_name(row: Mapping[str, Any]) -> str:
    """A name, or for a nameless group what it is and of which country: "Army (Mali)"."""
    name: str = row["name"]
    if row["kind"] != "group":
        return name
    country = read("countries").get(row["country_iso3"], {}).get("name")
    plain = name[0].upper() + name[1:]
    return f"{plain} ({country})" if country and country not in name else plain


def places_table(coded: pl.DataFrame) -> pl.DataFrame:
    """``places``: every place where a mention happens."""
    # "near Kidal" has the id of Kidal and a wider radius: the place itself is told by the exactest.
    exact = ["where_precision", "mention_id"]
    found = coded.filter(pl.col("place_id").is_not_null()).sort(exact)
    grouped = found.group_by("place_id").agg(
        pl.col("place_name").first().alias("name"),
        pl.col("country_iso3", *WHERE).first(),
    )
    cells = [
        None if lat is None else priogrid_gid(lat, lon)
        for lat, lon in grouped.select("lat", "lon").iter_rows()
    ]
    gid = pl.Series("priogrid_gid", cells, dtype=pl.Int32)
    return shaped(contract("places"), grouped.with_columns(gid))


def report_of(row: Mapping[str, Any], country: str | None) -> Report:
    """A row of pages as a coder takes it; ``country`` is the outlet's."""
    return Report(row["text"], row["published_on"], row["lang"], country)


def _rows(report: Mapping[str, Any], coder: Coder, country: str | None) -> Iterator[dict[str, Any]]:
    for mention in coder.mentions(report_of(report, country)):
        yield _row(report, mention, coder)


def _row(report: Mapping[str, Any], mention: Mention, coder: Coder) -> dict[str, Any]:
    text, mode = report["text"], mention.modes[0] if mention.modes else None
    quote = quote_span(text, mention.sentence, mention.trigger, report["rights"])
    where = asdict(mention.where) if mention.where else {}
    row: dict[str, Any] = {
        "mention_id": identifiers.mention_id(
            report["report_id"], report["revision"], mention.trigger, mention.event_type
        ),
        "report_id": report["report_id"],
        "revision": report["revision"],
        **{name: getattr(mention, name) for name in _SAME},
        "modes": list(mention.modes),
        "contexts": list(mention.contexts),
        "abstained_fields": list(mention.abstained_fields),
        "cameo_code": cameo_code(mention.event_type, mode),
        "quad": quad(mention.event_type),
        "score": score(mention.event_type, mode),
        "where_method": where.get("method"),
        "where_score": where.get("score"),
        "place_start": where.get("start"),
        "place_end": where.get("end"),
        "place_name": where.get("name"),
        "trigger": text[slice(*mention.trigger)],
        "quote": text[slice(*quote)],
        "coder": coder.name,
        "coder_version": coder.version,
        "parties": list(_parties(mention)),
    }
    row |= {
        name: where.get(name) for name in ("place_id", "country_iso3", "where_precision", *WHERE)
    }
    for name, span in (
        ("trigger", mention.trigger),
        ("sentence", mention.sentence),
        ("quote", quote),
    ):
        row[f"{name}_start"], row[f"{name}_end"] = span
    for name in COUNTS:
        row |= _amount(name, getattr(mention, name))
    return row | {f"deaths_{side}": getattr(mention.dead, side, None) for side in SIDES}


_SAME = (
    "rank", "event_type", "subtype", "temporal", "modality", "attributed_to", "date_start",
    "date_end", "date_precision", "date_rule", "date_is_publication_default", "confidence",
)  # fmt: skip


def quote_span(
    text: str, sentence: tuple[int, int], trigger: tuple[int, int], rights: str
) -> tuple[int, int]:
    """The sentence; of a source that allows links only, what fits around the trigger."""
    start, end = sentence
    if rights == "open" or end - start <= LINK_ONLY_QUOTE:
        return sentence
    spare = max(LINK_ONLY_QUOTE - (trigger[1] - trigger[0]), 0)
    first = max(start, min(trigger[0] - spare // 2, end - LINK_ONLY_QUOTE))
    last = min(end, first + LINK_ONLY_QUOTE)
    return _whole_words(text, (first, last), sentence, trigger)


def _whole_words(
    text: str, quote: tuple[int, int], sentence: tuple[int, int], trigger: tuple[int, int]
) -> tuple[int, int]:
    """The quote without the words that its ends cut in two; never into the trigger."""
    first, last = quote
    if first > sentence[0]:
        first = min(trigger[0], text.find(" ", first, trigger[0]) + 1 or first)
    if last < sentence[1]:
        last = max(trigger[1], text.rfind(" ", trigger[1], last + 1))
    return first, last if last > first else quote[1]


def _parties(mention: Mention) -> Iterator[dict[str, Any]]:
    counts: dict[str, int] = {}
    for party in mention.parties:
        counts[party.role] = counts.get(party.role, 0) + 1
        fields = asdict(party)
        span = {"span_start": fields.pop("start"), "span_end": fields.pop("end")}
        yield {**fields, **span, "position": counts[party.role], "sectors": list(party.sectors)}


def _amount(name: str, amount: Amount | None) -> dict[str, int | None]:
    fields: Iterable[str] = ("low", "best", "high", "start", "end")
    return {f"{name}_{field}": getattr(amount, field) if amount else None for field in fields}
