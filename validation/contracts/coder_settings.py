"""The shape of a model coder's settings: a YAML file, or the ``coder`` block of ``dataset.yml``."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field, model_validator

from validation.contracts.table import Strict


def _safe_address(url: str) -> str:
    """The address without its last slash, if what is sent there is safe on the way."""
    parts = _parts(url)
    if not parts.hostname or parts.query or parts.fragment:
        raise ValueError("an address such as https://host/v1 is wanted, without ? and #")
    if parts.username or parts.password:
        raise ValueError("no user or password in the address; name a variable in api_key_env")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname)):
        raise ValueError("https is wanted; http is for this machine alone")
    return url.rstrip("/")


def _parts(url: str) -> SplitResult:
    """The parts of an address whose port, if any, is one."""
    try:
        parts = urlsplit(url)
        is_wrong = parts.port == 0
    except ValueError:
        is_wrong = True
    if is_wrong:  # in words of our own: the error's repeat what may be a secret
        raise ValueError("a host and a port from 1 to 65535 are wanted, as in https://host:8443/v1")
    return parts


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Prices(Strict):
    """What a million tokens cost."""

    input: float = Field(ge=0, allow_inf_nan=False)
    output: float = Field(ge=0, allow_inf_nan=False)
    currency: str = "USD"


class CoderSettings(Strict):
    """A model behind an OpenAI-compatible chat endpoint, and how it is asked.

    ``timeout`` and ``max_wait`` in seconds; ``budget`` in the currency of the prices;
    ``max_chars`` is the longest report that is sent. ``temperature`` and ``seed`` may be null for
    models that take none.
    """

    base_url: Annotated[str, AfterValidator(_safe_address)]
    model: str = Field(min_length=1, max_length=200)
    # A name, so that a key written here by mistake is refused before anything reads it.
    api_key_env: str | None = Field(default=None, pattern=r"^[A-Z_][A-Z0-9_]*$")
    languages: tuple[str, ...] = Field(default=("en",), min_length=1)
    requests_per_minute: int = Field(default=60, ge=1, le=60_000)
    concurrency: int = Field(default=1, ge=1, le=64)
    timeout: float = Field(default=60, gt=0, le=3600)
    max_retries: int = Field(default=5, ge=0, le=20)
    max_wait: float = Field(default=60, gt=0, le=3600)
    max_tokens: int = Field(default=4096, ge=1)
    max_tokens_key: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    max_chars: int = Field(default=40_000, ge=1)
    temperature: float | None = Field(default=0, ge=0, le=2)
    seed: int | None = 0
    prices: Prices | None = None
    budget: float | None = Field(default=None, ge=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _budget_has_prices(self) -> CoderSettings:
        if self.budget is not None and self.prices is None:
            raise ValueError("a budget needs prices")
        return self
