"""Write the examples of docs/coding.md anew: run each command and put what it says below it.

By hand, after a change of the coder: .venv/bin/python docs/write_examples.py; then read the diff.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "coding.md"
# A command on a text that is written out, and what stands below it up to the end of its block.
EXAMPLE = re.compile(r"(?<=```console\n)\$ polstab (annotate --text \"[^…].*)\n([\s\S]*?)(?=```)")


def written_anew(page: str, answer: Callable[[list[str]], str]) -> str:
    """A page with what each of its commands answers now; ``answer`` runs the arguments."""
    return EXAMPLE.sub(lambda found: f"$ polstab {found[1]}\n{answer(shlex.split(found[1]))}", page)


def said(arguments: list[str]) -> str:
    """What polstab prints."""
    polstab = Path(sys.executable).with_name("polstab")
    run = [str(polstab), *arguments]
    return subprocess.run(run, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout


if __name__ == "__main__":
    PAGE.write_text(written_anew(PAGE.read_text(encoding="utf-8"), said), encoding="utf-8")
