"""What a run of a model coder did and cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from validation.contracts.coder_settings import CoderSettings

MILLION = 1_000_000


@dataclass(slots=True)
class Tally:
    """Counts of a run; money in the currency of the prices.

    ``requests`` are sent, ``answers`` paid for, ``cached`` taken from the cache. ``uncoded``
    counts reports, ``refused`` events and ``dropped`` parties and numbers, each by reason.
    """

    settings: CoderSettings
    requests: int = 0
    retries: int = 0
    answers: int = 0
    cached: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    estimated: int = 0
    events: int = 0
    uncoded: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    _reserved: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    @property
    def money(self) -> float:
        """What the answers cost; 0 where no prices are given."""
        return self._price(self.tokens_in, self.tokens_out)

    @contextmanager
    def reserved(self, size: int) -> Iterator[bool]:
        """Sets aside what a request of ``size`` bytes can cost at most; False if it is too much.

        A token is at least a byte, so that no answer takes the run over its budget.
        """
        most, limit = self._price(size, self.settings.max_tokens), self.settings.budget
        with self._lock:
            fits = limit is None or self.money + self._reserved + most <= limit
            self._reserved += most if fits else 0
        try:
            yield fits
        finally:
            with self._lock:
                self._reserved -= most if fits else 0

    def sent(self, *, again: bool) -> None:
        """Counts a request."""
        with self._lock:
            self.requests += 1
            self.retries += again

    def paid(self, tokens_in: int, tokens_out: int, *, is_estimate: bool) -> None:
        """Counts an answer."""
        with self._lock:
            self.answers += 1
            self.tokens_in += tokens_in
            self.tokens_out += tokens_out
            self.estimated += is_estimate

    def took(self) -> None:
        """Counts an answer from the cache."""
        with self._lock:
            self.cached += 1

    def as_dict(self) -> dict[str, Any]:
        """All counts, for machines."""
        prices = self.settings.prices
        names = ("requests", "retries", "answers", "cached", "tokens_in", "tokens_out", "estimated")
        return {
            "model": self.settings.model,
            **{name: getattr(self, name) for name in names},
            "money": round(self.money, 6) if prices else None,
            "currency": prices.currency if prices else None,
            "events": self.events,
            **{name: _sorted(getattr(self, name)) for name in ("uncoded", "refused", "dropped")},
        }

    def _price(self, tokens_in: int, tokens_out: int) -> float:
        prices = self.settings.prices
        if prices is None:
            return 0.0
        return (tokens_in * prices.input + tokens_out * prices.output) / MILLION


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def lines(n: Mapping[str, Any]) -> list[str]:
    """A tally, as ``Tally.as_dict`` gives it, for people."""
    cost = "" if n["money"] is None else f", {n['money']:.4f} {n['currency']}"
    made = [
        f"{n['model']}: {n['requests']} requests ({n['retries']} retries), "
        f"{n['cached']} answers from the cache",
        f"{n['tokens_in']:,} tokens in, {n['tokens_out']:,} out{cost}"
        + (f" ({n['estimated']} estimated)" if n["estimated"] else ""),
        f"{n['events']} events",
    ]
    for name, what in (
        ("uncoded", "reports uncoded"),
        ("refused", "events refused"),
        ("dropped", "parties and numbers dropped"),
    ):
        if n[name]:
            reasons = ", ".join(f"{count} {reason}" for reason, count in n[name].items())
            made.append(f"{what}: {reasons}")
    return made
