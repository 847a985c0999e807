"""Cells and distances on the globe."""

import math

_EARTH_RADIUS_KM = 6371.0


def priogrid_gid(lat: float, lon: float) -> int:
    """PRIO-GRID cell (half a degree) of a point; source: PRIO-GRID codebook.

    Raises:
        ValueError: the point is not on the globe.
    """
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"not a WGS84 point: lat {lat}, lon {lon}")
    # The pole and the date line belong to the last row and column, not to cells of their own.
    row = min(math.floor((lat + 90) * 2), 359)
    column = min(math.floor((lon + 180) * 2), 719)
    return row * 720 + column + 1


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance in kilometres."""
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half_lat = math.sin((phi_b - phi_a) / 2)
    half_lon = math.sin(math.radians(lon_b - lon_a) / 2)
    chord = half_lat**2 + math.cos(phi_a) * math.cos(phi_b) * half_lon**2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, chord)))
