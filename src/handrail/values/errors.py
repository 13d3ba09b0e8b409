"""What can go wrong, and the exit code that says so.

HandrailError
 ├─ UsageError          2   the command was called wrongly
 ├─ PlanError          10   study.toml or a guideline file breaks a rule
 ├─ DataError          11   a source cannot be read, or is not what the plan says
 │   └─ MediaFound     11   a picture, sound or film inside a source; a person must look first
 ├─ DisclosureRefused  12   what was asked for may not leave
 ├─ StoreError         13   the store is locked, damaged, or the key is wrong
 ├─ NotConverged       14   an estimator did not reach its solution
 ├─ DiskFull           15   there is no room to write
 └─ Interrupted       130   a person stopped the work

Every error carries one or more problems. A problem says the rule, what was received and what to
do; never what a participant said or answered.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal, Self


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the rule, what was received, what to do, and where.

    Examples
    --------
    >>> print(Problem("a survey names its weights", "no column 'wieght'", "did you mean 'weight'?",
    ...               file="study.toml", line=14))
    study.toml:14: a survey names its weights; received: no column 'wieght'; did you mean 'weight'?
    """

    rule: str
    received: str
    remedy: str
    file: str | None = None
    line: int | None = None
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        """Return the problem as one line, the way an editor can jump to."""
        place = "" if self.file is None else self.file if self.line is None else f"{self.file}:{self.line}"
        head = f"{place}: " if place else ""
        mild = "warning: " if self.severity == "warning" else ""
        return f"{head}{mild}{self.rule}; received: {self.received}; {self.remedy}"


class HandrailError(Exception):
    """A mistake that a person can mend; the command line prints it without a traceback."""

    exit_code: ClassVar[int] = 1

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    @classmethod
    def because(
        cls, rule: str, received: str, remedy: str, *, file: str | None = None, line: int | None = None
    ) -> Self:
        """Return an error with one problem.

        Examples
        --------
        >>> UsageError.because("a folder holds study.toml", "none", "run `handrail new`").exit_code
        2
        """
        return cls(Problem(rule, received, remedy, file, line))


class UsageError(HandrailError):
    """The command was called wrongly."""

    exit_code = 2


class PlanError(HandrailError):
    """The plan or a guideline file breaks a rule."""

    exit_code = 10


class DataError(HandrailError):
    """A source cannot be read, or is not what the plan says it is."""

    exit_code = 11


class MediaFound(DataError):  # noqa: N818 - it names what was found, like FileNotFound
    """A picture, sound or film lies inside a source: a person must look before it goes on."""


class DisclosureRefused(HandrailError):  # noqa: N818 - the field's word is a refusal
    """What was asked for may not leave the study."""

    exit_code = 12


class StoreError(HandrailError):
    """The store is locked, damaged, from a newer version, or the key does not open it."""

    exit_code = 13


class NotConverged(HandrailError):  # noqa: N818 - the estimator's state
    """An estimator did not reach its solution."""

    exit_code = 14


class DiskFull(HandrailError):  # noqa: N818 - the disk's state
    """There is no room to write; nothing was changed."""

    exit_code = 15


class Interrupted(HandrailError):  # noqa: N818 - the work's state
    """A person stopped the work; the study is as it was before."""

    exit_code = 130


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a remedy that names the nearest known word, or lists the known ones.

    Examples
    --------
    >>> did_you_mean("wieght", ["weight", "psu"])
    "did you mean 'weight'?"
    >>> did_you_mean("x", ["weight", "psu"])
    'use one of: psu, weight'
    """
    choices = sorted({str(choice) for choice in known})
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    if not choices:
        return "there is nothing to choose from yet"
    shown = ", ".join(choices[:12]) + (f" and {len(choices) - 12} more" if len(choices) > 12 else "")
    return f"use one of: {shown}"
