"""The coder on gold data that others made, where it lies beside the checkout; else skipped.

The floors are a little below what was measured last, so that a step back is seen.
"""

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = CHECKOUT.parent / "shared"
POLSTAB = Path(sys.executable).with_name("polstab")

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="no gold data beside the checkout")


def answer(script: str, *options: str) -> str:
    """What a script of the gold data prints."""
    command = [sys.executable, str(SHARED / script), "--polstab", str(POLSTAB), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT)
    return done.stdout + done.stderr


def test_the_real_report_is_read_as_a_careful_reader_reads_it():
    told = answer("reports/check.py")
    assert "must 9 of 9, must_not 0" in told, told


FLOORS = {
    ("plover_gsr", "type accuracy"): 0.86,
    ("plover_gsr", "type anywhere"): 0.88,
    ("plover_gsr", "country F1 source"): 0.82,
    ("plover_gsr", "target"): 0.78,
    ("plv_zsp", "type accuracy"): 0.77,
    ("muc4", "relevant report F1"): 0.70,
}


def test_the_gold_sentences_stay_above_their_floors():
    told = answer("eval/measure.py", "--only", "coding")
    lines = {line.split()[0]: line for line in told.splitlines() if "F1" in line}
    below = {
        (name, figure): lines[name]
        for (name, figure), floor in FLOORS.items()
        if float(lines[name].split(f"{figure} ")[1].split()[0]) < floor
    }
    assert not below, told
