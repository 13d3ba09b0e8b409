"""Describe a survey: its design and variables as the plan and its codebook declare them, and who answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from handrail.disclosure import review
from handrail.study.answers import Answers, is_declared, replicate_columns
from handrail.study.ask import read_surveys, survey_of
from handrail.study.facets import facets_of
from handrail.study.ledger import read_ledger
from handrail.study.plan import Survey, Variable
from handrail.study.release import limits_of
from handrail.study.row_counts import row_counts, rows_name
from handrail.study.session import Prompt, open_session
from handrail.values import Cell, Table


@dataclass(frozen=True)
class Described:
    """A survey in words and in numbers that may be told.

    Attributes
    ----------
    survey
        The plan's.
    rows
        Rows in use; None where that is not told.
    replicates
        How many replicate weights there are.
    answered
        Variable to how many answered it; None where that is not told.
    notes
        What reading the file noted, such as a row that keeps a column from being a number; never an answer.
    """

    survey: Survey
    rows: int | None
    replicates: int
    answered: dict[str, int | None]
    notes: tuple[str, ...]


def describe_survey(folder: Path, survey: str | None = None, *, prompt: Prompt | None) -> Described:
    """Return what a survey of a built study holds, under its disclosure control.

    Raises
    ------
    UsageError
        For an unknown survey.
    StoreError
        When the study was never built, or cannot be opened.
    """
    with open_session(folder, prompt=prompt) as session:
        part = survey_of(session.plan, survey)
        read = read_surveys(session, part)
        answers = Answers(session)
        held, derived = answers.survey(part), answers.derived(part, part.variable)
        tables = []
        for one in part.variable:
            n = len(derived) - derived[one.name].null_count()
            facets = facets_of(part, held, derived, [one], words={}, where={})
            # A base and no number beside it: review then sees who answered, and who did not.
            listed = is_declared(one, derived[one.name])
            tables.append(
                Table(
                    name=f"answered:{one.name}",
                    title=one.label,
                    measure="histogram" if listed else "mean",
                    dimensions=(),
                    cells=(Cell({}, None, n, None, {}),),
                    source=part.id,
                    variable=one.name,
                    public_use=bool(part.public_use),
                    column=one.from_,
                    facets=facets,
                )
            )
        kept = read_ledger(session.store, read)
        everything = [*tables, *row_counts([part], read)]
        everything = [replace(one, revision=kept.revisions.get(one.source, 0)) for one in everything]
        released = review(everything, [], kept.ledger, limits=limits_of(session.plan)).released.tables
        return Described(
            part,
            _n(released[rows_name(part.id)]),
            len(replicate_columns(part, held.frame.columns)),
            {one.name: _n(released[f"answered:{one.name}"]) for one in part.variable},
            tuple(read[part.id].body["notes"]),
        )


def _n(table: Table) -> int | None:
    (cell,) = table.cells
    return None if cell.withheld else cell.n


def kind_of(variable: Variable) -> str:
    """Return what a variable is, in words.

    Examples
    --------
    >>> kind_of(Variable(name="told", **{"from": "q1"}, label="Told", yes=(1,), no=(2,), special="health"))
    'yes/no, special: health'
    """
    if variable.yes:
        kind = "yes/no"
    elif variable.categories:
        kind = f"{len(set(variable.categories.values()))} categories"
    else:
        kind = "as in the file"
    marks = [
        f"special: {variable.special}" if variable.special else "",
        "offence" if variable.offence else "",
    ]
    return ", ".join([kind, *filter(None, [*marks, variable.geography or ""])])
