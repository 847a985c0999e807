"""Lay lexicon entries over the shipped ones, and code texts with both.

Lexicons are read once a process and kept in many places, so the texts are coded in a process of
its own, whose lexicons lie in another folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from transforms.coding import lexicons
from validation.contracts.errors import WrongUseError
from validation.contracts.plain_yaml import load

Lines = list[dict[str, Any]]


def merged(base: Any, over: Any) -> Any:
    """Entries added: mappings key by key, lists one behind the other, of the rest the new one."""
    if isinstance(base, dict) and isinstance(over, dict):
        return base | {k: merged(base[k], v) if k in base else v for k, v in over.items()}
    if isinstance(base, list) and isinstance(over, list):
        return base + [one for one in over if one not in base]
    return over


def merged_lexicon(name: str, base: Any, over: Any) -> Any:
    """A lexicon with entries added; the named lists of triggers, which are texts, grow too."""
    made = merged(base, over)
    if name == "triggers":
        both = [one.get("lists", {}) for one in (base, over)]
        grown = {key: f"{both[0][key]}|{both[1][key]}" for key in both[0].keys() & both[1].keys()}
        made = made | {"lists": made.get("lists", {}) | grown}
    return made


def answers(lines: Lines) -> Lines:
    """What texts tell by the lexicons of this process, as ``polstab annotate`` answers."""
    from transforms.annotate import annotated  # noqa: PLC0415 - the lexicons must lie there first
    from transforms.build import coder  # noqa: PLC0415

    return list(annotated(lines, coder()))


def answers_with(lines: Lines, sections: Mapping[str, Any], lang: str = "en") -> Lines:
    """What texts tell with entries laid over the lexicons of a language."""
    with TemporaryDirectory(prefix="polstab-lexicons-") as folder:
        shutil.copytree(lexicons.LEXICONS, folder, dirs_exist_ok=True)
        for name, over in sections.items():
            path = Path(folder) / lang / f"{name}.yml"
            made = merged_lexicon(name, load(path.read_text(encoding="utf-8")), over)
            path.write_text(yaml.safe_dump(made, allow_unicode=True, sort_keys=False), "utf-8")
        return _elsewhere(lines, folder)


def _elsewhere(lines: Lines, folder: str) -> Lines:
    """The answers of a new process whose lexicons lie in a folder."""
    fresh = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh, initializer=_settle, initargs=(folder,)) as pool:
        try:
            return pool.submit(answers, lines).result()
        except (BrokenProcessPool, LookupError, TypeError, ValueError) as error:
            says = f"{type(error).__name__}: {error}"
            raise WrongUseError(
                f"the coder cannot be set up with these entries ({says})"
            ) from error


def _settle(folder: str) -> None:
    """Reads lexicons from a folder; called before anything in this process has read one."""
    from transforms.dates import lexicon as dates  # noqa: PLC0415 - in the new process only
    from transforms.places import lexicon as places  # noqa: PLC0415

    # Each of the three readers names its folder in a constant that it looks up when it reads.
    lexicons.LEXICONS = dates.LEXICONS = Path(folder)
    places._LEXICONS = Path(folder) / "en"
    places.place_lexicon.cache_clear()  # its package reads it when it is loaded
