"""How the commands on queries tell a sheet: on the terminal, as JSON, or as a file for the team."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from handrail.cli.interviews.common import asked_once, tell
from handrail.cli.terminal import out

if TYPE_CHECKING:
    from handrail.interviews.sheet import Field, Sheet

QueryOption = Annotated[
    str | None,
    typer.Option("--query", "-q", help="Only these codings, such as 'under:training AND sector=police'."),
]
CodeNames = Annotated[list[str] | None, typer.Option("--code", help="A code; repeat it for several.")]
Below = Annotated[bool, typer.Option("--below", help="A code takes in the codes below it.")]
To = Annotated[
    Path | None, typer.Option("--to", help="Write a file instead, for the team: .csv, .xlsx, .docx or .html.")
]
NoInterviewers = Annotated[
    bool, typer.Option("--without-interviewers", help="Leave out the turns of those who ask.")
]
Interviewer = Annotated[
    list[str] | None,
    typer.Option(
        "--interviewer", help="A label of someone who asks, beside the usual ones; repeat it for several."
    ),
]


def asking(without: bool, labels: list[str] | None) -> frozenset[str]:
    """Return the labels that are left out: none, the usual ones, or these too."""
    from handrail.interviews import INTERVIEWER_LABELS

    return INTERVIEWER_LABELS | set(labels or ()) if without or labels else frozenset()


def tell_sheet(
    sheet: Sheet, source: Path, strand: str | None, *, to: Path | None, as_json: bool, most: int | None = None
) -> None:
    """Print a sheet, or write it to a file and say so; a study's log names each file that was made of it.

    ``most`` rows at most are printed as a table; JSON and files have all.
    """
    if to is not None:
        from handrail.interviews import sheet_bytes
        from handrail.values.own_file import write_own

        data = sheet_bytes(sheet, to.suffix)  # an unknown ending, or too many rows, stops before it is logged
        if source.is_dir():
            from handrail.study.exported import record_export

            record_export(
                source,
                strand,
                what=sheet.title,
                to=to,
                prompt=asked_once(),
                today=date.today(),
            )
        write_own(to, data)
        out.print(f"{to.name}: {len(sheet.rows)} rows, for the team alone", markup=False)
        return
    rows = sheet.rows if as_json or most is None else sheet.rows[:most]
    note = sheet.note
    if len(rows) < len(sheet.rows):
        note = f"{note} {len(sheet.rows) - len(rows)} more rows: use --most, --json or --to.".strip()
    if as_json:
        tell(sheet.header, rows, as_json=True)
    elif sheet.body is not None:
        _say_passages(replace(sheet, rows=rows))
        if note:
            out.print(note, markup=False)
    elif _is_too_wide(sheet):
        _say_pairs(sheet, most or _PAIRS)
    else:
        header = [escape(name) for name in sheet.header]
        tell(
            header,
            [[_field(value) for value in row] for row in rows],
            as_json=False,
            title=sheet.title,
            note=note,
        )


_PAIRS = 40
_NARROWEST = 4


def _is_too_wide(sheet: Sheet) -> bool:
    """Return whether a matrix has more columns than the terminal can hold."""
    return len(sheet.header) > _NARROWEST and sum(len(name) + 2 for name in sheet.header) > out.width


def _say_pairs(sheet: Sheet, most: int) -> None:
    """Print the cells of a wide matrix as a list, of counts the largest first."""
    cells = [
        (row[0], column, value)
        for row in sheet.rows
        for column, value in zip(sheet.header[1:], row[1:], strict=True)
        if value and column != row[0]
    ]
    if {row[0] for row in sheet.rows} == set(sheet.header[1:]):
        # Of codes beside codes each pair is there twice.
        cells = [cell for cell in cells if str(cell[0]) < cell[1]]
    if all(isinstance(cell[2], int | float) for cell in cells):
        cells.sort(key=lambda cell: (-float(str(cell[2])), str(cell[0]), cell[1]))
    left = f" {len(cells) - most} more cells." if len(cells) > most else ""
    tell(
        (escape(sheet.header[0]), "", ""),
        [[_field(row), plain(column), _field(value)] for row, column, value in cells[:most]],
        as_json=False,
        title=sheet.title,
        note=f"{sheet.note}{left} Too wide for this terminal: --to or --json gives the matrix.".strip(),
    )


def _say_passages(sheet: Sheet) -> None:
    """Print passages under their headings, each below a line that says where it comes from."""
    beside = [at for at in range(len(sheet.header)) if at not in (sheet.group, sheet.body)]
    for name, rows in sheet.groups():
        out.print(f"[bold]{plain(name)}[/bold]")
        for row in rows:
            said = (f"{sheet.header[at]} {row[at]}" for at in beside if row[at] not in ("", None))
            out.print(f"  {plain(' · '.join(said))}", style="dim")
            out.print(f"  {plain(str(row[sheet.body or 0]))}")


def _field(value: Field) -> Field:
    return plain(value) if isinstance(value, str) else value


def plain(text: str) -> str:
    """Return words that a terminal prints as they are: neither markup nor a control sequence."""
    return escape(printable(text))


def printable(text: str) -> str:
    """Return words with a space for every character that would steer a terminal."""
    return "".join(one if one.isprintable() else " " for one in text)
