"""What the commands on surveys have in common: what is asked of whom, and how an answer is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handrail.cli.common import print_json
from handrail.cli.terminal import out, say_table
from handrail.values import UsageError, printed

if TYPE_CHECKING:
    from handrail.study.ask import Answer
    from handrail.values import Table

Variable = Annotated[
    str, typer.Argument(help="A variable of the plan.", metavar="VARIABLE", show_default=False)
]
SurveyName = Annotated[str | None, typer.Option("--survey", help="The survey, where a study has several.")]
By = Annotated[list[str] | None, typer.Option("--by", help="A variable that makes groups; twice at most.")]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", help="Only some: sex=Female, or country=Ireland,Spain; repeatable."),
]
Level = Annotated[float, typer.Option(help="Level of the intervals.")]
Csv = Annotated[
    Path | None,
    typer.Option("--csv", help="Write the reviewed tables: this file, and others beside it."),
]


def domain(where: Sequence[str] | None) -> dict[str, list[str | float]]:
    """Return ``sex=Female`` and the like as the plan has it.

    Raises
    ------
    UsageError
        For words without a sign of equality.

    Examples
    --------
    >>> domain(["country=Ireland,Spain", "age=18"])
    {'country': ['Ireland', 'Spain'], 'age': ['18']}
    """
    found: dict[str, list[str | float]] = {}
    for part in where or ():
        name, equals, values = part.partition("=")
        if not equals or not name.strip() or not values.strip():
            raise UsageError.because(
                "a part of the respondents is a variable and its values",
                f"'{part}'",
                "write --where sex=Female",
            )
        found.setdefault(name.strip(), []).extend(one.strip() for one in values.split(","))
    return found


def tell_answer(answer: Answer, *, as_json: bool, csv: Path | None, level: float = 0.95) -> None:
    """Print an answer's tables with what a reader needs beside them, or as JSON."""
    from handrail.documents.grid import grid_of

    if as_json:
        print_json(_plain(answer))
        return
    for table in answer.tables:
        shares = answer.tables[0].measure == "share"
        grid = grid_of(table, level, points=shares and table.name.endswith(".differences"))
        rows = [[f"{cell.text}{f' [{cell.mark}]' if cell.mark else ''}" for cell in row] for row in grid.rows]
        say_table(grid.header, rows, title=table.title)
        for mark, why in grid.footnotes:
            out.print(f"[{mark}] {why}", markup=False)
        for note in grid.notes:
            out.print(f"  {note}", markup=False)
        out.print()
    told = answer.told
    if told.base is not None and told.method.name != "survey.flow":
        of = "respondents" if told.rows is None else f"of {told.rows:,} rows"
        out.print(f"Base: {told.base:,} {of}.", markup=False)
    for rows_out, why in told.left_out or ():
        out.print(f"Without a part in it: {rows_out} ({why}).", markup=False)
    for warning in told.warnings:
        out.print(f"Note: {warning}.", markup=False)
    out.print(f"{told.method.label}.", markup=False)
    if csv is not None:
        out.print(f"Written: {csv}", markup=False)


def _plain(answer: Answer) -> dict[str, Any]:
    told = answer.told
    return {
        "survey": answer.survey.id,
        "base": told.base,
        "rows": told.rows,
        "left_out": [{"rows": rows, "why": why} for rows, why in told.left_out or ()],
        "method": {"name": told.method.name, "version": told.method.version, "label": told.method.label},
        "rules": dict(told.rules),
        "warnings": list(told.warnings),
        "withheld": list(answer.withheld),
        "tables": [_table(table) for table in answer.tables],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "name": table.name.partition(".")[2] or "main",
        "title": table.title,
        "measure": table.measure,
        "notes": list(table.notes),
        "rows": [
            {
                "group": dict(cell.group),
                "category": cell.category,
                "n": None if cell.withheld else cell.n,
                **{name: printed(value) for name, value in cell.values.items()},
                "withheld": cell.withheld,
            }
            for cell in table.cells
        ],
    }
