"""One gazetteer for all tests of this folder: building it takes some seconds."""

import pytest

from transforms.places import Gazetteer, gazetteer_path, load_gazetteer


@pytest.fixture(scope="session")
def gazetteer_folder(tmp_path_factory):
    return gazetteer_path(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def gazetteer(gazetteer_folder) -> Gazetteer:
    return load_gazetteer(gazetteer_folder)
