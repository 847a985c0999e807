"""Names of people and bodies: how far a run of capitals goes, and whose surname it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from transforms.coding.lexicons import listed, read
from transforms.coding.morphology import plural
from transforms.coding.parties.entry import AtomKind, Entry, in_office, serves
from transforms.coding.parties.nouns import NounIndex
from transforms.coding.parties.phrase import Discourse, Phrase
from transforms.coding.words import Token, is_common

DATE_WORDS = ("MONTH", "MONTHABBR", "WEEKDAY", "WEEKDAYS", "WEEKDAYABBR")
CLOSED = ("prepositions", "determiners", "subordinators", "relatives", "negation", "continuing")
LONGEST_ACRONYM = 8
SHORTEST = 4  # letters of a surname that may stand alone
FLANKS = ("al-", "el-", "ul-")


def end_of_name(words: list[Token], i: int, lang: str) -> int:
    """One past the last word of a name: "Hamad bin Khalifa", "Front for the Defence of Y"."""
    last = i
    while last < len(words) and _is_name_word(words[last], lang):
        last += 1
        last = _joined(words, i, last, lang) or last
    return last


def defined_names(words: list[Token]) -> dict[int, int]:
    """Names whose short form stands behind them in brackets: first token -> one past the last.

    The initials say how far back a name goes: "Movement for Change and Hope (MCH)".
    """
    found = {}
    for i in range(2, len(words) - 1):
        if words[i - 1].text == "(" and words[i + 1].text == ")" and _is_short_form(words[i].text):
            first = _first_of_initials(words, i - 1, words[i].lower)
            if first is not None:
                found[first] = i - 1
    return found


def _is_short_form(text: str) -> bool:
    return text.isalpha() and text.isupper() and 2 <= len(text) <= LONGEST_ACRONYM


def _first_of_initials(words: list[Token], end: int, letters: str) -> int | None:
    """Where the words begin whose capitals spell ``letters``; small words between are skipped."""
    left, i = len(letters) - 1, end - 1
    while i >= 0 and end - i <= 2 * len(letters) + 2:
        if words[i].is_capital:
            if words[i].lower[0] != letters[left]:
                return None
            if left == 0:
                return i
            left -= 1
        elif not words[i].is_word:
            return None
        i -= 1
    return None


def bearer(
    words: list[Token], first: int, last: int, discourse: Discourse, index: NounIndex
) -> Entry | None:
    """Who is meant by a name: somebody named before in full, else somebody in office then.

    A surname alone needs a title or "administration" beside it, or a single bearer in office.
    """
    run = [word.lower for word in words[first:last]]
    known = discourse.people.get(run[-1])
    if known is not None and (len(run) == 1 or _is_part(run, known.name)):
        kind: AtomKind = "person" if known.kind == "person" else "organisation"
        return Entry(kind, known.name, known.country, known.international, known.sectors)
    named = [e for e in _surnamed(run, index) if len(run) == 1 or _shares_first_name(e, run)]
    if not named:
        return None
    before = words[first - 1].lower.rstrip(".") if first else ""
    after = words[last].lower if last < len(words) else ""
    if is_title(before) or after in listed("roles", "led_by_name") or len(run) > 1:
        return in_office(named, discourse.published_on)
    serving = [entry for entry in named if serves(entry, discourse.published_on)]
    alone = len({entry.name for entry in serving}) == 1
    plain = len(run[0]) >= SHORTEST and not is_common(run[0], "en")
    return serving[0] if alone and plain else None


def remember(parties: Sequence[Phrase], discourse: Discourse) -> None:
    """Keeps full names and acronyms that a sentence gives, for the short ones later on."""
    for phrase in parties:
        words = phrase.text.split()
        acronym = phrase.is_apposition and len(words) == 1 and phrase.text.isupper()
        full = len(words) > 1 and words[-1][0].isupper() and phrase.kind in ("person", "group")
        if acronym or (full and not phrase.is_adjective and not is_title(words[-1].lower())):
            discourse.people.setdefault(words[-1].lower(), phrase)


def _is_part(run: Sequence[str], name: str) -> bool:
    return set(run) <= set(name.lower().split())


def _surnamed(run: Sequence[str], index: NounIndex) -> tuple[Entry, ...]:
    """The people whose surname ends a name, with the particle before it or without."""
    bare = run[-1].removeprefix("al-").removeprefix("el-")
    whole = " ".join(run[-2:])
    return index.surnames.get(whole) or index.surnames.get(bare) or ()


def _shares_first_name(entry: Entry, run: Sequence[str]) -> bool:
    """Whether a full name agrees with an entry, which may hold the family name alone."""
    parts = entry.name.lower().split()
    return len(parts) == 1 or run[0] in parts


def opens(words: list[Token], i: int) -> bool:
    """Whether a word has its capital from its place."""
    return not any(word.is_word for word in words[:i]) or words[i - 1].text in '"“:'


def has_own_capital(word: Token, lang: str) -> bool:
    """Whether a word would have a capital anywhere: an acronym, or no word of a dictionary."""
    acronym = word.text.isupper() and len(word.text) > 1
    return acronym or not is_common(word.lower, lang)


@cache
def words_of_bodies(lang: str) -> frozenset[str]:
    """Words by which a name shows itself to be a body's, in both numbers."""
    nouns = read("roles", lang)["words_of_bodies"]
    return frozenset(form for noun in nouns for form in (noun, plural(noun)))


def is_title(word: str) -> bool:
    """Whether a name may follow a lower-case word as its title."""
    return word in _titles()


@cache
def _titles() -> frozenset[str]:
    return frozenset(word.lower() for title in read("roles")["titles"] for word in title.split())


def _joined(words: list[Token], first: int, at: int, lang: str) -> int:
    """Where a name goes on behind small words, or 0: "bin", or a body's "of" and "for the"."""
    is_body = any(word.lower in words_of_bodies(lang) for word in words[first:at])
    links = listed("roles", "name_links" if is_body else "name_particles", lang)
    j = at
    while j < len(words) and j - at < 2 and words[j].lower in links and not words[j].is_capital:
        j += 1
    goes_on = at < j < len(words) and _is_name_word(words[j], lang)
    return j if goes_on else 0


def _is_name_word(word: Token, lang: str) -> bool:
    if word.lower.startswith(FLANKS):
        return True
    if not word.is_capital or not word.is_word or word.lower in _no_names(lang):
        return False
    return "-" not in word.text or not word.text.rsplit("-", 1)[1][:1].islower()


@cache
def _no_names(lang: str) -> frozenset[str]:
    """Capitalised words that are no names: days, months, titles, words that open sentences."""
    days = [word for kind in DATE_WORDS for word in read("dates", lang)["classes"][kind]]
    others = listed("modality", "no_names", lang)
    return others.union(days, pronouns(lang), function_words(lang))


@cache
def pronouns(lang: str) -> frozenset[str]:
    """Words that stand for parties named before."""
    return frozenset().union(*read("roles", lang)["pronouns"].values())


@cache
def function_words(lang: str) -> frozenset[str]:
    """Words that join or introduce others and name nothing."""
    return frozenset().union(*(listed("modality", kind, lang) for kind in CLOSED))
