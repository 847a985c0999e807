"""The demo newsroom as it is written, to hold against what the pipeline made of it."""

from __future__ import annotations

import pytest

from spiders.newsroom_desk import Newsroom, read_newsroom
from validation.contracts.layout import CHECKOUT


@pytest.fixture(scope="session")
def written() -> Newsroom:
    """Outlets, reports and extra pages."""
    return read_newsroom(CHECKOUT / "datasets" / "demo" / "newsroom")
