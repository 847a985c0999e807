"""The limits of a crawl, read from ``limits.yml``."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from validation.contracts.errors import WrongUseError
from validation.contracts.plain_yaml import load
from validation.contracts.table import Strict

FILE = Path(__file__).with_name("limits.yml")
VARIABLE = "POLSTAB_LIMITS"


class Limits(Strict):
    """Caps on what the web may do to a crawl; units and sources stand in the YAML."""

    timeout_seconds: float
    max_body_bytes: int
    max_robots_bytes: int
    max_redirects: int
    retries: int
    retry_statuses: list[int]
    max_header_bytes: int
    ports: list[int]
    max_requests_per_second: float
    max_crawl_delay_seconds: float
    max_retry_after_seconds: float
    backoff_factor: float
    max_backoff_seconds: float
    max_wait_among_many_seconds: float
    max_failures: int
    max_refusals: int
    max_lists: int
    max_list_depth: int
    max_entries: int
    max_file_bytes: int
    segment_bytes: int
    commit_answers: int
    commit_seconds: float
    sync_seconds: float
    resume_hours: float
    max_attempts: int
    retry_after_minutes: float
    concurrency_without_delay: int
    tracking_parameters: list[str]


@cache
def limits() -> Limits:
    """The limits in force: the file's, changed by the file that ``POLSTAB_LIMITS`` names."""
    changed = os.environ.get(VARIABLE)
    try:
        return Limits.model_validate(_mapping(FILE) | (_mapping(Path(changed)) if changed else {}))
    except (OSError, yaml.YAMLError, ValidationError, TypeError) as error:
        first = str(error).splitlines()[0]
        raise WrongUseError(f"{VARIABLE}={changed}: not usable as limits: {first}") from error


def _mapping(path: Path) -> dict[str, Any]:
    return dict(load(path.read_text(encoding="utf-8")))
