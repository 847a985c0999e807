"""An endpoint on loopback and coders that ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.transforms.models.chat_host import ChatHost, chat_host
from transforms.models import ModelCoder
from validation.contracts.coder_settings import CoderSettings

KEY = "sk-a-key-that-nobody-may-see"
QUICK = {"timeout": 5, "max_wait": 0.02, "max_retries": 2, "requests_per_minute": 60_000}

MakeCoder = Callable[..., ModelCoder]


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatHost]:
    monkeypatch.setenv("MODEL_KEY", KEY)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with chat_host() as made:
        yield made


@pytest.fixture
def settings(host: ChatHost) -> Callable[..., dict[str, Any]]:
    """Settings for the endpoint, as a file holds them."""

    def made(**fields: Any) -> dict[str, Any]:
        own = {"base_url": host.url, "model": "tiny-1", "api_key_env": "MODEL_KEY"}
        return own | QUICK | fields

    return made


@pytest.fixture
def make_coder(settings, gazetteer, tmp_path: Path) -> MakeCoder:
    """A coder of the endpoint, with its cache in a folder of the test."""

    def made(**fields: Any) -> ModelCoder:
        given = CoderSettings.model_validate(settings(**fields))
        return ModelCoder(given, gazetteer, tmp_path)

    return made
