"""Settings of a model coder from a file, and its key from the environment."""

from __future__ import annotations

import os
from pathlib import Path

import yaml
from pydantic import ValidationError

from validation.contracts.coder_settings import CoderSettings
from validation.contracts.errors import WrongUseError
from validation.contracts.plain_yaml import load


def load_settings(path: Path) -> CoderSettings:
    """The settings in a YAML file.

    Raises:
        WrongUseError: the file cannot be read or a key is wrong; no value is repeated, since one
            may be a secret in the wrong place.
    """
    try:
        return CoderSettings.model_validate(load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise WrongUseError(f"{path}: cannot be read ({error.strerror})") from error
    except (yaml.YAMLError, UnicodeDecodeError):
        raise WrongUseError(f"{path}: not readable as YAML") from None
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        raise WrongUseError(f"{path}: {field}: {first['msg']}") from None


def api_key(settings: CoderSettings) -> str | None:
    """The key that the settings name; None where they name none.

    Raises:
        WrongUseError: the variable is not set, or holds what no header can carry.
    """
    name = settings.api_key_env
    if name is None:
        return None
    key = os.environ.get(name, "").strip()
    if not key or not key.isascii() or not key.isprintable():
        raise WrongUseError(f"the variable {name} of the environment holds no key")
    return key
