"""Identifiers, made by recipe from what they name."""

from __future__ import annotations

import hashlib


def digest(prefix: str, *parts: object) -> str:
    """``prefix``-sixteen hex digits of the parts."""
    text = "\x1f".join(str(part) for part in parts)
    return f"{prefix}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def report_id(canonical_url: str) -> str:
    """The report at a canonical URL."""
    return digest("r", canonical_url)


def text_sha256(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def revision(sha256: str) -> str:
    """The revision of a report that carries a text."""
    return sha256[:12]


def mention_id(report: str, rev: str, trigger: tuple[int, int], event_type: str) -> str:
    """The mention told by some characters of a revision."""
    return digest("m", report, rev, *trigger, event_type)
