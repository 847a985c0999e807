"""YAML in which words stay words: only ``true`` and ``false`` are booleans.

YAML 1.1, which PyYAML reads, also takes "no", "on" and "off" for booleans: a preposition, or the
language code of Norwegian, would be lost without a word.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

BOOLEAN = "tag:yaml.org,2002:bool"


class _Loader(yaml.CSafeLoader):
    """The safe loader of libyaml, with the booleans of YAML 1.2."""


_Loader.yaml_implicit_resolvers = {
    first: [rule for rule in rules if rule[0] != BOOLEAN]
    for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(BOOLEAN, re.compile(r"^(?:true|false)$"), list("tf"))


def load(text: str | bytes) -> Any:
    """What a YAML document holds; raises ``yaml.YAMLError``."""
    return yaml.load(text, Loader=_Loader)
