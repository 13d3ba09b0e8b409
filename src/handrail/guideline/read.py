"""Read the whole ``guideline/`` folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from handrail.guideline.findings import Finding, read_findings
from handrail.guideline.glossary import Term, read_glossary
from handrail.guideline.joint_display import JointRow, read_joint_display
from handrail.guideline.recommendations import STRENGTHS, Recommendation, read_recommendation
from handrail.values import PlanError, Problem

T = TypeVar("T")


@dataclass(frozen=True)
class Guideline:
    """What the team wrote: findings, recommendations by strength, the joint display and the glossary."""

    findings: tuple[Finding, ...]
    recommendations: tuple[Recommendation, ...]
    joint_display: tuple[JointRow, ...]
    glossary: tuple[Term, ...] = ()


def read_guideline(folder: Path) -> Guideline:
    """Return the guideline of a study; a folder that is not there yet is an empty guideline.

    Raises
    ------
    PlanError
        With the problems of every file at once.
    """
    problems: list[Problem] = []

    def read(path: Path, reader: Callable[[Path], T]) -> T | None:
        try:
            return reader(path) if path.exists() else None
        except PlanError as wrong:
            problems.extend(wrong.problems)
            return None

    findings = read(folder / "findings.toml", read_findings) or ()
    rows = read(folder / "joint-display.toml", read_joint_display) or ()
    glossary = read(folder / "glossary.toml", read_glossary) or ()
    files = sorted(path for path in folder.glob("*.md") if path.is_file())
    recommendations = [one for path in files if (one := read(path, read_recommendation)) is not None]
    if problems:
        raise PlanError(*problems)
    # The strongest first; files of one strength keep their order.
    recommendations.sort(key=lambda one: STRENGTHS.index(one.strength))
    return Guideline(findings, tuple(recommendations), rows, glossary)
