"""The clauses of a sentence: which words stand together, and how each clause hangs on another.

"The premier, who took office in July, resigned on Friday, officials said" has a main clause, one
between commas, and one that only says who tells it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from transforms.coding.lexicons import listed
from transforms.coding.parties.phrase import Phrase
from transforms.coding.verbs import VerbGroup, closed
from transforms.coding.words import Token

# relative: "gunmen who ...", "men arrested in ... were"; aside: the same between commas;
# time: "when", "as"; other: "after", "because"; content: "said that"; teller: ", officials said".
Kind = Literal["main", "relative", "aside", "time", "other", "content", "teller"]
RESUMES = 4  # words behind a comma in which the verb that an aside interrupted comes back
TELLS = 9  # words behind a comma in which a verb of speech makes what follows a teller's
BREAKS = ("and", "but", "or")
STRONG = ";:—"


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clause of each token, by number, with the kind and parent of each clause."""

    at: tuple[int, ...]
    kinds: tuple[Kind, ...]
    parents: tuple[int | None, ...]

    def way(self, one: int, other: int) -> tuple[list[Kind], list[Kind], bool]:
        """The kinds from each of two clauses up to where they meet, and whether they do."""
        ups = [self._up(clause) for clause in (one, other)]
        shared = next((clause for clause in ups[0] if clause in ups[1]), None)
        ways = [up if shared is None else up[: up.index(shared)] for up in ups]
        first, second = ([self.kinds[clause] for clause in way] for way in ways)
        return first, second, shared is not None

    def _up(self, clause: int) -> list[int]:
        way = [clause]
        while (parent := self.parents[way[-1]]) is not None:
            way.append(parent)
        return way


def clauses_of(
    words: Sequence[Token],
    parties: Sequence[Phrase],
    verbs: Sequence[VerbGroup],
    heads: Mapping[str, frozenset[int]],
    lang: str,
) -> Clauses:
    """The clauses of a sentence.

    Args:
        words: Its tokens.
        parties: Who is named in it.
        verbs: Its verb groups.
        heads: Tokens of the verbs that say that somebody speaks (``speech``) and of those that
            only say when something was (``lasting``: "which lasted until May").
        lang: Its language.
    """
    found = _Reader(words, parties, verbs, heads["speech"], lang).read()
    timed = {found.at[head] for head in heads["lasting"]}
    kinds: tuple[Kind, ...] = tuple(
        "time" if kind in ("aside", "relative") and clause in timed else kind
        for clause, kind in enumerate(found.kinds)
    )
    return Clauses(found.at, kinds, found.parents)


@dataclass(slots=True)
class _Open:
    """A clause that is being read."""

    number: int
    kind: Kind
    first: int
    verb: VerbGroup | None = None


@dataclass(slots=True)
class _Reader:
    """A sentence while its clauses are found."""

    words: Sequence[Token]
    parties: Sequence[Phrase]
    verbs: Sequence[VerbGroup]
    speech: frozenset[int]
    lang: str
    kinds: list[Kind] = field(default_factory=list)
    parents: list[int | None] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def read(self) -> Clauses:
        """The clauses, word by word from the left."""
        at, heads = [], {v.head: v for v in self.verbs if v.is_finite}
        self._push("main", None, 0)
        for i in range(len(self.words)):
            self._close(i)
            self._open(i)
            at.append(self.stack[-1].number)
            if i in heads:
                self.stack[-1].verb = heads[i]
        return Clauses(tuple(at), tuple(self.kinds), tuple(self.parents))

    def _push(self, kind: Kind, parent: int | None, first: int) -> None:
        self.stack.append(_Open(len(self.kinds), kind, first))
        self.kinds.append(kind)
        self.parents.append(parent)

    def _beside(self, i: int) -> None:
        """Leave the clause for another of its kind."""
        left = self.stack.pop()
        self._push(left.kind, self.parents[left.number], i)

    def _below(self, kind: Kind, i: int) -> None:
        self._push(kind, self.stack[-1].number, i)

    def _close(self, i: int) -> None:
        if self.words[i].text in STRONG:
            del self.stack[1:]
            self._beside(i)
        asides = (n for n, clause in enumerate(self.stack) if self._ends_aside(clause, i))
        del self.stack[next(asides, len(self.stack)) :]
        while len(self.stack) > 1 and self._ends(self.stack[-1], i):
            self.stack.pop()

    def _ends_aside(self, clause: _Open, i: int) -> bool:
        """Whether an aside ends before a word, with all that is open inside it."""
        comma = self.words[i].text == "," and i > clause.first
        return clause.kind == "aside" and comma and self._resumes(i)

    def _ends(self, clause: _Open, i: int) -> bool:
        """Whether a clause that hangs on another ends before a word."""
        comma = self.words[i].text == "," and i > clause.first
        if clause.kind == "relative":
            return self._follows_at_once(clause, i)
        if clause.kind in ("aside", "teller"):
            return comma and clause.kind == "teller"
        above = self.stack[-2]
        fronted = above.verb is None and clause.verb is not None
        return comma and fronted and self._next_finite(i) is not None

    def _resumes(self, i: int) -> bool:
        """Whether the verb that an aside interrupted comes back behind a comma."""
        verb = self._next_finite(i)
        if verb is None or verb.first - i > RESUMES:
            return False
        return not (self._broken(i + 1, verb.first) or self._subject_in(i + 1, verb.first))

    def _follows_at_once(self, clause: _Open, i: int) -> bool:
        """Whether the main verb stands here: a second finite verb that nothing joins or leads."""
        if not any(v.first == i and v.is_finite for v in self.verbs):
            return False
        before = clause.verb
        if before is None or before.head in self.speech:
            return False
        return not self._broken(before.head + 1, i)

    def _open(self, i: int) -> None:
        word = self.words[i]
        if word.text == ",":
            self._open_behind_comma(i)
        elif word.lower in ("and", "but"):
            if self.stack[-1].verb is not None and self._leads_clause(i):
                self._beside(i)
        elif (kind := self._kind_opened(i)) is not None:
            self._below(kind, i)
            self.stack[-1].verb = self._participle_at(i)

    def _open_behind_comma(self, i: int) -> None:
        if self._is_teller(i):
            del self.stack[1:]
            self._below("teller", i)
        elif self._participle_at(i + 1) and any(
            self.words[j].text == "," and self._resumes(j) for j in range(i + 2, len(self.words))
        ):
            self._below("aside", i)

    def _kind_opened(self, i: int) -> Kind | None:
        """The kind of the clause that a word opens."""
        c, lower = closed(self.lang), self.words[i].lower
        if lower in c.only_relatives or lower == "where":
            marked = any(w.text == "," for w in self.words[max(0, i - 3) : i])
            return "aside" if marked else "relative"
        if lower in c.complementisers:
            verb = any(v.first == i + 1 and v.is_finite for v in self.verbs)
            named = any(p.last == i for p in self.parties)
            return "relative" if verb and named else "content"
        if lower in c.subordinators and self._leads_clause(i):
            together = listed("modality", "same_time", self.lang)
            return "time" if lower in together else "other"
        named = any(p.last == i for p in self.parties)
        verb_after = self._next_finite(i + 1) if named and self._participle_at(i) else None
        if verb_after is not None and not self._broken(i + 1, verb_after.first):
            return "relative"
        return None

    def _leads_clause(self, i: int) -> bool:
        """Whether a clause with a subject or verb of its own follows a word."""
        gerund = any(v.first == i + 1 and v.tag == "G" for v in self.verbs)
        verb = self._next_finite(i + 1)
        if verb is None or self._broken(i + 1, verb.first):
            return gerund
        return gerund or verb.first > i + 1

    def _is_teller(self, i: int) -> bool:
        """Whether all that follows a comma is who tells it: ", the army said on Monday"."""
        after = [w.lower for w in self.words[i + 1 : i + 3]]
        if after == ["according", "to"]:
            return True
        verb = self._next_finite(i + 1)
        if verb is None or verb.head not in self.speech or verb.first - i > TELLS:
            return False
        if self._broken(i + 1, verb.first):
            return False
        later = self._next_finite(verb.head + 1)
        return later is None or any(w.text == "," for w in self.words[verb.head + 1 : later.first])

    def _participle_at(self, i: int) -> VerbGroup | None:
        """The past participle without an auxiliary that a word is."""
        found = (v for v in self.verbs if v.first == i and v.is_bare and v.tag != "G")
        return next(found, None)

    def _next_finite(self, i: int) -> VerbGroup | None:
        return next((v for v in self.verbs if v.first >= i and v.is_finite), None)

    def _subject_in(self, first: int, last: int) -> bool:
        return any(first <= p.first and p.last <= last and p.can_act for p in self.parties)

    def _broken(self, first: int, last: int) -> bool:
        """Whether a mark, conjunction or opener stands between two words."""
        openers = closed(self.lang).openers
        between = self.words[first:last]
        return any(
            w.text == "," or w.text in STRONG or w.lower in BREAKS or w.lower in openers
            for w in between
        )
