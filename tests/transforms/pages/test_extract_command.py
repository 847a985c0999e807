"""`extract_lines` reads plain and packed files and answers for each line."""

import gzip
from pathlib import Path

from tests.transforms.pages.authored_pages import PARAGRAPHS, page
from transforms.pages import extract_lines

HEAD = '<meta property="article:published_time" content="2024-05-06T16:30:00+03:00">'


def test_plain_and_gzip_pages_give_the_same_answer(tmp_path: Path):
    plain, packed = tmp_path / "a.html", tmp_path / "b.html.gz"
    plain.write_bytes(page(HEAD))
    packed.write_bytes(gzip.compress(page(HEAD)))
    first, second = extract_lines([{"path": str(plain)}, {"path": str(packed)}])
    assert first["path"] == str(plain)
    assert {**first, "path": ""} == {**second, "path": ""}
    assert first["published_at"] == "2024-05-06T16:30:00+03:00"
    assert first["text"] == "\n\n".join(PARAGRAPHS)
    assert (first["is_report"], first["error"]) == (True, None)


def test_trouble_stands_in_the_line_and_the_rest_goes_on(tmp_path: Path):
    good, torn = tmp_path / "a.html", tmp_path / "torn.gz"
    good.write_bytes(page(HEAD))
    torn.write_bytes(b"\x1f\x8b" + b"\xff" * 50)
    given: list[dict[str, object]] = [
        {"path": str(tmp_path / "absent.html")},
        {"path": str(torn)},
        {"url": "https://post.example/x"},
        {"path": str(good), "fetched_at": "yesterday"},
        {"path": str(good), "fetched_at": "2024-05-07T00:00:00Z"},
    ]
    *bad, last = extract_lines(given)
    assert [line["is_report"] for line in bad] == [False] * 4
    assert all(line["error"] for line in bad)
    assert last["is_report"] is True


def test_a_gzip_bomb_stops_at_the_size_limit(tmp_path: Path):
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(b"<p>x</p>" * 5_000_000))
    (line,) = extract_lines([{"path": str(bomb)}])
    assert line["not_report_reason"] == "too_large"
