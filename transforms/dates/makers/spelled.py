"""Years spelled out, as speech is written down: "nineteen ninety-seven"."""

from transforms.dates.makers.days import month_of
from transforms.dates.mention import Reading
from transforms.dates.reading import Here, amount_of


def spelled_season(here: Here) -> Reading | None:
    """Read "the winter of nineteen ninety-four"."""
    return Reading("DATE", f"{_spelled(here):04}-{here.code('SEASON', 'season')}")


def spelled_year(here: Here) -> Reading | None:
    """Read "nineteen ninety-seven"."""
    number = _spelled(here)
    return Reading("DATE", f"{number:04}") if 1500 <= number < 2100 else None


def spelled_month(here: Here) -> Reading | None:
    """Read "January nineteen ninety-seven"."""
    return Reading("DATE", f"{_spelled(here):04}-{month_of(here, 'month'):02}")


def _spelled(here: Here) -> int:
    if here.part("thousand"):
        return 2000 + int(amount_of(here.part("n"), here.lexicon) or 0) * bool(here.part("n"))
    head = here.whole("SPELLEDHEAD", "head")
    tail = int(amount_of(here.part("tail"), here.lexicon) or 0)
    return head * 100 + tail % 100 if tail == 100 or tail >= 10 else head + tail
