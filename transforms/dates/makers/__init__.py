"""The functions that read matches: one small pure function a kind of expression.

In comes a match in its setting (`Here`), out goes a `Reading`, or None where the words are no time
after all. A rule in `lexicons/<language>/dates.yml` names its function under `make`; a newcomer
adds a pattern there first, and a function here (listed in MAKERS) only if no old one can read it.
"""

from collections.abc import Callable

from transforms.dates.makers import days, holidays, periods, spans, spelled, times
from transforms.dates.mention import Reading
from transforms.dates.reading import Here

Maker = Callable[[Here], Reading | None]

MAKERS: dict[str, Maker] = {
    make.__name__: make
    for make in (
        days.iso_day,
        days.numeric_day,
        days.calendar_day,
        days.weekday,
        days.weekday_week,
        days.weekday_before,
        days.deictic_day,
        days.deictic_two,
        days.night_between,
        days.days_between,
        days.weekdays_between,
        days.weekday_night,
        holidays.anniversary,
        holidays.holiday,
        holidays.holy_month,
        periods.calendar_month,
        periods.months_between,
        periods.week_of_month,
        periods.week_of_day,
        periods.quarter,
        periods.latest_quarter,
        periods.year_ago_quarter,
        periods.quarter_of_year,
        periods.year_ago_period,
        periods.whole_year,
        periods.season,
        spelled.spelled_season,
        periods.unit_shift,
        periods.unit_that,
        periods.year,
        periods.short_year,
        spelled.spelled_year,
        spelled.spelled_month,
        periods.years_between,
        periods.decade,
        periods.century,
        spans.ago,
        spans.from_anchor,
        spans.in_time,
        spans.duration,
        spans.directed,
        spans.units_of,
        spans.every,
        spans.frequency,
        spans.reference,
        spans.one_day,
        spans.nothing,
        times.part_of_day,
        times.night_before,
        times.part_next,
        times.clock_time,
    )
}
