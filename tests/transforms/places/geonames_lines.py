"""A small file in GeoNames' format, written for the tests.

Places and points are real; ids from 900,000,000 on are ours, so that they meet no other's.
"""

from pathlib import Path

_FIELDS = 19


def line(geonameid, name, lat, lon, feature, iso2, admin1="", *, aliases="", people=0):
    """A line of allCountries.txt; `feature` is class and code, as "P.PPL"."""
    kind, _, code = feature.partition(".")
    cells = [str(geonameid), name, name, aliases, str(lat), str(lon), kind, code, iso2, ""]
    cells += [admin1, "", "", "", str(people), "", "", "Africa/Bamako", "2024-01-15"]
    assert len(cells) == _FIELDS
    return "\t".join(cells)


MALI = (
    line(2460596, "Bamako", 12.65, -8.0, "P.PPLC", "ML", "01", people=1297281,
         aliases="BKO,Bamako Kura,Бамако"),
    line(2455290, "Kidal", 18.4411, 1.4078, "P.PPLA", "ML", "10", aliases="Kidal ville"),
    line(900000001, "Inata", 14.37, -1.3, "P.PPL", "BF", aliases="Inata mine"),
    line(900000002, "Kidal Region", 19.5, 1.4, "A.ADM1", "ML", "10"),
    line(900000003, "Ansongo Cercle", 15.5, 0.5, "A.ADM2", "ML", "09"),
    line(900000004, "Tin Hama", 15.66, 0.19, "P.PPL", "ML", "09", aliases="Tinahama"),
    line(900000005, "Tin Hama School", 15.66, 0.19, "S.SCH", "ML", "09"),
    line(900000006, "Oued Tin Hama", 15.6, 0.2, "H.STM", "ML", "09"),
    line(900000007, "Adrar des Ifoghas", 19.8, 1.8, "T.MTS", "ML", "10", aliases="Adrar"),
    line(900000008, "Seeis", -22.45, 17.58, "P.PPL", "NA", "21"),
)  # fmt: skip


def write_file(path: Path, *lines: str) -> Path:
    """A file of lines, each ended as GeoNames ends them."""
    path.write_text("".join(f"{one}\n" for one in lines), encoding="utf-8")
    return path
