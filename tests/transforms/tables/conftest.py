"""One coder for the tests of this folder."""

import pytest

from transforms.coding import RulesCoder
from transforms.places import gazetteer_path, load_gazetteer
from transforms.places.gazetteer import recipe_stamp
from validation.contracts.layout import CHECKOUT


@pytest.fixture(scope="session")
def coder(tmp_path_factory) -> RulesCoder:
    ours = gazetteer_path(CHECKOUT / "data")
    ready = (ours / recipe_stamp() / "names.parquet").is_file()
    return RulesCoder(
        load_gazetteer(ours if ready else gazetteer_path(tmp_path_factory.mktemp("data")))
    )
