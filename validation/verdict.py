"""What a run of the gate found, for the terminal, for machines and for the release."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from validation.contracts.table import Severity

# Outcomes about a table as a whole, which do not follow from its bytes alone.
OF_A_TABLE = ("drift", "expectation", "truth")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check of one table: how many rows break it, and up to three of them."""

    table: str
    rule: str
    kind: str
    severity: Severity
    columns: tuple[str, ...]
    description: str
    ok: bool
    n_bad: int = 0
    examples: tuple[str, ...] = ()
    skipped: bool = False

    @property
    def line(self) -> str:
        """The outcome in one line: table, column, rule, number of rows, rows."""
        where = f"{self.table}.{', '.join(self.columns)}" if self.columns else self.table
        if self.kind in OF_A_TABLE:
            return f"{self.severity}: {where}: {self.rule} ({self.description})"
        rows = f"{self.n_bad:,} row{'' if self.n_bad == 1 else 's'}"
        shown = f": {'; '.join(self.examples)}" if self.examples else ""
        return f"{self.severity}: {where}: {self.rule} ({self.description}): {rows}{shown}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcomes of every check of every table of a dataset."""

    dataset: str
    run_id: str
    folder: Path
    n_rows: dict[str, int]
    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The critical checks that rows break."""
        return tuple(o for o in self.outcomes if not o.ok and o.severity == "critical")

    @property
    def warnings(self) -> tuple[Outcome, ...]:
        """The checks that rows break and that do not stop a release."""
        return tuple(o for o in self.outcomes if not o.ok and o.severity == "warning")

    @property
    def ok(self) -> bool:
        """Nothing critical failed."""
        return not self.failed

    def of(self, table: str) -> tuple[Outcome, ...]:
        """The outcomes of one table."""
        return tuple(o for o in self.outcomes if o.table == table)

    def lines(self) -> list[str]:
        """One line a broken check, worst first, then one that sums up."""
        skipped = [o for o in self.outcomes if o.skipped]
        lines = [outcome.line for outcome in (*self.failed, *self.warnings)]
        if skipped:
            names = ", ".join(f"{o.table}: {o.rule}" for o in skipped)
            lines.append(f"not run, for want of a table it needs: {names}")
        word = "ok" if self.ok else "failed"
        page = self.folder / "docs" / "index.html"
        report = f"; report: {page}" if page.is_file() else ""
        tables = f"{len(self.n_rows)} table{'' if len(self.n_rows) == 1 else 's'}"
        lines.append(
            f"{self.dataset}: {word}, {len(self.outcomes) - len(skipped)} checks on {tables}, "
            f"failed: {len(self.failed)} critical, {len(self.warnings)} warning{report}"
        )
        return lines

    def as_dict(self) -> dict[str, object]:
        """The verdict for ``result.json``: per table its rows and its checks."""
        tables = {
            table: {
                "rows": rows,
                "checks": {o.rule: _without_place(o) for o in self.of(table)},
            }
            for table, rows in self.n_rows.items()
        }
        return {"dataset": self.dataset, "run_id": self.run_id, "ok": self.ok, "tables": tables}


def write_verdict(verdict: Verdict) -> None:
    """``result.json`` in the run's folder, moved into place whole."""
    verdict.folder.mkdir(parents=True, exist_ok=True)
    temporary = verdict.folder / ".result.json"
    text = json.dumps(verdict.as_dict(), indent=1, ensure_ascii=False)
    temporary.write_text(text + "\n", encoding="utf-8")
    temporary.replace(verdict.folder / "result.json")


def read_verdict(folder: Path) -> Verdict | None:
    """The verdict that lies in a run's folder, if a run has ended there."""
    path = folder / "result.json"
    if not path.is_file():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))
    rows = {table: entry["rows"] for table, entry in found["tables"].items()}
    outcomes = [
        _outcome(table, rule, check)
        for table, entry in found["tables"].items()
        for rule, check in entry["checks"].items()
    ]
    return Verdict(found["dataset"], found["run_id"], folder, rows, tuple(outcomes))


def _without_place(outcome: Outcome) -> dict[str, object]:
    return {k: v for k, v in asdict(outcome).items() if k not in ("table", "rule")}


def _outcome(table: str, rule: str, check: dict[str, Any]) -> Outcome:
    lists = {name: tuple(check[name]) for name in ("columns", "examples")}
    return Outcome(table=table, rule=rule, **{**check, **lists})
