"""What the demonstration promises, on the real pipeline: newsroom -> release."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import pytest

import polstab
from publishing.release import release
from spiders.newsroom_desk import Newsroom
from tests.conftest import CLOCKS, Demo
from transforms.build import build
from validation.contracts import contract, contracts
from validation.contracts.schema import polars_schema
from validation.contracts.table import ForeignKey

PUBLIC = [name for name, c in contracts().items() if c.visibility == "public"]
FORBIDDEN = ("dadis-camara-flies-home", "sankara-trial-life-for-compaore")
SOLHAN = (
    "gunmen-kill-villagers-solhan",
    "over-100-dead-burkina-solhan",
    "solhan-toll-138",
    "solhan-government-counts-132-dead",
    "solhan-local-sources-160",
)
# The caption's date, which is older than the report.
CAPTIONS = {
    "niger-guards-hold-president-bazoum": date(2021, 4, 2),
    "death-sentences-2015-attacks": date(2015, 11, 21),
    "last-barkhane-unit-leaves-gao": date(2021, 12, 14),
    "bazoum-vows-to-protect-gains-army-sides-with-putschists": date(2021, 2, 21),
    "hemedti-offers-deal-if-command-replaced": date(2022, 12, 5),
}
# A report and words of its sentence on the past.
HISTORY = (
    ("mali-mutiny-keita-detained", "In March 2012"),
    ("bazoum-vows-to-protect-gains-army-sides-with-putschists", "In 2010"),
    ("guinea-stadium-massacre-trial-opens", "On September 28, 2009"),
    ("kati-camp-attacked-with-car-bombs", "in 2020 and 2021"),
    ("pardon-for-380-fact-rebels", "in April 2021"),
    ("traore-removes-damiba", "in January, when he overthrew"),
)
NOT_POLITICAL = (
    "burkina-fall-to-senegal-semifinal",
    "kipchoge-berlin-record",
    "mali-out-on-penalties",
    "tigadeguena-for-the-family",
    "fespaco-golden-stallion-ashkal",
    "wall-of-dust-over-niamey",
    "sudan-beat-south-africa-qualify",
    "moon-to-turn-red-before-dawn",
    "guinea-ebola-outbreak-over",
)
FRENCH = ("le-oui-l-emporte-au-referendum", "ouverture-du-dialogue-national")
CORRECTED = "party-headquarters-ransacked"
# ISO 3166-1, Gleditsch-Ward, Correlates of War.
STATES = {
    "MLI": (432, 432),
    "NER": (436, 436),
    "TCD": (483, 483),
    "SDN": (625, 625),
    "GIN": (438, 438),
    "BFA": (439, 439),
}


def reports_of(demo: Demo, *slugs: str) -> pl.DataFrame:
    """The released rows of reports, by the slug that ends their address."""
    slug = pl.col("url").str.extract(r"/(?:\d{8}-)?([a-z0-9-]+?)(?:-\d{8})?(?:\.html)?/?$")
    return demo.released("reports").with_columns(slug=slug).filter(pl.col("slug").is_in(slugs))


def mentions_of(demo: Demo, *slugs: str) -> pl.DataFrame:
    """The released mentions of reports, with slug and the report's text."""
    key = ["report_id", "revision"]
    reports = reports_of(demo, *slugs).select(*key, "slug", "source_id", "published_on")
    texts = demo.table("texts").select(*key, "text")
    return demo.released("mentions").join(reports, on=key).join(texts, on=key)


def shown(rows: pl.DataFrame, *columns: str) -> str:
    """Rows in a failure's message, one a line."""
    return "\n" + "\n".join(str(row) for row in rows.select(columns).rows())


@pytest.mark.parametrize("table", [name for name in PUBLIC if not contracts()[name].may_be_empty])
def test_every_published_table_has_rows(demo, table):
    assert demo.released(table).height > 0


def test_no_check_fails_and_nothing_is_set_aside_on_either_day(demo):
    for day in demo.days:
        assert day.verdict.ok, "\n".join(day.verdict.lines())
        assert not day.built.quarantined
        assert day.released is not None


def test_every_page_that_is_a_report_is_in_the_reports_and_no_other(demo, written: Newsroom):
    last = datetime.fromisoformat(CLOCKS[-1])
    by_address = {o.address: {v.path for v in written.at(o, last)} for o in written.desk.outlets}
    wanted = {
        f"http://{address}:8731{path}"
        for address, paths in by_address.items()
        for path in paths
        if not path.rstrip("/").endswith((*FORBIDDEN, *(f"{slug}.html" for slug in FORBIDDEN)))
    }
    assert set(demo.released("reports")["url"]) == wanted


def test_what_robots_txt_forbids_was_never_fetched(demo):
    captures = pl.read_parquet(demo.layout.captures)
    pages = captures.filter(pl.col("url").str.contains_any(list(FORBIDDEN)))
    assert set(pages["outcome"]) == {"forbidden"}
    assert pages["warc_file"].null_count() == pages.height


@pytest.mark.parametrize("slug", FORBIDDEN)
def test_a_forbidden_page_is_in_no_table(demo, written, slug):
    versions = [v for found in written.versions.values() for v in found]
    title = next(v.front.title for v in versions if v.slug == slug)
    working = demo.layout.work / "tables"
    for path in [*working.glob("*/*.parquet"), *demo.newest.glob("*.parquet")]:
        # As JSON lines, every string of every column is there to be searched.
        content = pl.read_parquet(path).write_ndjson()
        assert slug not in content, path
        assert title not in content, path


def test_index_pages_error_pages_and_removed_reports_are_no_reports(demo, written):
    extra = {
        f"http://{outlet.address}:8731{page.path}"
        for outlet in written.desk.outlets
        for page in outlet.extra_pages
    }
    assert "http://127.0.1.7:8731/info/culture/20211203-behind-the-microphone" in extra
    reports = demo.released("reports")
    assert not extra & (set(reports["url"]) | set(reports["canonical_url"]))
    archived = pl.read_parquet(demo.layout.captures)["url"]
    assert extra & set(archived), "the crawl never met them, so the test shows nothing"


def test_one_attack_told_by_five_outlets_is_one_event_with_a_spread_of_tolls(demo):
    mentions = mentions_of(demo, *SOLHAN).filter(event_type="ASSAULT").drop_nulls("event_id")
    told = mentions.group_by("event_id").agg(pl.col("slug").n_unique().alias("n"))
    shared = told.filter(n=len(SOLHAN))["event_id"].to_list()
    assert len(shared) == 1, shown(told.sort("n"), "event_id", "n")
    event = demo.released("events").row(by_predicate=pl.col("event_id") == shared[0], named=True)
    assert event["deaths_low"] < event["deaths_high"]
    assert event["n_lineages"] < event["n_reports"]
    assert event["n_sources"] >= 5


def test_every_toll_of_that_attack_is_in_that_event(demo):
    # The tolls of the five reports; other attacks that they tell of killed fewer.
    tolls = mentions_of(demo, *SOLHAN).filter(pl.col("deaths_best") >= 100)
    columns = ("slug", "deaths_best", "event_id", "event_type", "quote")
    assert set(tolls["deaths_best"]) == {100, 114, 132, 138, 160}, shown(tolls, *columns)
    assert tolls["event_id"].n_unique() == 1, shown(tolls, *columns)


@pytest.mark.parametrize("slug", CAPTIONS)
def test_nothing_is_dated_by_a_photo_caption(demo, slug):
    mentions = mentions_of(demo, slug)
    assert mentions.height > 0
    by_caption = mentions.filter(
        (pl.col("date_start") == CAPTIONS[slug]) | (pl.col("date_end") == CAPTIONS[slug])
    )
    assert by_caption.is_empty(), shown(by_caption, "date_start", "date_rule", "quote")


@pytest.mark.parametrize(("slug", "words"), HISTORY)
def test_history_told_beside_the_news_is_past(demo, slug, words):
    mentions = mentions_of(demo, slug)
    at = mentions["text"][0].index(words)
    told = mentions.filter(pl.col("sentence_start") <= at, pl.col("sentence_end") > at)
    assert told.height > 0, f"no mention in the sentence with {words!r}"
    columns = ("event_type", "trigger", "temporal", "date_start", "date_rule")
    assert set(told["temporal"]) == {"past"}, shown(told, *columns)
    linked = told.drop_nulls("event_id").join(demo.released("events"), on="event_id")
    before = linked.filter(pl.col("date_end_right") < date(2020, 1, 1))
    assert before.is_empty(), shown(before, "event_id", *columns)


def test_no_event_lies_outside_the_period_that_the_dataset_declares(demo):
    events = demo.released("events")
    outside = events.filter(pl.col("date_end") < date(2020, 1, 1))
    assert outside.is_empty(), shown(outside, "event_id", "date_start", "summary")


def test_every_span_equals_the_text_at_its_offsets(demo):
    texts = {(r, v): text for r, v, text in demo.table("texts").rows()}
    for row in demo.released("mentions").iter_rows(named=True):
        text = texts[row["report_id"], row["revision"]]
        for name in ("quote", "trigger"):
            start, end = row[f"{name}_start"], row[f"{name}_end"]
            assert text[start:end] == row[name], row["mention_id"]
            assert start < end


def test_every_party_equals_the_text_at_its_offsets(demo):
    keys = ["mention_id", "report_id", "revision"]
    parties = demo.released("mention_actors").join(
        demo.released("mentions").select(keys), on="mention_id"
    )
    texts = demo.table("texts")
    for row in parties.join(texts, on=keys[1:]).iter_rows(named=True):
        assert row["text_right"][row["span_start"] : row["span_end"]] == row["text"], row


KEYS = [(name, key) for name in PUBLIC for key in contract(name).foreign_keys]


@pytest.mark.parametrize(
    ("table", "key"), KEYS, ids=[f"{table}-{'-'.join(key.columns)}" for table, key in KEYS]
)
def test_foreign_keys_hold_in_the_released_files(demo, table: str, key: ForeignKey):
    on = " AND ".join(f"a.{x} = b.{y}" for x, y in zip(key.columns, key.references, strict=True))
    present = " AND ".join(f"a.{column} IS NOT NULL" for column in key.columns)
    loose = f"""
        SELECT count(*) FROM '{demo.newest}/{table}.parquet' a
        ANTI JOIN '{demo.newest}/{key.table}.parquet' b ON {on} WHERE {present}
    """
    assert duckdb.sql(loose).fetchall() == [(0,)]


@pytest.mark.parametrize("slug", FRENCH)
def test_a_report_without_a_coder_is_kept_and_counted_as_uncoded(demo, slug):
    report = reports_of(demo, slug).row(0, named=True)
    assert report["lang"].split("-")[0] == "fr"
    assert report["is_coded"] is False
    assert demo.released("mentions").filter(report_id=report["report_id"]).is_empty()
    day = demo.released("source_days").row(
        by_predicate=(pl.col("source_id") == report["source_id"])
        & (pl.col("date") == report["published_on"]),
        named=True,
    )
    assert day["n_uncoded"] == 1
    assert day["n_reports"] >= 1


def test_all_reports_but_the_two_in_french_are_coded(demo):
    uncoded = demo.released("reports").filter(~pl.col("is_coded"))
    assert uncoded.height == len(FRENCH)
    assert demo.released("source_days")["n_uncoded"].sum() == len(FRENCH)


def test_sport_food_culture_and_weather_make_no_violence(demo):
    assert reports_of(demo, *NOT_POLITICAL).height == len(NOT_POLITICAL)
    found = mentions_of(demo, *NOT_POLITICAL).filter(
        pl.col("event_type").is_in(["ASSAULT", "PROTEST", "COERCE"]),
        temporal="current",
        modality="asserted",
    )
    assert found.height <= 1, shown(found, "slug", "event_type", "trigger", "quote")


def test_the_corrected_report_has_two_revisions_and_mentions_of_the_newer_alone(demo):
    revisions = reports_of(demo, CORRECTED).sort("first_fetched_at")
    assert revisions["is_latest"].to_list() == [False, True]
    assert revisions["report_id"].n_unique() == 1
    first = [datetime.fromisoformat(clock).astimezone(UTC) for clock in CLOCKS]
    assert revisions["first_fetched_at"].to_list() == first
    mentions = demo.released("mentions").filter(report_id=revisions["report_id"][0])
    assert set(mentions["revision"]) == {revisions["revision"][1]}
    assert 3000 not in mentions["crowd_best"].to_list()


def test_a_second_demonstration_changes_no_byte_of_the_release(demo, tmp_path):
    again = demo.copy(tmp_path / "again")
    for clock in CLOCKS:
        again.gather(clock)
        with again.at(clock):
            assert not build("demo").changed
            assert release("demo") is None
    assert again.digests() == demo.digests()


def test_the_second_release_tells_what_the_two_days_between_changed(demo):
    changes = demo.released("changes")
    corrected = reports_of(demo, CORRECTED)["report_id"][0]
    told = changes.filter(pl.col("row_id").str.contains(corrected, literal=True))
    assert "insert" in told["op"].to_list()
    assert len(polstab_releases(demo)) == 2


def polstab_releases(demo: Demo) -> list[str]:
    with demo.at():
        return polstab.releases("demo")


@pytest.mark.parametrize("table", ["country_month", "country_day"])
def test_the_panel_has_true_zeros_and_null_where_nobody_looked(demo, table):
    panel = demo.released(table)
    zeros = panel.filter(coverage="ok", n_events=0)
    assert zeros.height > 0
    families = [name for name in panel.columns if name.startswith(("events_", "deaths_"))]
    assert zeros.select(pl.sum_horizontal(families).sum()).item() == 0
    uncovered = pl.col("coverage") == "none"
    for name in ("n_events", *families):
        assert panel.filter(uncovered != pl.col(name).is_null()).is_empty(), name


def test_the_panel_counts_the_events_that_happened_in_a_country(demo):
    panel = demo.released("country_month").filter(attribution="location")
    start, end = date(2020, 1, 1), date(2023, 7, 31)
    events = demo.released("events").filter(
        pl.col("country_iso3").is_in(list(STATES)),
        pl.col("status") != "withdrawn",
        pl.col("date_start").is_between(start, end),
    )
    months = panel.select("country_iso3", "month", "n_events").drop_nulls()
    n = events.group_by("country_iso3", pl.col("date_start").dt.truncate("1mo").alias("month"))
    both = months.join(n.len("n"), on=["country_iso3", "month"], how="left").fill_null(0)
    wrong = both.filter(pl.col("n_events") > pl.col("n"))
    assert wrong.is_empty(), shown(wrong, *wrong.columns)
    assert months["n_events"].sum() > 0


def test_every_country_month_is_there_once(demo):
    panel = demo.released("country_month")
    assert panel.height == len(STATES) * 3 * 43
    assert panel["month"].min() == date(2020, 1, 1)
    assert panel["month"].max() == date(2023, 7, 1)
    assert set(panel.filter(month=date(2020, 1, 1))["month_id"]) == {481}


@pytest.mark.parametrize("country", STATES)
def test_events_carry_the_codes_of_their_country(demo, country):
    events = demo.released("events").filter(country_iso3=country)
    codes = events.select("country_gw", "country_cow").unique().rows()
    assert codes == [STATES[country]]


@pytest.mark.parametrize("table", PUBLIC)
def test_load_gives_a_lazy_frame_with_the_contracts_dtypes(demo, table):
    with demo.at():
        frame = polstab.load("demo", table)
    assert isinstance(frame, pl.LazyFrame)
    assert frame.collect_schema() == polars_schema(contract(table))


def test_the_great_expectations_run_covers_every_table_and_foreign_key(demo):
    result = json.loads((demo.days[-1].verdict.folder / "result.json").read_text("utf-8"))
    kinds = {
        (table, check["kind"])
        for table, found in result["tables"].items()
        for check in found["checks"].values()
        if check["ok"] and not check["skipped"]
    }
    assert {table for table, _ in kinds} == set(contracts()) - {"captures", "changes"}
    for table, key in KEYS:
        assert table == "changes" or (table, "foreign_key") in kinds, key


def test_a_report_is_dated_by_the_day_in_its_outlets_own_zone(demo, written):
    zones = {o.id: o.timezone for o in written.desk.outlets}
    days = {
        (outlet, v.slug): v.front.published.astimezone(ZoneInfo(zones[outlet])).date()
        for outlet, versions in written.versions.items()
        for v in versions
    }
    slugs = [slug for _, slug in days]
    for row in reports_of(demo, *slugs).iter_rows(named=True):
        assert row["published_on"] == days[row["source_id"], row["slug"]], row["url"]


def test_the_release_folder_is_whole(demo):
    present = {path.name for path in demo.newest.iterdir()}
    named = {f"{name}.parquet" for name in PUBLIC}
    assert named | {"datapackage.json", "SHA256SUMS", "index.html"} <= present
    assert "texts.parquet" not in present
    latest = json.loads((demo.newest.parent / "latest.json").read_text("utf-8"))
    assert latest["version"] == demo.newest.name
