"""Which way a sentence looks: the nearest word beside a time that says past or future."""

from collections.abc import Mapping
from dataclasses import dataclass

from transforms.dates.lexicon import Lexicon
from transforms.dates.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Place:
    """A time in its text: its first token and one past its last."""

    tokens: Tokens
    first: int
    end: int

    def word(self, index: int) -> str:
        """The word of a token, "" outside the text."""
        return self.tokens.word[index] if 0 <= index < len(self.tokens) else ""


def tense_of(place: Place, lexicon: Lexicon, *, possessive: bool) -> str:
    """`future`, `past` or "" by the nearest cue before a time, else after it.

    `possessive` = "Tuesday's vote": only what stands close before it speaks of Tuesday.
    """
    cues, lead = lexicon.tense, place.word(place.first - 1)
    if lead in cues["past_leads"]:
        return "past"
    settings = lexicon.data["tense"]
    reach = settings["possessive_reach" if possessive else "reach"]
    found = _first(range(place.first - 1, -1, -1)[:reach], place, lexicon)
    if not found and not possessive:
        found = _first(range(place.end, len(place.tokens))[:reach], place, lexicon)
    return found or ("future" if lead in cues["future_leads"] else "")


def _first(indices: range, place: Place, lexicon: Lexicon) -> str:
    """The tense of the first of some tokens that has one, up to the end of the sentence."""
    stops = lexicon.tense["stops"]
    for index in indices:
        if place.word(index) in stops:
            return ""
        found = _cue(index, place, lexicon)
        if found:
            return found
    return ""


def _cue(index: int, place: Place, lexicon: Lexicon) -> str:
    """The tense that one word says, "" if none."""
    word, cues, behind = place.word(index), lexicon.tense, index >= place.end
    if behind and word in cues["attribution"]:
        return ""
    settings = lexicon.data["tense"]
    paired = place.word(index + 1) in settings["future_pairs"].get(word, ())
    if word in cues["future"] and not paired:
        return "past" if behind and _has_planned(index, place, cues) else "future"
    meant = word in cues["intent"] and "to" in place.tokens.word[index + 1 : place.first]
    if paired or meant:
        return "future"
    told = word in cues["past"] or (len(word) > 4 and word.endswith(settings["past_suffix"]))
    if told and place.word(index - 1) in cues["infinitive"]:
        return "future" if place.word(index - 2) == "to" else ""
    return "past" if told else ""


def _has_planned(index: int, place: Place, cues: Mapping[str, frozenset[str]]) -> bool:
    """Whether somebody planned on that day ("On Friday the union planned ..."): no "is planned"."""
    near = {place.word(index - 1), place.word(index - 2)}
    return place.word(index) in cues["planned"] and near.isdisjoint(cues["being"])
