"""Code text by a model behind an OpenAI-compatible chat endpoint.

In: a :class:`~transforms.coding.Report` and settings. Out: the same mentions as the rules give.
Guaranteed: nothing enters that does not stand in the text word by word, every code is one of the
contract's, places and dates come from our own rules, an answer is paid for once, and a report
without a usable answer is told as uncoded. What is asked lies in ``prompt.yml`` and
``answer.yml``; a new code gets its line in ``prompt.yml``.
"""

from transforms.models.coder import ModelCoder
from transforms.models.settings import load_settings

__all__ = ["ModelCoder", "load_settings"]
