"""What the commands on interviews have in common: where the project comes from, and how a table is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handrail.cli.common import print_json, prompt
from handrail.cli.terminal import out, say_table
from handrail.values import UsageError

if TYPE_CHECKING:
    from handrail.interviews.project import RefiProject

Source = Annotated[
    Path,
    typer.Argument(help="A study folder, or a .qdpx file.", metavar="[DIR or FILE]", show_default=False),
]
StrandName = Annotated[
    str | None, typer.Option("--strand", help="The strand of interviews, where a study has several.")
]


_asked: dict[str, str] = {}
"""Question to answer, while the one command of this process runs."""


def asked_once() -> Callable[[str], str] | None:
    """Return what asks for a passphrase, and asks the same question once while a command runs."""
    ask = prompt()
    if ask is None:
        return None

    def once(question: str) -> str:
        if question not in _asked:
            _asked[question] = ask(question)
        return _asked[question]

    return once


def load_decided(source: Path, strand: str | None = None) -> RefiProject:
    """Return a project as analyses read it: what the team decided in the place of codings that differed."""
    from handrail.interviews import as_decided

    return as_decided(load(source, strand))


def load(source: Path, strand: str | None = None) -> RefiProject:
    """Return a project: of a built study's strand, or of a REFI-QDA file.

    Raises
    ------
    UsageError
        For an unknown strand, and a file of another kind.
    DataError
        For a file that is no REFI-QDA project.
    StoreError
        When the study cannot be opened.
    """
    if source.suffix.casefold() == ".qdpx" and not source.is_dir():
        from handrail.interviews import read_refi

        project: RefiProject = read_refi(source)
        return project
    if source.is_file():
        raise UsageError.because(
            "interviews are those of a study's folder or of a .qdpx file",
            f"'{source.name}'",
            "name the folder, or export the project as REFI-QDA; `describe` and `convert` read a .qdc too",
        )
    from handrail.study.project import read_project

    return read_project(source, strand, prompt=asked_once())


def tell(
    header: Sequence[str], rows: Iterable[Sequence[Any]], *, as_json: bool, title: str = "", note: str = ""
) -> None:
    """Print rows as a table, or with ``--json`` as a list of objects; numbers stay numbers there."""
    listed = [tuple(row) for row in rows]
    if as_json:
        print_json([dict(zip(header, row, strict=True)) for row in listed])
        return
    say_table(header, [tuple(_words(value) for value in row) for row in listed], title=title)
    if note:
        out.print(note, markup=False)


def _words(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)
