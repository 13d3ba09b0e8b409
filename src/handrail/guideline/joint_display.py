"""The joint display: what was said beside what was counted, and how the two agree.

After Fetters, Curry and Creswell (2013), Health Services Research 48, 2134-2156: a row sets the strands
side by side and says how they fit. Silence is not one thing: a topic was not asked, was asked but not said,
or there is no data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from handrail.guideline.references import (
    check_keys,
    check_references,
    other_keys,
    sentence_problem,
    tables_of,
)
from handrail.values import PlanError, Problem, did_you_mean, read_toml

READINGS = ("agreement", "partial agreement", "dissonance", "silence")
SILENCES = ("not asked", "asked but not said", "no data")
_SHAPE = {
    "id": str,
    "topic": str,
    "interviews": list,
    "survey": list,
    "reading": str,
    "silence": str,
    "why": str,
}


@dataclass(frozen=True)
class JointRow:
    """One row of the joint display.

    Attributes
    ----------
    id, topic
        A short name and a reader's words.
    interviews, survey
        References to themes and passages, and to estimates, models and typologies.
    reading
        Of ``READINGS``.
    silence
        Of ``SILENCES`` when the reading is silence, else empty.
    why
        One sentence.
    file, line
        Where it stands.
    """

    id: str
    topic: str
    interviews: tuple[str, ...]
    survey: tuple[str, ...]
    reading: str
    silence: str
    why: str
    file: str
    line: int | None


def read_joint_display(path: Path) -> tuple[JointRow, ...]:
    """Read ``joint-display.toml``.

    Raises
    ------
    PlanError
        With every unknown key, missing part and reading that does not fit its row, by line.
    """
    source = read_toml(path, error=PlanError)
    rows: list[JointRow] = []
    problems = other_keys(source, "row")
    for index, table in enumerate(tables_of(source, "row")):
        here = ("row", index)
        wrong = check_keys(source, table, here, _SHAPE, ("id", "topic", "reading", "why"))
        problems += wrong
        if wrong:
            continue
        row = JointRow(
            table["id"],
            table["topic"],
            tuple(table.get("interviews", [])),
            tuple(table.get("survey", [])),
            table["reading"],
            table.get("silence", ""),
            table["why"],
            source.name,
            source.line(here),
        )
        problems += _fits(row)
        rows.append(row)
    if problems:
        raise PlanError(*problems)
    return tuple(rows)


def _fits(row: JointRow) -> list[Problem]:
    def problem(rule: str, received: str, remedy: str) -> list[Problem]:
        return [Problem(rule, received, remedy, row.file, row.line)]

    if row.reading not in READINGS:
        return problem(
            "a reading comes from a closed list", f"'{row.reading}'", did_you_mean(row.reading, READINGS)
        )
    if row.reading == "silence":
        if row.silence not in SILENCES:
            return problem(
                "silence says which kind",
                f"'{row.silence or 'nothing'}'",
                did_you_mean(row.silence, SILENCES),
            )
        if row.interviews and row.survey:
            return problem(
                "silence leaves one side empty", "evidence on both sides", "choose another reading"
            )
    elif row.silence:
        return problem("only silence has a kind", f"silence = '{row.silence}'", "remove it")
    elif not (row.interviews and row.survey):
        return problem(
            f"{row.reading} needs evidence on both sides",
            "one side empty",
            'use reading = "silence" with its kind',
        )
    return sentence_problem(row.why, "why", row.file, row.line)


def check_joint_display(rows: Iterable[JointRow], known: Mapping[str, Iterable[str]]) -> list[Problem]:
    """Return a problem for every link to nothing."""
    problems: list[Problem] = []
    for row in rows:
        problems += check_references(
            row.interviews, known, file=row.file, line=row.line, allowed=("theme", "passage")
        )
        problems += check_references(
            row.survey, known, file=row.file, line=row.line, allowed=("estimate", "model", "typology", "risk")
        )
    return problems
