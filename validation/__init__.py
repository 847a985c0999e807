"""Check: what the rooms promise one another, and the gate that holds them to it.

In: working tables under ``data/<dataset>/tables``. Out: a run report with Data Docs and a
quarantine of the rows that broke a rule, with the rule's name. Guaranteed: no table leaves for
publishing while a critical rule fails. A new column or rule goes into ``contracts/*.yml`` and
nowhere else; everything that speaks of columns is derived from there.
"""
