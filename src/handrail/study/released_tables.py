"""Released tables of one node of the plan, as the last build let them out, and their files."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from handrail.study.build import build_study
from handrail.study.plan import Plan
from handrail.study.records import result_from_json
from handrail.study.runner import Progress
from handrail.study.session import Prompt, Session
from handrail.values import Cell, StoreError, Table


def build_unless_expired(
    folder: Path, plan: Plan, *, prompt: Prompt | None, progress: Progress, today: date
) -> None:
    """Build what is stale: nothing is reviewed for one command alone, for what may leave is judged together.

    After the study has expired, the tables are those of the last build.

    Raises
    ------
    HandrailError
        What a build raises, and the problems of its steps.
    """
    if today <= plan.study.expires:
        report = build_study(folder, prompt=prompt, progress=progress, today=today)
        if report.error is not None:
            raise report.error


def released_of(session: Session, node: str, what: str) -> tuple[Table, ...]:
    """Return every table of a node with the numbers that the last build released.

    Parameters
    ----------
    session
        The open study.
    node
        Such as ``risk:contact``.
    what
        What it is, in words: ``a risk analysis``.

    Raises
    ------
    StoreError
        When the study was not built with it.
    """
    documents, made = session.store.result("documents"), session.store.result(node)
    released = {} if documents is None else documents.body.get("released", {})
    if made is None or node not in released:
        raise StoreError.because(
            f"{what} is shown of a built study", "one without it", "run `handrail build` first"
        )
    known = {table.name: table for table in result_from_json(made.body).tables}
    return tuple(
        replace(
            known[one["name"]],
            cells=tuple(
                Cell(
                    cell["group"],
                    cell["category"],
                    cell["n"] or 0,
                    cell["count"],
                    cell["values"] if cell["withheld"] is None else {},
                    cell["withheld"],
                )
                for cell in one["cells"]
            ),
            judged=(),
            fit=None,
        )
        for one in released[node]
        if one["name"] in known
    )


def copy_files(folder: Path, tables: Iterable[Table], to: Path) -> list[Path]:
    """Copy the CSV files of released tables, as the build wrote them, into a folder; return them.

    Raises
    ------
    StoreError
        When they are not among the outputs.
    """
    to.mkdir(parents=True, exist_ok=True)
    written = []
    for table in tables:
        made = folder / "outputs/tables" / f"{table.name.replace(':', '-')}.csv"
        if not made.is_file():
            raise StoreError.because(
                "a released table is among the outputs", "none", "run `handrail build` first"
            )
        written.append(Path(shutil.copyfile(made, to / made.name)))
    return written
