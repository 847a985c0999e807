"""The run of Great Expectations: what it says of each check, and the Data Docs it writes.

Importing this module imports Great Expectations, which takes seconds; the gate does so late.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import great_expectations as gx
from great_expectations.checkpoint.actions import ActionContext, ValidationAction
from great_expectations.checkpoint.checkpoint import Checkpoint, CheckpointResult
from great_expectations.core.expectation_validation_result import (
    ExpectationSuiteValidationResult,
    ExpectationValidationResult,
)
from great_expectations.core.validation_definition import ValidationDefinition
from great_expectations.data_context.data_context.ephemeral_data_context import (
    EphemeralDataContext,
)
from great_expectations.data_context.types.base import ProgressBarsConfig
from sqlalchemy.dialects import registry

from validation.contracts.table import Contract
from validation.docs import make_offline
from validation.duck import DRIVER, GateDialect
from validation.suites import suite

SITE = "docs"

registry.register(DRIVER, "validation.duck", "GateDialect")


@dataclass(frozen=True, slots=True)
class Certified:
    """What Great Expectations says of one check; ``trouble`` where it could not run it."""

    table: str
    check: str
    ok: bool
    trouble: str | None = None


class OfflineDataDocs(ValidationAction):
    """Data Docs that need no network: they are written, then freed of what lies elsewhere.

    All pages are built once; the action that comes with Great Expectations builds the site anew
    for each table. The index is left out, as it needs scripts: the gate writes its own.
    """

    type: Literal["offline_data_docs"] = "offline_data_docs"
    folder: str

    def run(
        self, checkpoint_result: CheckpointResult, action_context: ActionContext | None = None
    ) -> dict[str, Any]:
        """Write the pages, then make them stand alone."""
        context = self._resolve_context().context
        pages: dict[str, Any] = context.build_data_docs(site_names=[SITE], build_index=False)
        make_offline(Path(self.folder))
        return pages


def certify(
    database: Path, tables: Sequence[Contract], docs: Path, beside: Collection[str] = ()
) -> list[Certified]:
    """Run every table's suite on its DuckDB view; Data Docs go to ``docs``.

    ``beside`` names what else lies in the database for rules to ask.
    """
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = _checkpoint(_context(docs), database, tables, docs, beside).run()
        finally:
            GateDialect.close_all()
    return [one for run in result.run_results.values() for one in _of_table(run)]


def _context(docs: Path) -> EphemeralDataContext:
    # mode is written out because GX_CLOUD_* in the environment would choose another.
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    context.enable_analytics(enable=False)
    for site in list(context.get_site_names() or ()):
        context.delete_data_docs_site(site)
    context.add_data_docs_site(
        SITE,
        {
            "class_name": "SiteBuilder",
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(docs.resolve()),
            },
        },
    )
    return context


def _checkpoint(
    context: EphemeralDataContext,
    database: Path,
    tables: Sequence[Contract],
    docs: Path,
    beside: Collection[str],
) -> Checkpoint:
    url = f"{DRIVER}:///{database}"
    source = context.data_sources.add_sql(name="tables", connection_string=url)
    present = frozenset([*(contract.table for contract in tables), *beside])
    definitions = []
    for contract in tables:
        asset = source.add_table_asset(name=contract.table, table_name=contract.table)
        batch = asset.add_batch_definition_whole_table(contract.table)
        checks = context.suites.add(suite(contract, present))
        definition = ValidationDefinition(name=contract.table, data=batch, suite=checks)
        definitions.append(context.validation_definitions.add(definition))
    checkpoint = Checkpoint(
        name="gate",
        validation_definitions=definitions,
        actions=[OfflineDataDocs(name=SITE, folder=str(docs))],
        result_format="BASIC",
    )
    return context.checkpoints.add(checkpoint)


def _of_table(result: ExpectationSuiteValidationResult) -> list[Certified]:
    table = result.suite_name
    return [
        Certified(table, config.meta["check"], bool(one.success), _trouble(one))
        for one in result.results
        if (config := one.expectation_config) is not None and config.meta is not None
    ]


def _trouble(one: ExpectationValidationResult) -> str | None:
    info = one.exception_info or {}
    parts = [info, *(value for value in info.values() if isinstance(value, dict))]
    raised = [part for part in parts if part.get("raised_exception")]
    return str(raised[0].get("exception_message")).splitlines()[0] if raised else None
