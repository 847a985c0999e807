"""A report in our own words, on Mali in August 2020, and events as a model would give them."""

from __future__ import annotations

from datetime import date
from typing import Any

from transforms.coding import Report

TITLE = "Soldiers seize Mali's president"
ARREST = "Mutinous soldiers arrested President Ibrahim Boubacar Keita in Bamako on Tuesday."
DEATHS = "At least four people were killed and 15 were wounded, Amnesty International said."
BLAME = "ECOWAS condemned the mutiny on Wednesday."
TEXT = f"{TITLE}\n\nBAMAKO - {ARREST}\n\n{DEATHS} {BLAME}\n"
THURSDAY = date(2020, 8, 20)


def report(text: str = TEXT, on: date | None = THURSDAY, lang: str = "en") -> Report:
    return Report(text, on, lang, None)


def party(role: str, text: str, **fields: Any) -> dict[str, Any]:
    blank = {"kind": "group", "country_iso3": None, "international": None, "sectors": []}
    return {"role": role, "text": text, **blank, **fields}


def number(text: str, low: int | None, best: int | None, high: int | None) -> dict[str, Any]:
    return {"text": text, "low": low, "best": best, "high": high}


def event(**fields: Any) -> dict[str, Any]:
    """The arrest, as a model should give it, with some keys changed."""
    return {
        "sentence": ARREST,
        "trigger": "arrested",
        "event_type": "COERCE",
        "modes": ["arrest"],
        "contexts": ["military", "executive"],
        "subtype": "leader_removed",
        "temporal": "current",
        "modality": "asserted",
        "parties": [
            party("actor", "Mutinous soldiers", country_iso3="MLI", sectors=["MIL"]),
            party("recipient", "President Ibrahim Boubacar Keita", kind="person"),
        ],
        "deaths": None,
        "injured": None,
        "detained": None,
        "crowd": None,
    } | fields


def deaths(**fields: Any) -> dict[str, Any]:
    """The deaths, as a model should give them."""
    return (
        event(
            sentence=DEATHS,
            trigger="killed",
            event_type="ASSAULT",
            modes=[],
            contexts=[],
            subtype=None,
            parties=[
                party("speaker", "Amnesty International", kind="organisation", sectors=["SOC"])
            ],
            deaths=number("At least four", 4, 4, None),
            injured=number("15", 15, 15, 15),
        )
        | fields
    )


def blame(**fields: Any) -> dict[str, Any]:
    """The condemnation, as a model should give it."""
    return (
        event(
            sentence=BLAME,
            trigger="condemned",
            event_type="ACCUSE",
            modes=["disapprove"],
            contexts=[],
            subtype=None,
            parties=[party("actor", "ECOWAS", kind="organisation", international="IGO")],
        )
        | fields
    )
