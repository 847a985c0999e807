"""Short answers about what the coder read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from transforms.coding import Mention, Report, RulesCoder

WEDNESDAY = date(2022, 6, 15)


@dataclass(frozen=True, slots=True)
class Told:
    """A mention with its text, asked for in few words."""

    mention: Mention
    text: str

    @property
    def code(self) -> str:
        """Type and modes: "COERCE arrest"."""
        return " ".join((self.mention.event_type, *self.mention.modes))

    @property
    def trigger(self) -> str:
        return self.text[slice(*self.mention.trigger)]

    @property
    def place(self) -> str | None:
        return self.mention.where.name if self.mention.where else None

    def side(self, role: str) -> list[str]:
        """The parties of a role as "country-or-body sectors", in order."""
        return [
            " ".join((p.country_iso3 or p.international or "?", *p.sectors))
            for p in self.mention.parties
            if p.role == role
        ]

    @property
    def actors(self) -> list[str]:
        return self.side("actor")

    @property
    def recipients(self) -> list[str]:
        return self.side("recipient")


@dataclass(frozen=True, slots=True)
class Account:
    """The mentions of a report, by rank."""

    told: list[Told]

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.told]

    def one(self, event_type: str) -> Told:
        """The only mention of a type."""
        found = [one for one in self.told if one.mention.event_type == event_type]
        assert len(found) == 1, f"{len(found)} of {event_type} in {self.codes}"
        return found[0]

    def by(self, trigger: str) -> Told:
        """The mention that some words tell."""
        found = [one for one in self.told if one.trigger.startswith(trigger)]
        assert found, f"nothing told by {trigger!r}: {[one.trigger for one in self.told]}"
        return found[0]


Reading = Callable[..., Account]


@pytest.fixture(scope="session")
def account(coder: RulesCoder) -> Reading:
    """What a text tells, published on a Wednesday in June 2022 unless said otherwise."""

    def read(text: str, on: date | None = WEDNESDAY, source_country: str | None = None) -> Account:
        reading = coder.read(Report(text, on, "en", source_country))
        return Account([Told(mention, text) for mention in reading.mentions])

    return read
