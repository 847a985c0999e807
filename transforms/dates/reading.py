"""What a maker gets: the parts of its match, and where and when the text stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from transforms.dates.intervals import Interval, days_of
from transforms.dates.lexicon import Lexicon
from transforms.dates.patterns import Candidate
from transforms.dates.tense import Place, tense_of
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
        anchors: Values of the dates told before, near enough to count from, the last one first.
    """

    lexicon: Lexicon
    tokens: Tokens
    first: int
    candidate: Candidate
    published: date | None
    anchors: tuple[str, ...]

    @property
    def anchor(self) -> str | None:
        """Value of the last date told before."""
        return self.anchors[0] if self.anchors else None

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

    @property
    def phase(self) -> str:
        """START, MID or END of "early May", "the end of the month"; "" if it means the whole."""
        words = [word for word in self.part("phase") if word != "-"]
        meanings = (self.lexicon.classes[c].get(" ".join(words)) for c in ("PHASE", "EDGE"))
        return next((str(m) for m in meanings if m), "")

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
        """The last day that was told to the day, else the day of publication."""
        exact = (value for value in self.anchors if len(value) >= len("2020-08-18"))
        interval = self.days(next(exact, ""))
        return interval[0] if interval else self.published

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
    def dated_on(self) -> bool:
        """Whether a year follows, with or without a comma."""
        after = self.end + (self.word_at(self.end) == ",")
        return self.tokens.shape.get(after) == "#year"

    @property
    def capital_inside(self) -> bool:
        """Whether it begins with a capital, and no sentence or quotation begins there."""
        before, data = self.word_at(self.first - 1), self.lexicon.data
        opening = before in self.lexicon.tense["stops"] or before in data["quotes"]
        shouted = self.tokens.text[self.first].isupper()
        return self.tokens.capital(self.first) and not opening and not shouted

    @property
    def named(self) -> bool:
        """Whether it ends a name of capitals within its line ("USA Today")."""
        capital, before = self.tokens.capital, self.first - 1
        if before < 0 or not capital(self.first) or self.tokens.text[self.first].isupper():
            return False
        name = self.tokens.text[before]
        return self.candidate.length == 1 and len(name) > 1 and name.isupper()

    @property
    def led(self) -> bool:
        """Whether the match stands where a time stands (after "in", "the", a bracket, ...)."""
        return self.word_at(self.first - 1) in self.lexicon.leads

    def tense(self) -> str:
        """`future`, `past` or "" by the nearest cue before the match, else after it."""
        place = Place(self.tokens, self.first, self.end)
        return tense_of(place, self.lexicon, possessive=self.possessive)


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
