"""A report while it is read: what carries over from sentence to sentence."""

from __future__ import annotations

from dataclasses import dataclass, field

from transforms.coding.attachment import of_sentence
from transforms.coding.lexicons import listed
from transforms.coding.mention import Report, Where
from transforms.coding.places import Setting
from transforms.coding.scene import Scene
from transforms.coding.words import Sentence
from transforms.dates import DateMention, EventDate


@dataclass(frozen=True, slots=True)
class Told:
    """An act that words date to a day of news, and the paragraph that tells it.

    ``is_spoken``: it is the day on which somebody spoke of it.
    """

    event_type: str
    when: EventDate
    paragraph: int
    is_spoken: bool


@dataclass(frozen=True, slots=True)
class Lead:
    """The town of the news: the first at which a sentence puts an act, with its type."""

    where: Where
    event_type: str
    sentence: int


@dataclass(slots=True)
class Passage:
    """A report while it is read: what carries over from sentence to sentence."""

    report: Report
    setting: Setting
    dates: tuple[DateMention, ...]
    country: str | None
    history: DateMention | None = None
    history_paragraph: int = -1
    lead: Lead | None = None
    sentence: int | None = 0  # the one that is told; None of a title, which tells the lead
    told: list[Told] = field(default_factory=list)

    def history_before(self, sentence: Sentence) -> DateMention | None:
        """What dates the passage of history that a sentence goes on with."""
        past = self.history
        return past if past is not None and past.end <= sentence.start else None


def turn_page(scene: Scene, passage: Passage) -> None:
    """Keeps, drops or begins a passage of history."""
    sentence = scene.sentence
    passage.sentence = None if sentence.is_title else sentence.index
    own = [d for d in of_sentence(passage.dates, scene) if not _is_aside(d, scene)]
    history = [d for d in own if d.is_history and d.date_start is not None]
    if history:
        passage.history, passage.history_paragraph = history[-1], sentence.paragraph
    elif any(not d.is_history and d.date_start is not None for d in own) or (
        sentence.paragraph != passage.history_paragraph and not _continues(scene)
    ):
        passage.history = None
    elif passage.history is not None:
        passage.history_paragraph = sentence.paragraph


def _is_aside(mention: DateMention, scene: Scene) -> bool:
    """Whether it only says who somebody is: "said Amina, who fled in 2019"."""
    first, _ = scene.tokens_of((mention.start, mention.end))
    return scene.clauses.kinds[scene.clauses.at[first]] in ("aside", "relative")


def _continues(scene: Scene) -> bool:
    words = [w.lower for w in scene.words[:7]]
    return not listed("modality", "continuing", scene.lang).isdisjoint(words)
