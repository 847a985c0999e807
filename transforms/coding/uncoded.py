"""A report that a coder could not code; unlike one that tells of no event, it counts nowhere."""

from __future__ import annotations


class UncodedError(Exception):
    """No mentions, because the coder failed.

    Attributes:
        reason: one word for the counts.
        again: another attempt may succeed; else the same would come of it.
    """

    def __init__(self, reason: str, detail: str = "", *, again: bool = False) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.again = again
