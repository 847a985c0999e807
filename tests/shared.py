"""What costs seconds to make is made once a test run, however many workers run it."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from transforms.places import build_gazetteer, gazetteer_path
from transforms.places.gazetteer import recipe_stamp
from validation.contracts.layout import CHECKOUT

OURS = gazetteer_path(CHECKOUT / "data")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Any]) -> Any:
    """What `make` gives, with the folder that it fills: by the first worker, for all of them."""
    base = factory.getbasetemp()
    common = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    kept, folder = common / f"{name}.pickle", common / name
    with (common / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.is_file():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            kept.write_bytes(pickle.dumps(make(folder)))
    return pickle.loads(kept.read_bytes())


def build_ours(folder: Path) -> Path:
    """The checkout's gazetteer of packages alone, built if need be and linked into a folder."""
    made = OURS / recipe_stamp()
    if not (made / "names.parquet").is_file():
        build_gazetteer(OURS)
    (folder / made.name).symlink_to(made, target_is_directory=True)
    return folder
