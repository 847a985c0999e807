"""The shape of each lexicon: strict models, with codes from ``validation/contracts/codes``.

Lexicons that are plain lists of words take further lists under names of their own; which names
there are, the shipped file says.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    model_validator,
)

from transforms.dates.makers import MAKERS
from validation.contracts import codes
from validation.contracts.table import Strict, contract


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError(f"{text!r} is blank: write a word, or drop it")
    return text


def _alternatives(text: str) -> str:
    """Refuses what no reader of patterns puts in the place of a list's name."""
    if any(mark in text for mark in "@~"):
        raise ValueError(f"{text!r}: a list can name no other and has no ~; write its words out")
    if not all(phrase.strip() for phrase in text.split("|")):
        raise ValueError(f"{text!r}: write words or phrases with | between them")
    return text


Word = Annotated[StrictStr, AfterValidator(_not_blank)]
Words = list[Word]
Number = StrictInt | Annotated[StrictFloat, Field(allow_inf_nan=False)]
Operator = Literal["commit", "demand", "threaten", "refuse", "accuse", "condemn"]


def _one_of(what: str, known: Callable[[], tuple[str, ...]]) -> AfterValidator:
    """Refuses a code that is not known, and names the nearest one."""

    def check(code: str) -> str:
        if code not in known():
            near = get_close_matches(code.upper(), known(), 1) or get_close_matches(
                code, known(), 1
            )
            mend = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known())}"
            raise ValueError(f"{code!r} is no {what} that is known here; {mend}")
        return code

    return AfterValidator(check)


def _allowed(table: str, column: str) -> tuple[str, ...]:
    return contract(table).column(column).allowed_values or ()


EventType = Annotated[StrictStr, _one_of("event type", lambda: codes.values("event_types"))]
Mode = Annotated[StrictStr, _one_of("mode", lambda: codes.values("modes"))]
Sector = Annotated[StrictStr, _one_of("sector", lambda: codes.values("sectors"))]
Context = Annotated[StrictStr, _one_of("context", lambda: codes.values("contexts"))]
Country = Annotated[StrictStr, _one_of("country code", lambda: codes.values("countries"))]
Subtype = Annotated[StrictStr, _one_of("subtype", lambda: _allowed("events", "subtype"))]
Body = Annotated[
    StrictStr, _one_of("kind of body", lambda: _allowed("mention_actors", "international"))
]


class Lists(BaseModel):
    """Named lists of words beside the fields of a lexicon; other values are left to its reader."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Words | dict[str, Any] | Word | Number | None]


class TriggerEntry(Strict):
    """Verbs and nouns that tell one kind of act, and how the parties stand around them."""

    mode: Mode | None = None
    subtype: Subtype | None = None
    contexts: list[Context] = Field(default_factory=list)
    operator: Operator | None = None
    to: Words = Field(default_factory=list)
    flip: StrictBool = False
    mutual: StrictBool = False
    weak: StrictBool = False
    alone: StrictBool = False
    only_by: list[Sector] = Field(default_factory=list)
    verbs: Words = Field(default_factory=list)
    nouns: Words = Field(default_factory=list)

    @model_validator(mode="after")
    def _tells_something(self) -> TriggerEntry:
        if not (self.verbs or self.nouns):
            raise ValueError("an entry needs verbs or nouns")
        return self


class Triggers(Strict):
    """Alternatives by name, and entries by event type."""

    lists: dict[Word, Annotated[StrictStr, AfterValidator(_alternatives)]] = Field(
        default_factory=dict
    )
    types: dict[EventType, list[TriggerEntry]] = Field(default_factory=dict)


class Pronouns(Strict):
    """Pronouns by what they stand for."""

    singular: Words = Field(default_factory=list)
    plural: Words = Field(default_factory=list)
    thing: Words = Field(default_factory=list)


class RoleLists(Lists):
    """Lists about parties beside their sectors."""

    persons: Words = Field(default_factory=list)
    irregular_plurals: dict[Word, Word] = Field(default_factory=dict)
    titles: Words = Field(default_factory=list)
    pronouns: Pronouns = Pronouns()


class Roles(Strict):
    """Nouns by sector, and the lists beside them."""

    sectors: dict[Sector, Words] = Field(default_factory=dict)
    lists: RoleLists | None = None


class Organisation(Strict):
    """A body that news names."""

    names: Annotated[Words, Field(min_length=1)]
    country: Country | None = None
    international: Body | None = None
    sectors: list[Sector]
    qid: Annotated[StrictStr, Field(pattern=r"^Q[1-9]\d*$")] | None = None

    @model_validator(mode="after")
    def _belongs_to_one(self) -> Organisation:
        if self.country and self.international:
            raise ValueError("a body belongs to a country or is international: drop one of the two")
        return self


class CountryNames(Strict):
    """What stands for a country in text."""

    name: Word
    names: Annotated[Words, Field(min_length=1)]
    adjectives: Words
    nationals: Words
    capital: Word | None


class TypeAndMode(Strict):
    """A code in two parts."""

    type: EventType
    mode: Mode | None = None


class Modality(Lists):
    """What an act becomes under a verb that governs it, by type, and the words that do it."""

    operators: dict[Word, dict[EventType | Literal["_"], EventType | TypeAndMode]] = Field(
        default_factory=dict
    )
    swallows: dict[EventType, list[EventType]] = Field(default_factory=dict)
    request_modes: dict[EventType | Literal["_"], Mode] = Field(default_factory=dict)
    threat_modes: dict[EventType, Mode] = Field(default_factory=dict)
    threat_modes_by_mode: dict[Mode, Mode] = Field(default_factory=dict)
    self_standing: list[EventType] = Field(default_factory=list)
    countryless: list[Sector] = Field(default_factory=list)


class Morphology(Lists):
    """Verb forms that the regular rules miss: base form -> past, past participle."""

    irregular: dict[Word, tuple[Word, Word]] = Field(default_factory=dict)
    doubled: Words = Field(default_factory=list)
    not_doubled: Words = Field(default_factory=list)
    common: Words = Field(default_factory=list)


class Counted(Lists):
    """The words by which people are counted, and the types that bear the count."""

    borne_by: list[EventType] = Field(default_factory=list)


class Magnitudes(Lists):
    """Number words, and ``vague`` counts as low, best, high."""

    numbers: dict[Word, int] = Field(default_factory=dict)
    scales: dict[Word, int] = Field(default_factory=dict)
    vague: dict[Word, tuple[int | None, int | None, int | None]] = Field(default_factory=dict)
    deaths: Counted | None = None
    injured: Counted | None = None
    detained: Counted | None = None
    crowd: Counted | None = None


class Sport(Strict):
    """Words of sport, and how many of them make a report one about sport."""

    distinct: int = 1
    share: Annotated[float, Field(ge=0, le=1)] = 0
    sectors: list[Sector] = Field(default_factory=list)
    words: Words = Field(default_factory=list)


class Summaries(Strict):
    """What the summary of an event says of its code (type, or type and mode) and its sectors."""

    somebody: Word = "?"
    acts: dict[Word, Word] = Field(default_factory=dict)
    sectors: dict[Sector, Word] = Field(default_factory=dict)


class DateRule(Strict):
    """A pattern over the classes of tokens, and the function that reads its match."""

    id: Word
    make: Annotated[StrictStr, _one_of("function that reads dates", lambda: tuple(MAKERS))]
    pattern: Word
    after: Words = Field(default_factory=list)


class Dates(Lists):
    """Classes of words (word -> what it stands for), macros and rules."""

    capitalised: Words = Field(default_factory=list)
    classes: dict[Word, dict[Word, StrictStr | Number | None]] = Field(default_factory=dict)
    macros: dict[Word, Word] = Field(default_factory=dict)
    rules: list[DateRule] = Field(default_factory=list)


class Places(Lists):
    """Lists of words as one text each; weights of the evidence."""

    evidence: dict[Word, Number] = Field(default_factory=dict)
    senses: dict[Word, Number] = Field(default_factory=dict)


MODELS: dict[str, type[BaseModel]] = {
    "contexts": RootModel[dict[Context, Words]],
    "countries": RootModel[dict[Country, CountryNames]],
    "dates": Dates,
    "magnitudes": Magnitudes,
    "modality": Modality,
    "morphology": Morphology,
    "organisations": RootModel[list[Organisation]],
    "places": Places,
    "roles": Roles,
    "sport": Sport,
    "summaries": Summaries,
    "triggers": Triggers,
}
# Where codes and other names stand side by side in a file: the names, and where the two parts go.
PARTS: dict[str, tuple[Callable[[str], bool], str, str]] = {
    "triggers": (lambda key: key == "lists", "", "types"),
    "roles": (lambda key: not key.isupper(), "lists", "sectors"),
}


def in_parts(name: str, raw: Any) -> Any:
    """A lexicon as its model has it: codes apart from the names beside them."""
    if name not in PARTS or not isinstance(raw, dict):
        return raw
    is_name, named, coded = PARTS[name]
    names = {key: value for key, value in raw.items() if is_name(str(key))}
    parts = {named: names} if named else names
    return parts | {coded: {key: value for key, value in raw.items() if not is_name(str(key))}}


def in_file(name: str, place: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The place in the file of a place in the model."""
    parts = PARTS[name][1:] if name in PARTS else ()
    return place[1:] if place and place[0] in parts else place
