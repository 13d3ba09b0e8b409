"""Frameworks: the planned framework matrix of a strand, whose rows are groups of participants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from handrail.interviews.groups import OTHERS
from handrail.interviews.methods import METHODS
from handrail.store import ResultRecord
from handrail.study.displays import codes_of, display_name, display_title, with_lines
from handrail.study.estimates import outcome_of
from handrail.study.place import Strand
from handrail.study.runner import Outcome, Runner
from handrail.study.said_by import NOBODY, by_participant, in_use_of, levels_of, rows_of

if TYPE_CHECKING:
    from handrail.interviews import FrameworkMatrix, Summary


class Frameworks:
    """Charts groups of participants by codes, with the team's summaries."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner

    def step(self, strand: Strand, codebook: ResultRecord) -> ResultRecord | None:
        """Return a strand's framework matrix with the requests to print its cells.

        Raises
        ------
        PlanError
            For a code that is not in the codebook.
        """
        name = display_name("framework", strand.plan.id)
        planned = strand.plan.framework
        assert planned is not None  # noqa: S101
        read = strand.imported.result("framework", planned.summaries)
        if read is None:
            self.runner.fail(name)
            return None
        codes = codes_of(strand, "framework", planned.codes)
        used = sorted(
            (p["name"], p["participant"] or NOBODY, p["code"], p["quotation"]) for p in strand.passages()
        )
        levels = levels_of(strand, planned.attribute)
        stopped = sorted(strand.stopped)
        return self.runner.step(
            name,
            "framework",
            METHODS["interviews.framework_matrix"],
            [
                planned.model_dump(mode="json"),
                [codes, used, levels, sorted(in_use_of(strand)), stopped, sorted(strand.decisions.settled)],
                read.content,
                codebook.content,
            ],
            lambda: self._chart(strand, name, codes, read),
        )

    def _chart(self, strand: Strand, name: str, codes: Sequence[str], read: ResultRecord) -> Outcome:
        from handrail.interviews.word_tables import framework_result

        planned = strand.plan.framework
        assert planned is not None  # noqa: S101
        level_of = levels_of(strand, planned.attribute)
        people = Counter(level_of.values())
        rows = rows_of(strand, level_of)
        away = strand.away()
        written = [summary_of(one) for one in read.body["summaries"]]
        resting = [one for one in written if away.isdisjoint(one.passages)]
        # What was written for a level that is now too small waits in the team's file, and is no mistake.
        here = [one for one in resting if one.case in rows or one.case not in {*people, OTHERS}]
        matrix = chart(strand, codes, {row: levels for row, (levels, _) in rows.items()}, level_of, here)
        title = display_title("framework", strand.plan.title)
        counted = {row: count for row, (_, count) in rows.items()}
        made = framework_result(matrix, counted, planned.attribute, name, title, strand.plan.id)
        current = {(one.case, one.code) for one in matrix.cells if one.state == "written"}
        shown = [one for one in written if one.code in codes]
        asked = [
            {
                "case": one.case,
                "code": one.code,
                "people": counted.get(one.case, people.get(one.case, 0)),
                "current": (one.case, one.code) in current,
                "passages": list(one.passages),
            }
            for one in shown
        ]
        lines = [
            f"{one.case}, {one.code} ({one.state}): "
            + ", ".join(one.summary.passages if one.summary else one.passages)
            for one in matrix.cells
            if one.state != "empty"
        ]
        outcome = outcome_of(made)
        approvals = [[one["case"], one["code"], one["approval"]] for one in read.body["summaries"]]
        named = sorted({name for one in shown for name in one.passages})
        outcome = with_lines(outcome, lines, codes, asked=asked, passages=named)
        # An approval that was given or taken back is content as well: with it a cell may leave, or not.
        return replace(outcome, digested=[outcome.digested, asked, approvals])


def chart(
    strand: Strand,
    codes: Sequence[str],
    rows: Mapping[str, Sequence[str]],
    level_of: Mapping[str, str],
    summaries: Sequence[Summary],
) -> FrameworkMatrix:
    """Return the framework matrix of a strand whose cases are groups of participants.

    Parameters
    ----------
    strand
        Placed.
    codes
        The columns.
    rows
        Group to its levels.
    level_of
        Participant to level.
    summaries
        What the team wrote for the groups.

    Raises
    ------
    DataError
        By rule, with the lines of unknown groups and codings, and of passages of another group.
    """
    from handrail.interviews import framework_matrix
    from handrail.interviews.project import Case

    planned = strand.plan.framework
    assert planned is not None  # noqa: S101
    cases = tuple(
        Case(row, documents=tuple(who for who, level in level_of.items() if level in levels))
        for row, levels in rows.items()
    )
    project = by_participant(strand, [who for case in cases for who in case.documents], nobody=True)
    return framework_matrix(
        replace(project, cases=cases), codes, list(rows), summaries, file=planned.summaries
    )


def summary_of(stored: Mapping[str, Any]) -> Summary:
    """Return a summary from the values that its reading step kept."""
    from handrail.interviews import Summary
    from handrail.study.convert import approval_of

    return Summary(
        **{
            **stored,
            "passages": tuple(stored["passages"]),
            "on": date.fromisoformat(stored["on"]),
            "approval": approval_of(stored["approval"]),
        }
    )
