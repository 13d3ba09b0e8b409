"""The commands. Each one parses words, calls one verb of the study room, and prints what came back."""

from __future__ import annotations

import io
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from handrail import __version__
from handrail.cli import disclosure_commands, key_commands, trust_commands, withdraw_commands
from handrail.cli.common import HERE, Folder, Json
from handrail.cli.common import end as _end
from handrail.cli.common import print_json as _print_json
from handrail.cli.common import prompt as _prompt
from handrail.cli.interviews import app as interviews
from handrail.cli.risk import app as risk
from handrail.cli.survey import app as survey
from handrail.cli.terminal import Bar, err, out, say_problems
from handrail.cli.typology import app as typology

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Handrail: from the first transcript to a guideline that can be walked back. "
    "It knows populations, never people.",
)

FIRST = "half-a-day"


@app.callback(invoke_without_command=True)
def about(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Answer ``handrail --version``."""
    if version:
        sys.stdout.write(f"handrail {__version__}\n")
        raise typer.Exit
    del context


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="A new or empty folder.", metavar="DIR")]) -> None:
    """Make an empty study with a commented plan."""

    def work() -> None:
        from handrail.study.new import new_study

        plan = new_study(folder, today=date.today())
        out.print(f"Made {plan}. Fill it in, put files into {plan.parent / 'sources'}, then: handrail check")

    _end(work)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.", metavar="[DIR]")] = Path("demo"),
) -> None:
    """Make the synthetic demonstration study and build it."""

    def work() -> None:
        from handrail.study.demo import demonstration

        demonstration(folder)
        _say_build(folder, text_only=(), as_json=False)
        out.print("All of it is invented: no person said or answered any of this.")
        out.print(f"Walk back from a recommendation: handrail trace recommendation:{FIRST} {folder}")

    _end(work)


@app.command()
def check(
    folder: Folder = HERE,
    as_json: Json = False,
    head: Annotated[
        str | None,
        typer.Option(help="Compare this head of an audit log, which an output prints, with the study's log."),
    ] = None,
) -> None:
    """Read the plan and the sources; say everything that is wrong, with file and line."""

    def work() -> None:
        if head is not None:
            trust_commands.say_head(folder, head, as_json=as_json)
            return
        from handrail.study.check import check_study

        report = check_study(folder)
        if as_json:
            _print_json(report.as_json())
        if report.error is not None:
            if as_json:
                raise typer.Exit(report.error.exit_code)
            raise report.error
        if not as_json:
            for warning in report.warnings:
                say_problems(warning)
            out.print(
                f"The plan and {report.files} source file{'' if report.files == 1 else 's'} are in order."
            )

    _end(work)


@app.command()
def build(
    folder: Folder = HERE,
    as_json: Json = False,
    text_only: Annotated[
        list[str] | None,
        typer.Option(
            help="Read the text of this file although it holds a picture: a person has looked at it."
        ),
    ] = None,
) -> None:
    """Run what is stale; write the documents at the end."""
    _end(lambda: _say_build(folder, text_only=tuple(text_only or ()), as_json=as_json))


def _say_build(folder: Path, *, text_only: tuple[str, ...], as_json: bool) -> None:
    from handrail.study.build import build_study

    with Bar(visible=False if as_json else None) as bar:
        report = build_study(folder, prompt=_prompt(), progress=bar, text_only=text_only, today=date.today())
    if as_json:
        _print_json({"ran": report.ran, "fresh": report.fresh, "failed": report.failed})
        if report.error is not None:
            say_problems(report.error)
            raise typer.Exit(report.error.exit_code)
        return
    for message in report.messages:
        out.print(message, markup=False)
    if report.error is not None:
        raise report.error
    out.print(f"{len(report.ran)} steps ran, {len(report.fresh)} were fresh.")
    if report.refusals:
        count = len(report.refusals)
        out.print(f"Disclosure control held back {count}. Each line says why, and what would make it pass.")
    for refusal in report.refusals:
        out.print(f"Withheld {refusal}", markup=False)
    if report.originals:
        out.print(
            f"{report.originals} original transcripts and survey files lie in sources/ and are now in the "
            "encrypted store. When there is a backup of study.db and study.key, `handrail clear-sources` "
            "deletes them.",
            markup=False,
        )
    for path in report.outputs:
        out.print(f"Look at {path}", markup=False)


@app.command("clear-sources")
def clear_sources(
    folder: Folder = HERE,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False,
) -> None:
    """Delete from sources/ the transcripts and survey files that the store holds unchanged."""

    def work() -> None:
        from handrail.study.clear_sources import clear, clearable

        files = clearable(folder, prompt=_prompt())
        if not files:
            out.print("Nothing in sources/ is held unchanged by the store.")
            return
        for path in files:
            out.print(f"  {path.name}", markup=False)
        if yes or typer.confirm(f"Delete these {len(files)} files?"):
            clear(folder, files, prompt=_prompt())
            out.print(f"Deleted {len(files)} files. Copies elsewhere (backups, mail) are not reached.")

    _end(work)


@app.command()
def trace(
    node: Annotated[str, typer.Argument(help="A node, such as recommendation:ID, theme:ID or passage:ID.")],
    folder: Folder = HERE,
    as_json: Json = False,
) -> None:
    """Walk up and down from any node."""

    def work() -> None:
        from handrail.study.trace import team_title, trace_node

        found = trace_node(folder, node, prompt=_prompt())
        if as_json:
            _print_json(found.as_json())
            return
        out.print(f"{found.node.id}\n  {team_title(found.node)}", markup=False)
        for line in found.spread:
            out.print(f"  {line}", markup=False)
        for title, steps in (("rests on", found.down), ("carries", found.up)):
            out.print(f"\n{title}:", markup=False)
            if not steps:
                out.print("  nothing", markup=False)
            for step in steps:
                out.print(f"{'  ' * step.depth}{step.relation} {step.id}: {step.title}", markup=False)

    _end(work)


trust_commands.add_to(app)
key_commands.add_to(app)
disclosure_commands.add_to(app)
withdraw_commands.add_to(app)
app.add_typer(interviews, name="interviews")
app.add_typer(survey, name="survey")
app.add_typer(risk, name="risk")
app.add_typer(typology, name="typology")


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A pipe on Windows may not know every letter: an escape is better than a fault.
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except KeyboardInterrupt:  # before a command began
        err.print("Interrupted.")
        sys.exit(130)
