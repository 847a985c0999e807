"""A GeoNames file is read into the gazetteer, joined to what is there, and taken out again."""

import io
import shutil
import zipfile

import polars as pl
import pytest

from tests.transforms.places.geonames_lines import MALI, line, write_file
from transforms.places import find_places, gazetteer_stamp, geonames, load_gazetteer
from transforms.places import gazetteer as module
from transforms.places.installed import RECORD, installed, staged
from transforms.places.keys import name_key
from validation.contracts.errors import WrongUseError


@pytest.fixture(scope="module")
def folder(gazetteer, gazetteer_folder, tmp_path_factory):
    """A gazetteer's folder with the small file installed."""
    home = tmp_path_factory.mktemp("with a file")
    made = home / module.recipe_stamp()
    shutil.copytree(gazetteer_folder / made.name, made)
    given = write_file(home / "ML.txt", *MALI, "900000009\tno more than this")
    module.install(home, [given])
    return home


@pytest.fixture(scope="module")
def enlarged(folder):
    return load_gazetteer(folder)


@pytest.fixture
def unbuilt(monkeypatch):
    """Installing without the work of building."""
    monkeypatch.setattr(module, "build_gazetteer", lambda *_: None)


def records(gazetteer, name):
    return [gazetteer.record(row) for row in gazetteer.rows_of(name_key(name))]


# What is kept of a file


def read(*lines, first=1):
    return geonames.read_lines("".join(f"{one}\n" for one in lines).encode(), first)


def test_settlements_divisions_and_what_news_names_are_kept():
    kinds = dict(read(*MALI).select("name", "kind").iter_rows())
    assert kinds["Tin Hama"] == "PPL"
    assert kinds["Ansongo Cercle"] == "ADM2"
    assert kinds["Adrar des Ifoghas"] == "MT"
    assert kinds.keys().isdisjoint({"Tin Hama School", "Oued Tin Hama"})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("5\tGao", "2 fields"),
        (line("x", "Gao", 16.2, 0, "P.PPL", "ML"), "GeoNames id"),
        (line(5, "", 16.2, 0, "P.PPL", "ML"), "name"),
        (line(5, "Gao", 96.2, 0, "P.PPL", "ML"), "latitude"),
        (line(5, "Gao", "nan", 0, "P.PPL", "ML"), "latitude"),
        (line(5, "Gao", 16.2, "", "P.PPL", "ML"), "longitude"),
        (line(5, "Gao", 16.2, 0, "X.PPL", "ML"), "feature class"),
        (line(5, "Gao", 16.2, 0, "P.PPL", "Mali"), "country code"),
        (line(5, "Gao", 16.2, 0, "P.PPL", "ML", people="many"), "population"),
    ],
)
def test_a_faulty_line_is_told_with_its_number_and_kept_out(text, what):
    found = read(MALI[0], text, MALI[1], first=101)
    assert found["line"].to_list() == [101, 102, 103]
    assert what in found["fault"][1]
    assert found["geonameid"].to_list() == [2460596, None, 2455290]


def test_blank_lines_and_dos_line_ends_change_nothing():
    found = read("", MALI[0] + "\r", "  ", MALI[1] + "\r")
    assert found["line"].to_list() == [2, 4]
    assert found["fault"].null_count() == 2


def test_bytes_that_are_no_utf8_do_not_stop_a_file():
    text = MALI[0].replace("Kura", "Kur\x00").encode().replace(b"\x00", b"\xff")
    assert geonames.read_lines(text)["fault"].to_list() == [None]


def test_blocks_end_where_lines_end_and_lose_nothing():
    text = "".join(f"{one}\n" for one in MALI).encode() + b"last"
    parts = list(geonames.blocks(io.BytesIO(text), 50))
    assert b"".join(parts) == text
    assert all(part.endswith(b"\n") for part in parts[:-1])
    assert len(parts) > 5


def test_a_file_without_line_ends_is_refused():
    with pytest.raises(ValueError, match="million bytes"):
        list(geonames.blocks(io.BytesIO(b"x" * (1 << 21)), 1 << 10))


# How it joins what is there


def test_a_village_that_only_the_file_knows_is_found(enlarged):
    (village,) = records(enlarged, "Tin Hama")
    assert village["place_id"] == "gn:900000004"
    assert (village["country_iso3"], village["admin1_iso"]) == ("MLI", "ML-7")
    assert village["where_precision"] == 1
    text = "Gunmen attacked the town of Tin Hama in the Gao region of Mali on Monday."
    assert "Tin Hama" in [place.name for place in find_places(text, enlarged)]


def test_alternate_names_in_latin_script_are_read_and_codes_are_not(enlarged):
    assert records(enlarged, "Tinahama")[0]["geonameid"] == 900000004
    assert records(enlarged, "Bamako Kura")[0]["geonameid"] == 2460596
    assert all(found["geonameid"] != 2460596 for found in records(enlarged, "BKO"))
    assert records(enlarged, "Бамако") == []


def test_nothing_that_is_there_already_comes_twice(gazetteer, enlarged):
    for name in ("Kidal", "Bamako", "Inata", "Ansongo", "Adrar des Ifoghas"):
        assert len(records(enlarged, name)) == len(records(gazetteer, name)) > 0, name
    places = enlarged.places
    assert places["place_id"].n_unique() == places.height
    assert places["geonameid"].drop_nulls().is_unique().all()


def test_places_of_ours_take_the_id_and_keep_their_name(enlarged):
    kinds = {found["feature_code"]: found for found in records(enlarged, "Kidal")}
    assert kinds["ADM1"]["geonameid"] == 900000002
    assert kinds["ADM1"]["admin1_iso"] == "ML-8"
    (mine,) = records(enlarged, "Inata mine")
    assert (mine["name"], mine["geonameid"], mine["lat"]) == ("Inata", 900000001, 14.37)
    (hills,) = records(enlarged, "Adrar des Ifoghas")
    assert (hills["geonameid"], hills["where_precision"]) == (900000007, 5)


def test_places_without_the_file_are_as_they_were(gazetteer, enlarged):
    before = gazetteer.places.filter(pl.col("geonameid").is_not_null())
    after = enlarged.places.join(before.select("place_id"), on="place_id", how="semi")
    columns = ["place_id", "name", "lat", "lon", "admin1_iso", "prior"]
    texts = [pl.col("admin1_iso").cast(pl.String)]
    assert (
        after.select(columns)
        .with_columns(texts)
        .sort("place_id")
        .equals(before.select(columns).with_columns(texts).sort("place_id"))
    )


def test_namibia_in_a_file_is_a_country(enlarged):
    (village,) = records(enlarged, "Seeis")
    assert (village["country_iso3"], village["admin1_iso"]) == ("NAM", "NA-KH")


# What is recorded, and that it is safe


def test_the_stamp_tells_which_gazetteer_is_read(gazetteer, enlarged, folder, gazetteer_folder):
    assert gazetteer_stamp(gazetteer_folder) == module.recipe_stamp()
    assert gazetteer_stamp(folder) != module.recipe_stamp()
    assert enlarged.installed == installed(folder).digest
    assert gazetteer.installed is None


def test_the_record_tells_files_lines_and_faults(folder):
    (told,) = installed(folder).files
    assert (told.name, told.lines, told.kept, told.faulty) == ("ML.txt", 11, 8, 1)


@pytest.mark.usefixtures("unbuilt")
def test_the_same_files_give_the_same_digest(folder, tmp_path):
    given = folder / "ML.txt"
    assert module.install(tmp_path, [given])[0] == installed(folder)
    other = write_file(tmp_path / "ML.txt", *MALI[:3])
    assert module.install(tmp_path, [other])[0].digest != installed(folder).digest


@pytest.mark.usefixtures("unbuilt")
def test_several_files_are_one_gazetteer_and_of_two_rows_the_last_counts(tmp_path):
    moved = line(900000004, "Tin Hama", 15.7, 0.2, "P.PPL", "ML", "09")
    paths = [write_file(tmp_path / "ML.txt", *MALI), write_file(tmp_path / "late.txt", moved)]
    what, faults = module.install(tmp_path / "home", paths)
    assert ([file.name for file in what.files], faults) == (["ML.txt", "late.txt"], [])
    places = pl.read_parquet(tmp_path / "home" / f"installed-{what.digest}.parquet")
    assert places.filter(geonameid=900000004)["lat"].to_list() == [15.7]
    assert what.places == 8


@pytest.mark.usefixtures("unbuilt")
def test_a_zip_of_geonames_is_read_as_it_is(tmp_path):
    path = tmp_path / "ML.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "This is the readme of a country file.")
        archive.writestr("ML.txt", "\n".join(MALI))
    assert module.install(tmp_path / "home", [path])[0].places == 8


@pytest.mark.usefixtures("unbuilt")
def test_installing_again_replaces_what_was_installed(tmp_path):
    home = tmp_path / "home"
    for at in (5, 3):
        module.install(home, [write_file(tmp_path / "ML.txt", *MALI[:at])])
    assert installed(home).places == 3
    assert len(list(home.glob("installed-*.parquet"))) == 1


@pytest.mark.parametrize(
    "text", ["", "name,lat,lon\nGao,16.2,0\n", "\n".join(["1\t2"] * 50), "\x00" * 3_000_000]
)
def test_a_file_that_is_no_geonames_table_is_refused_and_changes_nothing(tmp_path, text):
    path = tmp_path / "wrong.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WrongUseError, match=r"wrong\.txt: .*give"):
        module.install(tmp_path / "home", [path])
    assert list((tmp_path / "home").iterdir()) == []


def test_a_failed_build_leaves_what_was_installed(folder, tmp_path, monkeypatch):
    before = installed(folder)

    def fail(*_):
        raise RuntimeError("disk full")

    monkeypatch.setattr(module, "build_gazetteer", fail)
    with pytest.raises(RuntimeError):
        module.install(folder, [write_file(tmp_path / "x.txt", *MALI[:2])])
    assert installed(folder) == before
    assert not list(folder.glob("installing-*"))
    assert len(list(folder.glob("installed-*.parquet"))) == 1


def test_a_killed_installation_is_never_read(tmp_path):
    given = write_file(tmp_path / "x.txt", *MALI[:2])
    home = tmp_path / "home"
    with pytest.raises(KeyboardInterrupt), staged(home, [given]):
        raise KeyboardInterrupt
    assert installed(home) is None
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"digest": "x", "places": 1, "files": []}'])
def test_a_spoilt_record_is_told_with_its_mend(tmp_path, text):
    (tmp_path / RECORD).write_text(text, encoding="utf-8")
    with pytest.raises(WrongUseError, match="polstab gazetteer remove"):
        gazetteer_stamp(tmp_path)
    module.remove(tmp_path)
    assert gazetteer_stamp(tmp_path) == module.recipe_stamp()


@pytest.mark.usefixtures("unbuilt")
def test_what_is_removed_is_gone(tmp_path):
    module.install(tmp_path / "home", [write_file(tmp_path / "x.txt", *MALI)])
    module.remove(tmp_path / "home")
    assert list((tmp_path / "home").iterdir()) == []
