"""What is sent to a model: its task, one report, the shape of the answer."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from transforms.coding import Report
from transforms.models.schema import sent_schema
from validation.contracts import codes
from validation.contracts.coder_settings import CoderSettings
from validation.contracts.plain_yaml import load

FILE = Path(__file__).with_name("prompt.yml")


@cache
def told() -> dict[str, Any]:
    """The prompt's data."""
    read: dict[str, Any] = load(FILE.read_text(encoding="utf-8"))
    return read


@cache
def task() -> str:
    """The text that stands before every report."""
    data = told()
    lines = [data["task"], "", "Rules:", *(f"- {rule}" for rule in data["rules"])]
    lines += ["", "Event types, each with its modes:"]
    for event_type, gloss in data["types"].items():
        lines.append(f"- {event_type}: {gloss}")
        lines += [f"  - {k}: {v}" for k, v in data["modes"].get(event_type, {}).items()]
    lines += ["", "Subtypes:", *(f"- {k}: {v}" for k, v in data["subtypes"].items())]
    lines += ["", "Sectors of parties, the main one first:"]
    lines += [f"- {row['sector']}: {row['covers']}" for row in codes.rows("plover/sectors.csv")]
    return "\n".join(lines)


@cache
def version() -> str:
    """The prompt's number and eight hex digits that change with its words or with the schema."""
    asked = task() + json.dumps(sent_schema())
    return f"{told()['version']}+{hashlib.sha256(asked.encode()).hexdigest()[:8]}"


def request(report: Report, settings: CoderSettings) -> bytes:
    """The body of the request for a report; the same report and settings give the same bytes."""
    answer = {"name": "events_of_report", "strict": True, "schema": sent_schema()}
    body: dict[str, Any] = {
        "model": settings.model,
        "messages": [
            {"role": "system", "content": task()},
            {"role": "user", "content": _marked(report)},
        ],
        "response_format": {"type": "json_schema", "json_schema": answer},
        settings.max_tokens_key: settings.max_tokens,
    }
    optional = {"temperature": settings.temperature, "seed": settings.seed}
    body |= {name: value for name, value in optional.items() if value is not None}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _marked(report: Report) -> str:
    """The report between markers that it cannot hold itself: they carry its own digest."""
    mark = f"report {hashlib.sha256(report.text.encode()).hexdigest()[:16]}"
    on = report.published_on.isoformat() if report.published_on else "an unknown day"
    return f"Published on {on}.\n<{mark}>\n{report.text}\n</{mark}>"
