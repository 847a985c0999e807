"""Shards are made once, whole or not at all, however many work on them."""

import polars as pl
import pytest

from tests.transforms.tables.shard_work import copy_lines, die_in_a_pool, refuse
from transforms.shards import Shard, fingerprint, map_shards, read_shards, write_shard

SCHEMA = pl.Schema({"line": pl.String()})


def shards(folder, *names):
    """Shards to make from small files."""
    made = []
    for name in names:
        given = folder / f"{name}.txt"
        given.write_text(f"{name}\nsecond line\n", encoding="utf-8")
        made.append(Shard("small", "notes", given, folder / "made" / f"{name}.parquet"))
    return made


def lines(found):
    return read_shards([shard.made for shard in found], SCHEMA)["line"].to_list()


def test_a_shard_is_made_once(tmp_path):
    found = shards(tmp_path, "a", "b")
    assert map_shards(copy_lines, found) == [shard.made for shard in found]
    assert map_shards(copy_lines, found) == []
    assert lines(found) == ["a", "second line", "b", "second line"]


def test_only_what_is_missing_is_made(tmp_path):
    found = shards(tmp_path, "a", "b")
    map_shards(copy_lines, found[:1])
    found[0].given.unlink()
    assert map_shards(copy_lines, found) == [found[1].made]


def test_a_pool_gives_the_same_bytes_as_one_process(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    alone = shards(tmp_path / "one", "a", "b", "c")
    together = shards(tmp_path / "two", "a", "b", "c")
    map_shards(copy_lines, alone)
    assert map_shards(copy_lines, together, workers=2) == [shard.made for shard in together]
    assert [s.made.read_bytes() for s in alone] == [s.made.read_bytes() for s in together]


def test_what_a_dead_process_left_over_is_made_all_the_same(tmp_path):
    found = shards(tmp_path, "a", "deadly", "c")
    map_shards(die_in_a_pool, found, workers=2)
    assert lines(found) == ["a", "second line", "deadly", "second line", "c", "second line"]


def test_work_that_fails_names_its_shard_and_leaves_no_file(tmp_path):
    found = shards(tmp_path, "a", "bad", "c")
    with pytest.raises(ValueError, match=r"bad\.txt"):
        map_shards(refuse, found)
    assert found[0].made.is_file()
    assert not found[1].made.exists()


def test_a_half_written_temporary_file_is_no_shard(tmp_path):
    found = shards(tmp_path, "a")
    left = found[0].made.with_name(".a.parquet.123.tmp")
    left.parent.mkdir()
    left.write_bytes(b"PAR1 and no more")
    map_shards(copy_lines, found)
    assert lines(found) == ["a", "second line"]
    assert [path.name for path in left.parent.glob("*.parquet")] == ["a.parquet"]


def test_a_shard_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "a.parquet"
    write_shard(path, pl.DataFrame({"line": ["old"]}))

    def torn(_, target, **__):
        target.write_bytes(b"PAR1")
        raise OSError("disk full")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", torn)
    with pytest.raises(OSError, match="disk full"):
        write_shard(path, pl.DataFrame({"line": ["new"]}))
    monkeypatch.undo()
    assert pl.read_parquet(path)["line"].to_list() == ["old"]


def test_no_shards_give_an_empty_frame_of_the_schema():
    assert read_shards([], SCHEMA).schema == SCHEMA


def test_the_fingerprint_of_a_part_depends_on_that_part_alone():
    assert fingerprint("linking.py") == fingerprint("linking.py")
    assert fingerprint("linking.py") != fingerprint("events.py")
    assert len(fingerprint("coding", "lexicons")) == 12
