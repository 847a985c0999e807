"""YAML in which words stay words: only ``true`` and ``false`` are booleans.

YAML 1.1, which PyYAML reads, also takes "no", "on" and "off" for booleans: a preposition, or the
language code of Norwegian, would be lost without a word.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.constructor import ConstructorError

BOOLEAN = "tag:yaml.org,2002:bool"


class _Loader(yaml.CSafeLoader):
    """The safe loader of libyaml, with the booleans of YAML 1.2."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """A node's value; what PyYAML trips over, such as 2021-13-45, is told with its line."""
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, ArithmeticError, LookupError, AttributeError) as error:
            raise ConstructorError(None, None, str(error), node.start_mark) from error


_Loader.yaml_implicit_resolvers = {
    first: [rule for rule in rules if rule[0] != BOOLEAN]
    for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(BOOLEAN, re.compile(r"^(?:true|false)$"), list("tf"))


def load(text: str | bytes) -> Any:
    """What a YAML document holds; raises ``yaml.YAMLError`` and nothing else."""
    try:
        return yaml.load(text, Loader=_Loader)
    except (ValueError, RecursionError) as error:  # half a surrogate pair; lists in lists in lists
        raise yaml.YAMLError(str(error)) from error
