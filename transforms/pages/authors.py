"""Persons who wrote a report, out of the names that a page declares."""

import re
from collections.abc import Iterable

from transforms.pages.declared import AuthorClaim
from transforms.pages.knowledge import knowledge
from transforms.pages.markup import one_line

_NOT_A_NAME = re.compile(r"https?:|www\.|[@#{}<>=\[\]]|\d")
_ADDRESS = re.compile(r"https?:|www\.|\.(?:com|org|net)/")
_BRACKETED = re.compile(r"\s*\([^)]*\)")
_EDGES = " \t.,;:|-–—*•\"“”'"


def persons(claims: Iterable[list[AuthorClaim]], organisations: Iterable[str]) -> tuple[str, ...]:
    """Return the persons of the most trusted place that names any.

    Args:
        claims: one list a place, the most trusted first.
        organisations: names of the outlet and its publisher, which are no persons.
    """
    outlets = {_flat(name) for name in organisations if _flat(name)}
    for place in claims:
        names = [
            name
            for claim in place
            if not claim.organisation
            for name in names_in(claim.name)
            if is_person(name, outlets)
        ]
        if names:
            return _distinct(names)
    return ()


def names_in(byline: str) -> list[str]:
    """Split a byline into names: "By Ann Lee and Bo Li, Reuters" gives three."""
    if _ADDRESS.search(byline):
        return []
    plain = _BRACKETED.sub("", one_line(byline))[:1000]
    plain = knowledge().byline.sub("", plain)
    parts = (knowledge().where.sub("", part) for part in knowledge().joiner.split(plain))
    return [name for part in parts if (name := part.strip(_EDGES))]


def is_person(name: str, outlets: set[str]) -> bool:
    """Say whether a name may be a person's: not the outlet, an agency, an address or a role."""
    known, limits = knowledge(), knowledge().limits
    if not 1 < len(name) <= limits.max_name_chars or len(name.split()) > limits.max_name_words:
        return False
    if _NOT_A_NAME.search(name) or not any(char.isalpha() for char in name):
        return False
    if name.casefold() in known.joining_words:
        return False
    if known.agency(name) or _is_outlet(_flat(name), outlets):
        return False
    return known.organisation.search(name.casefold()) is None


def looks_like_full_name(name: str) -> bool:
    """Say whether a name has two to four capitalised words, as unmarked names must."""
    words = name.split()
    return 2 <= len(words) <= 4 and all(word[0].isupper() for word in (words[0], words[-1]))


def visible_persons(
    claims: Iterable[list[AuthorClaim]], organisations: Iterable[str]
) -> tuple[str, ...]:
    """Return persons out of what merely looks like a byline, so only full names."""
    full = (
        [c for c in place if any(map(looks_like_full_name, names_in(c.name)))] for place in claims
    )
    return tuple(filter(looks_like_full_name, persons(full, organisations)))


def signed_by(last_line: str) -> tuple[str, ...]:
    """Return the person whose name alone is a report's last line, as some outlets sign."""
    name = last_line.strip()
    alone = looks_like_full_name(name) and name[-1].isalpha() and is_person(name, set())
    return (name,) if alone and not re.search(r"[:;,!?\"“”]", name) else ()


def _is_outlet(flat: str, outlets: set[str]) -> bool:
    return any(flat == outlet or (len(flat) > 4 and outlet.startswith(flat)) for outlet in outlets)


def _flat(name: str) -> str:
    return "".join(char for char in one_line(name).casefold() if char.isalnum())


def _distinct(names: list[str]) -> tuple[str, ...]:
    by_key = {_flat(name): name for name in reversed(names)}
    ordered = dict.fromkeys(_flat(name) for name in names)
    return tuple(by_key[key] for key in ordered)[: knowledge().limits.max_authors]
