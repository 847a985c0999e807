"""PRIO-GRID cells and distances."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.places import priogrid_gid
from transforms.places.grid import distance_km


@pytest.mark.parametrize(
    ("lat", "lon", "gid"),
    [
        (-90, -180, 1),
        (12.65, -8.0, 205 * 720 + 344 + 1),
        (0, 0, 180 * 720 + 361),
        (90, 180, 259200),
    ],
)
def test_cells_follow_the_formula(lat, lon, gid):
    assert priogrid_gid(lat, lon) == gid


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_point_has_a_cell(lat, lon):
    assert 1 <= priogrid_gid(lat, lon) <= 259200


def test_points_off_the_globe_are_refused():
    with pytest.raises(ValueError, match="not a WGS84 point"):
        priogrid_gid(91, 0)


def test_bamako_to_niamey_is_some_1100_km():
    assert distance_km(12.65, -8.0, 13.51, 2.11) == pytest.approx(1098, abs=15)
