"""The reviewed tables of one planned result, as the last build released them: models, risk, typologies."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar

from handrail.disclosure.models import TOGETHER_RULE
from handrail.study.build import build_study
from handrail.study.plan import Plan
from handrail.study.records import result_from_json
from handrail.study.runner import Progress
from handrail.study.session import Prompt, Session, open_session
from handrail.study.withdrawal.tombstones import refuse_unfinished
from handrail.values import Cell, DisclosureRefused, PlanError, StoreError, Table, UsageError, did_you_mean


class _Part(Protocol):
    @property
    def id(self) -> str: ...


P = TypeVar("P", bound=_Part)


def part_named(parts: Sequence[P], name: str | None, kind: str, what: str) -> P:
    """Return a part of the plan by its id or its node; None for the only one.

    Parameters
    ----------
    kind, what
        How its node begins, such as ``risk``, and what it is in a reader's words, with its article.

    Raises
    ------
    UsageError
        For an unknown one, and for none where there are several.
    """
    known = [one.id for one in parts]
    if name is None and len(known) == 1:
        return parts[0]
    asked = (name or "").removeprefix(f"{kind}:")
    for one in parts:
        if one.id == asked:
            return one
    received = "none" if name is None else f"'{asked}'"
    raise UsageError.because(f"{what} of the plan is named", received, did_you_mean(asked, known))


def built_tables(
    folder: Path, plan: Plan, node: str, what: str, *, prompt: Prompt | None, progress: Progress, today: date
) -> tuple[Table, ...]:
    """Build what is stale and return every released table of a node; see :func:`released_tables`.

    Raises
    ------
    HandrailError
        What a build raises.
    """
    build_unless_expired(folder, plan, prompt=prompt, progress=progress, today=today)
    with open_session(folder, prompt=prompt) as session:
        refuse_unfinished(session.store)
        return released_tables(session, node, what)


def asked_tables(
    every: Iterable[Table], begins: Sequence[str], not_planned: tuple[str, str], part: str
) -> tuple[Table, ...]:
    """Return the tables whose names begin, after the full stop, as what is asked for does.

    Parameters
    ----------
    begins
        Beginnings; an empty one is the table that has the node's own name.
    not_planned, part
        The rule and the remedy where the plan asks for none of it, and the id of the plan's part.

    Raises
    ------
    PlanError
        Where there is no such table.
    """
    kept = tuple(table for table in every if _begins(table.name.partition(".")[2], begins))
    if not kept:
        rule, remedy = not_planned
        raise PlanError.because(rule, f"'{part}' without it", remedy, file="study.toml")
    return kept


def _begins(suffix: str, begins: Sequence[str]) -> bool:
    return "" in begins if suffix == "" else any(one and suffix.startswith(one) for one in begins)


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


def released_tables(session: Session, node: str, what: str) -> tuple[Table, ...]:
    """Return every table of a node with the numbers that the last build released.

    Parameters
    ----------
    node
        Such as ``model:contact``.
    what
        What it is in a reader's words, for messages.

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
            cells=tuple(released_cells(one["cells"])),
            judged=(),
            fit=None,
        )
        for one in released[node]
        if one["name"] in known
    )


def released_cells(cells: Iterable[Mapping[str, Any]]) -> Iterator[Cell]:
    """Yield cells as a build keeps them: with no number of those that were withheld."""
    for cell in cells:
        values = cell["values"] if cell["withheld"] is None else {}
        yield Cell(cell["group"], cell["category"], cell["n"] or 0, cell["count"], values, cell["withheld"])


def refuse_withheld(tables: Iterable[Table], what: str) -> None:
    """Raise where tables of a model were withheld: they leave together or not at all.

    Raises
    ------
    DisclosureRefused
        With the rule.
    """
    rules = [cell.withheld for table in tables for cell in table.cells if cell.withheld]
    if rules:
        # Every table of it says that it belongs to a withheld one; one of them says why.
        why = next((rule for rule in rules if rule != TOGETHER_RULE), rules[0])
        raise DisclosureRefused.because(
            why, what, "join levels of a factor, or leave one out; `handrail build` says what was withheld"
        )


def copy_tables(folder: Path, tables: Iterable[Table], to: Path) -> list[Path]:
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


def _plain(cell: Cell, _: Table) -> dict[str, Any]:
    return {"group": dict(cell.group), "n": cell.n, **cell.values}


def plain_rows(
    tables: Iterable[Table], row: Callable[[Cell, Table], dict[str, Any]] = _plain
) -> list[dict[str, Any]]:
    """Return tables as plain values, with their readings, a row a cell."""
    return [
        {
            "table": table.name,
            "title": table.title,
            "notes": list(table.notes),
            "rows": [row(cell, table) for cell in table.cells],
        }
        for table in tables
    ]
