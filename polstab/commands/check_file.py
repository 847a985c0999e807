"""Anybody's file against a contract, told on the terminal."""

from __future__ import annotations

from pathlib import Path

import typer

from polstab.commands.console import answer, say, working


def check_file(
    path: Path, contract: str, quarantine: Path | None = None, *, as_json: bool = False
) -> None:
    """Checks one Parquet or CSV file; exit code 1 when a critical check fails."""
    from validation.own_file import check_file as gate  # noqa: PLC0415

    with working(f"checking {path}"):
        verdict, bad = gate(path, contract)
    if quarantine is not None:
        bad.write_parquet(quarantine)
    if as_json:
        answer(verdict.as_dict())
    else:
        say("\n".join(verdict.lines()))
        if quarantine is not None:
            say(f"{bad.height:,} broken rules by row: {quarantine}")
    if not verdict.ok:
        raise typer.Exit(1)
