"""Code text: who did what to whom, as a report tells it.

In: a :class:`Report`. Out: :class:`~transforms.coding.mention.Mention` objects, each with the
characters that say so. Guaranteed: deterministic, nothing to download, offsets always slice to the
text. Steps: text -> words -> parties -> verbs -> triggers -> roles -> modality -> assembly; the
knowledge lies in ``transforms/lexicons``. Extend the lexicons first and the steps second.
"""

from transforms.coding.coder import Coder, RulesCoder
from transforms.coding.mention import Amount, Mention, Party, Report, Where

__all__ = ["Amount", "Coder", "Mention", "Party", "Report", "RulesCoder", "Where"]
