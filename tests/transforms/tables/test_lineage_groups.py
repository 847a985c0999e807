"""Groups of texts: what is a copy, whatever the order, the alphabet and the malice of a text."""

import random
import re
from datetime import UTC, datetime
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.lineage import COPY_CONTAINED, COPY_JACCARD, alike, lineages
from transforms.lineage.words import HASH_BITS, distinct, shingles

DICE = random.Random(1915)
VOCABULARY = ["".join(DICE.choices("abdeiklmnorstu", k=DICE.randint(2, 9))) for _ in range(4000)]
# Of two shingles and of a text of four characters: stored lineages rest on them.
EXPECTED = [2661360002721725, 1422478884770346, 1897834474273400]
SAYINGS = st.lists(st.sampled_from(["aid", "ban", "coup", "deal", "Été", "fire"]), max_size=14)


def story(words=120):
    return " ".join(DICE.choices(VOCABULARY, k=words))


def groups_of(texts, outlets=None):
    """The sets of texts that belong together, as sets of positions."""
    outlets = None if outlets is None else pl.Series(outlets)
    frame = pl.DataFrame({"group": alike(pl.Series(texts, dtype=pl.String), outlets)})
    rows = frame.with_row_index().group_by("group").agg("index")["index"]
    return {frozenset(row) for row in rows}


def together(*texts):
    return len(groups_of(texts)) == 1


def plain_shingles(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 5]) for i in range(max(1, len(words) - 4))} if words else set()


def counted_groups(texts):
    """The same groups by comparing every text with every other."""
    sets = [plain_shingles(text) for text in texts]
    group = list(range(len(texts)))
    for a, b in combinations(range(len(texts)), 2):
        shared, least = len(sets[a] & sets[b]), min(len(sets[a]), len(sets[b]))
        whole = len(sets[a] | sets[b])
        if shared and (shared >= COPY_JACCARD * whole or shared >= COPY_CONTAINED * least):
            group = [group[a] if g == group[b] else g for g in group]
    return {frozenset(i for i, g in enumerate(group) if g == one) for one in group}


@settings(max_examples=150, deadline=None)
@given(st.lists(SAYINGS, max_size=12))
def test_groups_of_small_texts_are_those_of_comparing_all_with_all(said):
    texts = [" ".join(words) for words in said]
    assert groups_of(texts) == counted_groups(texts)


def test_groups_of_edited_stories_are_those_of_comparing_all_with_all():
    texts = []
    for _ in range(40):
        words = story(DICE.randint(30, 400)).split()
        texts.append(" ".join(words))
        texts.append(" ".join(words[: len(words) // DICE.randint(2, 6)]))
        texts.append(" ".join(w if DICE.random() > 0.06 else "other" for w in words))
        texts.append(" ".join(words[len(words) // 2 :]) + " " + story(DICE.randint(10, 300)))
    assert groups_of(texts) == counted_groups(texts)


@settings(max_examples=50, deadline=None)
@given(st.lists(SAYINGS, max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_texts_changes_nothing(said, dice):
    order = list(range(len(said)))
    dice.shuffle(order)
    texts = [" ".join(words) for words in said]
    found = groups_of([texts[i] for i in order])
    assert {frozenset(order[i] for i in group) for group in found} == groups_of(texts)


def test_lineages_do_not_depend_on_the_order_of_rows():
    base = [story(DICE.randint(60, 200)) for _ in range(30)]
    texts = base + [text[: len(text) // 2] for text in base] + [text + " more" for text in base]
    when = [datetime(2023, 7, 1 + i % 28, tzinfo=UTC) for i in range(len(texts))]
    names = [f"r-{i:03d}" for i in range(len(texts))]
    outlets = [f"outlet-{i % 7}" for i in range(len(texts))]
    columns = {"report_id": names, "published_at": when, "source_id": outlets, "text": texts}
    frame = pl.DataFrame(columns)
    other = frame.sample(fraction=1, shuffle=True, seed=4)
    assert lineages(frame, frame).equals(lineages(other, other.reverse()))


def test_identical_texts_always_group():
    texts = ["Fire", "a b", "one two three four five", story(6), story(40), story(2000), "国会解散"]
    found = groups_of(texts + texts)
    assert found == {frozenset({i, i + len(texts)}) for i in range(len(texts))}


def test_case_and_punctuation_do_not_part_copies():
    text = "Soldiers in Kati, near Bamako, fired into the air; the president was held."
    assert together(text, text.upper().replace(",", " -"), text.replace(" ", "\n\n"))


def test_a_cut_of_three_hundred_words_joins_a_story_of_eight_hundred():
    words = story(800).split()
    assert together(" ".join(words), " ".join(words[:300]))
    assert together(" ".join(words), " ".join(words[250:310]))


def test_two_halves_of_a_story_are_joined_by_the_whole():
    words = story(300).split()
    halves = [" ".join(words[:150]), " ".join(words[150:])]
    assert not together(*halves)
    assert together(*halves, " ".join(words))


def test_a_wire_of_many_different_copies_is_one_group():
    words = story(250).split()
    copies = [" ".join(w if DICE.random() > 0.03 else story(1) for w in words) for _ in range(400)]
    others = [story(250) for _ in range(100)]
    sizes = sorted(len(group) for group in groups_of(copies + others))
    assert sizes == [1] * 100 + [400]


def test_an_outlet_s_boilerplate_joins_nothing_even_under_short_texts():
    footer = story(60)
    texts = [f"{story(40)} {footer}" for _ in range(60)]
    assert len(groups_of(texts, ["lantern"] * 60)) == 60


def test_boilerplate_is_the_outlet_s_own():
    footer, wire = story(60), story(40)
    texts = [f"{story(40)} {footer}" for _ in range(60)] + [
        f"{wire} {footer}",
        f"{wire} {story(9)}",
    ]
    found = groups_of(texts, ["lantern"] * 61 + ["ledger"])
    assert frozenset({60, 61}) in found
    assert len(found) == 61


def test_texts_without_words_are_copies_of_nothing():
    assert len(groups_of(["", "...", "", "\n"])) == 4
    assert groups_of([]) == set()


def test_a_missing_text_is_a_lineage_of_its_own():
    reports = pl.DataFrame(
        {
            "report_id": ["a", "b", "c"],
            "published_at": [None, datetime(2023, 7, 1, tzinfo=UTC), None],
        }
    )
    texts = pl.DataFrame({"report_id": ["a", "b"], "text": [None, "Police fire"]})
    found = lineages(reports, texts)
    assert found["report_id"].to_list() == ["b", "a", "c"]
    assert found["lineage_id"].n_unique() == 3
    assert found["duplicate_of"].null_count() == 3


def test_a_megabyte_of_one_word_groups_with_its_like_alone():
    long = "war " * 250_000
    found = groups_of([long, story(), "war " * 240_000, "war war war war war", "war"])
    assert found == {frozenset({0, 2, 3}), frozenset({1}), frozenset({4})}


def test_a_megabyte_without_a_space_is_a_word():
    assert shingles(["x" * 1_000_000]).sizes.tolist() == [1]
    assert not together("x" * 1_000_000, "x" * 999_999)


@pytest.mark.parametrize(
    "text",
    [
        "国会は火曜日に解散され、総選挙は来月に行われると首相が述べた。野党は抗議している。",
        "议会星期二被解散，总理说下个月举行选举，反对党表示抗议并要求法院审查这一决定。",
        "นายกรัฐมนตรีประกาศยุบสภาเมื่อวันอังคารและจะมีการเลือกตั้งในเดือนหน้า",
        "នាយករដ្ឋមន្ត្រីបានប្រកាសរំលាយសភានៅថ្ងៃអង្គារ",
        "ဝန်ကြီးချုပ်က လွှတ်တော်ကို အင်္ဂါနေ့တွင် ဖျက်သိမ်းခဲ့သည်",
        "ນາຍົກລັດຖະມົນຕີປະກາດຍຸບສະພາໃນວັນອັງຄານ",
    ],
)
def test_a_cut_of_a_text_without_spaces_joins_it(text):
    other = "東京で大きな地震があり、多くの建物が倒れたと警察が発表した。"
    assert groups_of([text, text[: len(text) * 2 // 3], other]) == {
        frozenset({0, 1}),
        frozenset({2}),
    }


@pytest.mark.parametrize(
    "text",
    [
        "Президент распустил парламент во вторник и назначил выборы на октябрь",
        "أعلن الرئيس حل البرلمان يوم الثلاثاء ودعا إلى انتخابات في أكتوبر",
        "राष्ट्रपति ने मंगलवार को संसद भंग कर दी और अक्टूबर में चुनाव की घोषणा की",
        "대통령은 화요일에 국회를 해산하고 10월에 선거를 실시한다고 발표했다",
        "Ο πρόεδρος διέλυσε τη Βουλή την Τρίτη και προκήρυξε εκλογές τον Οκτώβριο",
    ],
)
def test_words_of_other_alphabets_are_words(text):
    count = len(text.split())
    assert shingles([text]).sizes.tolist() == [count - 4]
    assert together(text, text.upper())


def test_accents_written_in_two_ways_are_the_same():
    text = "Le président a été renversé mardi à Bamako par des militaires révoltés"
    apart = text.replace("é", "e\u0301").replace("à", "a\u0300")
    assert text != apart
    one, other = (distinct(shingles([t])).hashes for t in (text, apart))
    assert one.tolist() == other.tolist()


def test_hashes_are_the_same_on_every_machine():
    found = shingles(["Soldiers mutinied at Kati near Bamako", "国会解散", ""])
    assert found.sizes.tolist() == [2, 1, 0]
    assert found.hashes.tolist() == EXPECTED
    assert max(EXPECTED) < 1 << HASH_BITS


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=8))
def test_shingles_of_a_text_do_not_depend_on_its_neighbours(texts):
    whole = shingles(texts)
    parts = [shingles([text]) for text in texts]
    assert whole.sizes.tolist() == [int(part.sizes[0]) for part in parts]
    alone = np.concatenate([np.zeros(0, np.uint64), *(part.hashes for part in parts)])
    assert whole.hashes.tolist() == alone.tolist()
