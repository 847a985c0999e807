"""Kinds of damage, and what the gate must say of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import polars as pl

from tests.validation.builds import narrowed
from validation.contracts import contract

Change = Callable[[pl.DataFrame], pl.DataFrame]
ALL = -1
MOJIBAKE = "Abidjan, CÃ´te d'Ivoire"


@dataclass(frozen=True)
class Damage:
    """A change to one table, and the check that must break, by table, rule and columns.

    ``n_bad`` is the number of rows that must be named; None where whole tables are judged.
    """

    kind: str
    table: str
    column: str
    rule: str
    change: Change
    n_bad: int | None = 1
    severity: Literal["critical", "warning"] = "critical"
    told_of: str | None = None  # the table that is blamed, if another


@dataclass(frozen=True)
class TornFile:
    """A change to the bytes of a table's file."""

    kind: str
    table: str
    change: Callable[[bytes], bytes]


def first(**values: object) -> Change:
    """Other values in the first row; an expression sees that row."""
    at = pl.int_range(pl.len()) == 0
    return lambda data: data.with_columns(
        pl.when(at).then(_value(value, data.schema[name])).otherwise(pl.col(name)).alias(name)
        for name, value in values.items()
    )


def every(**values: object) -> Change:
    """Other values in every row."""
    return lambda data: data.with_columns(
        _value(value, data.schema[name]).alias(name) for name, value in values.items()
    )


def where(condition: pl.Expr, **values: object) -> Change:
    """Other values in the first row that meets a condition."""
    at = condition & (condition.cum_sum() == 1)
    return lambda data: data.with_columns(
        pl.when(at).then(_value(value, data.schema[name])).otherwise(pl.col(name)).alias(name)
        for name, value in values.items()
    )


def swapped(one: str, other: str) -> Change:
    return lambda data: data.with_columns(
        pl.col(one).alias(other), pl.col(other).alias(one)
    ).select(data.columns)


def _value(value: object, dtype: pl.DataType) -> pl.Expr:
    return value if isinstance(value, pl.Expr) else pl.lit(value, dtype)


def c(name: str) -> pl.Expr:
    return pl.col(name)


KATI, COVERED = c("place_name") == "Kati", c("coverage") == "ok"
DEAD = c("deaths_best").is_not_null()
DAY = timedelta(days=1)
NARROWED = narrowed()
PLACE = "country_iso3, lat, lon, place_name, admin1_name, admin1_iso"
DEATHS = [x.name for x in contract("events").columns if x.name.startswith("deaths_")]

DAMAGES = [
    # shape
    Damage("text in a number", "events", "deaths_best", "deaths_best.schema",
           lambda d: d.with_columns(deaths_best=pl.lit("many")), ALL),
    Damage("a wider integer", "events", "n_reports", "n_reports.schema",
           lambda d: d.with_columns(c("n_reports").cast(pl.Int64)), ALL),
    Damage("days as text", "mentions", "date_start", "date_start.schema",
           lambda d: d.with_columns(c("date_start").cast(pl.String)), ALL),
    Damage("times without a zone", "reports", "fetched_at", "fetched_at.schema",
           lambda d: d.with_columns(c("fetched_at").dt.replace_time_zone(None)), ALL),
    Damage("a list as one text", "events", "modes", "modes.schema",
           lambda d: d.with_columns(c("modes").list.join("|")), ALL),
    Damage("a missing column", "places", "lat", "lat.schema", lambda d: d.drop("lat"), ALL),
    Damage("an extra column", "sources", "nickname", "nickname.schema",
           lambda d: d.with_columns(nickname=pl.lit("x")), ALL),
    Damage("another table's file", "actors", "alien", "alien.schema",
           lambda d: pl.DataFrame({"alien": [1, 2]}), ALL),
    # keys
    Damage("a null key", "events", "event_id", "event_id.required", first(event_id=None)),
    Damage("a null where a value must be", "source_days", "source_id", "source_id.required",
           first(source_id=None)),
    Damage("a row twice", "country_month", "country_iso3, month, attribution", "primary_key",
           lambda d: pl.concat([d, d.head(1)]), 2),
    Damage("an id used twice", "mentions", "mention_id", "primary_key",
           first(mention_id=c("mention_id").last()), 2),
    Damage("an orphan party", "event_actors", "actor_id", "actor_id.actors",
           first(actor_id="ps-nobody")),
    Damage("an orphan mention", "mentions", "report_id, revision", "report_id_revision.reports",
           first(report_id="r-" + "0" * 16)),
    Damage("a parent gone", "places", "place_id", "place_id.places",
           lambda d: d.filter(c("name") != "Ouagadougou"), 20, told_of="events"),
    Damage("a text gone", "texts", "report_id, revision", "has_text",
           lambda d: d.tail(-1), 1, told_of="reports"),
    Damage("an event that nobody tells", "mentions", "event_id", "has_mentions",
           every(event_id=None), 60, told_of="events"),
    Damage("two newest revisions", "reports", "report_id", "one_latest_revision",
           lambda d: pl.concat([d, first(revision="0" * 12)(d).head(1)]), 3),
    Damage("a copy of nobody", "reports", "duplicate_of", "duplicate_of.reports",
           first(duplicate_of="r-" + "f" * 16)),
    Damage("an id of another form", "events", "event_id", "event_id.pattern",
           first(event_id="E-2020-08-18")),
    Damage("a number that is not the authority's", "places", "geonameid, place_id",
           "id_of_authority", first(geonameid=1)),
    # codes
    Damage("an unknown country", "events", "country_iso3", "country_iso3.allowed",
           first(country_iso3="QQQ")),
    Damage("two letters for three", "actors", "country_iso3", "country_iso3.allowed",
           first(country_iso3="ML")),
    Damage("small letters", "sources", "country_iso3", "country_iso3.allowed",
           first(country_iso3="mli")),
    Damage("a blank behind a code", "places", "country_iso3", "country_iso3.allowed",
           first(country_iso3="MLI ")),
    Damage("the code of another country", "events", PLACE,
           "place_as_in_places", first(country_iso3="NER")),
    Damage("a wrong state number", "events", "country_iso3, date_start, country_gw, country_cow",
           "country_numbers_of_the_day", first(country_gw=475)),
    Damage("a wrong M49 number", "events", "country_iso3, date_start, country_m49",
           "m49_of_country", first(country_m49=4)),
    Damage("a wrong state number in a panel", "country_day",
           "country_iso3, date, country_gw, country_cow", "country_numbers_of_the_day",
           first(country_cow=2)),
    Damage("a division of another country", "places", "country_iso3, admin1_iso",
           "admin1_of_country", first(admin1_iso="NE-1"), 1, "warning"),
    Damage("an unknown type", "mentions", "event_type", "event_type.allowed",
           first(event_type="COUP")),
    Damage("an unknown mode", "events", "modes", "modes.allowed", first(modes=["dancing"])),
    Damage("a class of another type", "events", "quad", "quad_of_type", first(quad=1)),
    Damage("swapped columns of words", "events", "status", "status.allowed",
           swapped("status", "modality"), 60),
    # numbers
    Damage("negative deaths", "events", "deaths_low", "deaths_low.range", first(deaths_low=-4)),
    Damage("low above best", "events", "deaths_low, deaths_best, deaths_high", "deaths_ordered",
           where(DEAD, deaths_low=9)),
    Damage("best above high", "mentions", "detained_low, detained_best, detained_high",
           "detained_ordered", where(c("detained_best").is_not_null(), detained_high=2)),
    Damage("sides that do not add up", "events",
           "deaths_actor, deaths_recipient, deaths_civilians, deaths_unknown, deaths_best",
           "deaths_add_up", where(DEAD, deaths_civilians=3)),
    Damage("not a number", "events", "lat", "lat.range", first(lat=float("nan"))),
    Damage("not a number, where only the least is told", "places", "radius_km", "radius_km.range",
           first(radius_km=float("nan"))),
    Damage("an infinite score", "mentions", "score", "score.range", first(score=float("inf"))),
    Damage("per cent for a share", "mentions", "confidence", "confidence.range",
           first(confidence=75.0)),
    Damage("a latitude off the globe", "places", "lat", "lat.range", first(lat=95.0)),
    Damage("swapped coordinates", "events", "priogrid_gid, lat, lon",
           "priogrid_follows_coordinates", swapped("lat", "lon"), 60),
    Damage("a lost sign", "places", "priogrid_gid, lat, lon", "priogrid_follows_coordinates",
           first(lon=-c("lon"))),
    Damage("half a pair of coordinates", "events", "lat, lon", "coordinates_in_pairs",
           first(lat=None)),
    Damage("a precision of nought", "events", "where_precision", "where_precision.range",
           first(where_precision=0)),
    Damage("counts beyond the accounts", "events", "n_mentions, n_reports, n_sources, n_lineages",
           "counts_of_mentions", first(n_mentions=7)),
    Damage("one account called two", "events", "status, n_lineages", "corroborated_by_two",
           where(c("n_lineages") == 1, status="corroborated")),
    Damage("a column moved down a row", "events", PLACE,
           "place_as_in_places", lambda d: d.with_columns(c("place_id").shift(20)), None),
    # days
    Damage("a future date", "events", "date_end, last_reported_on", "ends_by_the_day_after_report",
           first(date_end=date(2031, 1, 1), date_precision=5)),
    Damage("a year of two digits", "events", "date_start, date_end", "dates_of_our_time",
           first(date_start=date(25, 8, 18), date_precision=5)),
    Damage("an interval turned round", "events", "date_start, date_end", "dates_ordered",
           first(date_end=c("date_start") - DAY)),
    Damage("a day that lasts a week", "mentions", "date_precision, date_start, date_end",
           "precision_of_dates", first(date_start=c("date_start") - 6 * DAY)),
    Damage("news of next week", "mentions",
           "temporal, date_end", "current_ends_by_the_day_after_report",
           first(date_end=c("date_end") + 7 * DAY, date_precision=4)),
    Damage("published after it was fetched", "reports", "published_at, fetched_at",
           "fetched_after_published", first(published_at=c("published_at") + 400 * DAY)),
    Damage("fetches in the wrong order", "reports", "first_fetched_at, fetched_at",
           "fetches_ordered", first(first_fetched_at=c("fetched_at") + DAY)),
    Damage("a month that begins on the second", "country_month", "month, month_id",
           "month_is_its_number", first(month=c("month") + DAY)),
    # words
    Damage("offsets one too far", "mentions", None, "quote_is_text",
           first(quote_start=c("quote_start") + 1, quote_end=c("quote_end") + 1)),
    Damage("offsets behind the text", "mentions", None, "offsets_in_text",
           first(place_start=5000, place_end=5004)),
    Damage("a span with one end", "mentions", None, "spans_ordered", first(deaths_start=3)),
    Damage("an actor's words elsewhere", "mention_actors", "span_start, span_end, text",
           "words_are_text", first(text="Generals")),
    Damage("a text changed afterwards", "texts", "text, revision", "text_is_its_digest",
           first(text=c("text").str.replace("a", "á"))),
    Damage("a quote in the wrong encoding", "mentions", "quote", "quote.encoding",
           first(quote=MOJIBAKE), 1, "warning"),
    Damage("a name in the wrong encoding", "places", "name", "name.encoding",
           first(name=MOJIBAKE), 1, "warning"),
    Damage("a lost character", "actors", "aliases", "aliases.encoding",
           first(aliases=["Boubacar Ke\ufffdta"]), 1, "warning"),
    Damage("a blank name", "events", "summary", "summary.pattern", first(summary="  ")),
    Damage("no address", "events", "source_urls", "source_urls.items", first(source_urls=[])),
    Damage("a long quote of a link_only source", "mentions", "quote", "link_only_quotes_are_short",
           first(quote="word " * 60)),
    Damage("a long quote of a report that its note narrows", "mentions", "quote",
           "link_only_quotes_are_short",
           where(c("report_id") == NARROWED, quote="word " * 60)),
    Damage("rights wider than the source's", "reports", "rights", "rights_of_source",
           where(c("rights") == "link_only", rights="open")),
    # whole tables
    Damage("an empty table", "country_day", "", "not_empty", lambda d: d.clear(), None),
    Damage("half the rows gone", "events", "", "not_shrunk", lambda d: d.head(30), None),
    Damage("a seventh of the rows gone", "country_day", "", "not_shrunk",
           lambda d: d.head(int(d.height * 0.86)), None, "warning"),
    Damage("one source silent", "reports", "source_id", "sources_speak",
           lambda d: d.filter(c("source_id") != "plain-wire"), None),
    Damage("a column emptied", "reports", "authors", "authors.fill", every(authors=[]), None),
    Damage("a column thinned", "events", "admin1_iso", "admin1_iso.fill",
           every(admin1_iso=pl.when(KATI).then(None).otherwise("admin1_iso")), None, "warning"),
    Damage("fewer rows than declared", "source_days", "", "expected_rows",
           lambda d: d.head(55), None),
    Damage("an outlet not read", "source_days", "source_id, date",
           "expected_coverage.river-post", every(status="down"), None, "warning"),
    Damage("an outlet silent for weeks", "source_days", "source_id, date",
           "expected_silence.river-post", every(n_reports=0, n_political=0), None, "warning"),
    Damage("a known truth lost", "events", "event_type, place_name, date_start", "truth.kati",
           every(event_type=pl.when(KATI).then(pl.lit("PROTEST")).otherwise("event_type")), None),
    Damage("a known untruth", "events", "event_type, place_name, date_start", "truth.no-assault",
           where(c("place_name") == "Bamako", event_type="ASSAULT"), None, "warning"),
    # counts
    Damage("a panel that does not add up", "country_month", None, "families_add_up",
           where(COVERED, n_events=c("n_events") + 1)),
    Damage("an event counted that is not there", "country_month", None, "counts_of_events",
           where(COVERED, n_events=c("n_events") + 1, events_protest=c("events_protest") + 1)),
    Damage("peace where nobody looked", "country_day", None, "no_coverage_no_number",
           where(c("coverage") == "none", deaths_violence=0)),
    Damage("reports that are not there", "source_days", None,
           "counts_of_reports", where(c("n_reports") == 0, n_reports=3)),
    Damage("a party named too often", "event_actors", None, "counted_in_mentions",
           first(n_mentions=9)),
    # figures, days and places that hang together
    Damage("a best figure alone", "events", None, "deaths_ordered",
           where(DEAD, deaths_low=None, deaths_high=None)),
    Damage("a crowd without its least", "events", None, "crowd_ordered",
           first(crowd_best=5, crowd_high=9)),
    Damage("low above high without a best figure", "events", None, "injured_ordered",
           first(injured_low=9, injured_high=2)),
    Damage("low above high in a mention", "mentions", None, "injured_ordered",
           first(injured_low=9, injured_high=2, injured_start=3, injured_end=4)),
    Damage("a figure without its words", "mentions", None, "figures_have_words",
           where(DEAD, deaths_start=None, deaths_end=None)),
    Damage("ten times the dead", "events", None, "figures_of_mentions",
           where(DEAD, **{name: c(name) * 10 for name in DEATHS})),
    Damage("the dead lost on the way to the event", "events", None, "figures_of_mentions",
           where(DEAD, **dict.fromkeys(DEATHS))),
    Damage("a year for one day", "events", None, "precision_of_dates", first(date_precision=5)),
    Damage("six days for ten years", "events", None, "precision_of_dates",
           first(date_start=date(2010, 1, 1), date_precision=2)),
    Damage("another day than its mentions'", "events", None, "told_by_a_mention",
           first(date_start=c("date_start") - DAY, date_end=c("date_end") - DAY)),
    Damage("another type than its mentions'", "events", None, "told_by_a_mention",
           where(c("event_type") == "PROTEST", event_type="ASSAULT")),
    Damage("first told in another century", "events", None, "told_by_its_reports",
           first(first_reported_on=date(1999, 1, 1))),
    Damage("told in a century to come", "events", None, "told_by_its_reports",
           first(last_reported_on=date(2199, 1, 1), date_end=date(2199, 1, 1), date_precision=5)),
    Damage("addresses of somebody else", "events", None, "told_by_its_reports",
           first(source_urls=["https://example.com/x"])),
    Damage("one account at odds with itself", "events", None, "one_account_agrees",
           where(c("n_lineages") == 1, disagreement_share=1.0)),
    Damage("markup in a summary", "events", None, "one_plain_line",
           first(summary="<b>Soldiers</b> mutiny")),
    Damage("a turned line in a summary", "events", None, "one_plain_line",
           first(summary="Soldiers \u202emutiny")),
    Damage("a place without a name", "events", None, "place_is_whole", first(place_name=None)),
    Damage("coordinates of no place", "events", None, "place_is_whole", first(place_id=None)),
    Damage("a way to no place", "mentions", None, "place_is_whole", first(where_precision=None)),
    Damage("the name of another place", "events", PLACE, "place_as_in_places",
           first(place_name="Atlantis")),
    Damage("another division of the country", "events", PLACE, "place_as_in_places",
           where(KATI, admin1_name="Kidal", admin1_iso="ML-8")),
    Damage("a point without a cell", "events", None, "priogrid_of_a_point",
           first(priogrid_gid=None)),
    Damage("a cell without a point", "places", None, "priogrid_of_a_point",
           first(lat=None, lon=None)),
    Damage("a town called a country", "events", None, "precision_of_place",
           first(where_precision=6, priogrid_gid=None)),
    Damage("a country that is not the place's", "mentions", None, "country_of_place",
           first(country_iso3="FRA")),
    # codes that follow from one another
    Damage("a score of another type", "events", None, "score_of_type", first(score=9.9)),
    Damage("a score of nobody", "mentions", None, "score_of_type", first(score=-0.25)),
    Damage("a CAMEO code of another type", "events", None, "cameo_of_type",
           first(cameo_code="012")),
    Damage("a mode of another type", "mentions", None, "modes_of_type",
           first(modes=["ceasefire"])),
    Damage("a subtype of another type", "events", None, "subtype_of_type",
           where(c("event_type") == "PROTEST", subtype="ceasefire"), 1, "warning"),
    Damage("another family", "events", None, "family_of_codes", first(family="diplomatic")),
    Damage("a denied event", "events", "modality", "modality.allowed", first(modality="denied")),
    Damage("two codes in one cell", "events", "modes", "modes.allowed",
           first(modes=["arrest|coup"])),
    Damage("a code twice", "mentions", "contexts", "contexts.allowed",
           first(contexts=["military", "military"])),
    Damage("a null among codes", "event_actors", "sectors", "sectors.allowed",
           first(sectors=[None])),
    Damage("a blank among addresses", "events", "source_urls", "source_urls.items",
           first(source_urls=["http://a.example/1", " "])),
    Damage("a null among names", "actors", "aliases", "aliases.items", first(aliases=[None])),
    Damage("a field that nobody abstains from", "events", "abstained_fields",
           "abstained_fields.allowed", first(abstained_fields=["banana"])),
    Damage("a blank speaker", "mentions", "attributed_to", "attributed_to.pattern",
           first(attributed_to="")),
    Damage("a coder without a version", "mentions", "coder_version", "coder_version.pattern",
           first(coder_version="")),
    Damage("no language of this world", "reports", "lang", "lang.pattern", first(lang="??")),
    # parties, ranks, identifiers
    Damage("a rank left out", "mentions", None, "ranks_in_order", first(rank=99), None),
    Damage("a rank twice", "mentions", None, "ranks_in_order",
           where(c("rank") == 2, rank=1), None),
    Damage("a position left out", "mention_actors", None, "positions_in_order",
           first(position=50)),
    Damage("a party moved up", "event_actors", None, "positions_in_order", first(position=9)),
    Damage("a party named too seldom", "event_actors", None, "counted_in_mentions",
           where(c("n_mentions") > 1, n_mentions=1)),
    Damage("a party of another country", "event_actors", None, "country_of_mentions",
           first(country_iso3="FRA")),
    Damage("a party lost on the way to the event", "event_actors", None, "party_of_event",
           lambda d: d.tail(-1), None, told_of="mention_actors"),
    Damage("an authority's item on one of our own", "actors", None, "id_of_authority",
           first(wikidata_qid="Q1")),
    Damage("an actor whom nobody names", "actors", None, "named_by_a_mention",
           lambda d: pl.concat([d, d.head(1).with_columns(actor_id=pl.lit("ps-zz"))])),
    Damage("a place where nothing happened", "places", None, "named_by_a_mention",
           lambda d: pl.concat([d, d.head(1).with_columns(
               place_id=pl.lit("ps:zz"), geonameid=pl.lit(None, pl.Int64))])),
    # reports and outlets
    Damage("a report that was not coded", "reports", None, "coded_report",
           every(is_coded=False), None, told_of="mentions"),
    Damage("a copy of itself", "reports", None, "copy_of_another",
           first(duplicate_of=c("report_id"))),
    Damage("another day than its moment's", "reports", None, "day_of_moment",
           where(c("published_at").is_not_null(), published_at=c("published_at") - 200 * DAY)),
    Damage("no address of the web", "reports", None, "addresses_of_the_web",
           first(url="not a url")),
    Damage("a script for an address", "reports", None, "addresses_without_script",
           first(url=" javascript:alert(1)")),
    Damage("fetched in a century to come", "reports", None, "fetched_by_now",
           first(fetched_at=datetime(2099, 1, 1, tzinfo=UTC))),
    Damage("rights wider than declared", "sources", None, "as_declared",
           where(c("rights") == "link_only", rights="open")),
    Damage("another time zone than declared", "sources", None, "as_declared",
           first(timezone="Mars/Base")),
    Damage("a source that nobody declared", "sources", None, "as_declared",
           lambda d: pl.concat([d, d.head(1).with_columns(source_id=pl.lit("ghost"))])),
    Damage("a declared source left out", "sources", None, "every_declared_source",
           lambda d: d.tail(-1)),
    Damage("more reports than pages", "source_days", None, "coded_reports_are_reports",
           where(c("n_reports") > 0, n_fetched=0)),
    Damage("coded reports left out", "source_days", None, "counts_of_reports",
           where(c("n_political") > 0, n_political=0)),
    Damage("uncoded reports that are coded", "source_days", None, "counts_of_reports",
           where(c("n_reports") > 0, n_uncoded=c("n_reports"))),
    Damage("a week left out", "source_days", None, "every_day",
           lambda d: d.filter(c("date").dt.day() > 7), 14),
    Damage("a day of the year 3000", "source_days", None, "no_other_day",
           lambda d: pl.concat([d, d.head(1).with_columns(date=pl.lit(date(3000, 1, 1)))])),
    # panels
    Damage("deaths of nobody", "country_month", None, "counts_of_events",
           where(COVERED, deaths_violence=c("deaths_violence") + 50)),
    Damage("families exchanged", "country_day", None, "counts_of_events",
           where(c("events_protest") > 0, events_protest=c("events_protest") - 1,
                 events_diplomatic=c("events_diplomatic") + 1)),
    Damage("a day left out", "country_day", None, "every_period",
           lambda d: d.filter(c("date") != date(2020, 8, 18)), 6),
    Damage("a country left out", "country_month", None, "every_period",
           lambda d: d.filter(c("country_iso3") != "BFA"), 9),
    Damage("a country of no dataset", "country_day", None, "no_other_period",
           lambda d: pl.concat([d, d.tail(1).with_columns(country_iso3=pl.lit("TCD"))])),
    Damage("a month beyond the dataset", "country_month", None, "no_other_period",
           lambda d: pl.concat([d, d.tail(1).with_columns(month=pl.lit(date(2020, 11, 1)))])),
    Damage("reports that no outlet published", "country_day", None, "counts_of_source_days",
           first(n_reports=4000)),
    Damage("thin coverage called good", "country_month", None, "coverage_of_outlets",
           where(COVERED, coverage="thin")),
    Damage("a day covered better than its month", "country_day", None, "coverage_of_month",
           where(COVERED, coverage="thin")),
    Damage("a correction that no longer applies", "corrections", "status", "still_applies",
           lambda d: pl.DataFrame([STALE], schema=d.schema), 1, "warning"),
]  # fmt: skip
STALE = {
    "table": "events", "row_id": "e-" + "0" * 16, "field": "deaths_best", "old": "4", "new": "5",
    "found": "6", "status": "guard_failed", "reason": "a later count", "author": "A. Reader",
    "declared_on": date(2020, 9, 1),
}  # fmt: skip

TORN = [
    TornFile("a truncated file", "actors", lambda b: b[: len(b) // 2]),
    TornFile("a file without its end", "events", lambda b: b[:-9]),
    TornFile("an empty file", "mentions", lambda _: b""),
    TornFile("pages of zeros", "texts", lambda b: b[:64] + bytes(1500) + b[1564:]),
    TornFile("no Parquet at all", "reports", lambda _: b"event_id,country\n1,MLI\n"),
]
