"""Events a month by country and family as an inline SVG, gaps in coverage shown as gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape

import polars as pl

from validation.contracts import codes

FAMILIES = codes.values("families")
COUNTRIES_SHOWN = 8
WIDTH, LEFT, RIGHT, TOP = 900, 118, 44, 22
BAND, GAP, AXIS = 62, 22, 26


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a month and a count lie on the drawing."""

    months: tuple[date, ...]
    most: int

    @property
    def step(self) -> float:
        """The width of a month."""
        return (WIDTH - LEFT - RIGHT) / max(1, len(self.months))

    def x(self, month: date) -> float:
        """The left edge of a month."""
        return LEFT + self.months.index(month) * self.step

    def height(self, count: int) -> float:
        """The height of a count."""
        return BAND * count / max(1, self.most)


def chart(panel: pl.DataFrame) -> str:
    """The drawing of a country-month panel; empty where no month of it is covered."""
    here = panel.filter(pl.col("attribution") == "location").sort("country_iso3", "month")
    if here["n_events"].drop_nulls().is_empty():
        return ""
    shown = _shown(here)
    scale = Scale(
        tuple(here["month"].unique().sort().to_list()),
        max(here["n_events"].drop_nulls().to_list(), default=0),
    )
    height = TOP + len(shown) * (BAND + GAP) + AXIS - GAP + 6
    rows = [
        _country(code, here.filter(country_iso3=code), scale, TOP + number * (BAND + GAP))
        for number, code in enumerate(shown)
    ]
    return "\n".join([*_head(height, scale), *rows, _months(scale, height - AXIS), "</svg>"])


def families_in(panel: pl.DataFrame) -> list[str]:
    """The families that the drawing needs in its legend."""
    here = panel.filter(pl.col("attribution") == "location")
    return [name for name in FAMILIES if (here[f"events_{name}"].sum() or 0) > 0]


def countries_shown(panel: pl.DataFrame) -> tuple[int, int]:
    """How many countries are drawn, and of how many."""
    total = panel["country_iso3"].n_unique()
    return min(total, COUNTRIES_SHOWN), total


def _shown(here: pl.DataFrame) -> list[str]:
    counts = here.group_by("country_iso3").agg(pl.col("n_events").sum())
    first = counts.sort("n_events", "country_iso3", descending=[True, False])
    return sorted(first["country_iso3"].head(COUNTRIES_SHOWN).to_list())


def _head(height: int, scale: Scale) -> list[str]:
    first, last = scale.months[0], scale.months[-1]
    return [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" '
        'aria-labelledby="chart-title chart-text">',
        '<title id="chart-title">Events a month by country and family</title>',
        f'<desc id="chart-text">Stacked bars from {first:%B %Y} to {last:%B %Y}, one row a '
        "country, by the country in which events happened. Hatched months have no coverage, and "
        "so no count.</desc>",
        f'<text class="tick" x="{WIDTH - RIGHT + 36}" y="12" text-anchor="end">events</text>',
        '<defs><pattern id="no-coverage" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/>'
        "</pattern></defs>",
    ]


def _country(code: str, rows: pl.DataFrame, scale: Scale, top: int) -> str:
    base = top + BAND
    parts = [
        f'<text class="country" x="{LEFT - 12}" y="{top + BAND / 2 + 4:g}" text-anchor="end">'
        f"{escape(_name(code))}</text>",
        f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{top}" y2="{top}"/>',
        f'<text class="tick" x="{WIDTH - RIGHT + 6}" y="{top + 4}">{scale.most}</text>',
        f'<text class="tick" x="{WIDTH - RIGHT + 6}" y="{base + 4}">0</text>',
    ]
    parts += _without_coverage(rows, scale, top)
    parts += [_bar(row, scale, base) for row in rows.to_dicts() if row["n_events"]]
    parts.append(f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{base}" y2="{base}"/>')
    return "\n".join(parts)


def _without_coverage(rows: pl.DataFrame, scale: Scale, top: int) -> list[str]:
    """Months without coverage over the whole height, months of thin coverage as a line below."""
    drawn = []
    for row in rows.filter(pl.col("coverage") != "ok").to_dicts():
        x, width = f"{scale.x(row['month']):.1f}", f"{scale.step:.1f}"
        none = row["coverage"] == "none"
        y, height, kind = (top, BAND, "none") if none else (top + BAND + 1, 4, "thin")
        words = f"{row['month']:%B %Y}: {'no' if none else 'thin'} coverage"
        drawn.append(
            f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}">'
            f"<title>{words}</title></rect>"
        )
    return drawn


def _bar(row: dict[str, int | str | date | None], scale: Scale, base: int) -> str:
    month = row["month"]
    assert isinstance(month, date)
    gap = min(2.0, scale.step * 0.2)
    x, width, y = scale.x(month) + gap / 2, min(scale.step - gap, 28.0), float(base)
    x += (scale.step - gap - width) / 2
    counts = {name: int(str(row[f"events_{name}"] or 0)) for name in FAMILIES}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    drawn = [f"<g><title>{month:%B %Y}: {told}</title>"]
    for name, count in counts.items():
        if count:
            tall = scale.height(count)
            y -= tall
            drawn.append(
                f'<rect class="f-{name}" x="{x:.1f}" y="{y:.1f}" '
                f'width="{width:.1f}" height="{tall:.1f}"/>'
            )
    return "".join([*drawn, "</g>"])


def _months(scale: Scale, y: int) -> str:
    """Labels of January, or of as many months as there is room for in a short panel."""
    short = len(scale.months) <= 18
    every = max(1, round(64 / scale.step))
    labels = []
    for number, month in enumerate(scale.months):
        if (short and number % every == 0) or (not short and month.month == 1):
            text = f"{month:%b %Y}" if short else f"{month:%Y}"
            labels.append(
                f'<text class="tick" x="{scale.x(month) + 1:.1f}" y="{y + 14}">{text}</text>'
            )
    return "\n".join(labels)


def _name(code: str) -> str:
    return next((r["name"] for r in codes.rows("countries.csv") if r["iso3"] == code), code)
