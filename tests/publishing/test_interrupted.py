"""A full disk or a crash at any step leaves the last release whole, and the next one completes."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest

from publishing import versions
from publishing.metadata import checksums
from tests.publishing.conftest import House


def latest(house: House) -> Path:
    told = json.loads((house.layout.releases / "latest.json").read_text())
    return house.layout.releases / told["version"]


def is_whole(folder: Path) -> bool:
    return checksums(folder) == (folder / "SHA256SUMS").read_text()


@contextmanager
def no_file_above(n_bytes: int) -> Iterator[None]:
    """Writing further fails with EFBIG, in Python, Arrow and DuckDB alike."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_that_cannot_be_written_to_its_end_stops_the_release(house):
    first = house.release()
    before = house.published()
    house.change("places", lambda data: data.head(2))
    sizes = sorted({p.stat().st_size for p in first.folder.rglob("*") if p.is_file()})
    for n_bytes in [*sizes[:: max(1, len(sizes) // 8)], sizes[-1] - 1]:
        with no_file_above(n_bytes - 100), pytest.raises(Exception):  # noqa: B017 - any
            house.release()
        assert house.published() == before
        assert not list(house.layout.releases.glob(".draft*"))
    assert house.release().version == "2020.08.1"


def test_a_full_disk_leaves_the_last_release_whole(house):
    releases = house.layout.releases
    releases.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(releases)]
    if (
        shutil.which("mount") is None
        or subprocess.run(mount, check=False, capture_output=True).returncode
    ):
        pytest.skip("no file system may be mounted here")
    try:
        first = house.release()
        before = house.published()
        house.change("places", lambda data: data.head(2))
        for spare in (0, 40_000, 150_000, 300_000):
            ballast = releases / ".ballast"
            free = shutil.disk_usage(releases).free
            ballast.write_bytes(b"x" * max(0, free - spare))
            with pytest.raises(Exception):  # noqa: B017 - whatever the writer raises
                house.release()
            ballast.unlink()
            assert house.published() == before
            assert is_whole(first.folder)
        assert is_whole(house.release().folder)
    finally:
        subprocess.run(["umount", str(releases)], check=True)


class PowerCut(BaseException):
    """Nothing after it is carried out, cleaning up included."""


def test_a_crash_at_any_sync_leaves_a_whole_latest_and_the_next_release_completes(
    house, monkeypatch
):
    house.release()
    house.change("places", lambda data: data.head(2))
    step, ended = 0, False
    while not ended:
        with monkeypatch.context() as patch:
            ended = _cut_at(house, patch, step)
        assert is_whole(latest(house))
        step += 1 if step > 40 else 7
    assert latest(house).name == "2020.08.1"
    assert house.release() is None
    assert not list(house.layout.releases.glob(".draft*"))


def _cut_at(house: House, patch: pytest.MonkeyPatch, step: int) -> bool:
    """A release whose power is cut at that sync; whether it came to its end before."""
    synced = 0
    sync, clean = os.fsync, shutil.rmtree

    def counted(descriptor: int) -> None:
        nonlocal synced
        if synced == step:
            patch.setattr(shutil, "rmtree", lambda *_, **__: None)
            raise PowerCut
        synced += 1
        sync(descriptor)

    patch.setattr(versions.os, "fsync", counted)
    try:
        house.release()
    except PowerCut:
        patch.setattr(shutil, "rmtree", clean)
        return False
    return True


def test_a_record_of_an_earlier_latest_is_replaced_whole(house):
    house.release()
    (house.layout.releases / ".latest.json").write_text("{torn")
    house.change("places", lambda data: data.head(2))
    house.release()
    assert latest(house).name == "2020.08.1"
    assert pl.read_parquet(latest(house) / "places.parquet").height == 2
