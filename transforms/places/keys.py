"""How a name is written for look-up: one spelling for all its variants."""

import hashlib
import re
import unicodedata

_EXPAND = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_QUOTES = re.compile(r"['’‘ʻʼ`´.]")
_BREAKS = re.compile(r"[^\w]+")


def folded(text: str) -> str:
    """The text without accents, in lower case."""
    if text.isascii():
        return text.lower()
    marks = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("ı", "i"))
    return "".join(c for c in marks if not unicodedata.combining(c)).casefold()


def name_key(name: str) -> str:
    """The look-up spelling: "St. Louis", "Saint-Louis" and "SAINT LOUIS" give "saint louis"."""
    words = _BREAKS.sub(" ", _QUOTES.sub("", folded(name))).split()
    return " ".join([_EXPAND.get(word, word) for word in words])


def key_hash(key: str) -> int:
    """A stable 63-bit hash of a key (fits a signed column; collisions are negligible at 1e6)."""
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1
