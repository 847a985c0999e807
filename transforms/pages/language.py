"""The language of a report, by its text; the page's own word only settles doubts."""

import re
from functools import cache

from lxml.html import HtmlElement
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from transforms.pages.knowledge import knowledge

_TAG = re.compile(r"^[a-z]{2,3}(?=$|[-_])", re.IGNORECASE)


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str, declared: str | None) -> str | None:
    """Return a BCP 47 primary tag, or None when neither text nor page tells."""
    known = knowledge()
    sample = text[: known.language_sample_chars]
    if not any(char.isalpha() for char in sample):
        return declared
    found, confidence = _identifier().classify(sample)
    if declared and (float(confidence) < known.language_confidence or _mixed_up(found, declared)):
        return declared
    return str(found if declared else known.only_declared.get(found, found))


def _mixed_up(found: str, declared: str) -> bool:
    return any({found, declared} <= group for group in knowledge().confusable_languages)


def declared_language(tree: HtmlElement) -> str | None:
    """Return the primary tag of the page's own lang attribute."""
    match = _TAG.match((tree.get("lang") or tree.get("xml:lang") or "").strip())
    return match.group().lower() if match else None
