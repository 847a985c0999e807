"""A first look at a released dataset: ``make notebook``."""

import marimo

__generated_with = "0.25.0"
app = marimo.App(width="medium", app_title="A first look at polstab")


@app.cell
def _():
    import altair as alt
    import marimo as mo
    import polars as pl

    import polstab

    return alt, mo, pl, polstab


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # A first look

    Tables come as lazy frames from the latest release, in `POLSTAB_RELEASES` (a folder or an
    address) or in this checkout (`make demo` makes one). The outlets of the demo are invented,
    the events are real; it shows how the data work and is not for analysis.
    """)
    return


@app.cell
def _(polstab):
    DATASET = "demo"
    events = polstab.load(DATASET, "events")
    months = polstab.load(DATASET, "country_month")
    mentions = polstab.load(DATASET, "mentions")
    reports = polstab.load(DATASET, "reports")
    return DATASET, events, mentions, months, reports


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## What the columns mean

    Every table carries its codebook.
    """)
    return


@app.cell
def _(DATASET, polstab):
    polstab.describe(DATASET, "events").select("column", "type", "unit", "description")
    return


@app.cell
def _(mo, months, pl):
    _panel = months.filter(pl.col("attribution") == "location")
    _countries = _panel.select(pl.col("country_iso3").unique().sort()).collect()["country_iso3"]
    _names = months.collect_schema().names()
    _families = [n.removeprefix("events_") for n in _names if n.startswith("events_")]
    country = mo.ui.dropdown(_countries.to_list(), value="BFA", label="country")
    family = mo.ui.dropdown(_families, value="violence", label="family")
    mo.hstack([country, family], justify="start")
    return country, family


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## Filter, and aggregate to months
    """)
    return


@app.cell
def _(country, events, family, pl):
    chosen = events.filter(
        pl.col("country_iso3") == country.value, pl.col("family") == family.value
    )
    per_month = chosen.group_by(month=pl.col("date_start").dt.truncate("1mo")).agg(
        n=pl.len(), deaths=pl.col("deaths_best").sum()
    )
    per_month.sort("month").collect()
    return chosen, per_month


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## Silence is not peace

    A month without events is zero only where outlets were read. `country_month` says so: coverage
    is `ok`, `thin` (fewer outlets than the dataset asks for) or `none`, and a month with none has
    nulls, never zeros. Events of uncovered months stay in `events`, told later by others; in a
    series of counts they have no place.
    """)
    return


@app.cell
def _(country, family, months, per_month, pl):
    covered = months.filter(
        pl.col("attribution") == "location", pl.col("country_iso3") == country.value
    ).select("month", "coverage", "n_reports", "n_sources", released=f"events_{family.value}")
    is_covered = pl.col("coverage") != "none"
    series = (
        covered.join(per_month, on="month", how="left")
        .with_columns(pl.when(is_covered).then(pl.col("n", "deaths").fill_null(0)))
        .sort("month")
        .collect()
    )
    # What was counted here from the events is what the release says.
    assert series["n"].cast(pl.Int64).equals(series["released"].cast(pl.Int64), check_names=False)
    series
    return (series,)


@app.cell
def _(alt, country, family, pl, series):
    _spans = series.with_columns(month_end=pl.col("month").dt.offset_by("1mo"))
    _x = alt.X("month:T", title=None)
    _ground = (
        alt.Chart(_spans.filter(pl.col("coverage") != "ok"))
        .mark_rect()
        .encode(
            _x,
            x2="month_end:T",
            color=alt.Color(
                "coverage:N",
                scale=alt.Scale(domain=["none", "thin"], range=["#c9c9c9", "#ececec"]),
                legend=alt.Legend(title="coverage below ok"),
            ),
        )
    )
    _bars = (
        alt.Chart(_spans.filter(pl.col("coverage") != "none"))
        .mark_bar(color="#8c2d19")
        .encode(
            _x,
            x2="month_end:T",
            y=alt.Y("n:Q", title="events", axis=alt.Axis(tickMinStep=1)),
            tooltip=["month:T", "n:Q", "deaths:Q", "coverage:N", "n_sources:Q"],
        )
    )
    chart = (_ground + _bars).properties(
        width=680,
        height=220,
        title=f"{country.value}: {family.value} events a month; dark grey months were not covered",
    )
    chart
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## From a number back to its sentences

    The event of this selection that most independent accounts tell, with what each outlet wrote.
    `polstab explain` prints the same trail down to the archived page.
    """)
    return


@app.cell
def _(chosen, mo):
    _most = chosen.sort("n_lineages", "n_mentions", "event_id", descending=[True, True, False])
    _found = _most.head(1).collect().to_dicts()
    mo.stop(not _found, mo.md("*No event of this family in this country.*"))
    event = _found[0]
    return (event,)


@app.cell
def _(event, mentions, mo, pl, reports):
    quotes = (
        mentions.filter(pl.col("event_id") == event["event_id"])
        .join(reports, on=["report_id", "revision"])
        .select("source_id", "published_on", "quote", "trigger", "deaths_best", "url")
        .sort("published_on", "source_id")
        .collect()
    )
    _deaths = [event[f"deaths_{bound}"] for bound in ("low", "best", "high")]
    _toll = "not reported" if _deaths[1] is None else "{} / {} / {}".format(*_deaths)
    mo.vstack(
        [
            mo.md(
                f"**{event['summary']}** (`{event['event_id']}`): {event['n_reports']} reports, "
                f"{event['n_lineages']} independent accounts; deaths low / best / high: {_toll}"
            ),
            mo.ui.table(quotes, page_size=50, selection=None, show_column_summaries=False),
        ]
    )
    return


if __name__ == "__main__":
    app.run()
