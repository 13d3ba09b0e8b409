"""Framework cells: cases by codes, each with its passages, the researcher's summary, and what is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from handrail.interviews.by_rule import by_rule
from handrail.interviews.framework import Summary, state_of
from handrail.interviews.places import Places
from handrail.interviews.project import RefiProject
from handrail.interviews.sheet import Sheet
from handrail.values import DataError, did_you_mean

State = Literal["empty", "open", "written", "stale"]


@dataclass(frozen=True)
class FrameworkCell:
    """A case on a code.

    Attributes
    ----------
    case, code
        The cell.
    passages
        Ids of all codings of the code, or of one below it, that belong to the case.
    summary
        The researcher's, or None.
    state
        ``empty``: no passage and no summary. ``open``: passages and no summary. ``written``. ``stale``: a
        passage that the summary rests on is gone, or its words are others than when the summary was written.
    gone
        Passages of the summary that are gone.
    unused
        Passages of the cell that the summary does not name.
    now
        What the summary's passages are now; see :func:`handrail.interviews.framework.state_of`.
    """

    case: str
    code: str
    passages: tuple[str, ...]
    summary: Summary | None = field(repr=False)
    state: State
    gone: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    now: str = ""


@dataclass(frozen=True)
class FrameworkMatrix:
    """Cases by codes.

    Attributes
    ----------
    cases, codes
        In the order of rows and columns.
    cells
        Row by row.
    """

    cases: tuple[str, ...]
    codes: tuple[str, ...]
    cells: tuple[FrameworkCell, ...] = field(repr=False)

    def cell(self, case: str, code: str) -> FrameworkCell:
        """Return a cell.

        Raises
        ------
        DataError
            When there is no such row or column.
        """
        for name, known, rule in ((case, self.cases, "row"), (code, self.codes, "column")):
            if name not in known:
                raise DataError.because(
                    f"a cell has a {rule} of the matrix", f"'{name}'", did_you_mean(name, known)
                )
        return self.cells[self.cases.index(case) * len(self.codes) + self.codes.index(code)]

    def of_state(self, state: State) -> tuple[FrameworkCell, ...]:
        """Return the cells of one state, such as those that wait for a summary."""
        return tuple(one for one in self.cells if one.state == state)

    def sheet(self) -> Sheet:
        """Return the matrix as rows: in each cell the summary with its passages' ids, or what is open."""
        width = len(self.codes)
        rows = [
            (case, *(_shown(one) for one in self.cells[at * width : (at + 1) * width]))
            for at, case in enumerate(self.cases)
        ]
        note = "In brackets: the passages that a summary rests on. Each summary is a researcher's own."
        return Sheet("Framework matrix", ("case", *self.codes), tuple(rows), note=note)

    def list_sheet(self) -> Sheet:
        """Return the cells that are not empty, a row each."""
        rows = [
            (
                one.case,
                one.code,
                one.state,
                len(one.passages),
                one.summary.summary if one.summary else None,
                ", ".join(one.summary.passages if one.summary else one.passages),
                one.summary.by if one.summary else None,
                one.summary.on.isoformat() if one.summary else None,
                ", ".join(one.gone),
                ", ".join(one.unused),
            )
            for one in self.cells
            if one.state != "empty"
        ]
        header = ("case", "code", "state", "references", "summary", "passages", "by", "on", "gone", "unused")
        return Sheet("Cells of the framework matrix", header, tuple(rows))


def framework_matrix(
    project: RefiProject,
    codes: Sequence[str],
    cases: Sequence[str] | None = None,
    summaries: Sequence[Summary] = (),
    *,
    file: str | None = None,
) -> FrameworkMatrix:
    """Chart cases by codes, with the summaries that a team wrote.

    Parameters
    ----------
    project
        Where the passages are.
    codes
        The columns; each takes in the codes below it.
    cases
        The rows; None for all participants. A document without any case is one.
    summaries
        What was written, as :func:`handrail.interviews.read_framework` gives it. Summaries of other cells of
        the project are left aside.
    file
        What messages call the summaries' file.

    Raises
    ------
    DataError
        By rule, with the lines of unknown cases, codes and codings and of passages of another case; no
        message holds an id. A passage that no longer exists is no error where its summary's state was
        recorded, or where the team decided about it: the cell is stale.

    Examples
    --------
    >>> from datetime import date
    >>> from handrail.interviews.project import Case, Document, ProjectCode, ProjectCoding
    >>> one = RefiProject("pilot", (Document("p01.txt", "By luck."),), (), (ProjectCode("luck", ""),),
    ...     (ProjectCoding("c1", "p01.txt", 3, 7, "luck", "luck", "AB"),),
    ...     cases=(Case("P01", documents=("p01.txt",)),))
    >>> framework_matrix(one, ["luck"]).cell("P01", "luck").state
    'open'
    >>> told = Summary("P01", "luck", "Puts it down to chance.", ("c1",), "AB", date(2026, 5, 1))
    >>> framework_matrix(one, ["luck"], summaries=[told]).sheet().rows
    (('P01', 'Puts it down to chance. [c1]'),)
    """
    places = Places(project)
    rows = tuple(places.participants) if cases is None else tuple(cases)
    for name in rows:
        if name not in places.participants:
            rule = "a case is one of the project's"
            raise DataError.because(rule, f"'{name}'", did_you_mean(name, places.participants))
    numbers = {code: places.code_numbers(code, below=True) for code in codes}
    owned = _owned(places)
    problems = by_rule((one for summary in summaries for one in _problems(summary, places, owned)), file)
    if problems:
        raise DataError(*problems)
    written = {(one.case, one.code): one for one in summaries}
    quotations = {one.name: one.quotation for one in project.codings}
    in_cells = _in_cells(places, numbers)
    cells = tuple(
        _cell(case, code, in_cells.get((case, code), ()), written.get((case, code)), quotations)
        for case in rows
        for code in codes
    )
    return FrameworkMatrix(rows, tuple(codes), cells)


def _cell(
    case: str, code: str, passages: tuple[str, ...], summary: Summary | None, quotations: dict[str, str]
) -> FrameworkCell:
    if summary is None:
        return FrameworkCell(case, code, passages, None, "open" if passages else "empty")
    gone = tuple(name for name in summary.passages if name not in quotations)
    now = state_of({name: quotations[name] for name in summary.passages if name in quotations})
    stale = bool(gone) or bool(summary.state and summary.state != now)
    unused = tuple(name for name in passages if name not in summary.passages)
    return FrameworkCell(case, code, passages, summary, "stale" if stale else "written", gone, unused, now)


def _shown(one: FrameworkCell) -> str:
    if one.state == "empty":
        return ""
    if one.summary is None:
        return f"({len(one.passages)} passage{'' if len(one.passages) == 1 else 's'}, no summary yet)"
    stale = "(stale: its passages changed) " if one.state == "stale" else ""
    return f"{stale}{one.summary.summary} [{', '.join(one.summary.passages)}]"


def _owned(places: Places) -> dict[str, set[str]]:
    """Return each coding's id with the names of those to whom it belongs."""
    found: dict[str, set[str]] = {one.name: set() for one in places.project.codings}
    codings, presences = places.pairs
    for coding, who in zip(codings.tolist(), places.who[presences].tolist(), strict=True):
        found[places.project.codings[coding].name].add(places.participants[who])
    return found


def _in_cells(places: Places, numbers: dict[str, list[int]]) -> dict[tuple[str, str], tuple[str, ...]]:
    codings, presences = places.pairs
    found: dict[tuple[str, str], dict[str, None]] = {}
    order = np.lexsort((places.end[codings], places.start[codings]))
    codings, who = codings[order], places.who[presences[order]]
    for code, below in numbers.items():
        mine = np.isin(places.code[codings], below)
        for coding, one in zip(codings[mine].tolist(), who[mine].tolist(), strict=True):
            names = found.setdefault((places.participants[one], code), {})
            names[places.project.codings[coding].name] = None
    return {cell: tuple(names) for cell, names in found.items()}


def _problems(one: Summary, places: Places, owned: dict[str, set[str]]) -> Iterator[tuple[str, str, int]]:
    """Yield rule, what to do and the summary's line."""
    if one.code not in places.code_number:
        yield "a summary's code is one of the project's", did_you_mean(one.code, places.codes), one.line
    if one.case not in places.participants:
        # Its passages are gone with the case: that needs no saying.
        remedy = "correct its name, or take the summary out if someone withdrew"
        yield "a summary's case is one of the project's", remedy, one.line
        return
    for name in one.passages:
        if name not in owned:
            # What the team decided about since is gone for analyses, and makes the cell stale.
            if not one.state and name not in places.project.settled:
                remedy = "correct the coding's id, or write the summary anew without it"
                yield "a summary rests on codings", remedy, one.line
        elif one.case not in owned[name]:
            rule = "a summary rests on passages of its own case"
            yield rule, "name another, or move it to the case whose it is", one.line
