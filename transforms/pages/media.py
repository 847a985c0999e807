"""Players, pictures and time stamps of a page, before its body is cut out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement

from transforms.pages.knowledge import knowledge

_WITH_SOURCE = ("iframe", "embed", "object", "script")


@dataclass(frozen=True, slots=True)
class Media:
    """How many players and captioned pictures the page shows."""

    videos: int = 0
    sounds: int = 0
    pictures: int = 0


def media_of(tree: HtmlElement) -> Media:
    """Count the media of a page; call it before scripts and frames are cut."""
    frames = [
        (element.get("src") or element.get("data-src") or "").casefold()[:500]
        for element in tree.iter(*_WITH_SOURCE)
    ]
    known = knowledge()
    return Media(
        videos=len(list(tree.iter("video"))) + _named(frames, known.video_player),
        sounds=len(list(tree.iter("audio"))) + _named(frames, known.audio_player),
        pictures=sum(next(figure.iter("img"), None) is not None for figure in tree.iter("figure")),
    )


def _named(addresses: Iterable[str], players: re.Pattern[str]) -> int:
    return sum(players.search(address) is not None for address in addresses)
