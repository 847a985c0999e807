"""How deep in its sentence an act is told: 0 in the main clause, more in what hangs on it."""

from __future__ import annotations

from transforms.coding.lexicons import listed
from transforms.coding.scene import Scene
from transforms.coding.subjects import is_relative
from transforms.coding.triggers import Trigger
from transforms.coding.verbs import closed

NEAR = 5  # words before a noun in which a preposition says what it hangs on


def depth(trigger: Trigger, scene: Scene) -> int:
    """0 main clause, 1 purpose or manner, 2 relative or subordinate clause."""
    if trigger.verb is None:
        return _depth_of_noun(trigger, scene)
    if is_relative(trigger.verb, scene) or _is_subordinate(trigger.first, scene):
        return 2
    return int(trigger.verb.is_infinitive or trigger.verb.is_bare)


def _depth_of_noun(trigger: Trigger, scene: Scene) -> int:
    near = {w.lower for w in scene.words[max(0, trigger.first - NEAR) : trigger.first]}
    hangs = near & (closed(scene.lang).subordinators | listed("modality", "hung_by", scene.lang))
    if hangs or _is_subordinate(trigger.first, scene):
        return 2
    return int(any(v.head < trigger.first for v in scene.verbs))


def _is_subordinate(first: int, scene: Scene) -> bool:
    """Whether a subordinator opens the clause, with a clause of its own before it."""
    for i in range(first - 1, -1, -1):
        word = scene.words[i]
        if word.lower in closed(scene.lang).subordinators:
            return any(v.head < i and v.is_finite for v in scene.verbs)
        if word.text in ";:":
            return False
    return False
