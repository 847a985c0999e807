"""A noun phrase that names a party, and what a report has said of parties so far."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from transforms.coding.lexicons import listed
from transforms.coding.mention import Party


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase that names a party; token indexes are half-open."""

    first: int
    last: int
    head: int
    start: int
    end: int
    text: str
    name: str
    kind: str
    country: str | None
    international: str | None
    sectors: tuple[str, ...]
    qid: str | None = None
    office: str | None = None
    is_plural: bool = False
    preposition: str | None = None
    is_possessive: bool = False
    is_adjective: bool = False
    noun: str | None = None
    head_kind: str = "role"
    is_place: bool = False
    is_apposition: bool = False  # says what the party before it is

    @property
    def is_pronoun(self) -> bool:
        """Whether it stands for a party named before."""
        return self.head_kind == "pronoun"

    @property
    def can_act(self) -> bool:
        """Whether it can be the subject of a verb."""
        free = self.preposition is None and not self.is_possessive
        return free and not self.is_adjective and not self.is_place

    @property
    def actor_id(self) -> str:
        """Wikidata where known, else country, sector and name made plain."""
        if self.qid:
            return f"wd-{self.qid}"
        parts = [
            self.country or self.international or "",
            *self.sectors[:1],
            self.noun or self.name,
        ]
        return "ps-" + slug(" ".join(part for part in parts if part))

    def as_party(self, role: str) -> Party:
        """The party in a role."""
        return Party(
            role, self.text, self.start, self.end, self.name, self.actor_id, self.kind,
            self.country, self.international, self.sectors, self.office,
        )  # fmt: skip


@cache
def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "x"


@dataclass(slots=True)
class Discourse:
    """What a report has said so far, for what it leaves unsaid later."""

    country: str | None = None
    published_on: date | None = None
    people: dict[str, Phrase] = field(default_factory=dict)
    last_person: Phrase | None = None
    last_group: Phrase | None = None
    last_body: Phrase | None = None

    def heard(self, phrase: Phrase) -> None:
        """Keeps the party for the pronouns that follow; what a preposition governs is not meant."""
        if phrase.is_adjective or phrase.preposition not in (None, "by") or phrase.is_pronoun:
            return
        if phrase.kind in ("country", "organisation"):
            self.last_body = self.last_group = phrase
        elif phrase.is_plural:
            self.last_group = phrase
        elif phrase.noun is not None and phrase.noun.split()[-1] in listed("roles", "bodies"):
            self.last_body = self.last_group = phrase
        else:
            self.last_person = phrase
