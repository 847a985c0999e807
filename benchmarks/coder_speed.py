"""How many sentences a second the coder reads on one core, beside a plain keyword pass.

    python benchmarks/coder_speed.py [TEXTS.jsonl]

TEXTS are JSON lines with ``text``; without them the reports of the demo newsroom are read. The
keyword pass looks for the first word of every trigger with one regular expression. What holds on
any machine is the ratio of the two in one run.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from spiders.newsroom_desk import read_newsroom
from transforms.build import coder
from transforms.coding import Report
from transforms.coding.patterns import trigger_index
from transforms.coding.words import sentences
from validation.contracts.layout import CHECKOUT

ROUNDS = 5  # the best one counts: what disturbs a run only slows it
PUBLISHED = date(2023, 7, 31)


def main() -> None:
    """Prints the table."""
    texts = given_texts(Path(sys.argv[1])) if len(sys.argv) > 1 else demo_texts()
    n = sum(len(sentences(text)) for text in texts)
    rules = coder()
    words = re.compile(rf"\b(?:{'|'.join(map(re.escape, trigger_words()))})\b", re.IGNORECASE)
    ours = best(lambda: [rules.mentions(Report(text, PUBLISHED)) for text in texts])
    theirs = best(lambda: [words.findall(text) for text in texts])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{n} sentences of {len(texts)} reports, CPU seconds of one core, best of {ROUNDS} rounds"
    )
    print(f"coder (places and dates included) {n / ours:>9,.0f} sentences a second")
    print(f"keywords, one regular expression  {n / theirs:>9,.0f} sentences a second")
    print(f"ratio {ours / theirs:.1f}; memory at most {peak:.0f} MB")


def best(run: Callable[[], object]) -> float:
    """CPU seconds of the fastest of several runs."""
    spent = []
    for _ in range(ROUNDS):
        started = time.process_time()
        run()
        spent.append(time.process_time() - started)
    return min(spent)


def trigger_words() -> list[str]:
    """The first words of all triggers, in every form."""
    index = trigger_index()
    return sorted({*index.verbs, *index.nouns})


def demo_texts() -> list[str]:
    """Title, blank line and body of the demo's reports."""
    newsroom = read_newsroom(CHECKOUT / "datasets" / "demo" / "newsroom")
    written = [version for versions in newsroom.versions.values() for version in versions]
    return ["\n\n".join([version.front.title, *version.paragraphs]) for version in written]


def given_texts(path: Path) -> list[str]:
    """The texts of a file of JSON lines."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line)["text"] for line in lines if line.strip()]


if __name__ == "__main__":
    main()
