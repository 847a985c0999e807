"""How a name is written for look-up: one spelling for all its variants."""

import hashlib
import re
import unicodedata
import zlib

_EXPAND = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
# What a key may be: a name, the first words of longer names.
NAME, OPENING = 1, 2
BUCKETS = 1 << 24  # some twenty to a name
PER_BYTE = 4  # marks of two bits each
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
    if name.isascii() and name.isalnum():  # one plain word, as most are
        word = name.lower()
        return _EXPAND.get(word, word)
    words = _BREAKS.sub(" ", _QUOTES.sub("", folded(name))).split()
    return " ".join([_EXPAND.get(word, word) for word in words])


def beginnings(key: str) -> list[str]:
    """The keys that a key goes on from: of "new york city", "new" and "new york"."""
    return [key[:at] for at, letter in enumerate(key) if letter == " "]


def bucket(key: str) -> int:
    """The bucket, below BUCKETS, that a key falls into with few others."""
    return zlib.crc32(key.encode()) % BUCKETS


def key_hash(key: str) -> int:
    """A stable 63-bit hash of a key (fits a signed column; collisions are negligible at 1e6)."""
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1
