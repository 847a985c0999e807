"""The single source of truth on tables, files, declarations and codes.

In: the YAML beside this file. Out: strict models (:mod:`.table`), Polars and Arrow schemas
(:mod:`.schema`), checks that run alike in Polars and DuckDB (:mod:`.checks`), the shapes of
``dataset.yml`` and source YAMLs (:mod:`.declarations`), where files lie (:mod:`.layout`) and code
lists (:mod:`.codes`). Guaranteed: nothing here imports another room.
"""

from validation.contracts.table import Column, Contract, contract, contracts

__all__ = ["Column", "Contract", "contract", "contracts"]
