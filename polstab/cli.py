"""The command line. Each command loads what it needs when it is called, so that help is instant."""

from __future__ import annotations

import errno
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

app = typer.Typer(
    name="polstab",
    help="Open datasets on political stability, from news reports.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# A full disk, and a folder that may not be written to.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)
DatasetName = Annotated[str, typer.Argument(metavar="DATASET", help="A folder of datasets/.")]
Json = Annotated[bool, typer.Option("--json", help="Answer for machines.")]
Workers = Annotated[int, typer.Option(min=1, help="Processes that read and code reports.")]
Strict = Annotated[bool, typer.Option("--strict", help="End with 1 if an outlet fell silent.")]
Given = Annotated[Path, typer.Argument(metavar="IN.jsonl", help="One JSON object a line.")]
Made = Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="One answer a line.")]
MaybeGiven = Annotated[
    Path | None, typer.Argument(metavar="IN.jsonl", help="One JSON object a line, or --text.")
]
MaybeMade = Annotated[
    Path | None, typer.Argument(metavar="OUT.jsonl", help="One answer a line; else shown here.")
]
Coder = Annotated[
    Path | None, typer.Option(metavar="MODEL.yml", help="Settings of a model, in place of rules.")
]
Text = Annotated[str | None, typer.Option(help="One English text, given here.")]
Day = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], metavar="DAY", help="Only what lists date so, as 2021-02-03."
    ),
]
Published = Annotated[str | None, typer.Option(metavar="DAY", help="Its day, as 2021-02-03.")]


@app.command()
def crawl(
    dataset: DatasetName,
    plan: Annotated[
        bool, typer.Option("--plan", help="Say what would be asked; ask nobody.")
    ] = False,
    since: Day = None,
    until: Day = None,
    json: Json = False,
) -> None:
    """Gather what is new into the archive; exit code 1 when part of it could not be gathered."""
    first, last = (day.date() if day else None for day in (since, until))
    if plan:
        from polstab.commands import plan as planning  # noqa: PLC0415

        planning.plan(dataset, first, last, as_json=json)
        return
    from polstab.commands import pipeline  # noqa: PLC0415

    pipeline.crawl(dataset, first, last, as_json=json)


@app.command()
def build(
    dataset: DatasetName, workers: Workers = 1, strict: Strict = False, json: Json = False
) -> None:
    """Make the working tables from the archive."""
    from polstab.commands import pipeline  # noqa: PLC0415

    pipeline.build(dataset, workers, as_json=json, strict=strict)


@app.command()
def check(
    dataset: Annotated[
        str,
        typer.Argument(metavar="DATASET", help="A folder of datasets/; with --contract a file."),
    ],
    contract: Annotated[
        str | None, typer.Option(metavar="TABLE", help="Check a Parquet or CSV file of your own.")
    ] = None,
    quarantine: Annotated[
        Path | None, typer.Option(metavar="OUT.parquet", help="With --contract: the bad rows.")
    ] = None,
    json: Json = False,
) -> None:
    """Check the working tables against their contracts, or any file against one."""
    if contract is not None:
        from polstab.commands.check_file import check_file  # noqa: PLC0415

        check_file(Path(dataset), contract, quarantine, as_json=json)
        return
    if quarantine is not None:
        raise typer.BadParameter("--quarantine goes with --contract")
    if Path(dataset).suffix or Path(dataset).is_file():
        raise typer.BadParameter(f"{dataset} is a file: say by which contract, --contract events")
    from polstab.commands import pipeline  # noqa: PLC0415

    pipeline.check(dataset, as_json=json)


@app.command()
def release(dataset: DatasetName, json: Json = False) -> None:
    """Check, then publish a new version; nothing is published when a critical check fails."""
    from polstab.commands import pipeline  # noqa: PLC0415

    pipeline.release(dataset, as_json=json)


@app.command()
def run(dataset: DatasetName, workers: Workers = 1, strict: Strict = False) -> None:
    """Crawl, build, check and release in order."""
    from polstab.commands import pipeline  # noqa: PLC0415

    pipeline.run(dataset, workers, strict=strict)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="A folder, or like demo/2023.07.0.")],
    after: Annotated[str, typer.Argument(metavar="B", help="A folder, or like demo/latest.")],
    rows: Annotated[int, typer.Option(min=0, help="Changes shown of each table.")] = 3,
    json: Json = False,
) -> None:
    """Show what changed between two releases; exit code 1 when they differ."""
    from polstab.commands import diff as differences  # noqa: PLC0415

    differences.diff(before, after, rows=rows, as_json=json)


@app.command()
def serve(
    dataset: Annotated[str | None, typer.Argument(metavar="[DATASET]")] = None,
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8000,
) -> None:
    """Show the download site on this machine."""
    from polstab.commands import pipeline  # noqa: PLC0415

    pipeline.serve(dataset, port)


@app.command()
def annotate(  # noqa: PLR0913 - an argument each option
    given: MaybeGiven = None,
    made: MaybeMade = None,
    text: Text = None,
    published: Published = None,
    explain: Annotated[bool, typer.Option("--explain", help="Tell every step.")] = False,
    coder: Coder = None,
    json: Annotated[bool, typer.Option("--json", help="With --coder: its costs as JSON.")] = False,
) -> None:
    """Code any text: places, dates, actors, events."""
    from polstab.commands import text as texts  # noqa: PLC0415

    if coder is not None:
        if explain:
            raise typer.BadParameter("--explain tells of the rules; leave out --coder")
        lines = texts.wanted(given, text, published)
        texts.annotate_by_model(lines, made, coder, as_json=json)
        return
    wanted = texts.wanted(given, text, published)
    texts.annotate(wanted, made, explain=explain, as_json=json)


@app.command()
def extract(given: Given, made: Made) -> None:
    """Read report fields from saved pages; never opens a connection."""
    from polstab.commands import text  # noqa: PLC0415

    text.extract(given, made)


@app.command()
def explain(
    event_id: Annotated[str, typer.Argument(metavar="EVENT_ID")],
    dataset: Annotated[str | None, typer.Option(help="Look only there.")] = None,
    json: Json = False,
) -> None:
    """Show the trail of an event: mentions, sentences, captures."""
    from polstab.commands import trail  # noqa: PLC0415

    trail.explain(event_id, dataset, as_json=json)


@app.command()
def show(
    capture_id: Annotated[str, typer.Argument(metavar="CAPTURE_ID")],
    headers: Annotated[bool, typer.Option("--headers", help="As archived.")] = False,
    body: Annotated[bool, typer.Option("--body", help="Unpacked, as it is read.")] = False,
    dataset: Annotated[str | None, typer.Option(help="Look only there.")] = None,
    json: Json = False,
) -> None:
    """Show a capture of the archive: its row, its headers or its body."""
    from polstab.commands import show as showing  # noqa: PLC0415

    if headers and body:
        raise typer.BadParameter("give --headers or --body, not both")
    showing.show(capture_id, dataset, headers=headers, body=body, as_json=json)


@app.command()
def doctor() -> None:
    """Say what this installation can do and what it lacks."""
    from polstab.commands import inspect  # noqa: PLC0415

    inspect.doctor()


class _ListByDefault(TyperGroup):
    """``polstab sources DATASET`` is short for ``polstab sources list DATASET``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, "-h", "--help"}:
            args = ["list", *args]
        return super().parse_args(ctx, args)


sources = typer.Typer(cls=_ListByDefault, help="Declared sources.", no_args_is_help=True)
app.add_typer(sources, name="sources")


@sources.command("list")
def sources_list(dataset: DatasetName, json: Json = False) -> None:
    """List the sources of a dataset and how their reports are found."""
    from polstab.commands import inspect  # noqa: PLC0415

    inspect.sources(dataset, as_json=json)


@sources.command("check")
def sources_check(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID...]", help="Sources, or a dataset; all if left out."),
    ] = None,
    dataset: Annotated[
        str | None, typer.Option(help="Those of a dataset; else of the catalogue.")
    ] = None,
    fixtures: Annotated[
        bool, typer.Option("--fixtures", help="Read saved fixtures; opens no connection.")
    ] = False,
    json: Json = False,
) -> None:
    """Ask each list once: how many reports, how fresh, how many dated; fails if there are none."""
    from polstab.commands import sources as declared  # noqa: PLC0415

    declared.check(ids or [], dataset, fixtures=fixtures, as_json=json)


new = typer.Typer(help="Draft what a person then checks.", no_args_is_help=True)
app.add_typer(new, name="new")


@new.command("source")
def new_source(  # noqa: PLR0913 - an argument each option
    url: Annotated[str, typer.Argument(metavar="URL", help="The site, or one of its feeds.")],
    country: Annotated[str | None, typer.Option(metavar="ISO3", help="Such as MLI.")] = None,
    language: Annotated[str | None, typer.Option(metavar="CODE", help="Such as fr.")] = None,
    id: Annotated[str | None, typer.Option(metavar="ID", help="Else from the host.")] = None,
    to: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Else the catalogue's, by country.")
    ] = None,
    contact: Annotated[str | None, typer.Option(help="Your address, told to the host.")] = None,
    json: Json = False,
) -> None:
    """Look at a site (robots.txt, feeds, sitemaps), write its YAML and a fixture."""
    from polstab.commands import new as drafts  # noqa: PLC0415

    asked = drafts.Asked(url, country, language, id, to, contact)
    drafts.source(asked, as_json=json)


lexicon = typer.Typer(help="The lexicons of the coder.", no_args_is_help=True)
app.add_typer(lexicon, name="lexicon")


@lexicon.command("check")
def lexicon_check(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE.yml", help="Entries to add; else the shipped lexicons."),
    ] = None,
    text: Text = None,
    published: Published = None,
    texts: Annotated[Path | None, typer.Option(metavar="IN.jsonl", help="Many texts.")] = None,
) -> None:
    """Check lexicon entries, and show what they change on texts."""
    from polstab.commands import lexicon as lexicons  # noqa: PLC0415

    lexicons.check(file, text, published, texts)


gazetteer = typer.Typer(help="The gazetteer that places are found with.", no_args_is_help=True)
app.add_typer(gazetteer, name="gazetteer")


@gazetteer.command("install")
def gazetteer_install(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="allCountries.txt or country files, or their zips."),
    ],
    json: Json = False,
) -> None:
    """Read GeoNames files into the gazetteer, in place of those installed before."""
    from polstab.commands import gazetteer as places  # noqa: PLC0415

    places.install(files, as_json=json)


@gazetteer.command("status")
def gazetteer_status(json: Json = False) -> None:
    """Say which gazetteer is read, and what is installed."""
    from polstab.commands import gazetteer as places  # noqa: PLC0415

    places.status(as_json=json)


@gazetteer.command("remove")
def gazetteer_remove() -> None:
    """Take the installed files out again."""
    from polstab.commands import gazetteer as places  # noqa: PLC0415

    places.remove()


def main() -> None:
    """Runs a command; trouble with a name of its own is told in one line, without a traceback."""
    try:
        app()
    except Exception as error:
        code = getattr(error, "exit_code", None)
        if isinstance(error, ModuleNotFoundError) and _is_pipeline(error.name):
            typer.echo(
                f"polstab: this command needs the pipeline ({error.name} is not installed); "
                "work in a checkout after `make setup`",
                err=True,
            )
            sys.exit(2)
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            where = error.filename or "the disk"
            told = (
                f"{where}: {error.strerror}; make room or give the right to write, then try again"
            )
            typer.echo(f"polstab: {told}", err=True)
            sys.exit(2)
        if not isinstance(code, int):
            raise
        typer.echo(f"polstab: {error}", err=True)
        sys.exit(code)


def _is_pipeline(module: str | None) -> bool:
    return (module or "").split(".")[0] not in ("", "polstab", "typer", "polars")
