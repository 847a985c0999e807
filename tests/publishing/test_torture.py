"""Runs that are killed without warning leave ``latest`` whole, and the next one completes."""

from __future__ import annotations

from benchmarks.torture_release import torture


def test_a_run_of_the_demo_that_is_killed_three_times_leaves_whole_releases():
    account = torture(rounds=1, kills=3, outlets=1)
    assert account.broken == []
    assert account.kills == 3
    assert account.in_release > 0
