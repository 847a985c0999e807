"""What a maker gets: the parts of its match, and where and when the text stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from transforms.dates.intervals import Interval, days_of
from transforms.dates.lexicon import Lexicon
from transforms.dates.patterns import Candidate
from transforms.dates.tokens import BREAK, Tokens


@dataclass(frozen=True, slots=True)
class Here:
    """The setting of a match.

    Attributes:
        lexicon: The language's knowledge.
        tokens: All tokens of the text.
        first: Index of the first token of the match.
        candidate: The match.
        published: Day of publication, None for an undated report.
        anchor: Value of the last date told before, near enough to count from.
    """

    lexicon: Lexicon
    tokens: Tokens
    first: int
    candidate: Candidate
    published: date | None
    anchor: str | None

    @property
    def end(self) -> int:
        """Index one past the last token of the match."""
        return self.first + self.candidate.length

    def part(self, name: str) -> list[str]:
        """Words of a named part; empty if it did not take part."""
        for part, start, end in self.candidate.parts:
            if part == name:
                return self.tokens.word[self.first + start : self.first + end]
        return []

    def words(self, name: str) -> str:
        """Words of a named part, joined."""
        return " ".join(self.part(name))

    def code(self, classes: str, name: str) -> str | None:
        """The code that a named part stands for in the first class (space-separated) with it."""
        words = self.words(name)
        meanings = (self.lexicon.classes[c].get(words) for c in classes.split())
        return next((str(m) for m in meanings if m is not None), None)

    def figure(self, classes: str, name: str) -> int | None:
        """The whole number that a named part stands for, as `code`."""
        code = self.code(classes, name)
        return None if code is None else int(code)

    def whole(self, classes: str, name: str) -> int:
        """As `figure`, of a part that the pattern holds always.

        Raises:
            LookupError: The lexicon's pattern and its maker do not fit.
        """
        figure = self.figure(classes, name)
        if figure is None:
            raise LookupError(f"dates.yml: rule {self.candidate.rule.id} needs {name}= {classes}")
        return figure

    def number(self, name: str) -> int | None:
        """A number written in digits at the start of a named part (18, 18th)."""
        words = self.part(name)
        digits = "".join(c for c in words[0] if c.isdigit()) if words else ""
        if digits:
            return int(digits)
        ordinal = self.figure("ORD", name)
        return ordinal if ordinal and ordinal > 0 else None

    def word_at(self, index: int) -> str:
        """The word of a token, BREAK outside the text."""
        return self.tokens.word[index] if 0 <= index < len(self.tokens) else BREAK

    def days(self, value: str) -> Interval | None:
        """The days a value denotes."""
        return days_of(value, self.lexicon.data["seasons"])

    @property
    def counting_day(self) -> date | None:
        """First day of the anchor, else the day of publication."""
        interval = self.days(self.anchor) if self.anchor else None
        return interval[0] if interval else self.published

    @property
    def day_told(self) -> date | None:
        """The day told last if it was told to the day, else the day of publication."""
        exact = self.anchor is not None and len(self.anchor) >= len("2020-08-18")
        return self.counting_day if exact else self.published

    @property
    def possessive(self) -> bool:
        """Whether what it dates follows as its own ("Tuesday's attack")."""
        return self.word_at(self.end) == "'s"

    @property
    def modifies(self) -> bool:
        """Whether it is one word between an article and a noun ("the 2012 coup")."""
        article = self.word_at(self.first - 1) in self.lexicon.data["articles"]
        return article and self.candidate.length == 1 and self.word_at(self.end)[:1].isalpha()

    @property
    def titled(self) -> bool:
        """Whether the match looks like a quoted title ("60 Minutes", "This Week")."""
        quotes = self.lexicon.data["quotes"]
        return self.tokens.capital(self.end - 1) and self.word_at(self.first - 1) in quotes

    @property
    def led(self) -> bool:
        """Whether the match stands where a time stands (after "in", "the", a bracket, ...)."""
        return self.word_at(self.first - 1) in self.lexicon.leads

    def tense(self) -> str:
        """`future`, `past` or "" by the nearest cue before the match, else after it."""
        if self.word_at(self.first - 1) in self.lexicon.tense["past_leads"]:
            return "past"
        owned = self.possessive
        reach = self.lexicon.data["tense"]["possessive_reach" if owned else "reach"]
        cue = self._cue(range(self.first - 1, -1, -1)[:reach])
        if not cue and not owned:
            cue = self._cue(
                range(self.end, len(self.tokens))[:reach], self.lexicon.tense["attribution"]
            )
        leads = self.lexicon.tense["future_leads"]
        return cue or ("future" if self.word_at(self.first - 1) in leads else "")

    def _cue(self, indices: range, skipped: frozenset[str] = frozenset()) -> str:
        cues, settings = self.lexicon.tense, self.lexicon.data["tense"]
        for index in indices:
            word = self.tokens.word[index]
            if word in cues["stops"]:
                return ""
            if word in skipped:
                continue
            pair = settings["future_pairs"].get(word)
            if word in cues["future"] or (pair and self.word_at(index + 1) in pair):
                return "future"
            past = word in cues["past"] or (
                len(word) > 4 and word.endswith(settings["past_suffix"])
            )
            if past and self.word_at(index - 1) in cues["infinitive"]:
                if self.word_at(index - 2) == "to":
                    return "future"
            elif past:
                return "past"
        return ""


def amount_of(words: Sequence[str], lexicon: Lexicon) -> float | None:
    """The number that words say; None for "several" and its like."""
    total = 0.0
    for word in words:
        if word in lexicon.classes["VAGUE"]:
            return None
        if word in lexicon.classes["HALF"]:
            total += 0.5
        elif word in lexicon.classes["NUM"]:
            number = lexicon.classes["NUM"][word]
            total = max(total, 1) * number if number in (12, 100) and total else total + number
        elif word[0].isdigit():
            total += float(word.replace(",", ""))
    articles = lexicon.classes["ARTICLE"]
    return (
        total + 1
        if not total or (total == 0.5 and words[0] in articles and "and" in words)
        else total
    )
