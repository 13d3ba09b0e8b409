"""Row counts: how many rows a survey has, as tables that review judges.

Documents print these numbers, so a reader has them: the attacker is given them, and two versions of them are
compared like those of any table. They are printed in sentences and have no file of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handrail.store import ResultRecord
from handrail.study.plan import Survey
from handrail.values import Cell, Table

PREFIX = "rows:"


def rows_name(survey: str) -> str:
    """Return the name of the table that counts a survey's rows."""
    return f"{PREFIX}{survey}"


def is_row_count(table: Table) -> bool:
    """Return whether a table is a number of rows, which is printed in a sentence only."""
    return table.name.startswith(PREFIX)


def row_counts(surveys: Iterable[Survey], read: Mapping[str, ResultRecord]) -> list[Table]:
    """Return the number of rows of each survey that was read."""
    return [
        Table(
            name=rows_name(survey.id),
            title=f"Rows of {survey.title}",
            measure="count",
            dimensions=(),
            cells=(Cell({}, None, rows, rows, {}),),
            source=survey.id,
            variable="rows",
            public_use=bool(survey.public_use),
        )
        for survey in surveys
        if survey.id in read
        for rows in [read[survey.id].body["rows"]]
    ]
