"""Open datasets on political stability, with every value traceable to a sentence.

>>> import polstab
>>> events = polstab.load("demo", "events")  # a Polars LazyFrame

In: released versions, in ``POLSTAB_RELEASES`` (a folder or an address) or in a checkout. Out:
lazy frames and what the columns mean. Guaranteed: importing this costs next to nothing, and
nothing here needs the rooms that make the data.
"""

from polstab.client import ReleaseNotFoundError, describe, load, releases, tables

__all__ = ["ReleaseNotFoundError", "describe", "load", "releases", "tables"]
