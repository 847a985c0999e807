"""Settings: what is safe to use is taken, what is not is refused without repeating it."""

from __future__ import annotations

import pytest
import yaml

from tests.transforms.models.conftest import KEY
from transforms.models import load_settings
from transforms.models.settings import api_key
from validation.contracts import plain_yaml
from validation.contracts.errors import WrongUseError

PLAIN = {"base_url": "https://models.example/v1/", "model": "tiny-1"}


@pytest.fixture
def load(tmp_path):
    def read(**fields):
        path = tmp_path / "model.yml"
        path.write_text(yaml.safe_dump(PLAIN | fields), encoding="utf-8")
        return load_settings(path)

    return read


def test_two_keys_are_enough(load):
    read = load()
    assert (read.base_url, read.temperature, read.seed) == ("https://models.example/v1", 0, 0)
    assert read.languages == ("en",)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/v1", "http://localhost:11434/v1", "http://[::1]:8080/v1"]
)
def test_this_machine_may_be_asked_without_encryption(load, url):
    assert load(base_url=url).base_url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://models.example/v1",
        "http://192.168.0.7/v1",
        "http://127.0.0.1.models.example/v1",
        "https://user:secret@models.example/v1",
        "https://models.example/v1?key=secret",
        "ftp://models.example/v1",
        "models.example/v1",
        "https://models.example:abc/v1",
        "https://models.example:99999/v1",
        "https://models.example:0/v1",
        "https://user:secret",
        "https://[::secret/v1",
        "https://user:secret\u2100@models.example/v1",
        "",
    ],
)
def test_an_address_that_is_not_safe_is_refused(load, url):
    with pytest.raises(WrongUseError, match="base_url") as refused:
        load(base_url=url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "fields",
    [
        {"api_key": KEY},
        {"api_key_env": KEY},
        {"temperature": "warm"},
        {"budget": 5},
        {"budget": float("nan"), "prices": {"input": 1, "output": 1}},
        {"prices": {"input": -1, "output": 1}},
        {"requests_per_minute": 0},
        {"languages": []},
    ],
)
def test_a_wrong_key_is_told_by_name_and_never_by_value(load, fields):
    with pytest.raises(WrongUseError) as refused:
        load(**fields)
    told = str(refused.value)
    assert "model.yml: " in told
    assert KEY not in told
    assert "\n" not in told


def test_a_missing_file_is_told_in_one_line(tmp_path):
    with pytest.raises(WrongUseError, match=r"none\.yml: cannot be read"):
        load_settings(tmp_path / "none.yml")


@pytest.mark.parametrize(
    "line",
    [
        "model: 2021-13-45",
        "model: !!timestamp soon",
        "model: !!bool maybe",
        "model: !!int ''",
        f"model: {'9' * 5000}",
        f"model: {':'.join(['1'] * 400)}.5",
        "model: 2021-01-01T00:00:00+99:99",
        "- " * 20_000 + "a",
        "[" * 20_000,
    ],
    ids=["day", "time", "boolean", "empty", "digits", "sixties", "zone", "deep", "brackets"],
)
def test_what_yaml_trips_over_is_told_in_one_line(tmp_path, line):
    path = tmp_path / "model.yml"
    path.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(WrongUseError, match=r"model\.yml: ") as refused:
        load_settings(path)
    assert "\n" not in str(refused.value)


def test_a_value_that_yaml_trips_over_is_told_with_its_line():
    with pytest.raises(yaml.YAMLError) as refused:
        plain_yaml.load("a: 1\nb: {c: [2021-02-03, 2021-13-45]}\n")
    assert refused.value.problem_mark.line == 1
    assert "month" in refused.value.problem


def test_half_a_surrogate_pair_is_no_yaml():
    with pytest.raises(yaml.YAMLError):
        plain_yaml.load("a: \ud800")


def test_the_key_comes_from_the_environment(load, monkeypatch):
    monkeypatch.setenv("MODEL_KEY", f" {KEY}\n")
    assert api_key(load(api_key_env="MODEL_KEY")) == KEY
    assert api_key(load()) is None


@pytest.mark.parametrize("value", [None, "", "two\nlines", "schlüssel"])
def test_a_variable_without_a_usable_key_is_named(load, monkeypatch, value):
    monkeypatch.delenv("MODEL_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("MODEL_KEY", value)
    with pytest.raises(WrongUseError, match="MODEL_KEY"):
        api_key(load(api_key_env="MODEL_KEY"))
