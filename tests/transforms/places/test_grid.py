"""PRIO-GRID cells and distances."""

import math

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
        (90, -180, 359 * 720 + 1),
        (-90, 180, 720),
        (-90, 0, 361),
        (89.999, 179.999, 259200),
        (0.5, 0.5, 181 * 720 + 362),
        (-0.0001, -0.0001, 179 * 720 + 360),
    ],
)
def test_cells_follow_the_formula(lat, lon, gid):
    assert priogrid_gid(lat, lon) == gid


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_point_has_a_cell(lat, lon):
    assert 1 <= priogrid_gid(lat, lon) <= 259200


@given(st.floats(-90, 89.999999), st.floats(-180, 179.999999))
def test_inside_the_globe_the_formula_is_the_cell(lat, lon):
    assert (
        priogrid_gid(lat, lon) == math.floor((lat + 90) * 2) * 720 + math.floor((lon + 180) * 2) + 1
    )


@given(st.integers(1, 259200))
def test_the_centre_of_a_cell_lies_in_it(gid):
    lat = -89.75 + (gid - 1) // 720 / 2
    lon = -179.75 + (gid - 1) % 720 / 2
    assert priogrid_gid(lat, lon) == gid


@given(st.integers(1, 259200), st.floats(0, 0.4999), st.floats(0, 0.4999))
def test_a_cell_holds_its_south_western_corner_and_all_but_the_next(gid, north, east):
    lat, lon = -90 + (gid - 1) // 720 / 2, -180 + (gid - 1) % 720 / 2
    assert priogrid_gid(lat, lon) == gid
    assert priogrid_gid(lat + north, lon + east) == gid


@pytest.mark.parametrize(("lat", "lon"), [(-91, 0), (0, 180.5), (0, -181), (math.nan, 0)])
def test_what_is_no_point_has_no_cell(lat, lon):
    with pytest.raises(ValueError, match="not a WGS84 point"):
        priogrid_gid(lat, lon)


def test_points_off_the_globe_are_refused():
    with pytest.raises(ValueError, match="not a WGS84 point"):
        priogrid_gid(91, 0)


def test_bamako_to_niamey_is_some_1100_km():
    assert distance_km(12.65, -8.0, 13.51, 2.11) == pytest.approx(1098, abs=15)
