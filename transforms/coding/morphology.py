"""Forms of verbs and nouns, from base forms and a table of exceptions."""

from __future__ import annotations

from functools import cache

from transforms.coding.lexicons import read

VOWELS = "aeiou"


@cache
def _exceptions() -> tuple[dict[str, list[str]], frozenset[str], frozenset[str]]:
    data = read("morphology")
    return data["irregular"], frozenset(data["doubled"]), frozenset(data["not_doubled"])


@cache
def verb_forms(base: str) -> tuple[tuple[str, str], ...]:
    """(form, tag) pairs of a verb; tags: B base, S third person, G -ing, D past, N participle."""
    if base == "be":
        forms = {"be": "B", "is": "S", "are": "S", "am": "S", "being": "G", "was": "D", "were": "D"}
        return (*forms.items(), ("been", "N"))
    irregular, _, _ = _exceptions()
    if base in irregular:
        past, participle = irregular[base]
    else:
        past = participle = _past(base)
    third = "has" if base == "have" else plural(base)
    return ((base, "B"), (third, "S"), (_ing(base), "G"), (past, "D"), (participle, "N"))


@cache
def plural(noun: str) -> str:
    """The plural of a noun (or third person of a verb), its last word inflected."""
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in VOWELS:
        return noun[:-1] + "ies"
    if noun.endswith("o") and noun in ("go", "do", "veto", "echo", "undergo"):
        return noun + "es"
    if noun.endswith("man") and noun != "human":
        return noun[:-3] + "men"
    return noun + "s"


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in VOWELS:
        return base[:-1] + "ied"
    return _doubled(base) + "ed"


def _ing(base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and base != "be":
        return base[:-1] + "ing"
    return _doubled(base) + "ing"


def _doubled(base: str) -> str:
    _, doubled, not_doubled = _exceptions()
    if base in not_doubled:
        return base
    short = sum(c in VOWELS for c in base) == 1
    ends_cvc = (
        len(base) >= 3
        and base[-1] not in "wxyh" + VOWELS
        and base[-2] in VOWELS
        and base[-3] not in VOWELS
    )
    if base in doubled or (short and ends_cvc):
        return base + base[-1]
    return base
