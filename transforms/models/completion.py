"""The chat protocol's envelope: what a model said inside what an endpoint sent."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from transforms.coding.uncoded import UncodedError
from transforms.models.cache import Reply
from transforms.models.cost import Tally
from validation.contracts.coder_settings import CoderSettings

LONGEST = 200  # characters of an endpoint's own words in a message
Tokens = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)]


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
    usage: Any = None


class _Usage(BaseModel):
    prompt_tokens: Tokens
    completion_tokens: Tokens


class _Trouble(BaseModel):
    error: dict[str, Any] | str


def completion(body: bytes, size: int, settings: CoderSettings, tally: Tally) -> Reply:
    """What the model said; counts what it cost.

    Args:
        body: the response.
        size: bytes of the request, the most tokens it can have had.
        settings: with the most tokens an answer can have had.
        tally: where the cost is counted.
    """
    try:
        read = _Completion.model_validate_json(body)
    except ValidationError:
        raise UncodedError("no_chat_completion", again=True) from None
    try:
        usage = _Usage.model_validate(read.usage)
        tokens = (usage.prompt_tokens, usage.completion_tokens)
    except ValidationError:
        tokens = (size, settings.max_tokens)
    tally.paid(*tokens, is_estimate=tokens == (size, settings.max_tokens))
    choice = read.choices[0]
    finish = "refusal" if choice.message.refusal else choice.finish_reason or "stop"
    return Reply(choice.message.content or "", finish, *tokens)


def words_of_trouble(body: bytes, key: str | None, *, is_cut: bool) -> str:
    """What an endpoint says of its refusal, on one line of plain characters.

    Some repeat the key that they refuse: no part of it is told, not even what a cut leaves.
    """
    text = body.decode("utf-8", "replace")
    try:
        error = _Trouble.model_validate_json(body).error
        text = error if isinstance(error, str) else str(error.get("message", ""))
    except ValidationError:
        pass
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if key is not None:
        line = line.replace(key, "***")
        line = line[: -len(key)] if is_cut else line  # the end may be the start of a key
    return line[:LONGEST] or "no reason given"
